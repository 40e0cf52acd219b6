// How every function of the interface fails: with a status, and a sentence for fercare_last_error.
#ifndef FERCARE_LAST_ERROR_H
#define FERCARE_LAST_ERROR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C"
#endif
int32_t fercare_fail(int32_t status, const char* what);

#endif
