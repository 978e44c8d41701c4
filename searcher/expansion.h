#ifndef HERALD_SEARCHER_EXPANSION_H
#define HERALD_SEARCHER_EXPANSION_H

#include "searcher/feedback.h"
#include "searcher/query.h"

/* Widening a search by what articles say: --expand and herald similar. */

/* How what was learned goes into the query. */
enum expansion_use {
    EXPANSION_RANKS, /* it ranks what matches the query */
    EXPANSION_ADDS,  /* and what has one of the stems matches too */
    EXPANSION_ALONE  /* what has one of the stems and matches the query; the query has no weight */
};

/*
 * Put the stems that `documents` are known by into *query, which is replaced. `weight` is what they
 * weigh, in words of the query. Nothing changes where there are none, except that with
 * EXPANSION_ALONE nothing matches then. Statuses as feedback_choose and feedback_query.
 */
xap_status expansion_apply(const xap_database *database, const struct word_scoring *scoring,
                           struct analyser *analyser, const struct feedback_document *documents,
                           size_t count, enum expansion_use use, double weight, xap_query **query,
                           xap_error *err);

/* How the query of a search with --expand is widened: where its words are joined by OR and nothing
 * else is said, articles without any of them may match. */
enum expansion_use expansion_use_of(const struct query *query);

/* Documents looked at for one id; more with one id is no collection of news. */
#define EXPANSION_SAME_ID_MAX 256u

/*
 * The documents with an id, or, if there are none, with this URL: at most EXPANSION_SAME_ID_MAX.
 * Reading failures.
 */
xap_status expansion_find(const xap_database *database, struct slice name,
                          uint32_t docids[static EXPANSION_SAME_ID_MAX], size_t *count,
                          xap_error *err);

/* Take documents out of a query, which is replaced. */
xap_status expansion_exclude(const uint32_t *docids, size_t count, xap_query **query,
                             xap_error *err);

#endif
