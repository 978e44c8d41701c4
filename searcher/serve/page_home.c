#include <stdio.h>

#include "searcher/serve/html.h"
#include "searcher/serve/link.h"
#include "searcher/serve/page.h"

/* Articles on the first page. */
#define NEWEST 6u

static void write_example(struct buffer *out, const char *query, const char *meaning)
{
    struct buffer target = BUFFER_INIT;
    buffer_append_string(&target, "/search?q=");
    url_encode(&target, slice_of(query));
    HTML(out, "<li><a href=\"$\"><code>$</code></a> <span>$</span></li>\n", buffer_slice(&target),
         slice_of(query), slice_of(meaning));
    buffer_dispose(&target);
}

static void write_examples(struct buffer *out)
{
    HTML_LITERAL(out, "<section class=\"examples\" aria-labelledby=\"examples\">\n"
                      "<h2 id=\"examples\">How to ask</h2>\n<ul>\n");
    write_example(out, "Russia mediation Iran", "all of these words, in any form");
    write_example(out, "\"interim agreement\" Geneva", "a phrase and a word");
    write_example(out, "(ceasefire OR truce) -Sudan", "either of two, and not a third");
    write_example(out, "title:Iran since:2025", "in the title, published since");
    HTML_LITERAL(out, "</ul>\n</section>\n");
}

static void write_newest_item(struct buffer *out, const struct result_hit *hit, struct slice index)
{
    struct buffer target = BUFFER_INIT, date = BUFFER_INIT;
    bool linked =
        link_article(&target, hit->article.id.length > 0 ? hit->article.id : hit->article.url,
                     index, hit->article.source, (struct slice){NULL, 0});
    html_date(&date, hit->article.published);
    HTML_LITERAL(out, "<li dir=\"auto\"");
    html_lang(out, hit->article.language);
    HTML(out, "><a href=\"$\">$</a>", linked ? buffer_slice(&target) : SLICE("/"),
         hit->article.title.length > 0 ? hit->article.title : hit->key);
    HTML(out, " <span class=\"meta\" dir=\"ltr\" lang=\"en\">$ · $</span></li>\n",
         hit->article.source, buffer_slice(&date));
    buffer_dispose(&target);
    buffer_dispose(&date);
}

static void write_newest(struct call *call, struct collection *collection,
                         struct searcher *searcher, struct buffer *out)
{
    struct search_options options = SEARCH_OPTIONS_DEFAULT;
    struct result result = {0};
    options.request.search.sort = SEARCH_NEWEST;
    options.request.search.limit = NEWEST;
    options.request.snippets.count = 0;
    options.request.search.time_limit_ms = call->service->options->time_limit_ms;
    struct slice index = collection == call->service->collections ? (struct slice){NULL, 0}
                                                                  : slice_of(collection->name);
    if (result_find(searcher, SLICE("*"), &options.request, &result, NULL, NULL) == HERALD_OK &&
        result.hit_count > 0) {
        HTML_LITERAL(out, "<section class=\"newest\" aria-labelledby=\"newest\">\n"
                          "<h2 id=\"newest\">Newest</h2>\n<ul>\n");
        for (size_t at = 0; at < result.hit_count; at++)
            write_newest_item(out, &result.hits[at], index);
        HTML_LITERAL(out, "</ul>\n</section>\n");
    }
    result_dispose(&result);
}

static void write_indexes(struct call *call, const struct collection *current, struct buffer *out)
{
    HTML_LITERAL(out, "<p class=\"indexes\">");
    for (size_t at = 0; at < call->service->collection_count; at++) {
        struct collection *collection = &call->service->collections[at];
        struct buffer count = BUFFER_INIT;
        pthread_mutex_lock(&collection->lock);
        html_number(&count, collection->articles);
        pthread_mutex_unlock(&collection->lock);
        if (call->service->collection_count == 1)
            HTML(out, "$ articles", buffer_slice(&count));
        else if (collection == current)
            HTML(out, "<span><b>$</b> ($ articles)</span> ", slice_of(collection->name),
                 buffer_slice(&count));
        else
            HTML(out, "<span><a href=\"/?index=$\">$</a> ($ articles)</span> ",
                 slice_of(collection->name), slice_of(collection->name), buffer_slice(&count));
        buffer_dispose(&count);
    }
    HTML_LITERAL(out, "</p>\n");
}

void answer_home(struct call *call)
{
    struct collection *collection = service_collection(call);
    struct searcher *searcher = collection ? service_searcher(call, collection) : NULL;
    struct buffer *out = &call->reply->body;
    struct page_frame frame = {.request = call->request, .kind = "home"};
    if (!searcher)
        return;
    call->reply->status = 200;
    call->reply->type = form_describe(REPLY_HTML)->full_type;
    page_open(out, &frame);
    write_indexes(call, collection, out);
    HTML_LITERAL(out, "<div class=\"columns\">\n");
    write_newest(call, collection, searcher, out);
    write_examples(out);
    HTML_LITERAL(out, "</div>\n");
    page_close(out);
    reply_header(call->request, call->reply, "Cache-Control", SLICE("no-cache"));
}
