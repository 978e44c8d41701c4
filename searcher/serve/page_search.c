#include <stdio.h>

#include "corpus/utf8.h"
#include "searcher/result_explain.h"
#include "searcher/serve/html.h"
#include "searcher/serve/link.h"
#include "searcher/serve/page.h"

/* The timeline's periods are chosen so that there are at most about this many. */
#define DAYS_BY_DAY  100
#define DAYS_BY_WEEK 800

/* --- what the page asks for ------------------------------------------------------------------- */

static enum period choose_period(const struct search_filter *filter)
{
    if (!filter->from.precision || !filter->to.precision)
        return PERIOD_MONTH;
    int64_t days = (date_last_second(filter->to) - filter->from.seconds) / 86400;
    return days <= DAYS_BY_DAY ? PERIOD_DAY : days <= DAYS_BY_WEEK ? PERIOD_WEEK : PERIOD_MONTH;
}

void page_request(const struct call *call, struct search_options *options)
{
    const struct parameters *parameters = &call->request->parameters;
    struct search_filter filter = {0};
    options->request.reading.lenient = true;
    options->request.list_copies = true;
    date_parse(parameters_find(parameters, "from"), &filter.from);
    date_parse(parameters_find(parameters, "to"), &filter.to);
    if (parameters_find(parameters, "facet").length == 0)
        facet_request_add(&options->request.facets,
                          SLICE("source:8,language:8,country:8,person:8,org:8,topic:8,section:8"),
                          NULL);
    if (parameters_find(parameters, "timeline").length == 0) {
        options->request.timeline = true;
        options->request.period = choose_period(&filter);
    }
}

/* --- the query as understood ------------------------------------------------------------------ */

/* Bytes before a code point. */
static size_t byte_offset(struct slice text, size_t code_points)
{
    size_t at = 0;
    while (code_points-- > 0 && at < text.length)
        at = utf8_next(text, at);
    return at;
}

/* The query as it was typed with a place in it underlined. */
static void write_place(struct buffer *out, struct slice text, struct query_place place,
                        struct slice message)
{
    size_t start = byte_offset(text, place.offset);
    size_t end = byte_offset(text, place.offset + (place.length > 0 ? place.length : 1));
    HTML(out,
         "<p class=\"place\"><code dir=\"auto\">$<mark class=\"wrong\">$</mark>$</code> "
         "<span dir=\"auto\">$</span></p>\n",
         (struct slice){text.bytes, start},
         end > start ? (struct slice){text.bytes + start, end - start} : SLICE("\xE2\x80\xAF"),
         (struct slice){text.bytes + end, text.length - end}, message);
}

static void write_error(const struct search_call *search, struct buffer *out)
{
    HTML_LITERAL(out, "<section class=\"problem\" role=\"alert\">\n<h1>This query cannot be "
                      "understood</h1>\n");
    if (search->where.code != QUERY_ERROR_NONE)
        write_place(out, search->text, search->where.place, slice_of(search->error.message));
    else
        HTML(out, "<p class=\"detail\">$</p>\n", slice_of(search->error.message));
    if (search->where.expected)
        HTML(out, "<p>Expected here: $.</p>\n", slice_of(search->where.expected));
    if (search->where.suggestion[0])
        HTML(out, "<p>Perhaps: <code dir=\"auto\">$</code></p>\n",
             slice_of(search->where.suggestion));
    HTML_LITERAL(out, "</section>\n");
}

/* What a word may have meant instead, each as it can be asked for. */
static void write_others(const struct result_entity *entity, struct buffer *out)
{
    for (size_t at = 0; at < entity->other_count; at++)
        HTML(out, "$$ (<code>@$</code>)", at > 0 ? SLICE(", ") : SLICE(""),
             slice_of(entity_name(entity->others[at])), slice_of(entity_code(entity->others[at])));
}

/* The words that are found by other names, too, and what others may mean. */
static size_t write_names(const struct result *result, struct buffer *out)
{
    size_t count = 0;
    for (size_t at = 0; at < result->entity_count; at++) {
        const struct result_entity *entity = &result->entities[at];
        if (entity->entity == ENTITY_NONE)
            continue;
        HTML(out, "$<b dir=\"auto\">$</b>",
             count++ > 0 ? SLICE(", ") : SLICE("Also by other names: "),
             slice_of(entity_name(entity->entity)));
        if (entity->other_count > 0) {
            HTML_LITERAL(out, ", not ");
            write_others(entity, out);
        }
    }
    return count;
}

/* The words that find more than themselves, and a link to the search for them alone. */
static void write_widened(const struct search_call *search, struct buffer *out)
{
    const struct result *result = &search->result;
    struct buffer target = BUFFER_INIT;
    const struct link_change changes[] = {{"exact", SLICE("1"), false, false},
                                          {NULL, {NULL, 0}, false, false}};
    if (result->entity_count + result->topic_count == 0)
        return;
    link_write(&target, search_path(search), &search->call->request->parameters, changes);
    HTML_LITERAL(out, "<p class=\"widened\">");
    const size_t names = write_names(result, out);
    for (size_t at = 0; at < result->topic_count; at++)
        HTML(out, "$<b dir=\"auto\">$</b>",
             at > 0      ? SLICE(", ")
             : names > 0 ? SLICE("; in other languages: ")
                         : SLICE("Also in other languages: "),
             result->topics[at].text);
    if (names + result->topic_count > 0)
        HTML(out, ". <a href=\"$\">Only these words</a><span>.</span> ", buffer_slice(&target));
    for (size_t at = 0; at < result->entity_count; at++)
        if (result->entities[at].entity == ENTITY_NONE) {
            HTML(out, "<b dir=\"auto\">$</b> may be ", result->entities[at].text);
            write_others(&result->entities[at], out);
            HTML_LITERAL(out, ". ");
        }
    HTML_LITERAL(out, "</p>\n");
    buffer_dispose(&target);
}

/* A warning; where it sends to a command, the page has a link. */
static void write_warning(struct slice message, struct buffer *out)
{
    size_t hint = strlen(RESULT_INFO_HINT), end = 0;
    while (end < message.length && (message.length - end < hint ||
                                    memcmp(message.bytes + end, RESULT_INFO_HINT, hint) != 0))
        end++;
    HTML(out, "<p class=\"place\"><span dir=\"auto\">$</span>",
         ((struct slice){message.bytes, end}));
    if (end < message.length)
        HTML_LITERAL(out, "; <a href=\"/info\">what is indexed</a>");
    HTML_LITERAL(out, "</p>\n");
}

void page_write_understood(const struct search_call *search, struct buffer *out)
{
    const struct query *query = &search->result.query;
    struct slice canonical = buffer_slice(&search->result.understood);
    struct buffer words = BUFFER_INIT;
    query_describe(query, &words);
    if (!slice_equal(canonical, search->text) || query->warnings)
        HTML(out,
             "<details class=\"understood\"><summary>Understood as <code dir=\"auto\">$</code>"
             "</summary><p dir=\"auto\">$</p></details>\n",
             canonical, buffer_slice(&words));
    buffer_dispose(&words);
    write_widened(search, out);
    for (const struct query_warning *warning = query->warnings; warning; warning = warning->next)
        if (warning->place.length > 0)
            write_place(out, search->text, warning->place, warning->message);
        else
            write_warning(warning->message, out);
}

/* --- hits ------------------------------------------------------------------------------------- */

static struct slice index_name(const struct search_call *search)
{
    return search->collection == search->call->service->collections
               ? (struct slice){NULL, 0}
               : slice_of(search->collection->name);
}

static void write_meta(const struct result_hit *hit, struct buffer *out)
{
    const struct article *article = &hit->article;
    char text[DATE_TEXT_SIZE];
    struct buffer date = BUFFER_INIT;
    html_date(&date, article->published);
    HTML_LITERAL(out, "<p class=\"meta\">");
    if (article->source.length > 0)
        HTML(out, "<span class=\"source\" dir=\"auto\">$</span> ", article->source);
    if (article->published.precision != DATE_NONE)
        HTML(out, "<time datetime=\"$\" dir=\"ltr\">$</time> ",
             (struct slice){text, date_format(article->published, text)}, buffer_slice(&date));
    if (article->language.length > 0)
        HTML(out, "<span class=\"language\" dir=\"ltr\">$</span> ",
             page_language(article->language));
    if (page_is_web_address(article->url))
        HTML(out, "<a class=\"original\" href=\"$\" rel=\"noopener noreferrer\">original</a>",
             article->url);
    HTML_LITERAL(out, "</p>\n");
    buffer_dispose(&date);
}

static void write_title(const struct search_call *search, const struct result_hit *hit,
                        struct buffer *out)
{
    struct buffer target = BUFFER_INIT;
    const struct article *article = &hit->article;
    bool linked = link_article(&target, article->id.length > 0 ? article->id : article->url,
                               index_name(search), article->source, search->text);
    HTML_LITERAL(out, "<h2 dir=\"auto\"");
    html_lang(out, article->language);
    HTML_LITERAL(out, ">");
    if (linked)
        HTML(out, "<a href=\"$\">", buffer_slice(&target));
    if (hit->title.text.length > 0)
        snippet_html(&hit->title, out);
    else
        HTML(out, "$", hit->key.length > 0 ? hit->key : SLICE("(no title)"));
    if (linked)
        HTML_LITERAL(out, "</a>");
    HTML_LITERAL(out, "</h2>\n");
    buffer_dispose(&target);
}

/* The same story from other outlets, folded into one hit. */
static void write_copies(const struct search_call *search, const struct result_hit *hit,
                         struct buffer *out)
{
    struct buffer count = BUFFER_INIT;
    if (hit->copies == 0)
        return;
    html_number(&count, hit->copies);
    HTML(
        out,
        "<details class=\"copies\" dir=\"ltr\"><summary>and $ more of this story</summary>\n<ul>\n",
        buffer_slice(&count));
    for (size_t at = 0; hit->copy_list && at < hit->copies; at++) {
        const struct result_copy *copy = &hit->copy_list[at];
        struct buffer target = BUFFER_INIT, date = BUFFER_INIT;
        html_date(&date, copy->published);
        link_article(&target, copy->id.length > 0 ? copy->id : copy->url, index_name(search),
                     copy->source, search->text);
        HTML(out, "<li><a href=\"$\" dir=\"auto\">$</a> $ $</li>\n", buffer_slice(&target),
             copy->title.length > 0 ? copy->title : copy->id, copy->source, buffer_slice(&date));
        buffer_dispose(&target);
        buffer_dispose(&date);
    }
    HTML_LITERAL(out, "</ul></details>\n");
    buffer_dispose(&count);
}

/* What the score is the sum of, where that is wanted. */
static void write_score(const struct result_hit *hit, struct buffer *out)
{
    struct buffer text = BUFFER_INIT;
    char score[32];
    if (!hit->explanation)
        return;
    snprintf(score, sizeof(score), "%.3f", hit->score);
    result_explain_text(hit->explanation, &text);
    HTML(out, "<p class=\"score\" dir=\"ltr\"><b>$</b> <span dir=\"auto\">$</span></p>\n",
         slice_of(score), buffer_slice(&text));
    buffer_dispose(&text);
}

static bool is_blank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* Whether a text begins, or ends, with a piece of it: blanks do not count, which are cut short in
 * pieces. */
static bool begins_with(struct slice text, struct slice piece)
{
    size_t at = 0, of = 0;
    for (; of < piece.length; at++, of++) {
        while (at < text.length && is_blank(text.bytes[at]))
            at++;
        while (of < piece.length && is_blank(piece.bytes[of]))
            of++;
        if (of < piece.length && (at == text.length || text.bytes[at] != piece.bytes[of]))
            return false;
    }
    return true;
}

static bool ends_with(struct slice text, struct slice piece)
{
    size_t at = text.length, of = piece.length;
    for (; of > 0; at--, of--) {
        while (at > 0 && is_blank(text.bytes[at - 1]))
            at--;
        while (of > 0 && is_blank(piece.bytes[of - 1]))
            of--;
        if (of == 0)
            return true;
        if (at == 0 || text.bytes[at - 1] != piece.bytes[of - 1])
            return false;
    }
    return true;
}

/* Pieces of the body as one paragraph, with dots for what is left out between, before and behind.
 */
static void write_snippets(const struct result_hit *hit, struct buffer *out)
{
    const struct article *article = &hit->article;
    size_t count = hit->snippet_count;
    if (count == 0)
        return;
    HTML_LITERAL(out, "<p class=\"snippets\" dir=\"auto\"");
    html_lang(out, article->language);
    HTML_LITERAL(out, ">");
    for (size_t at = 0; at < count; at++) {
        if (at > 0)
            HTML_LITERAL(out, "&#160;… ");
        else if (!begins_with(article->body, hit->snippets[0].text))
            HTML_LITERAL(out, "… ");
        HTML_LITERAL(out, "<span class=\"snippet\">");
        snippet_html(&hit->snippets[at], out);
        HTML_LITERAL(out, "</span>");
    }
    if (!ends_with(article->body, hit->snippets[count - 1].text))
        HTML_LITERAL(out, "&#160;…");
    HTML_LITERAL(out, "</p>\n");
}

static void write_hit(const struct search_call *search, const struct result_hit *hit,
                      struct buffer *out)
{
    char rank[16];
    snprintf(rank, sizeof(rank), "%u", hit->rank);
    HTML(out, "<li value=\"$\"><article class=\"hit\"", slice_of(rank));
    html_dir(out, hit->article.language);
    HTML_LITERAL(out, ">\n");
    write_title(search, hit, out);
    write_meta(hit, out);
    write_snippets(hit, out);
    write_score(hit, out);
    write_copies(search, hit, out);
    if (hit->status != HERALD_OK)
        HTML(out, "<p class=\"damage\">$</p>\n", hit->error);
    HTML_LITERAL(out, "</article></li>\n");
}

/* --- paging ----------------------------------------------------------------------------------- */

static void write_page_link(const struct search_call *search, int64_t offset, const char *rel,
                            const char *label, struct buffer *out)
{
    char number[24];
    struct buffer target = BUFFER_INIT;
    snprintf(number, sizeof(number), "%lld", (long long)offset);
    const struct link_change changes[] = {
        {"offset", offset > 0 ? slice_of(number) : (struct slice){NULL, 0}, false, false},
        {NULL, {NULL, 0}, false, false}};
    link_write(&target, search_path(search), &search->call->request->parameters, changes);
    HTML(out, "<a rel=\"$\" href=\"$\">$</a>\n", slice_of(rel), buffer_slice(&target),
         slice_of(label));
    buffer_dispose(&target);
}

static void write_paging(const struct search_call *search, struct buffer *out)
{
    const struct search_request *request = &search->options.request.search;
    const struct search_total *total = &search->result.stories;
    int64_t offset = request->offset, limit = request->limit;
    bool more = offset + limit < total->at_most && search->result.hit_count == request->limit &&
                offset + limit <= search->call->service->options->depth;
    if (offset == 0 && !more)
        return;
    HTML_LITERAL(out, "<nav class=\"paging\" aria-label=\"Pages\">\n");
    if (offset > 0)
        write_page_link(search, offset > limit ? offset - limit : 0, "prev", "← Previous", out);
    if (more)
        write_page_link(search, offset + limit, "next", "Next →", out);
    HTML_LITERAL(out, "</nav>\n");
}

/* --- the whole -------------------------------------------------------------------------------- */

static void write_total(const struct search_call *search, struct buffer *out)
{
    const struct result *result = &search->result;
    char seconds[32];
    bool exact = result->total.at_least == result->total.at_most;
    HTML_LITERAL(out, "<h1 class=\"total\">");
    if (result->total.about == 0) {
        HTML_LITERAL(out, "Nothing matches");
    } else {
        buffer_append_string(out, exact ? "" : "About ");
        html_number(out, result->total.about);
        buffer_append_string(out, result->total.about == 1 ? " article" : " articles");
    }
    if (result->stories.about < result->total.about) {
        HTML_LITERAL(out, " in ");
        html_number(out, result->stories.about);
        buffer_append_string(out, result->stories.about == 1 ? " story" : " stories");
    }
    snprintf(seconds, sizeof(seconds), "%.3f s", result->took_ms / 1e3);
    HTML(out, " <small>$$</small></h1>\n", slice_of(seconds),
         result->timed_out ? SLICE(", cut short by the time limit") : SLICE(""));
}

static void write_download(const struct search_call *search, enum reply_form form,
                           const char *label, struct buffer *out)
{
    struct buffer target = BUFFER_INIT;
    const struct link_change changes[] = {
        {"format", slice_of(form_describe(form)->name), false, false},
        {NULL, {NULL, 0}, false, false}};
    link_write(&target, search_path(search), &search->call->request->parameters, changes);
    HTML(out, "<a href=\"$\">$</a> ", buffer_slice(&target), slice_of(label));
    buffer_dispose(&target);
}

/* A link that shows the scores, or hides them again. */
static void write_explain_link(const struct search_call *search, struct buffer *out)
{
    struct buffer target = BUFFER_INIT;
    bool shown = search->options.request.search.explain;
    const struct link_change changes[] = {
        {"explain", shown ? (struct slice){NULL, 0} : SLICE("1"), false, false},
        {NULL, {NULL, 0}, false, false}};
    link_write(&target, search_path(search), &search->call->request->parameters, changes);
    HTML(out, "<a href=\"$\">$</a>\n", buffer_slice(&target),
         shown ? SLICE("Hide the scores") : SLICE("Why in this order?"));
    buffer_dispose(&target);
}

static void write_downloads(const struct search_call *search, struct buffer *out)
{
    HTML_LITERAL(out, "<nav class=\"downloads\" aria-label=\"This search in other forms\">\n");
    HTML_LITERAL(out, "<span>This search as</span> ");
    write_download(search, REPLY_JSON, "JSON", out);
    write_download(search, REPLY_JSON_LINES, "JSON Lines", out);
    write_download(search, REPLY_CSV, "CSV", out);
    write_download(search, REPLY_RIS, "RIS", out);
    write_download(search, REPLY_BIBTEX, "BibTeX", out);
    write_download(search, REPLY_ATOM, "Atom feed", out);
    write_download(search, REPLY_RSS, "RSS feed", out);
    write_explain_link(search, out);
    HTML_LITERAL(out, "</nav>\n");
}

/* Why nothing was found, and what would be found instead. */
static void write_absence(const struct search_call *search, struct buffer *out)
{
    const struct result_absence *absence = &search->result.absence;
    struct buffer message = BUFFER_INIT, target = BUFFER_INIT;
    const struct link_change changes[] = {{"q", absence->suggested, false, false},
                                          {NULL, {NULL, 0}, false, false}};
    if (absence->count == 0)
        return;
    result_write_absence(absence, &message);
    HTML(out, "<p class=\"why\" dir=\"auto\">$.</p>\n", buffer_slice(&message));
    if (absence->suggested.length > 0) {
        link_write(&target, search_path(search), &search->call->request->parameters, changes);
        HTML(out, "<p>Articles are found by <a href=\"$\" dir=\"auto\">$</a></p>\n",
             buffer_slice(&target), absence->suggested);
    }
    out->failed = out->failed || message.failed;
    buffer_dispose(&message);
    buffer_dispose(&target);
}

static void write_nothing(const struct search_call *search, struct buffer *out)
{
    const struct search_filter *filter = &search->options.request.search.filter;
    bool filtered = filter->from.precision || filter->to.precision || filter->sources.count > 0 ||
                    filter->languages.count > 0;
    HTML_LITERAL(out, "<section class=\"nothing\">");
    write_absence(search, out);
    HTML_LITERAL(out, "<p>");
    if (filtered)
        HTML_LITERAL(out, "Take away a filter above, or try other words. ");
    HTML_LITERAL(out, "Every word must be in an article for it to be found");
    HTML(out, "$.</p></section>\n",
         filtered ? SLICE("") : SLICE(": try fewer words, other ones, or OR between them"));
}

/* The likeliest thing that was meant, where the index does not have a word; never taken unasked. */
static void write_suggestion(const struct search_call *search, struct buffer *out)
{
    const struct suggestions *suggestions = &search->result.suggestions;
    struct buffer target = BUFFER_INIT;
    const struct link_change changes[] = {{"q", suggestions->corrected, false, false},
                                          {NULL, {NULL, 0}, false, false}};
    if (suggestions->count == 0)
        return;
    link_write(&target, search_path(search), &search->call->request->parameters, changes);
    HTML(out, "<p class=\"meant\">Did you mean <a href=\"$\" dir=\"auto\">$</a>?</p>\n",
         buffer_slice(&target), suggestions->corrected);
    buffer_dispose(&target);
}

static void write_results(const struct search_call *search, struct buffer *out)
{
    const struct result *result = &search->result;
    HTML_LITERAL(out, "<div class=\"results\">\n<section class=\"list\" aria-label=\"Results\">\n");
    write_total(search, out);
    if (result->hit_count > 0)
        HTML_LITERAL(out, "<p class=\"to-side\"><a href=\"#narrow\">Narrow the search ↓</a></p>\n");
    if (search->options.similar) {
        HTML(out, "<p class=\"understood\">Articles like <code dir=\"auto\">$</code></p>\n",
             search->call->request->argument);
    } else {
        HTML(out, "<p class=\"asked\">Search: <b dir=\"auto\">$</b></p>\n", search->text);
        page_write_understood(search, out);
    }
    write_suggestion(search, out);
    page_write_filters(search, out);
    if (result->hit_count == 0)
        write_nothing(search, out);
    HTML_LITERAL(out, "<ol class=\"hits\">\n");
    for (size_t at = 0; at < result->hit_count; at++)
        write_hit(search, &result->hits[at], out);
    HTML_LITERAL(out, "</ol>\n");
    write_paging(search, out);
    write_downloads(search, out);
    HTML_LITERAL(
        out, "</section>\n<aside class=\"side\" id=\"narrow\" aria-label=\"Narrow the search\">\n");
    page_write_timeline(search, out);
    page_write_facets(search, out);
    HTML_LITERAL(out, "</aside>\n</div>\n");
}

void page_write_search(const struct search_call *search, struct buffer *out)
{
    bool similar = search->options.similar;
    struct page_frame frame = {.title = similar ? search->call->request->argument : search->text,
                               .query = similar ? (struct slice){NULL, 0} : search->text,
                               .request = search->call->request,
                               .kind = "results",
                               .feeds = search->status == HERALD_OK};
    page_open(out, &frame);
    if (search->status == HERALD_OK)
        write_results(search, out);
    else
        write_error(search, out);
    page_close(out);
}
