// C interface to Dlib's frontal face detector, its 68-landmark predictor, and libjpeg's way to grey pixels.
//
// Buffers belong to the caller. Every function that can fail returns a status and leaves a sentence for
// fercare_last_error; no C++ exception crosses. A handle may be used by one thread at a time: give each worker its own.
// Handles of the same landmark file share one copy of its 70 MB, which is only read.
#ifndef FERCARE_DLIB_H
#define FERCARE_DLIB_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define FERCARE_API __attribute__((visibility("default")))
#else
#define FERCARE_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define FERCARE_LANDMARKS 68

enum fercare_status {
    FERCARE_OK = 0,
    FERCARE_BAD_ARGUMENT = 1,   // a null pointer, an empty image, a box without area
    FERCARE_BAD_LANDMARK_FILE = 2, // missing, unreadable or not a predictor of 68 points
    FERCARE_OUT_OF_MEMORY = 3,
    FERCARE_FAILED = 4,
    FERCARE_OTHER_FORMAT = 5, // no JPEG, or one that is left to a decoder of many formats: CMYK, with a rotation note, ...
    FERCARE_TOO_LARGE = 6,
    FERCARE_NO_ROOM = 7,
    FERCARE_BROKEN_JPEG = 8
};

typedef struct fercare_face_finder fercare_face_finder;

// A face found: pixels of the image given, and the detector's confidence above its own threshold (negative below).
typedef struct fercare_face {
    int32_t x, y, width, height;
    double confidence;
} fercare_face;

// Makes a detector with the landmark predictor of a file (shape_predictor_68_face_landmarks.dat).
FERCARE_API int32_t fercare_finder_create(const char* landmark_file, fercare_face_finder** finder);

// Frees a handle; null is allowed.
FERCARE_API void fercare_finder_destroy(fercare_face_finder* finder);

// Finds frontal faces of some 70 pixels and more in a grey image of 8 bits a pixel, best first. A negative adjust_threshold
// finds more. At most `capacity` faces are written; `count` tells how many there are in all.
FERCARE_API int32_t fercare_finder_detect(fercare_face_finder* finder, const uint8_t* grey, int32_t width, int32_t height,
                                          int32_t stride, double adjust_threshold, fercare_face* faces, int32_t capacity,
                                          int32_t* count);

// Places the 68 landmarks in a box: x0, y0, x1, y1 ... in pixels, with parts of pixels.
FERCARE_API int32_t fercare_finder_landmarks(fercare_face_finder* finder, const uint8_t* grey, int32_t width, int32_t height,
                                             int32_t stride, double x, double y, double box_width, double box_height,
                                             float points[2 * FERCARE_LANDMARKS]);

// Decodes a JPEG to grey pixels, row after row without padding. The size is read and told first: a picture of more than
// long_side x short_side pixels, either way up, is FERCARE_TOO_LARGE, one of more than `capacity` pixels FERCARE_NO_ROOM, and
// nothing is decoded. One that is still not whole after most_scans passes is FERCARE_BROKEN_JPEG. Damage to the data that leaves the structure whole shows as a smear, as in any decoder.
FERCARE_API int32_t fercare_jpeg_grey(const uint8_t* jpeg, size_t length, int32_t long_side, int32_t short_side,
                                      int32_t most_scans, uint8_t* grey, size_t capacity, int32_t* width, int32_t* height);

// What the last failure on the calling thread was; valid until that thread's next call. Never null.
FERCARE_API const char* fercare_last_error(void);

// The version of Dlib behind this interface, such as "19.24.0".
FERCARE_API const char* fercare_dlib_version(void);

#ifdef __cplusplus
}
#endif
#endif
