#ifndef HERALD_SEARCHER_SEARCH_H
#define HERALD_SEARCHER_SEARCH_H

#include "indexer/index.h"
#include "searcher/filter.h"
#include "searcher/hit_ranking.h"
#include "searcher/match_set.h"
#include "searcher/query_terms.h"
#include "searcher/ranking.h"

/*
 * Matching and ranking. Everything that ranks goes through search_run; what is behind it is nobody
 * else's business.
 */

enum search_sort { SEARCH_BY_RELEVANCE, SEARCH_NEWEST, SEARCH_OLDEST };

/* Limits, and what holds when nothing is said. */
#define SEARCH_LIMIT_DEFAULT     10u
#define SEARCH_LIMIT_MAX         10000u
#define SEARCH_OFFSET_MAX        1000000u
#define SEARCH_TIME_LIMIT_MS     10000u
#define SEARCH_TIME_LIMIT_MAX_MS 3600000u

/* How a query is searched for. Start from SEARCH_REQUEST_DEFAULT. */
struct search_request {
    uint32_t offset, limit; /* matches passed over, matches wanted */
    enum search_sort sort;  /* articles without a date come last */
    struct search_filter filter;
    struct ranking ranking;
    int64_t now;             /* for recency: seconds from 1970; 0: the hour that it is */
    bool explain;            /* tell what each part of the query gave to the scores */
    bool exact;              /* words find no other names of what they name, and fields what
                                articles declare */
    bool nameless;           /* words find no other names of what they name */
    bool topicless;          /* topic words find none of other languages */
    bool expand;             /* learn more words from the best hits, and search again with them */
    struct slice similar_to; /* an id or a URL: rank what matches by how much it is like this
                                article, and leave that out with its copies; empty: no */
    uint32_t time_limit_ms;  /* 0: none */
    bool count_exact;        /* look at every match, for the sake of the total */
    bool fold; /* of each story only the first article; offset and limit count stories */
};

#define SEARCH_REQUEST_DEFAULT                                                                     \
    {                                                                                              \
        .limit = SEARCH_LIMIT_DEFAULT, .ranking = RANKING_DEFAULT,                                 \
        .time_limit_ms = SEARCH_TIME_LIMIT_MS                                                      \
    }

/* A document that matches and was folded into another. */
struct search_copy {
    uint32_t docid;
};

/* What a part of the query gave to a score. */
struct score_share {
    struct slice text; /* the part, in canonical form */
    double score;
    double title;   /* of that, what came from the title */
    bool has_title; /* title is known: of a single word */
};

/* A document that matches. */
struct search_match {
    uint32_t docid;
    double score;
    struct score_parts parts;         /* when sorted by relevance: what the score is the sum of */
    const struct score_share *shares; /* where they were asked for */
    size_t share_count;
    struct search_copy *copies; /* folded into this one, in their order; all of them match */
    size_t copy_count;
};

/* How many match. */
struct search_total {
    uint32_t at_least, about, at_most;
};

/* What a search gives. Zeroed memory is an empty one. */
struct search_matches {
    struct search_match *items;
    size_t count;
    struct search_total total;   /* articles */
    struct search_total stories; /* the same as total, unless folded */
    bool timed_out;              /* the time was over; these are the best of those seen by then */
    bool unexplained;            /* there was no time to tell what the scores are made of */
    language_id stop;            /* whose stop words count, searcher/stop_words.h */
    bool places_cut;             /* in some article not all places were looked at: STRETCHES_MAX,
                                    NEAR_TRIES_MAX */
    struct arena arena;
};

/*
 * Find what matches a query (of which `terms` are the words, found by `analyser`) in the index as
 * the reader sees it, best first; equal ones newest first, those of one date by their ids.
 * HERALD_E_BUSY when the index has changed too much meanwhile: refresh the reader and run the whole
 * request again. HERALD_E_QUERY when the query has no words, HERALD_E_LIMIT when it is too large
 * once its words are looked up in all languages; HERALD_E_CORRUPT, IO, NO_MEMORY, INTERNAL.
 */
enum herald_status search_run(struct index_reader *reader, const struct query *query,
                              const struct query_terms *terms, struct analyser *analyser,
                              const struct search_request *request, struct search_matches *matches,
                              struct herald_error *err);

/*
 * Find all that match a query, as search_run does, without ranking them. When the time limit comes
 * first, the set holds those seen by then and says so. Statuses as search_run.
 */
enum herald_status search_collect(struct index_reader *reader, const struct query *query,
                                  const struct query_terms *terms, struct analyser *analyser,
                                  const struct search_request *request, struct match_set *matches,
                                  struct herald_error *err);

/* Free what matches hold; they are empty and usable afterwards. */
void search_matches_dispose(struct search_matches *matches);

/* The languages of an index that words are looked up in: all, or those that the request is narrowed
 * to. `room` is lent for the result. */
struct index_languages search_languages(struct index_reader *reader,
                                        const struct search_request *request,
                                        language_id room[static LANGUAGE_MAX]);

#endif
