#include <stdio.h>
#include <time.h>

#include "searcher/json_writer.h"
#include "searcher/serve/answer_search.h"
#include "searcher/serve/html.h"
#include "searcher/serve/link.h"
#include "searcher/serve/page.h"

/*
 * A search as a feed: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1. All times are UTC; articles
 * without a date have the first second of 1970, since Atom demands one.
 */

/* --- what all have ---------------------------------------------------------------------------- */

/* The absolute address of this search in another form; of the page for REPLY_FORM_NONE. */
static struct slice search_address(const struct search_call *search, enum reply_form form,
                                   struct buffer *out)
{
    struct slice name =
        form == REPLY_FORM_NONE ? (struct slice){NULL, 0} : slice_of(form_describe(form)->name);
    const struct link_change changes[] = {{"format", name, false, false},
                                          {NULL, {NULL, 0}, false, false}};
    buffer_clear(out);
    buffer_append_slice(out, search->base);
    link_write(out, search_path(search), &search->call->request->parameters, changes);
    return buffer_slice(out);
}

/* The absolute address of an article: its own, else that of its page here. */
static struct slice article_address(const struct search_call *search, const struct article *article,
                                    struct buffer *out)
{
    struct slice index = search->collection == search->call->service->collections
                             ? (struct slice){NULL, 0}
                             : slice_of(search->collection->name);
    buffer_clear(out);
    if (page_is_web_address(article->url)) {
        buffer_append_slice(out, article->url);
    } else {
        buffer_append_slice(out, search->base);
        link_article(out, article->id.length > 0 ? article->id : article->url, index,
                     article->source, (struct slice){NULL, 0});
    }
    return buffer_slice(out);
}

/* A name for a hit that stays the same as long as the article is the same: a URN by its identity.
 */
static struct slice hit_id(const struct result_hit *hit, struct buffer *out)
{
    buffer_clear(out);
    buffer_append_string(out, "urn:herald:");
    url_encode(out, hit->article.source);
    buffer_append_byte(out, ':');
    url_encode(out, hit->key);
    return buffer_slice(out);
}

static struct slice hit_title(const struct result_hit *hit)
{
    return hit->article.title.length > 0 ? hit->article.title : hit->key;
}

/* The snippets as HTML. */
static struct slice hit_html(const struct result_hit *hit, struct buffer *out)
{
    buffer_clear(out);
    for (size_t at = 0; at < hit->snippet_count; at++) {
        buffer_append_string(out, "<p>");
        snippet_html(&hit->snippets[at], out);
        buffer_append_string(out, "</p>");
    }
    return buffer_slice(out);
}

#define TIME_SIZE 40

static struct slice time_text(struct date date, const char *format, char out[static TIME_SIZE])
{
    struct tm parts;
    time_t seconds = date.precision == DATE_NONE ? 0 : (time_t)date.seconds;
    gmtime_r(&seconds, &parts);
    return (struct slice){out, strftime(out, TIME_SIZE, format, &parts)};
}

#define RFC_3339 "%Y-%m-%dT%H:%M:%SZ"
#define RFC_822  "%a, %d %b %Y %H:%M:%S +0000"

/* The newest date among the hits: a feed that has not changed must not say that it has. */
static struct date newest(const struct result *result)
{
    struct date date = {0, DATE_NONE};
    for (size_t at = 0; at < result->hit_count; at++) {
        const struct date *other = &result->hits[at].article.published;
        if (other->precision != DATE_NONE &&
            (date.precision == DATE_NONE || other->seconds > date.seconds))
            date = *other;
    }
    return date;
}

static struct slice feed_title(const struct search_call *search, struct buffer *out)
{
    buffer_clear(out);
    buffer_append_string(out, "Herald: ");
    buffer_append_slice(out, search->text);
    return buffer_slice(out);
}

/* The elements of OpenSearch 1.1 that say which part of what this is. */
static void write_opensearch(const struct search_call *search, struct buffer *out)
{
    const struct search_request *request = &search->options.request.search;
    char total[16], start[16], count[16];
    snprintf(total, sizeof(total), "%u", search->result.total.about);
    snprintf(start, sizeof(start), "%u", request->offset + 1);
    snprintf(count, sizeof(count), "%u", request->limit);
    HTML(out,
         "<opensearch:totalResults>$</opensearch:totalResults>\n"
         "<opensearch:startIndex>$</opensearch:startIndex>\n"
         "<opensearch:itemsPerPage>$</opensearch:itemsPerPage>\n"
         "<opensearch:Query role=\"request\" searchTerms=\"$\" startIndex=\"$\" count=\"$\"/>\n",
         slice_of(total), slice_of(start), slice_of(count), search->text, slice_of(start),
         slice_of(count));
}

/* --- Atom ------------------------------------------------------------------------------------- */

static void write_atom_entry(const struct search_call *search, const struct result_hit *hit,
                             struct buffer *out)
{
    const struct article *article = &hit->article;
    struct buffer id = BUFFER_INIT, address = BUFFER_INIT, html = BUFFER_INIT;
    char published[TIME_SIZE], updated[TIME_SIZE];
    struct date changed =
        article->updated.precision != DATE_NONE ? article->updated : article->published;
    HTML(out, "<entry>\n<id>$</id>\n<title>$</title>\n<link rel=\"alternate\" href=\"$\"/>\n",
         hit_id(hit, &id), hit_title(hit), article_address(search, article, &address));
    HTML(out, "<updated>$</updated>\n", time_text(changed, RFC_3339, updated));
    if (article->published.precision != DATE_NONE)
        HTML(out, "<published>$</published>\n", time_text(article->published, RFC_3339, published));
    for (size_t at = 0; at < article->authors.count; at++)
        HTML(out, "<author><name>$</name></author>\n", article->authors.items[at]);
    if (article->authors.count == 0)
        HTML(out, "<author><name>$</name></author>\n",
             article->source.length > 0 ? article->source : SLICE("unknown"));
    for (size_t at = 0; at < article->topics.count; at++)
        HTML(out, "<category term=\"$\"/>\n", article->topics.items[at]);
    HTML(out, "<summary type=\"html\">$</summary>\n</entry>\n", hit_html(hit, &html));
    buffer_dispose(&id);
    buffer_dispose(&address);
    buffer_dispose(&html);
}

void feed_write_atom(const struct search_call *search, struct buffer *out)
{
    const struct result *result = &search->result;
    struct buffer page = BUFFER_INIT, self = BUFFER_INIT, title = BUFFER_INIT;
    char updated[TIME_SIZE];
    HTML_LITERAL(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                      "<feed xmlns=\"http://www.w3.org/2005/Atom\" "
                      "xmlns:opensearch=\"http://a9.com/-/spec/opensearch/1.1/\">\n");
    struct slice address = search_address(search, REPLY_ATOM, &self);
    HTML(out,
         "<id>$</id>\n<title>$</title>\n<updated>$</updated>\n"
         "<link rel=\"self\" type=\"application/atom+xml\" href=\"$\"/>\n"
         "<link rel=\"alternate\" type=\"text/html\" href=\"$\"/>\n"
         "<link rel=\"search\" type=\"application/opensearchdescription+xml\" "
         "href=\"$/opensearch.xml\"/>\n"
         "<generator version=\"$\">Herald</generator>\n",
         address, feed_title(search, &title), time_text(newest(result), RFC_3339, updated), address,
         search_address(search, REPLY_FORM_NONE, &page), search->base, slice_of(HERALD_VERSION));
    write_opensearch(search, out);
    for (size_t at = 0; at < result->hit_count; at++)
        write_atom_entry(search, &result->hits[at], out);
    HTML_LITERAL(out, "</feed>\n");
    buffer_dispose(&page);
    buffer_dispose(&self);
    buffer_dispose(&title);
}

/* --- RSS -------------------------------------------------------------------------------------- */

static void write_rss_item(const struct search_call *search, const struct result_hit *hit,
                           struct buffer *out)
{
    const struct article *article = &hit->article;
    struct buffer id = BUFFER_INIT, address = BUFFER_INIT, html = BUFFER_INIT;
    char published[TIME_SIZE];
    HTML(out,
         "<item>\n<title>$</title>\n<link>$</link>\n<guid isPermaLink=\"false\">$</guid>\n"
         "<description>$</description>\n",
         hit_title(hit), article_address(search, article, &address), hit_id(hit, &id),
         hit_html(hit, &html));
    if (article->published.precision != DATE_NONE)
        HTML(out, "<pubDate>$</pubDate>\n", time_text(article->published, RFC_822, published));
    for (size_t at = 0; at < article->authors.count; at++)
        HTML(out, "<dc:creator>$</dc:creator>\n", article->authors.items[at]);
    for (size_t at = 0; at < article->topics.count; at++)
        HTML(out, "<category>$</category>\n", article->topics.items[at]);
    HTML_LITERAL(out, "</item>\n");
    buffer_dispose(&id);
    buffer_dispose(&address);
    buffer_dispose(&html);
}

void feed_write_rss(const struct search_call *search, struct buffer *out)
{
    const struct result *result = &search->result;
    struct buffer page = BUFFER_INIT, self = BUFFER_INIT, title = BUFFER_INIT;
    char built[TIME_SIZE];
    HTML_LITERAL(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                      "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" "
                      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                      "xmlns:opensearch=\"http://a9.com/-/spec/opensearch/1.1/\">\n<channel>\n");
    HTML(out,
         "<title>$</title>\n<link>$</link>\n<description>Articles that match: $</description>\n"
         "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"$\"/>\n"
         "<generator>Herald $</generator>\n<ttl>15</ttl>\n",
         feed_title(search, &title), search_address(search, REPLY_FORM_NONE, &page),
         buffer_slice(&result->understood), search_address(search, REPLY_RSS, &self),
         slice_of(HERALD_VERSION));
    if (result->hit_count > 0)
        HTML(out, "<lastBuildDate>$</lastBuildDate>\n", time_text(newest(result), RFC_822, built));
    write_opensearch(search, out);
    for (size_t at = 0; at < result->hit_count; at++)
        write_rss_item(search, &result->hits[at], out);
    HTML_LITERAL(out, "</channel>\n</rss>\n");
    buffer_dispose(&page);
    buffer_dispose(&self);
    buffer_dispose(&title);
}

/* --- JSON Feed -------------------------------------------------------------------------------- */

static void write_authors(struct json_writer *writer, const struct article *article)
{
    if (article->authors.count == 0)
        return;
    json_write_key(writer, "authors");
    json_write_array_inline(writer);
    for (size_t at = 0; at < article->authors.count; at++) {
        json_write_object(writer);
        json_write_pair(writer, "name", article->authors.items[at]);
        json_write_end_object(writer);
    }
    json_write_end_array(writer);
}

static void write_tags(struct json_writer *writer, const struct article *article)
{
    if (article->topics.count == 0)
        return;
    json_write_key(writer, "tags");
    json_write_array_inline(writer);
    for (size_t at = 0; at < article->topics.count; at++)
        json_write_string(writer, article->topics.items[at]);
    json_write_end_array(writer);
}

static void write_json_item(const struct search_call *search, struct json_writer *writer,
                            const struct result_hit *hit)
{
    const struct article *article = &hit->article;
    struct buffer text = BUFFER_INIT;
    char published[TIME_SIZE];
    json_write_object(writer);
    json_write_pair(writer, "id", hit_id(hit, &text));
    json_write_pair(writer, "url", article_address(search, article, &text));
    json_write_pair(writer, "title", hit_title(hit));
    json_write_key(writer, "content_html");
    json_write_string(writer, hit_html(hit, &text));
    if (article->published.precision != DATE_NONE)
        json_write_pair(writer, "date_published",
                        time_text(article->published, RFC_3339, published));
    if (article->updated.precision != DATE_NONE)
        json_write_pair(writer, "date_modified", time_text(article->updated, RFC_3339, published));
    write_authors(writer, article);
    write_tags(writer, article);
    if (article->language.length > 0)
        json_write_pair(writer, "language", article->language);
    json_write_key(writer, "_herald");
    json_write_object(writer);
    json_write_pair(writer, "id", article->id);
    json_write_pair(writer, "source", article->source);
    json_write_key(writer, "rank");
    json_write_integer(writer, (int64_t)hit->rank);
    json_write_key(writer, "score");
    json_write_decimal(writer, hit->score, 6);
    json_write_end_object(writer);
    json_write_end_object(writer);
    buffer_dispose(&text);
}

static void write_next(const struct search_call *search, struct json_writer *writer)
{
    const struct search_request *request = &search->options.request.search;
    struct buffer target = BUFFER_INIT;
    char number[16];
    uint32_t next = request->offset + request->limit;
    snprintf(number, sizeof(number), "%u", next);
    const struct link_change changes[] = {
        {"offset", slice_of(number), false, false},
        {"format", slice_of(form_describe(REPLY_JSON_FEED)->name), false, false},
        {NULL, {NULL, 0}, false, false}};
    if (request->limit == 0 || search->result.hit_count < request->limit ||
        next >= search->result.stories.at_most || next > search->call->service->options->depth)
        return;
    buffer_append_slice(&target, search->base);
    link_write(&target, search_path(search), &search->call->request->parameters, changes);
    json_write_pair(writer, "next_url", buffer_slice(&target));
    buffer_dispose(&target);
}

void feed_write_json(const struct search_call *search, struct buffer *out)
{
    const struct result *result = &search->result;
    struct json_writer writer = {.out = out, .pretty = true};
    struct buffer text = BUFFER_INIT;
    json_write_object(&writer);
    json_write_pair(&writer, "version", SLICE("https://jsonfeed.org/version/1.1"));
    json_write_pair(&writer, "title", feed_title(search, &text));
    json_write_pair(&writer, "home_page_url", search_address(search, REPLY_FORM_NONE, &text));
    json_write_pair(&writer, "feed_url", search_address(search, REPLY_JSON_FEED, &text));
    write_next(search, &writer);
    json_write_key(&writer, "_herald");
    json_write_object(&writer);
    json_write_pair(&writer, "version", slice_of(HERALD_VERSION));
    json_write_pair(&writer, "understood", buffer_slice(&result->understood));
    json_write_key(&writer, "total");
    json_write_integer(&writer, (int64_t)result->total.about);
    json_write_end_object(&writer);
    json_write_key(&writer, "items");
    json_write_array(&writer);
    for (size_t at = 0; at < result->hit_count; at++)
        write_json_item(search, &writer, &result->hits[at]);
    json_write_end_array(&writer);
    json_write_end_object(&writer);
    buffer_append_byte(out, '\n');
    buffer_dispose(&text);
}
