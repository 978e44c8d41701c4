/* An analyser as the state of a group of tests. */
#ifndef HERALD_TESTS_UNIT_ANALYSER_FIXTURE_H
#define HERALD_TESTS_UNIT_ANALYSER_FIXTURE_H

#include "indexer/language/analyser.h"

static inline int open_analyser(void **state)
{
    struct analyser *analyser;
    assert_int_equal(analyser_open(&analyser, NULL), HERALD_OK);
    *state = analyser;
    return 0;
}

static inline int close_analyser(void **state)
{
    analyser_free(*state);
    return 0;
}

#endif
