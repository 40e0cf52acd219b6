#include "fercare_dlib.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "last_error.h"

/* Libjpeg reports errors by a jump; this file is C, so that no destructor is jumped over. */
struct job {
    struct jpeg_decompress_struct info;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
    int32_t most_scans;
    jmp_buf escape;
    char message[JMSG_LENGTH_MAX];
};

static const char exif[] = {'E', 'x', 'i', 'f', 0, 0};

static struct job* job_of(j_common_ptr info) { return (struct job*)info->client_data; }

static void give_up(j_common_ptr info) {
    info->err->format_message(info, job_of(info)->message);
    longjmp(job_of(info)->escape, 1);
}

/* Warnings are counted by nobody: a camera's slip in the data is a smear, not an error. */
static void stay_silent(j_common_ptr info, int level) { (void)info, (void)level; }
static void print_nothing(j_common_ptr info) { (void)info; }

static void nothing_to_do(j_decompress_ptr info) { (void)info; }

static boolean no_more(j_decompress_ptr info) {
    ERREXIT(info, JERR_INPUT_EOF);
    return FALSE;
}

static void skip(j_decompress_ptr info, long bytes) {
    if (bytes <= 0) return;
    if ((size_t)bytes > info->src->bytes_in_buffer) ERREXIT(info, JERR_INPUT_EOF);
    info->src->next_input_byte += bytes;
    info->src->bytes_in_buffer -= (size_t)bytes;
}

/* Every scan of a progressive picture walks through all of it, and a scan can be a few bytes long. Cameras write ten. */
static void count_scans(j_common_ptr info) {
    if (((j_decompress_ptr)info)->input_scan_number <= job_of(info)->most_scans) return;
    snprintf(job_of(info)->message, JMSG_LENGTH_MAX, "More than %d scans.", (int)job_of(info)->most_scans);
    longjmp(job_of(info)->escape, 1);
}

/* Colours that become grey by leaving two components out, no rotation note, nothing unusual: what cameras and browsers send. */
static int is_plain(j_decompress_ptr info) {
    jpeg_saved_marker_ptr marker;
    if (info->jpeg_color_space != JCS_YCbCr && info->jpeg_color_space != JCS_GRAYSCALE) return 0;
    if (info->data_precision != 8 || info->arith_code) return 0;
    for (marker = info->marker_list; marker != NULL; marker = marker->next)
        if (marker->data_length >= sizeof exif && memcmp(marker->data, exif, sizeof exif) == 0) return 0;
    return 1;
}

static int32_t read_picture(struct job* job, int32_t long_side, int32_t short_side, uint8_t* grey, size_t capacity, int32_t* width, int32_t* height) {
    j_decompress_ptr info = &job->info;
    volatile int32_t on_error = FERCARE_OTHER_FORMAT;
    if (setjmp(job->escape)) return fercare_fail(on_error, job->message);

    jpeg_create_decompress(info);
    info->client_data = job;
    info->src = &job->source;
    info->progress = &job->progress;
    jpeg_save_markers(info, JPEG_APP0 + 1, sizeof exif);
    jpeg_read_header(info, TRUE);
    if (!is_plain(info)) return fercare_fail(FERCARE_OTHER_FORMAT, "Not a plain JPEG.");

    *width = (int32_t)info->image_width;
    *height = (int32_t)info->image_height;
    const int32_t longer = *width > *height ? *width : *height, shorter = *width > *height ? *height : *width;
    if (longer > long_side || shorter > short_side) return fercare_fail(FERCARE_TOO_LARGE, "More pixels than allowed.");
    if ((size_t)*width * (size_t)*height > capacity) return fercare_fail(FERCARE_NO_ROOM, "More pixels than there is room for.");

    on_error = FERCARE_BROKEN_JPEG;
    info->out_color_space = JCS_GRAYSCALE;
    jpeg_start_decompress(info);
    while (info->output_scanline < info->output_height) {
        JSAMPROW rows[16];
        const JDIMENSION first = info->output_scanline, left = info->output_height - first, count = left < 16 ? left : 16;
        for (JDIMENSION row = 0; row < count; ++row) rows[row] = grey + (size_t)(first + row) * (size_t)*width;
        jpeg_read_scanlines(info, rows, count);
    }
    return FERCARE_OK;
}

int32_t fercare_jpeg_grey(const uint8_t* jpeg, size_t length, int32_t long_side, int32_t short_side, int32_t most_scans, uint8_t* grey, size_t capacity, int32_t* width, int32_t* height) {
    struct job job;
    if (jpeg == NULL || width == NULL || height == NULL || (grey == NULL && capacity > 0))
        return fercare_fail(FERCARE_BAD_ARGUMENT, "Expected a picture and places for its pixels and size.");
    *width = *height = 0;
    memset(&job, 0, sizeof job);
    job.info.err = jpeg_std_error(&job.errors);
    job.info.client_data = &job;
    job.errors.error_exit = give_up;
    job.errors.emit_message = stay_silent;
    job.errors.output_message = print_nothing;
    job.progress.progress_monitor = count_scans;
    job.most_scans = most_scans;
    job.source.next_input_byte = jpeg;
    job.source.bytes_in_buffer = length;
    job.source.init_source = nothing_to_do;
    job.source.fill_input_buffer = no_more;
    job.source.skip_input_data = skip;
    job.source.resync_to_restart = jpeg_resync_to_restart;
    job.source.term_source = nothing_to_do;
    const int32_t status = read_picture(&job, long_side, short_side, grey, capacity, width, height);
    /* After the jump as well: it frees whatever was allocated by then. */
    jpeg_destroy_decompress(&job.info);
    return status;
}
