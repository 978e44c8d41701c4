#include <math.h>

#include "corpus/utf8.h"
#include "searcher/article_json.h"
#include "searcher/export.h"

/* What stands between the items of a list in one cell. */
#define BETWEEN "; "

/* RFC 4180: a cell with a quote, a comma or a line break stands in quotes, its quotes doubled. What
 * a text file cannot hold, U+0000, is told by U+FFFD. */
static void append_cell(struct buffer *out, struct slice text)
{
    bool plain = true;
    for (size_t at = 0; at < text.length && plain; at++)
        plain = text.bytes[at] && !strchr("\",\r\n", text.bytes[at]);
    if (plain) {
        buffer_append_slice(out, text);
        return;
    }
    buffer_append_byte(out, '"');
    for (size_t at = 0; at < text.length; at++) {
        if (text.bytes[at] == '"')
            buffer_append_byte(out, '"');
        if (text.bytes[at])
            buffer_append_byte(out, (unsigned char)text.bytes[at]);
        else
            buffer_append_string(out, UTF8_REPLACEMENT_TEXT);
    }
    buffer_append_byte(out, '"');
}

static void append_list(struct buffer *out, const struct slice_list *list)
{
    struct buffer joined = BUFFER_INIT;
    for (size_t at = 0; at < list->count; at++) {
        buffer_append_string(&joined, at ? BETWEEN : "");
        buffer_append_slice(&joined, list->items[at]);
    }
    append_cell(out, buffer_slice(&joined));
    out->failed = out->failed || joined.failed;
    buffer_dispose(&joined);
}

static void append_snippets(struct buffer *out, const struct result_hit *hit)
{
    struct buffer joined = BUFFER_INIT;
    for (size_t at = 0; at < hit->snippet_count; at++) {
        buffer_append_string(&joined, at ? " ... " : "");
        buffer_append_slice(&joined, hit->snippets[at].text);
    }
    append_cell(out, buffer_slice(&joined));
    out->failed = out->failed || joined.failed;
    buffer_dispose(&joined);
}

static void append_field(struct buffer *out, const struct hit_field *field,
                         const struct result_hit *hit)
{
    char date[DATE_TEXT_SIZE];
    switch (field->kind) {
    case HIT_RANK:
        buffer_append_format(out, "%u", hit->rank);
        break;
    case HIT_SCORE:
        if (isfinite(hit->score))
            buffer_append_format(out, "%.6f", hit->score);
        break;
    case HIT_TEXT:
        append_cell(out, hit_field_text(field, &hit->article));
        break;
    case HIT_LIST:
        append_list(out, hit_field_list(field, &hit->article));
        break;
    case HIT_DATE:
        append_cell(out, article_date_text(hit_field_date(field, &hit->article), date));
        break;
    case HIT_SNIPPETS:
        append_snippets(out, hit);
        break;
    case HIT_COPIES:
        buffer_append_format(out, "%zu", hit->copies);
        break;
    }
}

void export_csv_header(const struct export *export, struct buffer *out)
{
    for (size_t at = 0; at < export->fields.count; at++) {
        buffer_append_string(out, at ? "," : "");
        buffer_append_string(out, export->fields.items[at]->name);
    }
    buffer_append_string(out, "\r\n");
}

void export_csv_row(const struct export *export, const struct result_hit *hit, struct buffer *out)
{
    for (size_t at = 0; at < export->fields.count; at++) {
        buffer_append_string(out, at ? "," : "");
        append_field(out, export->fields.items[at], hit);
    }
    buffer_append_string(out, "\r\n");
}
