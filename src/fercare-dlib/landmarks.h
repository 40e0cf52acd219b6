// Dlib's landmark predictor (Kazemi and Sullivan 2014), laid out for speed.
#ifndef FERCARE_LANDMARKS_H
#define FERCARE_LANDMARKS_H

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <dlib/geometry.h>
#include <dlib/matrix.h>

namespace fercare {

// The caller's pixels, without a copy.
struct GreyView {
    const uint8_t* pixels;
    long width, height, stride;
};

// Gives, bit for bit, the points that dlib::shape_predictor gives for the same file, in a third of the time or less. Dlib keeps
// each of the 120,000 leaves in memory of its own and adds it up as soon as its tree has chosen it, which waits for memory 7,500
// times a face. Here all leaves lie in one block of large pages, the choices of a whole cascade are made first, and the leaves are
// on their way from memory while others are added, in Dlib's order. Only read after loading, so threads may share one.
class LandmarkPredictor {
public:
    // Reads a file of dlib::shape_predictor; throws what Dlib throws, or a sentence where the file is no such predictor.
    explicit LandmarkPredictor(const std::string& file);

    unsigned long points() const { return initial.size() / 2; }

    // Writes x0, y0, x1, y1 ... in pixels, with parts of pixels, for the face in a box.
    void place(const GreyView& image, double x, double y, double width, double height, float* points) const;

private:
    // A split compares two of the cascade's pixels: their difference is a whole number, and so is its threshold without loss.
    struct Split {
        int16_t threshold;
        uint16_t first, second;
    };

    struct Cascade {
        std::vector<unsigned long> anchors;
        std::vector<dlib::vector<float, 2>> deltas;
        std::vector<Split> splits;
        std::size_t trees, first_leaf;
    };

    struct Free {
        void operator()(float* memory) const { std::free(memory); }
    };

    void read_pixels(const GreyView& image, const dlib::point_transform_affine& to_image, const Cascade& cascade, const dlib::matrix<float, 0, 1>& shape, uint8_t* values) const;

    dlib::matrix<float, 0, 1> initial;
    std::vector<Cascade> cascades;
    std::size_t splits_per_tree = 0, leaf_stride = 0, most_trees = 0, most_pixels = 0;
    std::unique_ptr<float, Free> leaves;
};

}  // namespace fercare
#endif
