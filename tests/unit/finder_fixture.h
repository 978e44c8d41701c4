/* A language finder for a group of tests. */
#ifndef HERALD_TESTS_UNIT_FINDER_FIXTURE_H
#define HERALD_TESTS_UNIT_FINDER_FIXTURE_H

#include "indexer/language/detection/language_finder.h"

static struct language_finder *finder;

static inline int open_finder(void **state)
{
    (void)state;
    return language_finder_open(&finder, NULL) == HERALD_OK ? 0 : -1;
}

static inline int close_finder(void **state)
{
    (void)state;
    language_finder_free(finder);
    return 0;
}

#endif
