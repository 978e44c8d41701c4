#ifndef HERALD_SERVE_ANSWER_ARTICLE_H
#define HERALD_SERVE_ANSWER_ARTICLE_H

#include "searcher/lookup.h"
#include "searcher/serve/service.h"

/* An article that was asked for. */
struct article_call {
    struct call *call;
    struct collection *collection;
    struct searcher *searcher;
    struct lookup found;
    struct slice query; /* to mark in it; may be empty */
};

/* Append the page of an article. HERALD_E_NO_MEMORY and the like. */
enum herald_status page_write_article(const struct article_call *article, struct buffer *out,
                                      struct herald_error *err);

#endif
