#ifndef HERALD_SEARCHER_RESULT_H
#define HERALD_SEARCHER_RESULT_H

#include "indexer/language/gazetteer/entity.h"
#include "indexer/language/gazetteer/lexicon.h"
#include "searcher/facet.h"
#include "searcher/hit_field.h"
#include "searcher/result_copies.h"
#include "searcher/search.h"
#include "searcher/snippet.h"
#include "searcher/suggestion.h"
#include "searcher/timeline.h"

/*
 * The answer to a query: one structure, made here and printed by the result_*.c files in whatever
 * form is wanted. It knows nothing of terminals, files or connections.
 */

/* An index opened for searching, with what is kept from one query to the next. One per thread. */
struct searcher;

/* Statuses as index_reader_open. */
enum herald_status searcher_open(const char *directory, struct searcher **out,
                                 struct herald_error *err);
void searcher_free(struct searcher *searcher);

/* Look for newer commits and follow them; what is kept of the old state is forgotten. For services,
 * between requests. Statuses as index_reader_refresh. */
enum herald_status searcher_refresh(struct searcher *searcher, struct herald_error *err);

/* Its reader, lent. */
struct index_reader *searcher_reader(struct searcher *searcher);

/* What is asked for. */
struct result_request {
    struct query_options reading;
    struct search_request search;
    struct snippet_options snippets; /* count 0: none */
    bool ids_only;                   /* of articles only the id is wanted */
    bool no_bodies;                  /* where there are no snippets, articles are without bodies */
    struct slice cursor;             /* searcher/cursor.h; empty: by offset */
    bool list_copies;                /* with search.fold: list them */
    struct hit_fields fields;        /* what hits have in JSON and CSV; none: what is usual */
    struct facet_request facets;
    bool timeline; /* wanted, by the period below */
    enum period period;
};

#define RESULT_REQUEST_DEFAULT                                                                     \
    {                                                                                              \
        .search = SEARCH_REQUEST_DEFAULT, .snippets = SNIPPET_OPTIONS_DEFAULT                      \
    }

struct result_explanation; /* searcher/result_explain.h */

/* An article that matches. */
struct result_hit {
    uint32_t rank; /* from 1, of all matches */
    uint32_t docid;
    double score; /* where copies are folded, that of the best of them */
    const struct result_explanation *explanation; /* where it was asked for; else NULL */
    struct slice key;       /* the id; for an article without, its url, or else the docid */
    struct article article; /* empty with ids_only */
    struct snippet title;   /* the article's title with its marks */
    const struct snippet *snippets;
    size_t snippet_count;
    size_t copies;                       /* articles that match and were folded into this one */
    const struct result_copy *copy_list; /* of these, where it was asked for; else NULL */
    uint32_t found;            /* the document that was found; copies have another than is shown */
    uint64_t identity;         /* what it is known by (searcher/cursor.h); 0 with ids_only */
    enum herald_status status; /* HERALD_E_CORRUPT: the stored article is damaged */
    struct slice error;        /* in words */
};

/* What was counted over all matches, where facets or a timeline were asked for. */
struct result_counts {
    uint32_t articles;    /* that match, copies of one story each for themselves */
    bool exact;           /* else the time was over, and all of this is estimated */
    struct facet *facets; /* as many as were asked for */
    struct timeline timeline;
};

/* A hit that came or went. */
struct result_change {
    struct slice key, source; /* id, or else URL; and source */
    uint32_t rank;            /* now, or then */
};

/* How a result differs from an earlier one (searcher/result_identity.h). */
struct result_comparison {
    bool made;
    struct slice id; /* of the earlier one; empty where that is not known */
    bool same_request, same_index, same_hits;
    bool with_hits; /* the hits of the earlier one are known */
    struct result_change *came, *went;
    size_t came_count, went_count;
};

/* What a word or a phrase of the query was understood to name (searcher/widening.h). */
struct result_entity {
    struct slice text;       /* as typed */
    entity_id entity;        /* ENTITY_NONE: one of the others, which of them is not known */
    uint8_t kind;            /* of the name: enum gazetteer_kind, GAZETTEER_KINDS for a code */
    bool alone;              /* asked for by '@': the word itself does not count */
    const entity_id *others; /* what it may have meant instead */
    size_t other_count;
};

/* A topic word of the query, with the words of other languages that it finds. */
struct result_topic {
    struct slice text; /* as typed */
    const struct lexicon_word *words;
    size_t count;
};

/* How a warning goes on that the command 'herald info' can clear up; other callers have other ways.
 */
#define RESULT_INFO_HINT "; 'herald info' lists the "

/* A part of a query that must match, and what it finds alone, filters aside. */
struct result_part {
    struct slice text; /* in canonical form */
    struct search_total total;
};

/* Why a query finds nothing, of which several parts must match. Zeroed memory: it does find
 * something, or it is not known why. */
struct result_absence {
    struct result_part *parts; /* what is asked for, without what is excluded */
    size_t count;
    bool excludes;          /* something is */
    bool filtered;          /* what the parts find is narrowed by a filter */
    struct slice suggested; /* a query that finds those that have some; empty: none */
};

/* Parts that are looked for alone, at the most; of more nothing is said. */
#define RESULT_PARTS_MAX 16u

/* Zeroed memory is an empty result. */
struct result {
    const struct result_request *request; /* lent */
    struct slice text;                    /* the query as typed, lent */
    struct query query;
    struct buffer understood; /* its canonical form */
    struct result_entity *entities;
    size_t entity_count;
    struct result_topic *topics;
    size_t topic_count;
    struct search_total total;   /* articles */
    struct search_total stories; /* hits, once copies are folded; else the same */
    bool timed_out;
    double took_ms;
    struct slice id;   /* what it is known by; empty where the time was over, and with ids_only */
    struct slice next; /* the cursor of the next page; empty where there is none */
    struct result_comparison comparison;
    struct suggestions suggestions; /* for words that the index does not have */
    struct result_absence absence;
    struct slice
        corrected_from; /* what was typed, where a suggestion was taken; set by the caller */
    struct result_counts counts;
    struct result_hit *hits;
    size_t hit_count;
    size_t damaged; /* hits whose article is damaged */
    struct arena arena;
};

/* How often a request is run again when the index changes under it. */
#define RESULT_RETRIES 3

/*
 * Answer a query. `text` and `request` must outlive the result, whose former content is dropped.
 * Hits with equal scores are in the order of date, newest first, then of id. HERALD_E_QUERY and
 * HERALD_E_LIMIT with *where filled (may be NULL), as query_parse; HERALD_E_BUSY when the index
 * changed RESULT_RETRIES times meanwhile; else as search_run. A damaged article is a hit that says
 * so, not a failure.
 */
enum herald_status result_find(struct searcher *searcher, struct slice text,
                               const struct result_request *request, struct result *result,
                               struct query_error *where, struct herald_error *err);

/* Takes a hit, which is lent for the call. What it returns other than HERALD_OK ends the stream. */
typedef enum herald_status (*result_taker)(void *context, const struct result_hit *hit,
                                           struct herald_error *err);

/*
 * Give every article that matches, one after the other, however many: with SEARCH_BY_RELEVANCE
 * unranked, in the order of the index, otherwise by date; without scores (NAN). The limit and the
 * offset of the request do not count. Nothing is kept of a hit once it was taken; `result` gets the
 * query, the total and how many were damaged. An article that goes while the others are given is
 * left out; HERALD_E_BUSY when the index is rewritten meanwhile, or kept changing. Else as
 * result_find, and what `take` returns.
 */
enum herald_status result_stream(struct searcher *searcher, struct slice text,
                                 const struct result_request *request, struct result *result,
                                 result_taker take, void *context, struct query_error *where,
                                 struct herald_error *err);

/* Free what a result holds; it is empty and usable afterwards. */
void result_dispose(struct result *result);

/* --- forms ------------------------------------------------------------------------------------ */

/* All of these append to `out`; on no memory out->failed is set. */

/* As one JSON object (docs/result.schema.json), pretty; `full`: with the whole articles. */
void result_write_json(const struct result *result, bool full, struct buffer *out);

/* As JSON Lines, and as a TREC run: see searcher/export.h. */
void result_write_json_lines(const struct result *result, bool full, struct buffer *out);
void result_write_trec(const struct result *result, struct slice qid, struct slice run,
                       struct buffer *out);

/* As text for people; `full`: with the whole bodies, their lines broken after RESULT_TEXT_WIDTH
 * code points at the most; `colour`: with the colours of a terminal. */
#define RESULT_TEXT_WIDTH 80u
void result_write_text(const struct result *result, bool full, bool colour, struct buffer *out);

/* Why nothing was found, in words; nothing where that is not known. */
void result_write_absence(const struct result_absence *absence, struct buffer *out);

/* A failure as a JSON object, on one line or pretty; `where` may be NULL. */
void result_write_error(const struct herald_error *error, const struct query_error *where,
                        bool pretty, struct buffer *out);

/* What to do about a failure, in words; NULL where there is nothing to advise. Static. */
const char *result_hint(enum herald_status status, const struct query_error *where);

#endif
