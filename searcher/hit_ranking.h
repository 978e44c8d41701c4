#ifndef HERALD_SEARCHER_HIT_RANKING_H
#define HERALD_SEARCHER_HIT_RANKING_H

#include <xap/mset.h>

#include "searcher/query_words.h"

/*
 * The last word on the order of hits. libxapian gives the best by BM25 in the order of score, date
 * and id of document; here the best of these get what depends on where their words stand, all get
 * what depends on their date, and what is equal by then is put in the order of its id, over all
 * pages: any page is a part of one list. Beyond the first 10,000 hits, recency brings none up from
 * further down, and of more than so many equals the order is that of their documents.
 */

/* What a hit's score is made of: the sum of these. */
struct score_parts {
    double words;
    struct closeness closeness;
    double recency;
};

struct ranked_hit {
    uint32_t docid;
    double score;
    struct score_parts parts;
    int64_t date; /* seconds from 1970; INT64_MIN where there is none, or it does not matter */
    uint32_t at;  /* place in the mset */
};

/* Run the search for the first `limit` hits; `dated`: equal scores in the order of date, which is
 * the sort key of a hit. That costs a look at the date of every candidate, so it is asked for only
 * where scores turn out to be equal. */
typedef xap_status hit_fetch(void *context, uint32_t limit, bool dated, xap_mset **mset);

/* What is to be ranked. */
struct hit_ranking {
    struct index_reader *reader;
    const struct ranking *ranking;
    const struct query_words *words; /* NULL or empty: their places do not count */
    bool by_date;    /* the mset is in the order of date, newest or oldest first, then score */
    int64_t now;     /* for recency: seconds from 1970 */
    double deadline; /* by clock_milliseconds; 0: none */
    hit_fetch *fetch;
    void *context;
};

/* A page of hits. Zeroed memory is an empty one. */
struct ranked_page {
    struct ranked_hit *hits; /* of the page */
    size_t count;
    xap_mset *mset;
    bool timed_out; /* there was no time to look at where words stand */
    struct ranked_hit *all;
    size_t all_count;
};

/* Rank, and give the hits from `offset` on, at most `limit`. XAP_E_NO_MEMORY, reading failures,
 * what `fetch` returns. */
xap_status hit_ranking_page(const struct hit_ranking *job, uint32_t offset, uint32_t limit,
                            struct ranked_page *page, xap_error *err);

/* Free it; it is empty and usable afterwards. */
void ranked_page_dispose(struct ranked_page *page);

#endif
