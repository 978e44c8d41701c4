#ifndef HERALD_INDEXER_CLOCK_H
#define HERALD_INDEXER_CLOCK_H

#include <time.h>

/* Seconds of a clock that never goes back, for measuring how long something takes. */
static inline double now_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

#endif
