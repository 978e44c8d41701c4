#include "searcher/result.h"

#include "searcher/article_json.h"
#include "searcher/terminal.h"

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

static void write_hit(const struct result_hit *hit, const struct style *style, struct buffer *out)
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
    for (size_t at = 0; at < hit->snippet_count; at++) {
        buffer_append_string(out, "   ");
        write_marked(&hit->snippets[at], "", style, out);
        buffer_append_byte(out, '\n');
    }
    buffer_append_byte(out, '\n');
}

static void write_summary(const struct result *result, struct buffer *out)
{
    const struct search_total *total = &result->total;
    bool exact = total->at_least == total->at_most;
    if (total->at_most == 0)
        buffer_append_string(out, "no article");
    else
        buffer_append_format(out, "%s%u article%s", exact ? "" : "about ", total->about,
                             total->about == 1 ? "" : "s");
    buffer_append_string(out, total->about == 1 ? " matches "
                              : total->at_most  ? " match "
                                                : " matches ");
    terminal_append(out, buffer_slice(&result->understood));
    if (result->timed_out)
        buffer_append_string(out, " (the time was over before all was looked at)");
    buffer_append_byte(out, '\n');
}

void result_write_text(const struct result *result, bool colour, struct buffer *out)
{
    const struct style *style = colour ? &colours : &plain;
    write_summary(result, out);
    buffer_append_byte(out, '\n');
    for (size_t at = 0; at < result->hit_count; at++)
        write_hit(&result->hits[at], style, out);
}
