#ifndef HERALD_SERVE_PAGE_H
#define HERALD_SERVE_PAGE_H

#include "searcher/search_options.h"
#include "searcher/serve/answer_search.h"
#include "searcher/serve/problem.h"
#include "searcher/serve/service.h"

/*
 * The page: HTML made here, whole without JavaScript. Every form and link is an address of the
 * service that a program could ask for, too.
 */

/* What stands around a page. */
struct page_frame {
    struct slice title; /* of the window, before the name of the program; may be empty */
    struct slice query; /* in the box */
    const struct request *request;
    const char *kind; /* a class of the body: "home", "results", "article", "problem" */
    bool feeds;       /* the search can be had as a feed */
};

/* Append everything up to the content, and everything after it. */
void page_open(struct buffer *out, const struct page_frame *frame);
void page_close(struct buffer *out);

/* Complete a search for the page: facets and a timeline where none are asked for, lenient reading.
 */
void page_request(const struct call *call, struct search_options *options);

/* A problem as a page. */
void page_write_problem(const struct request *request, const struct problem_description *kind,
                        const struct problem_case *one, struct buffer *out);

/* --- parts of the page of results ------------------------------------------------------------- */

/* The filters in force, each with a link that takes it away. */
void page_write_filters(const struct search_call *search, struct buffer *out);

/* The facets, each value with a link that narrows the search to it. */
void page_write_facets(const struct search_call *search, struct buffer *out);

/* The timeline as a chart and as a table, each period with a link that narrows the dates to it. */
void page_write_timeline(const struct search_call *search, struct buffer *out);

/* The query as it was understood, with what was not understood underlined. */
void page_write_understood(const struct search_call *search, struct buffer *out);

/* Whether an article's URL can be linked to: a page must not run what an article brings. */
bool page_is_web_address(struct slice url);

/* The name of a language as people know it ("Arabic") for its tag; the tag where there is none. */
struct slice page_language(struct slice tag);

/* The name of a country for its two letters, in the buffer; the letters where there is none. */
void page_country(struct buffer *out, struct slice code);

#endif
