#ifndef HERALD_SEARCHER_SEARCH_RUN_H
#define HERALD_SEARCHER_SEARCH_RUN_H

#include <xap/enquire.h>

#include "searcher/fold.h"
#include "searcher/search.h"
#include "searcher/translate.h"

/* Between the files of the search: how one is run. */

/* One search on its way. */
struct run {
    struct index_reader *reader;
    const struct query *asked;
    const struct query_terms *terms;
    struct analyser *analyser;
    const struct search_request *request;
    xap_database *database;
    xap_query *query;
    const xap_query
        *listed; /* this, or a part of it: of which the list is that a page is taken of */
    struct search_matches *matches;
    uint32_t documents;
    struct word_scoring scoring;
    size_t lists_kept; /* word_scoring.kept */
    struct search_clock clock;
    struct prefixes prefixes;
    language_id stop;         /* whose stop words count */
    struct query_words words; /* of which it counts where they stand */
    bool clocked;             /* the query itself keeps to the clock */
    bool undated;             /* equal scores may come in any order */
    bool partial;             /* the time was over before all that matches was seen */
    bool boolean;             /* nothing is ranked: libxapian alone matches */
    struct fold *fold;        /* NULL: copies are not folded */
    double deadline;          /* by clock_milliseconds: the end of the time limit; 0: none */
    xap_error error;
};

/* Search for a query, not kept, until a time (by clock_milliseconds; 0: for ever): XAP_E_TIMEOUT
 * when it has come. */
xap_status run_until(struct run *run, const xap_query *query, double deadline, uint32_t offset,
                     uint32_t limit, xap_mset **mset);

/* The same within the time limit of the request; when that is over, what was found by then, and the
 * matches say so. */
xap_status run_in_time(struct run *run, const xap_query *query, uint32_t offset, uint32_t limit,
                       xap_mset **mset);

/* Note that not everything was looked at. */
void run_note_partial(struct run *run);

/* A page of a query's list in its final order; sets the total. */
xap_status run_rank_page(struct run *run, const xap_query *query, uint32_t offset, uint32_t limit,
                         struct ranked_page *page);

/* Append a document to the matches, of which there is room for it. */
void run_add_match(struct run *run, uint32_t docid, double score, const struct score_parts *parts);

/* --- search_stories.c ------------------------------------------------------------------------- */

/* Go down the list until the page is full of different stories. */
xap_status run_stories(struct run *run, const xap_query *query);

/* Find out which articles that were folded into those of the page match the query. */
xap_status run_find_copies(struct run *run);

/* --- search_learned.c ------------------------------------------------------------------------- */

/* Add to the query what its best hits say, each by its score to a power. */
xap_status run_expand(struct run *run);

/* Rank by likeness to an article. XAP_OK with *missing where there is none. */
xap_status run_likeness(struct run *run, bool *missing);

#endif
