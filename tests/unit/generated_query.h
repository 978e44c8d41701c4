#ifndef HERALD_TESTS_GENERATED_QUERY_H
#define HERALD_TESTS_GENERATED_QUERY_H

#include "brute_force.h"

/* Queries of every kind, put together at random out of the words of articles. */

struct generator {
    const struct brute_article *articles;
    size_t count;
    uint64_t state; /* the seed; not 0 */

    /* of the query at hand */
    struct query *query;
    const struct brute_article *anchor; /* most words are taken from here ... */
    size_t place;                       /* ... around this token */
};

/* A number below `limit`. */
unsigned generator_below(struct generator *generator, unsigned limit);

/* Put a query together; it is disposed of by query_dispose. */
void generator_make(struct generator *generator, struct query *query);

#endif
