#include "scripts/evaluate_files.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* --- reading ------------------------------------------------------------------------------ */

static enum herald_status read_all(const char *path, struct buffer *out, struct herald_error *err)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return herald_fail_errno(err, errno, "cannot open '%s'", path);
    char chunk[65536];
    size_t length;
    while ((length = fread(chunk, 1, sizeof(chunk), file)) > 0)
        buffer_append(out, chunk, length);
    int error = ferror(file) ? errno : 0;
    fclose(file);
    if (error)
        return herald_fail_errno(err, error, "cannot read '%s'", path);
    /* Terminated even when empty, since numbers are read up to the end of the text. */
    buffer_append_byte(out, '\n');
    if (out->failed)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory reading '%s'", path);
    return HERALD_OK;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Split a line at blanks into at most `room` columns; returns how many there are. */
static size_t split_columns(struct slice line, struct slice *columns, size_t room)
{
    size_t count = 0, i = 0;
    while (i < line.length) {
        while (i < line.length && is_blank(line.bytes[i]))
            i++;
        size_t start = i;
        while (i < line.length && !is_blank(line.bytes[i]))
            i++;
        if (i > start) {
            if (count < room)
                columns[count] = (struct slice){line.bytes + start, i - start};
            count++;
        }
    }
    return count;
}

/* What a file's lines look like. */
struct layout {
    size_t columns, value; /* how many, and which holds the number */
    bool whole;            /* a whole number of at most RELEVANCE_MAX either way */
    const char *expected;
};

#define RELEVANCE_MAX 1000000.0f

static const struct layout qrels_layout = {4, 3, true, "topic iteration document relevance"};
static const struct layout run_layout = {6, 4, false, "topic Q0 document rank score run-id"};

/* Read a whole column as a number. The newline that read_all adds ends what strtod sees. */
static bool parse_number(struct slice column, bool whole, float *out)
{
    char *end;
    *out = strtof(column.bytes, &end);
    if (end != column.bytes + column.length || !isfinite(*out))
        return false;
    return !whole || (fabsf(*out) <= RELEVANCE_MAX && truncf(*out) == *out);
}

static enum herald_status parse_line(const char *path, const struct layout *layout,
                                     struct slice text, size_t number, struct trec_line *out,
                                     struct herald_error *err)
{
    struct slice columns[6];
    if (split_columns(text, columns, 6) != layout->columns)
        return herald_fail(err, HERALD_E_FORMAT, "%s:%zu: expected '%s'", path, number,
                           layout->expected);
    out->topic = columns[0];
    out->document = columns[2];
    out->number = number;
    if (!parse_number(columns[layout->value], layout->whole, &out->value))
        return herald_fail(err, HERALD_E_FORMAT, "%s:%zu: not a %snumber: '%.*s'", path, number,
                           layout->whole ? "whole " : "", (int)columns[layout->value].length,
                           columns[layout->value].bytes);
    return HERALD_OK;
}

static bool is_empty_or_comment(struct slice line)
{
    struct slice column;
    return split_columns(line, &column, 1) == 0 || column.bytes[0] == '#';
}

static enum herald_status parse_lines(const char *path, const struct layout *layout,
                                      struct trec_file *out, struct herald_error *err)
{
    size_t lines = 0;
    for (size_t i = 0; i < out->text.length; i++)
        lines += out->text.bytes[i] == '\n';
    out->lines = calloc(lines, sizeof(*out->lines));
    if (!out->lines)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory reading '%s'", path);

    const char *at = out->text.bytes, *end = at + out->text.length;
    for (size_t number = 1; at < end; number++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        struct slice line = {at, (size_t)(newline - at)};
        at = newline + 1;
        if (is_empty_or_comment(line))
            continue;
        enum herald_status status =
            parse_line(path, layout, line, number, &out->lines[out->count], err);
        if (status != HERALD_OK)
            return status;
        out->count++;
    }
    return HERALD_OK;
}

static int by_topic_and_document(const void *left, const void *right)
{
    const struct trec_line *a = left, *b = right;
    int order = slice_compare(a->topic, b->topic);
    return order ? order : slice_compare(a->document, b->document);
}

static int by_topic_and_score(const void *left, const void *right)
{
    const struct trec_line *a = left, *b = right;
    int order = slice_compare(a->topic, b->topic);
    if (order)
        return order;
    if (a->value != b->value)
        return a->value > b->value ? -1 : 1;
    return slice_compare(b->document, a->document);
}

static enum herald_status read_file(const char *path, const struct layout *layout,
                                    struct trec_file *out, struct herald_error *err)
{
    *out = (struct trec_file){0};
    enum herald_status status = read_all(path, &out->text, err);
    if (status == HERALD_OK)
        status = parse_lines(path, layout, out, err);
    if (status == HERALD_OK)
        qsort(out->lines, out->count, sizeof(*out->lines), by_topic_and_document);
    for (size_t i = 1; status == HERALD_OK && i < out->count; i++)
        if (by_topic_and_document(&out->lines[i - 1], &out->lines[i]) == 0)
            status = herald_fail(err, HERALD_E_FORMAT,
                                 "%s: document '%.*s' stands twice for topic '%.*s'", path,
                                 (int)out->lines[i].document.length, out->lines[i].document.bytes,
                                 (int)out->lines[i].topic.length, out->lines[i].topic.bytes);
    if (status != HERALD_OK)
        trec_file_dispose(out);
    return status;
}

enum herald_status qrels_read(const char *path, struct trec_file *out, struct herald_error *err)
{
    return read_file(path, &qrels_layout, out, err);
}

enum herald_status run_read(const char *path, struct trec_file *out, struct herald_error *err)
{
    enum herald_status status = read_file(path, &run_layout, out, err);
    if (status == HERALD_OK)
        qsort(out->lines, out->count, sizeof(*out->lines), by_topic_and_score);
    return status;
}

void trec_file_dispose(struct trec_file *file)
{
    free(file->lines);
    buffer_dispose(&file->text);
    *file = (struct trec_file){0};
}

/* --- measuring ---------------------------------------------------------------------------- */

/* The lines of one topic. */
struct span {
    const struct trec_line *lines;
    size_t count;
};

static struct span span_at(const struct trec_file *file, size_t begin)
{
    size_t end = begin;
    while (end < file->count && slice_equal(file->lines[end].topic, file->lines[begin].topic))
        end++;
    return (struct span){file->lines + begin, end - begin};
}

static struct span span_of(const struct trec_file *file, struct slice topic)
{
    size_t low = 0, high = file->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_compare(file->lines[middle].topic, topic) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == file->count || !slice_equal(file->lines[low].topic, topic))
        return (struct span){NULL, 0};
    return span_at(file, low);
}

static int falling(const void *left, const void *right)
{
    int a = *(const int *)left, b = *(const int *)right;
    return (a < b) - (a > b);
}

static int relevance_of(struct span judged, const struct trec_line *line)
{
    const struct trec_line key = {.topic = judged.lines->topic, .document = line->document};
    const struct trec_line *found =
        bsearch(&key, judged.lines, judged.count, sizeof(key), by_topic_and_document);
    return found ? (int)found->value : 0;
}

static enum herald_status evaluate_topic(struct span judged, struct span ranked, double *values,
                                         struct herald_error *err)
{
    int *relevances = calloc(judged.count + ranked.count, sizeof(*relevances));
    if (!relevances)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory measuring a run");
    int *ranking = relevances + judged.count;
    for (size_t i = 0; i < judged.count; i++)
        relevances[i] = (int)judged.lines[i].value;
    qsort(relevances, judged.count, sizeof(*relevances), falling);
    for (size_t i = 0; i < ranked.count; i++)
        ranking[i] = relevance_of(judged, &ranked.lines[i]);
    measure_topic(ranking, ranked.count, relevances, judged.count, values);
    free(relevances);
    return HERALD_OK;
}

/* Whether the topic counts, and where it first stands in the file. */
static bool has_relevant(struct span judged, size_t *first_line)
{
    bool relevant = false;
    *first_line = judged.lines->number;
    for (size_t i = 0; i < judged.count; i++) {
        relevant |= judged.lines[i].value >= 1;
        if (judged.lines[i].number < *first_line)
            *first_line = judged.lines[i].number;
    }
    return relevant;
}

static int by_first_line(const void *left, const void *right)
{
    size_t a = ((const struct topic_result *)left)->first_line;
    size_t b = ((const struct topic_result *)right)->first_line;
    return (a > b) - (a < b);
}

enum herald_status evaluate(const struct trec_file *qrels, const struct trec_file *run,
                            struct evaluation *out, struct herald_error *err)
{
    out->count = 0;
    out->topics = calloc(qrels->count + 1, sizeof(*out->topics));
    if (!out->topics)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory measuring a run");
    for (size_t begin = 0; begin < qrels->count;) {
        struct span judged = span_at(qrels, begin);
        struct topic_result *result = &out->topics[out->count];
        begin += judged.count;
        if (!has_relevant(judged, &result->first_line))
            continue;
        result->topic = judged.lines->topic;
        enum herald_status status =
            evaluate_topic(judged, span_of(run, result->topic), result->values, err);
        if (status != HERALD_OK) {
            evaluation_dispose(out);
            return status;
        }
        out->count++;
    }
    qsort(out->topics, out->count, sizeof(*out->topics), by_first_line);
    return HERALD_OK;
}

void evaluation_dispose(struct evaluation *evaluation)
{
    free(evaluation->topics);
    *evaluation = (struct evaluation){0};
}

double evaluation_mean(const struct evaluation *evaluation, enum measure measure)
{
    double sum = 0;
    for (size_t i = 0; i < evaluation->count; i++)
        sum += evaluation->topics[i].values[measure];
    return evaluation->count ? sum / (double)evaluation->count : 0;
}
