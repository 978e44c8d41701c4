#ifndef HERALD_SEARCHER_REQUEST_WORDS_H
#define HERALD_SEARCHER_REQUEST_WORDS_H

#include "searcher/query_terms.h"
#include "searcher/ranking.h"

/*
 * Words of a question that do not say what it is about: "find articles concerning ...". In a long
 * query whose words are joined by OR they weigh less (ranking.request_weight); in others they are
 * words like all.
 */

/* A query is long with this many words that are neither stop words nor request words. */
#define REQUEST_WORDS_LEAST 3u

/* What request words of a query weigh: ranking->request_weight, or 1. `language` is that of its
 * stop words. */
double request_words_factor(const struct query *query, const struct query_terms *terms,
                            language_id language, const struct ranking *ranking);

/* What a slot weighs: `factor` for a request word, else 1. */
double request_words_weight(const struct query_slot *slot, language_id language, double factor);

#endif
