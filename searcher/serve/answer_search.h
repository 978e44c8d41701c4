#ifndef HERALD_SERVE_ANSWER_SEARCH_H
#define HERALD_SERVE_ANSWER_SEARCH_H

#include "searcher/search_options.h"
#include "searcher/serve/service.h"

/* A search on its way from parameters to an answer. Zeroed memory but for the options. */
struct search_call {
    struct call *call;
    const struct command_options *table; /* of the command that this is */
    struct search_options options;
    struct collection *collection;
    struct searcher *searcher;
    struct slice text;       /* the query */
    struct buffer corrected; /* what is searched for instead, where that is wanted */
    struct result result;
    struct slice base;
    enum herald_status status; /* why there is no result; HERALD_OK */
    struct query_error where;
    struct herald_error error;
};

/* Forms that are downloads: longer than a page, for holders of the scope export. */
#define SEARCH_EXPORTS                                                                             \
    (FORM_BIT(REPLY_JSON_LINES) | FORM_BIT(REPLY_CSV) | FORM_BIT(REPLY_RIS) |                      \
     FORM_BIT(REPLY_BIBTEX) | FORM_BIT(REPLY_CSL_JSON) | FORM_BIT(REPLY_TREC))

/* The tag of the answer, by the state of the index and the query as it is understood; NULL where it
 * is not. */
const char *search_tag(struct search_call *search);

/* The path of this search, still encoded: "/search", "/similar/ID". */
const char *search_path(const struct search_call *search);

/* Find everything that matches and write it as the export that is asked for, as the reply's body.
 */
void search_export_all(struct search_call *search);

/* Make the reply of a search that has its result, or of one that has failed: for people that is a
 * page with the query in its box. */
void search_reply(struct search_call *search);
void search_reply_failure(struct search_call *search);

/* Append the forms that the search room does not know, from a search that has its result. */
void feed_write_atom(const struct search_call *search, struct buffer *out);
void feed_write_rss(const struct search_call *search, struct buffer *out);
void feed_write_json(const struct search_call *search, struct buffer *out);

/* Append the page of results, or of why there are none. */
void page_write_search(const struct search_call *search, struct buffer *out);

#endif
