#include "searcher/result.h"

#include <math.h>

#include "corpus/exit_code.h"
#include "corpus/utf8.h"
#include "searcher/article_json.h"
#include "searcher/export.h"
#include "searcher/json_writer.h"
#include "searcher/result_explain.h"
#include "searcher/result_query_json.h"

/* Digits of a score: BM25 differs in the sixth at the latest. */
#define SCORE_DIGITS 6

/* Digits of a share of 1. */
#define SHARE_DIGITS 6

static void write_date(struct json_writer *writer, const char *key, struct date date)
{
    char text[DATE_TEXT_SIZE];
    json_write_pair(writer, key, article_date_text(date, text));
}

static void write_total(struct json_writer *writer, const char *key,
                        const struct search_total *total)
{
    json_write_key(writer, key);
    json_write_object(writer);
    json_write_count(writer, "value", total->about);
    json_write_flag(writer, "exact", total->at_least == total->at_most);
    json_write_count(writer, "at_least", total->at_least);
    json_write_count(writer, "at_most", total->at_most);
    json_write_end_object(writer);
}

/* --- hits ------------------------------------------------------------------------------------- */

/* Marks as pairs of offset and length in code points. */
static void write_marks(struct json_writer *writer, const char *key, const struct snippet *snippet)
{
    size_t at = 0, index = 0;
    json_write_key(writer, key);
    json_write_array_inline(writer);
    for (size_t number = 0; number < snippet->mark_count; number++) {
        const struct snippet_mark *mark = &snippet->marks[number];
        const char *bytes = snippet->text.bytes;
        index += utf8_count((struct slice){bytes + at, mark->start - at});
        size_t length = utf8_count((struct slice){bytes + mark->start, mark->length});
        json_write_array(writer);
        json_write_integer(writer, (int64_t)index);
        json_write_integer(writer, (int64_t)length);
        json_write_end_array(writer);
        index += length;
        at = mark->start + mark->length;
    }
    json_write_end_array(writer);
}

static void write_html(struct json_writer *writer, const char *key, const struct snippet *snippet)
{
    struct buffer html = BUFFER_INIT;
    snippet_html(snippet, &html);
    json_write_key(writer, key);
    json_write_string(writer, buffer_slice(&html));
    writer->out->failed = writer->out->failed || html.failed;
    buffer_dispose(&html);
}

static void write_snippets(struct json_writer *writer, const struct result_hit *hit)
{
    json_write_key(writer, "snippets");
    json_write_array(writer);
    for (size_t at = 0; at < hit->snippet_count; at++) {
        json_write_object(writer);
        json_write_key(writer, "text");
        json_write_string(writer, hit->snippets[at].text);
        write_marks(writer, "marks", &hit->snippets[at]);
        write_html(writer, "html", &hit->snippets[at]);
        json_write_end_object(writer);
    }
    json_write_end_array(writer);
}

static void write_damage(struct json_writer *writer, const struct result_hit *hit)
{
    if (hit->status == HERALD_OK)
        return;
    json_write_key(writer, "error");
    json_write_object(writer);
    json_write_pair(writer, "code", slice_of(herald_status_name(hit->status)));
    json_write_pair(writer, "message", hit->error);
    json_write_end_object(writer);
}

static void write_copies(struct json_writer *writer, const struct result_hit *hit)
{
    json_write_count(writer, "copies", hit->copies);
    if (!hit->copy_list)
        return;
    json_write_key(writer, "copy_list");
    json_write_array(writer);
    for (size_t at = 0; at < hit->copies; at++) {
        const struct result_copy *copy = &hit->copy_list[at];
        json_write_object_inline(writer);
        json_write_pair(writer, "id", copy->id);
        json_write_pair(writer, "url", copy->url);
        json_write_pair(writer, "title", copy->title);
        json_write_pair(writer, "source", copy->source);
        write_date(writer, "date", copy->published);
        json_write_end_object(writer);
    }
    json_write_end_array(writer);
}

static void write_score(struct json_writer *writer, double score)
{
    json_write_key(writer, "score"); /* null: not ranked */
    json_write_decimal(writer, score, SCORE_DIGITS);
}

static void write_field(struct json_writer *writer, const struct hit_field *field,
                        const struct result_hit *hit)
{
    switch (field->kind) {
    case HIT_RANK:
        json_write_count(writer, field->name, hit->rank);
        break;
    case HIT_SCORE:
        write_score(writer, hit->score);
        break;
    case HIT_TEXT:
        json_write_pair(writer, field->name, hit_field_text(field, &hit->article));
        break;
    case HIT_LIST:
        json_write_strings(writer, field->name, hit_field_list(field, &hit->article));
        break;
    case HIT_DATE:
        write_date(writer, field->name, hit_field_date(field, &hit->article));
        break;
    case HIT_SNIPPETS:
        write_snippets(writer, hit);
        break;
    case HIT_COPIES:
        write_copies(writer, hit);
        break;
    }
}

/* What is usual of a hit. */
static void write_members(struct json_writer *writer, const struct result_hit *hit)
{
    json_write_count(writer, "rank", hit->rank);
    write_score(writer, hit->score);
    json_write_pair(writer, "id", hit->article.id);
    json_write_pair(writer, "url", hit->article.url);
    json_write_pair(writer, "title", hit->title.text);
    write_marks(writer, "title_marks", &hit->title);
    write_html(writer, "title_html", &hit->title);
    json_write_pair(writer, "source", hit->article.source);
    write_date(writer, "date", hit->article.published);
    json_write_pair(writer, "language", hit->article.language);
    write_copies(writer, hit);
    write_snippets(writer, hit);
}

static void write_hit(struct json_writer *writer, const struct result_hit *hit,
                      const struct hit_fields *fields, bool full)
{
    json_write_object(writer);
    for (size_t at = 0; at < fields->count; at++)
        write_field(writer, fields->items[at], hit);
    if (fields->count == 0)
        write_members(writer, hit);
    result_explain_json(hit->explanation, writer);
    if (full && hit->status == HERALD_OK) {
        json_write_key(writer, "article");
        article_write_json(writer, &hit->article);
    }
    write_damage(writer, hit);
    json_write_end_object(writer);
}

/* --- counts ----------------------------------------------------------------------------------- */

static void write_facet(struct json_writer *writer, const struct facet *facet)
{
    json_write_object(writer);
    json_write_pair(writer, "field", slice_of(facet_field_name(facet->field)));
    json_write_count(writer, "having", facet->having);
    json_write_count(writer, "without", facet->without);
    json_write_key(writer, "values");
    json_write_array(writer);
    for (size_t at = 0; at < facet->count; at++) {
        json_write_object_inline(writer);
        json_write_pair(writer, "value", facet->values[at].value);
        json_write_pair(writer, "label", facet->values[at].label);
        json_write_count(writer, "count", facet->values[at].count);
        json_write_end_object(writer);
    }
    json_write_end_array(writer);
    json_write_key(writer, "rest");
    json_write_object_inline(writer);
    json_write_count(writer, "values", facet->rest_values);
    json_write_count(writer, "count", facet->rest_count);
    json_write_end_object(writer);
    json_write_end_object(writer);
}

static void write_timeline_item(struct json_writer *writer, enum period period,
                                const struct timeline_item *item)
{
    char name[PERIOD_NAME_SIZE], first[PERIOD_NAME_SIZE];
    size_t length = period_name(item->number, period, name);
    size_t day = period_name(period_first_day(item->number, period), PERIOD_DAY, first);
    json_write_object_inline(writer);
    json_write_pair(writer, "period", (struct slice){name, length});
    json_write_pair(writer, "first_day", (struct slice){first, day});
    json_write_count(writer, "count", item->count);
    json_write_count(writer, "published", item->published);
    json_write_key(writer, "share");
    json_write_decimal(writer, item->published ? (double)item->count / item->published : NAN,
                       SHARE_DIGITS); /* null: nothing to have a share of */
    json_write_end_object(writer);
}

static void write_timeline(struct json_writer *writer, const struct timeline *timeline)
{
    json_write_key(writer, "timeline");
    json_write_object(writer);
    json_write_pair(writer, "by", slice_of(period_kind_name(timeline->period)));
    json_write_count(writer, "dated", timeline->dated);
    json_write_count(writer, "less_exact", timeline->less_exact);
    json_write_count(writer, "undated", timeline->undated);
    json_write_key(writer, "periods");
    json_write_array(writer);
    for (size_t at = 0; at < timeline->count; at++)
        write_timeline_item(writer, timeline->period, &timeline->items[at]);
    json_write_end_array(writer);
    json_write_key(writer, "less_exact_periods");
    json_write_array(writer);
    for (size_t at = 0; at < timeline->vague_count; at++)
        write_timeline_item(writer, timeline->vague[at].period, &timeline->vague[at].item);
    json_write_end_array(writer);
    json_write_end_object(writer);
}

/* What was counted, if anything was asked for. */
static void write_counts(struct json_writer *writer, const struct result *result)
{
    const struct result_request *request = result->request;
    const struct result_counts *counts = &result->counts;
    if (request->facets.count == 0 && !request->timeline)
        return;
    json_write_key(writer, "counted");
    json_write_object(writer);
    json_write_count(writer, "articles", counts->articles);
    json_write_flag(writer, "exact", counts->exact);
    if (request->facets.count > 0) {
        json_write_key(writer, "facets");
        json_write_array(writer);
        for (size_t at = 0; at < request->facets.count; at++)
            write_facet(writer, &counts->facets[at]);
        json_write_end_array(writer);
    }
    if (request->timeline)
        write_timeline(writer, &counts->timeline);
    json_write_end_object(writer);
}

/* --- the whole -------------------------------------------------------------------------------- */

static void write_changes(struct json_writer *writer, const char *key,
                          const struct result_change *changes, size_t count)
{
    json_write_key(writer, key);
    json_write_array(writer);
    for (size_t at = 0; at < count; at++) {
        json_write_object_inline(writer);
        json_write_pair(writer, "id", changes[at].key);
        json_write_pair(writer, "source", changes[at].source);
        json_write_count(writer, "rank", changes[at].rank);
        json_write_end_object(writer);
    }
    json_write_end_array(writer);
}

/* How the result differs from what was expected, if anything was. */
static void write_comparison(struct json_writer *writer, const struct result_comparison *comparison)
{
    if (!comparison->made)
        return;
    json_write_key(writer, "expected");
    json_write_object(writer);
    json_write_pair(writer, "result_id", comparison->id);
    json_write_flag(writer, "same_request", comparison->same_request);
    json_write_flag(writer, "same_index", comparison->same_index);
    json_write_flag(writer, "same_hits", comparison->same_hits);
    if (comparison->with_hits) {
        write_changes(writer, "came", comparison->came, comparison->came_count);
        write_changes(writer, "went", comparison->went, comparison->went_count);
    }
    json_write_end_object(writer);
}

static void write_suggestion(struct json_writer *writer, const struct suggestion *suggestion)
{
    json_write_object(writer);
    json_write_pair(writer, "word", suggestion->word);
    json_write_count(writer, "offset", suggestion->place.offset);
    json_write_count(writer, "length", suggestion->place.length);
    json_write_key(writer, "candidates");
    json_write_array(writer);
    for (size_t at = 0; at < suggestion->count; at++) {
        json_write_object_inline(writer);
        json_write_pair(writer, "word", suggestion->candidates[at].word);
        json_write_count(writer, "count", suggestion->candidates[at].count);
        json_write_count(writer, "distance", suggestion->candidates[at].distance);
        json_write_end_object(writer);
    }
    json_write_end_array(writer);
    json_write_end_object(writer);
}

/* What could have been meant, and what was typed where that was taken. */
static void write_suggestions(struct json_writer *writer, const struct result *result)
{
    const struct suggestions *suggestions = &result->suggestions;
    if (result->corrected_from.length > 0)
        json_write_pair(writer, "corrected_from", result->corrected_from);
    if (suggestions->count == 0)
        return;
    json_write_key(writer, "suggestions");
    json_write_array(writer);
    for (size_t at = 0; at < suggestions->count; at++)
        write_suggestion(writer, &suggestions->items[at]);
    json_write_end_array(writer);
    json_write_pair(writer, "corrected", suggestions->corrected);
}

/* Why nothing was found. */
static void write_absence(struct json_writer *writer, const struct result_absence *absence)
{
    struct buffer message = BUFFER_INIT;
    if (absence->count == 0)
        return;
    result_write_absence(absence, &message);
    json_write_key(writer, "nothing_found");
    json_write_object(writer);
    json_write_pair(writer, "message", buffer_slice(&message));
    json_write_key(writer, "parts");
    json_write_array(writer);
    for (size_t at = 0; at < absence->count; at++) {
        json_write_object(writer);
        json_write_pair(writer, "part", absence->parts[at].text);
        write_total(writer, "total", &absence->parts[at].total);
        json_write_end_object(writer);
    }
    json_write_end_array(writer);
    if (absence->suggested.length > 0)
        json_write_pair(writer, "suggestion", absence->suggested);
    json_write_end_object(writer);
    writer->out->failed = writer->out->failed || message.failed;
    buffer_dispose(&message);
}

/* The names of the fields that hits have, where they were asked for. */
static void write_fields(struct json_writer *writer, const struct hit_fields *fields)
{
    if (fields->count == 0)
        return;
    json_write_key(writer, "fields");
    json_write_array_inline(writer);
    for (size_t at = 0; at < fields->count; at++)
        json_write_string(writer, slice_of(fields->items[at]->name));
    json_write_end_array(writer);
}

void result_write_json(const struct result *result, bool full, struct buffer *out)
{
    struct json_writer writer = {.out = out, .pretty = true};
    json_write_object(&writer);
    json_write_pair(&writer, "herald", slice_of(HERALD_VERSION));
    result_write_query(&writer, result);
    write_total(&writer, "total", &result->total);
    if (result->request->search.fold)
        write_total(&writer, "stories", &result->stories);
    json_write_flag(&writer, "timed_out", result->timed_out);
    json_write_key(&writer, "took_ms");
    json_write_decimal(&writer, result->took_ms, 3);
    json_write_count(&writer, "offset", result->request->search.offset);
    json_write_count(&writer, "limit", result->request->search.limit);
    json_write_pair(&writer, "result_id", result->id);
    if (result->request->cursor.length > 0)
        json_write_pair(&writer, "next_cursor", result->next);
    write_comparison(&writer, &result->comparison);
    write_suggestions(&writer, result);
    write_absence(&writer, &result->absence);
    write_counts(&writer, result);
    write_fields(&writer, &result->request->fields);
    json_write_key(&writer, "hits");
    json_write_array(&writer);
    for (size_t at = 0; at < result->hit_count; at++)
        write_hit(&writer, &result->hits[at], &result->request->fields, full);
    json_write_end_array(&writer);
    json_write_end_object(&writer);
    buffer_append_byte(out, '\n');
}

void export_json_line(const struct export *export, const struct result_hit *hit, struct buffer *out)
{
    struct json_writer writer = {.out = out};
    write_hit(&writer, hit, &export->fields, export->full);
    buffer_append_byte(out, '\n');
}

/* --- failures --------------------------------------------------------------------------------- */

const char *result_hint(enum herald_status status, const struct query_error *where)
{
    switch (where ? where->code : QUERY_ERROR_NONE) {
    case QUERY_ERROR_EMPTY:
        return "give some words, such as: herald search Russia mediation Iran";
    case QUERY_ERROR_UNCLOSED_QUOTE:
        return "quotes that are to reach herald stand within quotes of the shell: "
               "herald search '\"nuclear talks\"'";
    case QUERY_ERROR_MISSING_NUMBER:
    case QUERY_ERROR_UNKNOWN_OPERATOR:
        if (where->suggestion[0] == '~') /* of a phrase: no word looks like it */
            break;
        return "a word that looks like an operator is searched for with a backslash before it";
    default:
        break;
    }
    return herald_hint(status);
}

void result_write_error(const struct herald_error *error, const struct query_error *where,
                        bool pretty, struct buffer *out)
{
    struct json_writer writer = {.out = out, .pretty = pretty};
    const char *hint = result_hint(error->status, where);
    bool placed = where && where->code != QUERY_ERROR_NONE;
    json_write_object(&writer);
    json_write_pair(&writer, "herald", slice_of(HERALD_VERSION));
    json_write_key(&writer, "error");
    json_write_object(&writer);
    json_write_pair(&writer, "code", slice_of(herald_status_name(error->status)));
    json_write_pair(&writer, "message", slice_of(error->message));
    if (placed) {
        json_write_pair(&writer, "reason", slice_of(query_error_name(where->code)));
        json_write_count(&writer, "offset", where->place.offset);
        json_write_count(&writer, "length", where->place.length);
    }
    if (placed && where->expected)
        json_write_pair(&writer, "expected", slice_of(where->expected));
    if (placed && where->suggestion[0])
        json_write_pair(&writer, "suggestion", slice_of(where->suggestion));
    if (hint)
        json_write_pair(&writer, "hint", slice_of(hint));
    json_write_end_object(&writer);
    json_write_end_object(&writer);
    buffer_append_byte(out, '\n');
}
