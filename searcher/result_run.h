#ifndef HERALD_SEARCHER_RESULT_RUN_H
#define HERALD_SEARCHER_RESULT_RUN_H

#include "searcher/result.h"
#include "searcher/widening.h"

/* A request on its way, for the files that answer it. */

/* The keys of articles seen before, by document id, for runs of many queries. */
struct key_cache {
    struct slice *keys; /* {NULL, 0}: not seen */
    size_t count;
    struct arena arena;
};

struct searcher {
    struct index_reader *reader;
    struct analyser *analyser;
    struct facet_columns *columns;
    struct key_cache cache;
};

/* One request on its way. */
struct request_run {
    struct searcher *searcher;
    struct result *result;
    struct query_terms terms;
    struct widenings widenings; /* of these */
    struct search_matches matches;
    struct snippet_maker *snippets;
    uint32_t passed; /* hits on earlier pages */
    double began;    /* by clock_milliseconds */
    double deadline; /* the same: the end of the time limit; 0: none */
    bool forgetful;  /* keys are not kept for later: there may be any number of them */
    struct herald_error *err;
};

/* Begin: from now on the time limit counts. */
void request_begin(struct request_run *run);

/* Read the query: its tree, its words, its canonical form; and make ready to cut snippets. Statuses
 * as result_find. */
enum herald_status request_understand(struct request_run *run, struct query_error *where);

/* Add the warnings that depend on the index. False on no memory. */
bool request_warn(struct request_run *run);

/* Warn of prefixes that stand for more words than are looked for; `places_cut` as in
 * search_matches. False on no memory. */
bool request_warn_of_cuts(struct request_run *run, bool places_cut);

/* Let snippets know the state of the index that the reader sees; after each refresh. */
void request_follow_index(struct request_run *run);

/* Load the article of a match and cut its snippets; `hit` has its id and score, and what it then
 * holds is the result's. HERALD_E_BUSY when the index has changed too much; else as
 * index_reader_article. A damaged article is a hit that says so. */
enum herald_status request_load_hit(struct request_run *run, const struct search_match *match,
                                    struct result_hit *hit);

/* Whether a request wants facets or a timeline. */
bool request_is_counted(const struct result_request *request);

/* Milliseconds that are left of the time limit, 1 at least; 0: there is none. */
uint32_t request_time_left(const struct request_run *run);

/* Count over all matches, where that is wanted, in the time that is left. Where all of them were
 * seen the totals of the result become exact. Statuses as search_collect, and HERALD_E_LIMIT for a
 * timeline of too many periods. */
enum herald_status request_count(struct request_run *run);

/* Where a query of several parts finds nothing, find out what each finds alone, if the time that is
 * left is enough. Statuses as search_run. */
enum herald_status request_explain_absence(struct request_run *run);

/* Free what a run holds, but for the searcher and the result. */
void request_dispose(struct request_run *run);

#endif
