/* The corpus of fill_article as the state of a group of tests, open to be read. */
#ifndef HERALD_TESTS_UNIT_XAP_CORPUS_FIXTURE_H
#define HERALD_TESTS_UNIT_XAP_CORPUS_FIXTURE_H

#include "test_xap_support.h"

enum { ARTICLES = 210 };

static xap_database *corpus;

static inline int make_corpus(void **state)
{
    if (directory_make(state) != 0)
        return -1;
    make_database("db", 1, ARTICLES);
    corpus = open_reader("db");
    return 0;
}

static inline int free_corpus(void **state)
{
    xap_database_free(corpus);
    return directory_remove(state);
}

#endif
