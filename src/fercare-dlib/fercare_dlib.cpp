#include "fercare_dlib.h"

#include <cmath>
#include <cstring>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <vector>

#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/revision.h>

#include "landmarks.h"
#include "last_error.h"

namespace fercare {

// The caller's pixels as an image of Dlib.
long num_rows(const GreyView& image) { return image.height; }
long num_columns(const GreyView& image) { return image.width; }
long width_step(const GreyView& image) { return image.stride; }
const void* image_data(const GreyView& image) { return image.pixels; }

}  // namespace fercare

namespace dlib {

template <>
struct image_traits<fercare::GreyView> {
    typedef unsigned char pixel_type;
};

}  // namespace dlib

struct fercare_face_finder {
    dlib::frontal_face_detector detector;
    std::shared_ptr<const fercare::LandmarkPredictor> predictor;
};

namespace {

thread_local std::string last_error;

int32_t fail(int32_t status, const std::string& what) noexcept { return fercare_fail(status, what.c_str()); }

template <typename Work>
int32_t guarded(int32_t otherwise, Work work) noexcept {
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return fail(FERCARE_OUT_OF_MEMORY, "Not enough memory.");
    } catch (const std::exception& problem) {
        return fail(otherwise, problem.what());
    } catch (...) {
        return fail(otherwise, "An error without a description.");
    }
}

std::shared_ptr<const fercare::LandmarkPredictor> shared_predictor(const std::string& file) {
    static std::mutex gate;
    static std::map<std::string, std::weak_ptr<const fercare::LandmarkPredictor>> loaded;
    const std::lock_guard<std::mutex> held(gate);
    if (auto already = loaded[file].lock()) return already;
    auto predictor = std::make_shared<const fercare::LandmarkPredictor>(file);
    loaded[file] = predictor;
    return predictor;
}

// Dlib unpacks its detector from text each time one is asked for, a quarter of a second; a copy costs nothing to speak of.
const dlib::frontal_face_detector& unpacked_detector() {
    static const dlib::frontal_face_detector detector = dlib::get_frontal_face_detector();
    return detector;
}

bool is_image(const uint8_t* grey, int32_t width, int32_t height, int32_t stride) {
    return grey != nullptr && width > 0 && height > 0 && stride >= width;
}

}  // namespace

int32_t fercare_fail(int32_t status, const char* what) {
    try {
        last_error = what;
    } catch (...) {
        last_error.clear();
    }
    return status;
}

int32_t fercare_finder_create(const char* landmark_file, fercare_face_finder** finder) {
    if (finder == nullptr) return fail(FERCARE_BAD_ARGUMENT, "Expected a place for the handle, found null.");
    *finder = nullptr;
    if (landmark_file == nullptr) return fail(FERCARE_BAD_ARGUMENT, "Expected the path of a landmark file, found null.");
    return guarded(FERCARE_BAD_LANDMARK_FILE, [&] {
        auto predictor = shared_predictor(landmark_file);
        if (predictor->points() != FERCARE_LANDMARKS)
            return fail(FERCARE_BAD_LANDMARK_FILE, "Expected a predictor of 68 points, found one of " + std::to_string(predictor->points()) + ".");
        auto made = std::make_unique<fercare_face_finder>();
        made->detector = unpacked_detector();
        made->predictor = std::move(predictor);
        *finder = made.release();
        return static_cast<int32_t>(FERCARE_OK);
    });
}

void fercare_finder_destroy(fercare_face_finder* finder) { delete finder; }

int32_t fercare_finder_detect(fercare_face_finder* finder, const uint8_t* grey, int32_t width, int32_t height, int32_t stride,
                              double adjust_threshold, fercare_face* faces, int32_t capacity, int32_t* count) {
    if (finder == nullptr || count == nullptr || capacity < 0 || (faces == nullptr && capacity > 0))
        return fail(FERCARE_BAD_ARGUMENT, "Expected a handle and places for the faces and their count.");
    *count = 0;
    if (!is_image(grey, width, height, stride)) return fail(FERCARE_BAD_ARGUMENT, "Expected a grey image with pixels, found an empty one.");
    if (!std::isfinite(adjust_threshold)) return fail(FERCARE_BAD_ARGUMENT, "Expected a finite threshold adjustment.");
    return guarded(FERCARE_FAILED, [&] {
        std::vector<dlib::rect_detection> found;
        finder->detector(fercare::GreyView{grey, width, height, stride}, found, adjust_threshold);
        for (std::size_t i = 0; i < found.size() && i < static_cast<std::size_t>(capacity); ++i) {
            const dlib::rectangle& box = found[i].rect;
            faces[i] = fercare_face{static_cast<int32_t>(box.left()), static_cast<int32_t>(box.top()),
                                    static_cast<int32_t>(box.width()), static_cast<int32_t>(box.height()), found[i].detection_confidence};
        }
        *count = static_cast<int32_t>(found.size());
        return static_cast<int32_t>(FERCARE_OK);
    });
}

int32_t fercare_finder_landmarks(fercare_face_finder* finder, const uint8_t* grey, int32_t width, int32_t height, int32_t stride,
                                 double x, double y, double box_width, double box_height, float points[2 * FERCARE_LANDMARKS]) {
    if (finder == nullptr || points == nullptr) return fail(FERCARE_BAD_ARGUMENT, "Expected a handle and a place for 68 points.");
    if (!is_image(grey, width, height, stride)) return fail(FERCARE_BAD_ARGUMENT, "Expected a grey image with pixels, found an empty one.");
    // The limit keeps the magnified coordinates far from overflow; no true box comes near it.
    const double limit = 1e6;
    if (!(std::abs(x) < limit && std::abs(y) < limit && box_width >= 1 && box_height >= 1 && box_width < limit && box_height < limit))
        return fail(FERCARE_BAD_ARGUMENT, "Expected a box with an area near the image.");
    return guarded(FERCARE_FAILED, [&] {
        finder->predictor->place(fercare::GreyView{grey, width, height, stride}, x, y, box_width, box_height, points);
        return static_cast<int32_t>(FERCARE_OK);
    });
}

const char* fercare_last_error(void) { return last_error.c_str(); }

#define FERCARE_TEXT_OF(number) #number
#define FERCARE_TEXT(number) FERCARE_TEXT_OF(number)

const char* fercare_dlib_version(void) {
    return FERCARE_TEXT(DLIB_MAJOR_VERSION) "." FERCARE_TEXT(DLIB_MINOR_VERSION) "." FERCARE_TEXT(DLIB_PATCH_VERSION);
}
