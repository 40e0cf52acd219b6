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

#include <dlib/image_processing.h>
#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/revision.h>

namespace fercare {

// The caller's pixels as an image of Dlib, without a copy.
struct GreyView {
    const uint8_t* pixels;
    long width, height, stride;
};

long num_rows(const GreyView& image) { return image.height; }
long num_columns(const GreyView& image) { return image.width; }
long width_step(const GreyView& image) { return image.stride; }
const void* image_data(const GreyView& image) { return image.pixels; }

// The same image with every pixel as a square of 65536 x 65536. Dlib rounds landmarks to whole pixels; on this view that
// rounding is far below what a true pixel can tell, at no cost, and the pixels looked up are the ones Dlib would look up
// without it. (A factor as small as 256 is not enough: now and then a neighbouring pixel is looked up, and that moves the
// landmarks by 1 % of the eye distance.)
struct MagnifiedView {
    static constexpr int shift = 16;
    static constexpr long factor = 1L << shift;
    GreyView image;
};

// Coordinate X means X / 65536 and reads pixel round(X / 65536); the last half pixel is left out so that this stays inside.
long num_rows(const MagnifiedView& view) { return view.image.height * MagnifiedView::factor - MagnifiedView::factor / 2; }
long num_columns(const MagnifiedView& view) { return view.image.width * MagnifiedView::factor - MagnifiedView::factor / 2; }

}  // namespace fercare

namespace dlib {

template <>
struct image_traits<fercare::GreyView> {
    typedef unsigned char pixel_type;
};

template <>
struct image_traits<fercare::MagnifiedView> {
    typedef unsigned char pixel_type;
};

template <>
class const_image_view<fercare::MagnifiedView> {
public:
    typedef unsigned char pixel_type;

    struct Row {
        const uint8_t* pixels;
        const uint8_t& operator[](long column) const {
            return pixels[(column + fercare::MagnifiedView::factor / 2) >> fercare::MagnifiedView::shift];
        }
    };

    explicit const_image_view(const fercare::MagnifiedView& view) : image(view.image), rows(num_rows(view)), columns(num_columns(view)) {}

    long nr() const { return rows; }
    long nc() const { return columns; }
    unsigned long size() const { return static_cast<unsigned long>(rows * columns); }
    Row operator[](long row) const {
        return Row{image.pixels + ((row + fercare::MagnifiedView::factor / 2) >> fercare::MagnifiedView::shift) * image.stride};
    }

private:
    fercare::GreyView image;
    long rows, columns;
};

}  // namespace dlib

struct fercare_face_finder {
    dlib::frontal_face_detector detector;
    std::shared_ptr<const dlib::shape_predictor> predictor;
};

namespace {

thread_local std::string last_error;

int32_t fail(int32_t status, const std::string& what) noexcept {
    try {
        last_error = what;
    } catch (...) {
        last_error.clear();
    }
    return status;
}

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

std::shared_ptr<const dlib::shape_predictor> shared_predictor(const std::string& file) {
    static std::mutex gate;
    static std::map<std::string, std::weak_ptr<const dlib::shape_predictor>> loaded;
    const std::lock_guard<std::mutex> held(gate);
    if (auto already = loaded[file].lock()) return already;
    auto predictor = std::make_shared<dlib::shape_predictor>();
    dlib::deserialize(file) >> *predictor;
    loaded[file] = predictor;
    return predictor;
}

bool is_image(const uint8_t* grey, int32_t width, int32_t height, int32_t stride) {
    return grey != nullptr && width > 0 && height > 0 && stride >= width;
}

}  // namespace

int32_t fercare_finder_create(const char* landmark_file, fercare_face_finder** finder) {
    if (finder == nullptr) return fail(FERCARE_BAD_ARGUMENT, "Expected a place for the handle, found null.");
    *finder = nullptr;
    if (landmark_file == nullptr) return fail(FERCARE_BAD_ARGUMENT, "Expected the path of a landmark file, found null.");
    return guarded(FERCARE_BAD_LANDMARK_FILE, [&] {
        auto predictor = shared_predictor(landmark_file);
        if (predictor->num_parts() != FERCARE_LANDMARKS)
            return fail(FERCARE_BAD_LANDMARK_FILE, "Expected a predictor of 68 points, found one of " + std::to_string(predictor->num_parts()) + ".");
        auto made = std::make_unique<fercare_face_finder>();
        made->detector = dlib::get_frontal_face_detector();
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
        const double factor = fercare::MagnifiedView::factor;
        // Dlib's rectangles include their last pixel: a box of width 37 at 194 spans 194 to 230.
        const dlib::rectangle box(std::lround(x * factor), std::lround(y * factor),
                                  std::lround((x + box_width - 1) * factor), std::lround((y + box_height - 1) * factor));
        const fercare::MagnifiedView view{fercare::GreyView{grey, width, height, stride}};
        const dlib::full_object_detection shape = (*finder->predictor)(view, box);
        for (unsigned long i = 0; i < FERCARE_LANDMARKS; ++i) {
            points[2 * i] = static_cast<float>(shape.part(i).x() / factor);
            points[2 * i + 1] = static_cast<float>(shape.part(i).y() / factor);
        }
        return static_cast<int32_t>(FERCARE_OK);
    });
}

const char* fercare_last_error(void) { return last_error.c_str(); }

#define FERCARE_TEXT_OF(number) #number
#define FERCARE_TEXT(number) FERCARE_TEXT_OF(number)

const char* fercare_dlib_version(void) {
    return FERCARE_TEXT(DLIB_MAJOR_VERSION) "." FERCARE_TEXT(DLIB_MINOR_VERSION) "." FERCARE_TEXT(DLIB_PATCH_VERSION);
}
