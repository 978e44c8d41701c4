#ifndef HERALD_SEARCHER_QUERY_PHRASE_H
#define HERALD_SEARCHER_QUERY_PHRASE_H

#include "searcher/query_reading.h"

/* What stands between quotes. */
struct query_quoted {
    struct slice text; /* of the query, without the quotes */
    uint32_t slop;
    struct query_place place; /* with the quotes */
};

/*
 * The tree of a phrase: words, words with a '*' at their end, and alternatives in parentheses
 * ("nuclear (talks OR negotiat*)"); parentheses without OR between them are signs like any other.
 * A phrase of nothing but one wildcard or one group of alternatives is just that. NULL where
 * nothing is left of it, and when the reading has ended.
 */
struct query_node *query_phrase_new(struct query_reading *reading,
                                    const struct query_quoted *quoted);

/* The words of a phrase one by one, as GDELT's near and repeat take them: leaves joined by `next`.
 * NULL as above. */
struct query_node *query_phrase_words(struct query_reading *reading,
                                      const struct query_quoted *quoted);

#endif
