#include "searcher/result.h"

#include "corpus/terminal.h"
#include "corpus/utf8.h"
#include "searcher/article_json.h"
#include "searcher/result_explain.h"

/* What marks what on a terminal; empty where there are no colours. */
struct style {
    const char *title, *match, *dim, *end;
};

static const struct style colours = {"\033[1m", "\033[1;31m", "\033[2m", "\033[0m"};
static const struct style plain = {"", "", "", ""};

/* A text with its marks; `base` is the style of what is not marked. */
static void write_marked(const struct snippet *snippet, const char *base, const struct style *style,
                         struct buffer *out)
{
    size_t at = 0;
    struct slice text = snippet->text;
    buffer_append_string(out, base);
    for (size_t number = 0; number < snippet->mark_count; number++) {
        const struct snippet_mark *mark = &snippet->marks[number];
        terminal_append(out, (struct slice){text.bytes + at, mark->start - at});
        buffer_append_string(out, style->end);
        buffer_append_string(out, style->match);
        terminal_append(out, (struct slice){text.bytes + mark->start, mark->length});
        buffer_append_string(out, style->end);
        buffer_append_string(out, base);
        at = mark->start + mark->length;
    }
    if (at < text.length)
        terminal_append(out, (struct slice){text.bytes + at, text.length - at});
    buffer_append_string(out, *base ? style->end : "");
}

static void add_detail(struct slice detail, bool *any, struct buffer *out)
{
    if (detail.length == 0)
        return;
    buffer_append_string(out, *any ? ", " : "   ");
    terminal_append(out, detail);
    *any = true;
}

static void write_details(const struct article *article, const struct style *style,
                          struct buffer *out)
{
    char date[DATE_TEXT_SIZE];
    bool any = false;
    buffer_append_string(out, style->dim);
    add_detail(article->source, &any, out);
    add_detail(article_date_text(article->published, date), &any, out);
    add_detail(article->language, &any, out);
    add_detail(article->id, &any, out);
    add_detail(article->url, &any, out);
    buffer_append_format(out, "%s\n", style->end);
}

static void write_copies(const struct result_hit *hit, const struct style *style,
                         struct buffer *out)
{
    if (hit->copies == 0)
        return;
    buffer_append_format(out, "%s   and %zu %s%s%s\n", style->dim, hit->copies,
                         hit->copies == 1 ? "copy" : "copies", hit->copy_list ? ":" : "",
                         style->end);
    for (size_t at = 0; hit->copy_list && at < hit->copies; at++) {
        const struct result_copy *copy = &hit->copy_list[at];
        char date[DATE_TEXT_SIZE];
        bool any = false;
        buffer_append_format(out, "%s  ", style->dim);
        add_detail(copy->title, &any, out);
        add_detail(copy->source, &any, out);
        add_detail(article_date_text(copy->published, date), &any, out);
        add_detail(copy->id, &any, out);
        buffer_append_format(out, "%s\n", style->end);
    }
}

/* --- bodies ----------------------------------------------------------------------------------- */

#define INDENT 3u

/* The length of a text up to a byte, all of it without one. */
static size_t length_before(struct slice text, char byte)
{
    const char *found = text.length ? memchr(text.bytes, byte, text.length) : NULL;
    return found ? (size_t)(found - text.bytes) : text.length;
}

/* One line of a body, broken at spaces; what has none stays as long as it is. */
static void write_wrapped(struct slice line, struct buffer *out)
{
    size_t column = 0;
    for (size_t at = 0; at < line.length;) {
        struct slice word = {line.bytes + at, line.length - at};
        word.length = length_before(word, ' ');
        at += word.length + 1;
        if (word.length == 0)
            continue;
        size_t width = utf8_count(word);
        if (column > 0 && column + 1 + width > RESULT_TEXT_WIDTH) {
            buffer_append_byte(out, '\n');
            column = 0;
        }
        buffer_append_string(out, column > 0 ? " " : "   ");
        column += width + (column > 0 ? 1 : INDENT);
        terminal_append(out, word);
    }
    buffer_append_byte(out, '\n');
}

static void write_body(struct slice body, struct buffer *out)
{
    buffer_append_byte(out, '\n');
    for (size_t at = 0; at < body.length;) {
        struct slice line = {body.bytes + at, body.length - at};
        line.length = length_before(line, '\n');
        at += line.length + 1;
        write_wrapped(line, out);
    }
}

/* --- the whole -------------------------------------------------------------------------------- */

static void write_hit(const struct result_hit *hit, bool full, const struct style *style,
                      struct buffer *out)
{
    static const struct snippet untitled = {{"(no title)", 10}, NULL, 0};
    buffer_append_format(out, "%u. ", hit->rank);
    if (hit->status != HERALD_OK) {
        buffer_append_string(out, "(damaged) ");
        terminal_append(out, hit->key);
        buffer_append_string(out, ": ");
        terminal_append(out, hit->error);
        buffer_append_string(out, "\n\n");
        return;
    }
    write_marked(hit->title.text.length ? &hit->title : &untitled, style->title, style, out);
    buffer_append_byte(out, '\n');
    write_details(&hit->article, style, out);
    write_copies(hit, style, out);
    result_explain_text(hit->explanation, out);
    for (size_t at = 0; at < hit->snippet_count; at++) {
        buffer_append_string(out, "   ");
        write_marked(&hit->snippets[at], "", style, out);
        buffer_append_byte(out, '\n');
    }
    if (full)
        write_body(hit->article.body, out);
    buffer_append_byte(out, '\n');
}

/* How many hits the articles are, where copies are folded. */
static void write_stories(const struct result *result, struct buffer *out)
{
    const struct search_total *stories = &result->stories;
    bool exact = stories->at_least == stories->at_most;
    if (result->request->search.fold && stories->about < result->total.about)
        buffer_append_format(out, ", %s%u without copies", exact ? "" : "about ", stories->about);
}

/* What is said of one article, or of several: what it is like, and what it matches beside that. */
static void write_matching(const struct result *result, bool several, struct buffer *out)
{
    struct slice like = result->request->search.similar_to;
    if (like.length > 0) {
        buffer_append_string(out, several ? " are like " : " is like ");
        terminal_append(out, like);
        if (result->query.root && result->query.root->kind == QUERY_ALL)
            return;
        buffer_append_string(out, " and");
    }
    buffer_append_string(out, several ? " match " : " matches ");
    terminal_append(out, buffer_slice(&result->understood));
}

static void write_summary(const struct result *result, struct buffer *out)
{
    const struct search_total *total = &result->total;
    const struct search_request *search = &result->request->search;
    bool exact = total->at_least == total->at_most;
    if (total->at_most == 0)
        buffer_append_string(out, "no article");
    else
        buffer_append_format(out, "%s%u article%s", exact ? "" : "about ", total->about,
                             total->about == 1 ? "" : "s");
    write_matching(result, total->at_most > 0 && total->about != 1, out);
    write_stories(result, out);
    if (result->timed_out)
        buffer_append_string(out, " (the time was over before all was looked at)");
    if (total->at_most > 0 && search->limit > 0 && result->hit_count == 0 && search->offset > 0)
        buffer_append_format(out, "; none is left after the first %u (--offset)", search->offset);
    buffer_append_byte(out, '\n');
}

/* --- counts ----------------------------------------------------------------------------------- */

/* Signs that the longest bar of a timeline has. */
#define BAR_WIDTH 40u

static void write_facet(const struct facet *facet, struct buffer *out)
{
    buffer_append_format(out, "by %s\n", facet_field_name(facet->field));
    for (size_t at = 0; at < facet->count; at++) {
        buffer_append_format(out, "  %8u  ", facet->values[at].count);
        terminal_append(out, facet->values[at].label);
        buffer_append_byte(out, '\n');
    }
    if (facet->rest_values > 0)
        buffer_append_format(out, "  %8llu  in %u more\n", (unsigned long long)facet->rest_count,
                             facet->rest_values);
    if (facet->without > 0)
        buffer_append_format(out, "  %8u  without\n", facet->without);
    buffer_append_byte(out, '\n');
}

/* Periods without a match that are shown one by one where they follow one another. */
#define EMPTY_PERIODS_SHOWN 3u

static size_t count_empty(const struct timeline *timeline, size_t first)
{
    size_t at = first;
    while (at < timeline->count && timeline->items[at].count == 0)
        at++;
    return at - first;
}

static void write_period(const struct timeline_item *item, enum period period, uint32_t most,
                         struct buffer *out)
{
    char name[PERIOD_NAME_SIZE];
    period_name(item->number, period, name);
    double share = item->published ? 100.0 * item->count / item->published : 0;
    buffer_append_format(out, "  %-10s %8u %5.1f%%", name, item->count, share);
    for (uint64_t sign = 0; sign < (uint64_t)item->count * BAR_WIDTH / most; sign++)
        buffer_append_string(out, sign == 0 ? " #" : "#");
    buffer_append_byte(out, '\n');
}

static void write_timeline(const struct timeline *timeline, struct buffer *out)
{
    uint32_t most = 1;
    for (size_t at = 0; at < timeline->count; at++)
        most = timeline->items[at].count > most ? timeline->items[at].count : most;
    buffer_append_format(out, "by %s, and of all published then\n",
                         period_kind_name(timeline->period));
    for (size_t at = 0; at < timeline->count;) {
        size_t empty = count_empty(timeline, at);
        if (empty > EMPTY_PERIODS_SHOWN) {
            buffer_append_format(out, "  \u2026 %zu %ss without a match\n", empty,
                                 period_kind_name(timeline->period));
            at += empty;
        } else
            write_period(&timeline->items[at++], timeline->period, most, out);
    }
    if (timeline->less_exact > 0)
        buffer_append_format(out, "  less exact %8u\n", timeline->less_exact);
    if (timeline->undated > 0)
        buffer_append_format(out, "  undated    %8u\n", timeline->undated);
    buffer_append_byte(out, '\n');
}

static void write_counts(const struct result *result, struct buffer *out)
{
    const struct result_request *request = result->request;
    if ((request->facets.count > 0 || request->timeline) && !result->counts.exact)
        buffer_append_string(out, "the counts are estimates, since the time was over\n");
    for (size_t at = 0; at < request->facets.count; at++)
        write_facet(&result->counts.facets[at], out);
    if (request->timeline)
        write_timeline(&result->counts.timeline, out);
}

static void write_suggestions(const struct result *result, struct buffer *out)
{
    if (result->corrected_from.length > 0) {
        buffer_append_string(out, "instead of ");
        terminal_append(out, result->corrected_from);
        buffer_append_byte(out, '\n');
    }
    if (result->suggestions.count > 0) {
        buffer_append_string(out, "did you mean: ");
        terminal_append(out, result->suggestions.corrected);
        buffer_append_string(out, " (--correct)\n");
    }
}

static void write_absence(const struct result_absence *absence, struct buffer *out)
{
    struct buffer message = BUFFER_INIT;
    result_write_absence(absence, &message);
    if (message.length > 0) {
        terminal_append(out, buffer_slice(&message));
        buffer_append_byte(out, '\n');
    }
    if (absence->suggested.length > 0) {
        buffer_append_string(out, "articles are found by: ");
        terminal_append(out, absence->suggested);
        buffer_append_byte(out, '\n');
    }
    buffer_dispose(&message);
}

void result_write_text(const struct result *result, bool full, bool colour, struct buffer *out)
{
    const struct style *style = colour ? &colours : &plain;
    write_summary(result, out);
    write_suggestions(result, out);
    write_absence(&result->absence, out);
    buffer_append_byte(out, '\n');
    write_counts(result, out);
    for (size_t at = 0; at < result->hit_count; at++)
        write_hit(&result->hits[at], full, style, out);
}
