/*
 * A disk that has become read-only, for one process and without any rights: preloaded (LD_PRELOAD), it answers every attempt to change
 * something below the folder $FERCARE_READ_ONLY as a file system does that is mounted read-only. It does so while the file
 * $FERCARE_READ_ONLY_WHILE exists, or always where that is not set. Reading, and descriptors that are no files, are left alone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int is_read_only(void) {
    const char* while_there = getenv("FERCARE_READ_ONLY_WHILE");
    return while_there == NULL || access(while_there, F_OK) == 0;
}

static int is_below(const char* path) {
    const char* folder = getenv("FERCARE_READ_ONLY");
    const size_t length = folder == NULL ? 0 : strlen(folder);
    return length > 0 && path != NULL && strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static int refuses(const char* path) {
    if (!is_below(path) || !is_read_only()) return 0;
    errno = EROFS;
    return 1;
}

static int refuses_file(int file) {
    struct stat what;
    char link[64], path[PATH_MAX];
    if (fstat(file, &what) != 0 || !S_ISREG(what.st_mode)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return refuses(path);
}

static int changes(int flags) { return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0; }

#define OPENS(name)                                                    \
    int name(const char* path, int flags, ...) {                       \
        mode_t mode = 0;                                               \
        if (flags & (O_CREAT | O_TMPFILE)) {                           \
            va_list rest;                                              \
            va_start(rest, flags);                                     \
            mode = va_arg(rest, mode_t);                               \
            va_end(rest);                                              \
        }                                                              \
        return changes(flags) && refuses(path) ? -1 : REAL(name)(path, flags, mode); \
    }
OPENS(open)
OPENS(open64)

ssize_t write(int file, const void* from, size_t count) { return refuses_file(file) ? -1 : REAL(write)(file, from, count); }
ssize_t pwrite64(int file, const void* from, size_t count, off64_t at) { return refuses_file(file) ? -1 : REAL(pwrite64)(file, from, count, at); }
ssize_t pwritev64(int file, const struct iovec* from, int count, off64_t at) { return refuses_file(file) ? -1 : REAL(pwritev64)(file, from, count, at); }
int ftruncate64(int file, off64_t length) { return refuses_file(file) ? -1 : REAL(ftruncate64)(file, length); }
int unlink(const char* path) { return refuses(path) ? -1 : REAL(unlink)(path); }
int rename(const char* from, const char* to) { return refuses(from) || refuses(to) ? -1 : REAL(rename)(from, to); }
/* A folder that is there is there: the system looks at that first. */
int mkdir(const char* path, mode_t mode) { return access(path, F_OK) != 0 && refuses(path) ? -1 : REAL(mkdir)(path, mode); }
int chmod(const char* path, mode_t mode) { return refuses(path) ? -1 : REAL(chmod)(path, mode); }
int fchmod(int file, mode_t mode) { return refuses_file(file) ? -1 : REAL(fchmod)(file, mode); }
