#ifndef HERALD_SEARCHER_CLOSENESS_H
#define HERALD_SEARCHER_CLOSENESS_H

#include <stddef.h>
#include <stdint.h>

#include "searcher/ranking.h"

/*
 * How near the words of a query stand to each other in one article, and how early: arithmetic on
 * positions alone. The formulas are in searcher/ranking.h.
 */

/* A word of the article that the query has. */
struct occurrence {
    uint32_t position;
    uint32_t word; /* which of the query's words */
};

/* Where a word stands in the query; stop words count as positions but are no places. */
struct query_place_of_word {
    uint32_t position;
    uint32_t word;
};

/* The query, for this purpose. */
struct closeness_query {
    const double *weights; /* of its words, above 0 */
    size_t word_count;
    const struct query_place_of_word *places; /* in order */
    size_t place_count;
};

/* What an article gets. */
struct closeness {
    double window; /* query words in one stretch */
    double pairs;  /* words next to each other as in the query */
    double lead;   /* words early in the body */
};

/*
 * Measure one article. `occurrences` are sorted by position; `body` is the position of the first
 * word of the body, UINT32_MAX where it has none. `room` is lent: 2 * word_count numbers.
 */
struct closeness closeness_measure(const struct ranking *ranking,
                                   const struct closeness_query *query,
                                   const struct occurrence *occurrences, size_t count,
                                   uint32_t body, uint32_t *room);

#endif
