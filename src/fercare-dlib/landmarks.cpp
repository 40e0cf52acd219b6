#include "landmarks.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <new>
#include <stdexcept>

#ifdef __linux__
#include <sys/mman.h>
#endif

#include <dlib/image_processing/shape_predictor.h>

namespace fercare {

namespace {

// Dlib rounds landmarks to whole pixels. Coordinates are therefore those of the same image with every pixel as a square of
// 65536 x 65536: rounding is then far below what a true pixel can tell, and the pixels looked up are the ones Dlib would look up
// without it. (A factor as small as 256 is not enough: now and then a neighbouring pixel is looked up, and that moves the
// landmarks by 1 % of the eye distance.)
constexpr int shift = 16;
constexpr long factor = 1L << shift;

constexpr std::size_t large_page = 2UL << 20, line = 64;

// Leaves chosen are asked for this many trees before they are added.
constexpr std::size_t ahead = 12;

float* large_block(std::size_t floats) {
    const std::size_t bytes = (floats * sizeof(float) + large_page - 1) / large_page * large_page;
    void* memory = std::aligned_alloc(large_page, bytes);
    if (memory == nullptr) throw std::bad_alloc();
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    // A wish: where it is not granted, only time is lost.
    (void)madvise(memory, bytes, MADV_HUGEPAGE);
#endif
    return static_cast<float*>(memory);
}

void require(bool holds, const char* otherwise) {
    if (!holds) throw std::runtime_error(otherwise);
}

// difference > threshold, for whole differences of two bytes.
int16_t whole(float threshold) {
    if (!(threshold < 256)) return 256;
    return static_cast<int16_t>(std::floor(std::max(threshold, -256.0f)));
}

// The transform from a box of side 1 to the box in the (magnified) image, as Dlib makes it.
dlib::point_transform_affine to_image_of(const dlib::rectangle& box) { return dlib::impl::unnormalizing_tform(box); }

void fetch(const float* leaf, std::size_t floats) {
    for (std::size_t at = 0; at < floats; at += line / sizeof(float)) __builtin_prefetch(leaf + at);
}

}  // namespace

LandmarkPredictor::LandmarkPredictor(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    require(static_cast<bool>(in), "The file cannot be opened.");
    int version = 0;
    std::vector<std::vector<dlib::impl::regression_tree>> forests;
    std::vector<std::vector<unsigned long>> anchors;
    std::vector<std::vector<dlib::vector<float, 2>>> deltas;
    dlib::deserialize(version, in);
    require(version == 1, "The file is no shape predictor of a known version.");
    dlib::deserialize(initial, in);
    dlib::deserialize(forests, in);
    dlib::deserialize(anchors, in);
    dlib::deserialize(deltas, in);

    require(!forests.empty() && !forests[0].empty() && anchors.size() == forests.size() && deltas.size() == forests.size(), "The file is no whole shape predictor.");
    splits_per_tree = forests[0][0].splits.size();
    leaf_stride = (initial.size() * sizeof(float) + line - 1) / line * line / sizeof(float);
    std::size_t all = 0;
    for (const auto& forest : forests) all += forest.size() * (splits_per_tree + 1);
    leaves.reset(large_block(all * leaf_stride));
    std::size_t next = 0;
    for (std::size_t c = 0; c < forests.size(); ++c) {
        require(anchors[c].size() == deltas[c].size(), "The file is no whole shape predictor.");
        require(std::all_of(anchors[c].begin(), anchors[c].end(), [&](unsigned long anchor) { return anchor < points(); }), "The file names a landmark that it does not have.");
        Cascade cascade{std::move(anchors[c]), std::move(deltas[c]), {}, forests[c].size(), next};
        for (const auto& tree : forests[c]) {
            require(tree.splits.size() == splits_per_tree && tree.leaf_values.size() == splits_per_tree + 1, "The file has trees of different sizes.");
            for (const auto& split : tree.splits) {
                require(split.idx1 < cascade.deltas.size() && split.idx2 < cascade.deltas.size() && cascade.deltas.size() <= std::numeric_limits<uint16_t>::max(), "The file names a pixel that it does not have.");
                cascade.splits.push_back(Split{whole(split.thresh), static_cast<uint16_t>(split.idx1), static_cast<uint16_t>(split.idx2)});
            }
            for (const auto& leaf : tree.leaf_values) {
                require(leaf.size() == initial.size(), "The file has leaves of different sizes.");
                float* stored = leaves.get() + next++ * leaf_stride;
                std::copy(leaf.begin(), leaf.end(), stored);
                std::fill(stored + leaf.size(), stored + leaf_stride, 0.0f);
            }
        }
        most_trees = std::max(most_trees, cascade.trees);
        most_pixels = std::max(most_pixels, cascade.deltas.size());
        cascades.push_back(std::move(cascade));
    }
}

void LandmarkPredictor::read_pixels(const GreyView& image, const dlib::point_transform_affine& to_image, const Cascade& cascade, const dlib::matrix<float, 0, 1>& shape, uint8_t* values) const {
    const dlib::matrix<float, 2, 2> turn = dlib::matrix_cast<float>(dlib::impl::find_tform_between_shapes(initial, shape).get_m());
    const dlib::matrix<double, 2, 2> m = to_image.get_m();
    const dlib::vector<double, 2> b = to_image.get_b();
    const double m00 = m(0, 0), m01 = m(0, 1), m10 = m(1, 0), m11 = m(1, 1), bx = b.x(), by = b.y();
    const float t00 = turn(0, 0), t01 = turn(0, 1), t10 = turn(1, 0), t11 = turn(1, 1);
    // Coordinate X means X / 65536 and reads pixel round(X / 65536); the last half pixel is left out so that this stays inside.
    const double right = static_cast<double>(image.width * factor - factor / 2), bottom = static_cast<double>(image.height * factor - factor / 2);
    for (std::size_t i = 0; i < cascade.deltas.size(); ++i) {
        const auto& delta = cascade.deltas[i];
        const unsigned long anchor = cascade.anchors[i];
        const float sx = t00 * delta.x() + t01 * delta.y() + shape(2 * anchor);
        const float sy = t10 * delta.x() + t11 * delta.y() + shape(2 * anchor + 1);
        const double x = std::floor(m00 * sx + m01 * sy + bx + 0.5), y = std::floor(m10 * sx + m11 * sy + by + 0.5);
        // Not a number is not inside.
        if (x >= 0 && y >= 0 && x < right && y < bottom)
            values[i] = image.pixels[((static_cast<long>(y) + factor / 2) >> shift) * image.stride + ((static_cast<long>(x) + factor / 2) >> shift)];
        else
            values[i] = 0;
    }
}

void LandmarkPredictor::place(const GreyView& image, double x, double y, double width, double height, float* points) const {
    // Dlib's rectangles include their last pixel: a box of width 37 at 194 spans 194 to 230.
    const dlib::rectangle box(std::lround(x * factor), std::lround(y * factor), std::lround((x + width - 1) * factor), std::lround((y + height - 1) * factor));
    const dlib::point_transform_affine to_image = to_image_of(box);
    thread_local std::vector<uint8_t> values;
    thread_local std::vector<const float*> chosen;
    values.resize(most_pixels);
    chosen.resize(most_trees);
    dlib::matrix<float, 0, 1> shape = initial;
    const std::size_t numbers = shape.size();
    float* const sum = &shape(0);
    for (const Cascade& cascade : cascades) {
        read_pixels(image, to_image, cascade, shape, values.data());
        const Split* tree = cascade.splits.data();
        const float* leaf = leaves.get() + cascade.first_leaf * leaf_stride;
        for (std::size_t t = 0; t < cascade.trees; ++t, tree += splits_per_tree, leaf += (splits_per_tree + 1) * leaf_stride) {
            std::size_t at = 0;
            while (at < splits_per_tree) at = 2 * at + 2 - (values[tree[at].first] - values[tree[at].second] > tree[at].threshold);
            chosen[t] = leaf + (at - splits_per_tree) * leaf_stride;
            if (t < ahead) fetch(chosen[t], numbers);
        }
        for (std::size_t t = 0; t < cascade.trees; ++t) {
            if (t + ahead < cascade.trees) fetch(chosen[t + ahead], numbers);
            const float* add = chosen[t];
            for (std::size_t i = 0; i < numbers; ++i) sum[i] += add[i];
        }
    }
    for (std::size_t i = 0; i < numbers / 2; ++i) {
        const dlib::point at = to_image(dlib::impl::location(shape, i));
        points[2 * i] = static_cast<float>(at.x() / static_cast<double>(factor));
        points[2 * i + 1] = static_cast<float>(at.y() / static_cast<double>(factor));
    }
}

}  // namespace fercare
