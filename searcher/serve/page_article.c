#include <stdio.h>

#include "indexer/document.h"
#include "searcher/serve/answer_article.h"
#include "searcher/serve/html.h"
#include "searcher/serve/link.h"
#include "searcher/serve/page.h"

/* What marks the words of a query in an article. Empty where there is no query, or one that is not
 * understood: the article is shown all the same. */
struct marker {
    struct query query;
    struct query_terms terms;
    struct analyser *analyser;
    struct snippet_maker *maker;
    struct arena arena;
    language_id language;
};

static void marker_open(struct marker *marker, const struct article_call *article)
{
    struct query_options reading = {.lenient = true};
    if (article->query.length == 0 ||
        article->query.length > article->call->service->options->query_bytes ||
        query_parse(&marker->query, article->query, &reading, NULL, NULL) != HERALD_OK ||
        analyser_open(&marker->analyser, NULL) != HERALD_OK ||
        query_terms_find(&marker->terms, &marker->query, marker->analyser, NULL) != HERALD_OK)
        return;
    if (snippet_maker_open(&marker->terms, marker->query.any, marker->analyser, &marker->maker,
                           NULL) != HERALD_OK)
        marker->maker = NULL;
    marker->language = article_language(&article->found.articles[0]);
}

static void marker_close(struct marker *marker)
{
    snippet_maker_free(marker->maker);
    query_terms_dispose(&marker->terms);
    analyser_free(marker->analyser);
    query_dispose(&marker->query);
    arena_dispose(&marker->arena);
}

/* Append text with its marks. */
static void write_marked(struct marker *marker, struct slice text, struct buffer *out)
{
    struct snippet snippet = {.text = text};
    if (marker->maker && snippet_title(marker->maker, text, marker->language, &marker->arena,
                                       &snippet, NULL) != HERALD_OK)
        snippet = (struct snippet){.text = text};
    snippet_html(&snippet, out);
    arena_clear(&marker->arena);
}

/* --- the parts -------------------------------------------------------------------------------- */

static void write_list(const char *name, const struct slice_list *list, bool countries,
                       struct buffer *out)
{
    if (list->count == 0)
        return;
    HTML(out, "<div><dt>$</dt><dd dir=\"auto\">", slice_of(name));
    for (size_t at = 0; at < list->count; at++) {
        struct buffer label = BUFFER_INIT;
        if (countries)
            page_country(&label, list->items[at]);
        else
            buffer_append_slice(&label, list->items[at]);
        HTML(out, "$$", at > 0 ? SLICE(", ") : SLICE(""), buffer_slice(&label));
        buffer_dispose(&label);
    }
    HTML_LITERAL(out, "</dd></div>\n");
}

static void write_field(const char *name, struct slice text, struct buffer *out)
{
    if (text.length > 0)
        HTML(out, "<div><dt>$</dt><dd dir=\"auto\">$</dd></div>\n", slice_of(name), text);
}

static void write_date(const char *name, struct date date, struct buffer *out)
{
    char machine[DATE_TEXT_SIZE];
    struct buffer text = BUFFER_INIT;
    html_date(&text, date);
    if (date.precision != DATE_NONE)
        HTML(out, "<div><dt>$</dt><dd><time datetime=\"$\">$</time></dd></div>\n", slice_of(name),
             (struct slice){machine, date_format(date, machine)}, buffer_slice(&text));
    buffer_dispose(&text);
}

static void write_facts(const struct article *article, struct buffer *out)
{
    HTML_LITERAL(out, "<dl class=\"facts\">\n");
    write_date("Updated", article->updated, out);
    write_field("Place", article->place, out);
    write_field("Section", article->section, out);
    if (article->language.length > 0)
        write_field("Language", page_language(article->language), out);
    write_list("Countries", &article->countries, true, out);
    write_list("People", &article->people, false, out);
    write_list("Organisations", &article->organisations, false, out);
    write_list("Topics", &article->topics, false, out);
    if (page_is_web_address(article->url))
        HTML(out,
             "<div><dt>Original</dt><dd><a href=\"$\" rel=\"noopener noreferrer\">$</a></dd>"
             "</div>\n",
             article->url, article->url);
    write_field("Rights", article->rights, out);
    HTML_LITERAL(out, "</dl>\n");
}

/* The body, a paragraph for each line that is not empty. */
static void write_body(struct marker *marker, const struct article *article, struct buffer *out)
{
    struct slice rest = article->body;
    HTML_LITERAL(out, "<div class=\"body\"");
    html_lang(out, article->language);
    HTML_LITERAL(out, ">\n");
    while (rest.length > 0) {
        const char *newline = memchr(rest.bytes, '\n', rest.length);
        size_t length = newline ? (size_t)(newline - rest.bytes) : rest.length;
        struct slice line = {rest.bytes, length};
        size_t taken = newline ? length + 1 : length;
        rest = (struct slice){rest.bytes + taken, rest.length - taken};
        if (line.length > 0 && line.bytes[line.length - 1] == '\r')
            line.length--;
        if (line.length == 0)
            continue;
        HTML_LITERAL(out, "<p dir=\"auto\">");
        write_marked(marker, line, out);
        HTML_LITERAL(out, "</p>\n");
    }
    HTML_LITERAL(out, "</div>\n");
}

static void write_back(const struct article_call *article, struct buffer *out)
{
    struct buffer target = BUFFER_INIT;
    struct slice index = parameters_find(&article->call->request->parameters, "index");
    if (article->query.length == 0)
        return;
    buffer_append_string(&target, "/search?q=");
    url_encode(&target, article->query);
    if (index.length > 0) {
        buffer_append_string(&target, "&index=");
        url_encode(&target, index);
    }
    HTML(out, "<p class=\"back\"><a href=\"$\">← Results for “<bdi>$</bdi>”</a></p>\n",
         buffer_slice(&target), article->query);
    buffer_dispose(&target);
}

/* Who published it, who wrote it, and when. */
static void write_byline(const struct article *article, struct buffer *out)
{
    char machine[DATE_TEXT_SIZE];
    struct buffer date = BUFFER_INIT;
    HTML_LITERAL(out, "<p class=\"byline\"");
    html_dir(out, article->language);
    HTML_LITERAL(out, ">");
    if (article->source.length > 0)
        HTML(out, "<span class=\"source\" dir=\"auto\">$</span> ", article->source);
    for (size_t at = 0; at < article->authors.count; at++)
        HTML(out, "<span class=\"author\" dir=\"auto\">$</span> ", article->authors.items[at]);
    html_date(&date, article->published);
    if (article->published.precision != DATE_NONE)
        HTML(out, "<time datetime=\"$\" dir=\"ltr\">$</time>",
             (struct slice){machine, date_format(article->published, machine)},
             buffer_slice(&date));
    HTML_LITERAL(out, "</p>\n");
    buffer_dispose(&date);
}

/* What is to be read: title, byline, subtitle, body. */
static void write_text(struct marker *marker, const struct article *article, struct buffer *out)
{
    HTML_LITERAL(out, "<h1 dir=\"auto\"");
    html_lang(out, article->language);
    HTML_LITERAL(out, ">");
    write_marked(marker, article->title.length > 0 ? article->title : article->id, out);
    HTML_LITERAL(out, "</h1>\n");
    write_byline(article, out);
    if (article->subtitle.length > 0) {
        HTML_LITERAL(out, "<p class=\"subtitle\" dir=\"auto\"");
        html_lang(out, article->language);
        HTML_LITERAL(out, ">");
        write_marked(marker, article->subtitle, out);
        HTML_LITERAL(out, "</p>\n");
    }
    write_body(marker, article, out);
}

/* One link to articles like this one. */
static void write_related_link(const struct article_call *call, const char *parameters,
                               const char *label, struct buffer *out)
{
    struct buffer target = BUFFER_INIT;
    struct slice index = parameters_find(&call->call->request->parameters, "index");
    buffer_append_string(&target, "/similar/");
    url_encode(&target, call->call->request->argument);
    buffer_append_format(&target, "?%s", parameters);
    if (index.length > 0) {
        buffer_append_string(&target, "&index=");
        url_encode(&target, index);
    }
    HTML(out, "<a href=\"$\">$</a>\n", buffer_slice(&target), slice_of(label));
    buffer_dispose(&target);
}

/* A citation in one form, as a file. */
static void write_citation_link(const struct article_call *call, enum reply_form form,
                                const char *label, struct buffer *out)
{
    const struct article *article = &call->found.articles[0];
    struct buffer target = BUFFER_INIT;
    struct slice index = parameters_find(&call->call->request->parameters, "index");
    bool linked = link_article(&target, article->id.length > 0 ? article->id : article->url, index,
                               article->source, (struct slice){NULL, 0});
    buffer_append_format(&target, "%sformat=%s",
                         memchr(target.bytes, '?', target.length) ? "&" : "?",
                         form_describe(form)->name);
    if (linked)
        HTML(out, "<a href=\"$\">$</a>\n", buffer_slice(&target), slice_of(label));
    buffer_dispose(&target);
}

static void write_related(const struct article_call *call, struct buffer *out)
{
    const struct article *article = &call->found.articles[0];
    char date[DATE_TEXT_SIZE], before[48];
    HTML_LITERAL(out, "<nav class=\"related\" aria-label=\"From here\">\n<span>More:</span>\n");
    write_related_link(call, "limit=10", "similar articles", out);
    if (article->published.precision >= DATE_DAY) {
        date_format((struct date){article->published.seconds, DATE_DAY}, date);
        snprintf(before, sizeof(before), "limit=10&before=%s", date);
        write_related_link(call, before, "what came before", out);
    }
    HTML_LITERAL(out, "<span>Cite:</span>\n");
    write_citation_link(call, REPLY_RIS, "RIS", out);
    write_citation_link(call, REPLY_BIBTEX, "BibTeX", out);
    write_citation_link(call, REPLY_CSL_JSON, "CSL-JSON", out);
    write_citation_link(call, REPLY_JSON, "JSON", out);
    HTML_LITERAL(out, "</nav>\n");
}

enum herald_status page_write_article(const struct article_call *call, struct buffer *out,
                                      struct herald_error *err)
{
    const struct article *article = &call->found.articles[0];
    struct marker marker = {.arena = ARENA_INIT};
    struct page_frame frame = {.title = article->title,
                               .query = call->query,
                               .request = call->call->request,
                               .kind = "article"};
    marker_open(&marker, call);
    page_open(out, &frame);
    write_back(call, out);
    HTML_LITERAL(out, "<article class=\"full\">\n<div class=\"text\">\n");
    write_text(&marker, article, out);
    write_related(call, out);
    HTML_LITERAL(out, "</div>\n");
    write_facts(article, out);
    HTML_LITERAL(out, "</article>\n");
    page_close(out);
    marker_close(&marker);
    return out->failed ? herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the page") : HERALD_OK;
}
