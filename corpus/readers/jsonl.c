#include <stdlib.h>

#include "corpus/json_article.h"
#include "corpus/readers/envelope.h"
#include "corpus/readers/format.h"

/*
 * JSON Lines, and JSON in any other arrangement: objects one after another, or in an array, on one
 * line or on many; and the array of an object that is an envelope (envelope.h).
 *
 * The usual case is an object on a line: the end of the line is found first, and one pass makes the
 * article. Where that does not fit (an object over several lines, several on one, an array), the
 * object is read from the window as it stands, and from a window twice as long for as long as it
 * turns out to be cut off; so no arrangement costs more than about two passes.
 */

/* Stands before each object in JSON text sequences (RFC 7464). */
#define RECORD_SEPARATOR '\x1E'

struct json_lines {
    struct reading *reading;
    struct json_reading json;
    struct buffer converted; /* the record at hand, where it was not UTF-8 */
    struct slice action;     /* of an Elasticsearch bulk file, for the next article; in `arena` */
    struct arena arena;
    bool by_line;             /* each object so far was alone on its line */
    bool in_array;            /* between '[' and ']' */
    size_t around;            /* objects that are open around that array */
    bool may_be_envelope;     /* the next object: the first, and those behind an envelope */
    bool in_garbage;          /* a bad record has been reported, and nothing good has come since */
    bool ended;               /* no more input */
    enum herald_status fatal; /* what ends all reading, once it has happened */
    size_t column;            /* of the window's start, from 0 */
};

static bool probe(struct slice start)
{
    start = reading_trim(start);
    if (start.length > 0 && start.bytes[0] == RECORD_SEPARATOR)
        start = reading_trim((struct slice){start.bytes + 1, start.length - 1});
    return start.length > 0 && (start.bytes[0] == '{' || start.bytes[0] == '[');
}

static enum herald_status open_json(struct reading *reading, void **state, struct herald_error *err)
{
    struct json_lines *lines = calloc(1, sizeof(*lines));
    if (!lines)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for a reader");
    lines->reading = reading;
    lines->by_line = true;
    lines->may_be_envelope = true;
    *state = lines;
    return HERALD_OK;
}

static void close_json(void *state)
{
    struct json_lines *lines = state;
    buffer_dispose(&lines->json.scratch);
    buffer_dispose(&lines->converted);
    arena_dispose(&lines->arena);
    free(lines);
}

/* Make the window longer, to `wanted` bytes if the input has them; at the end, set `ended`. A
 * failure is HERALD_E_INTERRUPTED or HERALD_E_NO_MEMORY. */
static enum herald_status want(struct json_lines *lines, size_t wanted, struct herald_error *err)
{
    struct input *input = lines->reading->input;
    while (!lines->ended && input_window(input).length < wanted) {
        struct herald_error why = {.status = HERALD_OK};
        enum herald_status status = input_more(input, &why);
        if (status == HERALD_OK)
            continue;
        status = reading_input_failed(lines->reading, status, &why);
        lines->ended = true;
        if (status != HERALD_DONE) {
            if (err)
                *err = why;
            lines->fatal = status;
            return status;
        }
    }
    return HERALD_OK;
}

/* Let go of bytes, keeping count of the column. */
static void consume(struct json_lines *lines, size_t length)
{
    struct slice window = input_window(lines->reading->input);
    const char *newline = length ? memrchr(window.bytes, '\n', length) : NULL;
    lines->column =
        newline ? (size_t)(window.bytes + length - newline) - 1 : lines->column + length;
    input_consume(lines->reading->input, length);
}

/* Where to go on after a bad record: see resynchronise. */
struct resync {
    bool object;   /* the record began with '{' */
    bool in_array; /* it is an element of an array */
    size_t start_column, column;
    size_t depth;
    bool in_string, escaped;
    bool line_start; /* only blanks since a newline */
};

enum resync_result { RESYNC_GO_ON, RESYNC_STOP_BEFORE, RESYNC_STOP_AFTER };

/* Keep count of strings and brackets; a newline ends a string, which cannot hold one. */
static void resync_count(struct resync *r, char c)
{
    r->column = c == '\n' ? 0 : r->column + 1;
    r->line_start = c == '\n' || (r->line_start && (c == ' ' || c == '\t'));
    if (c == '\n') {
        r->in_string = r->escaped = false;
    } else if (r->in_string) {
        r->in_string = c != '"' || r->escaped;
        r->escaped = c == '\\' && !r->escaped;
    } else if (c == '"') {
        r->in_string = true;
    } else if (c == '{' || c == '[') {
        r->depth++;
    } else if ((c == '}' || c == ']') && r->depth > 0) {
        r->depth--;
    }
}

static enum resync_result resync_step(struct resync *r, char c)
{
    bool outside = !r->in_string && r->depth == 0;
    if (r->line_start && c == '{' && r->column <= r->start_column)
        return RESYNC_STOP_BEFORE;
    if (outside && r->in_array && (c == ',' || c == ']'))
        return RESYNC_STOP_BEFORE;
    resync_count(r, c);
    if (r->in_string || r->depth > 0)
        return RESYNC_GO_ON;
    return c == (r->object ? '}' : '\n') ? RESYNC_STOP_AFTER : RESYNC_GO_ON;
}

/*
 * Pass a bad record: up to where its brackets are closed, or to the next line that begins with '{'
 * no further to the right than the record did; what is no object at all ends with its line, or with
 * the next comma of the array. Nothing is kept, so that the record may be of any size.
 */
static enum herald_status resynchronise(struct json_lines *lines, struct herald_error *err)
{
    struct slice window = input_window(lines->reading->input);
    struct resync r = {.object = window.bytes[0] == '{',
                       .in_array = lines->in_array,
                       .start_column = lines->column,
                       .column = lines->column};
    lines->in_garbage = true;
    for (;;) {
        enum resync_result result = RESYNC_GO_ON;
        size_t at = 0;
        while (at < window.length && result == RESYNC_GO_ON) {
            result = resync_step(&r, window.bytes[at]);
            at += result != RESYNC_STOP_BEFORE;
        }
        consume(lines, at);
        if (result != RESYNC_GO_ON || lines->ended)
            return HERALD_OK;
        enum herald_status status = want(lines, 1, err);
        if (status != HERALD_OK)
            return status;
        window = input_window(lines->reading->input);
    }
}

/* Pass what stands behind the array of an envelope, to the end of the objects around it. */
static enum herald_status leave_envelope(struct json_lines *lines, struct herald_error *err)
{
    struct resync r = {.depth = lines->around};
    lines->around = 0;
    lines->may_be_envelope = true;
    for (;;) {
        const struct slice window = input_window(lines->reading->input);
        size_t at = 0;
        while (at < window.length && r.depth > 0)
            resync_count(&r, window.bytes[at++]);
        consume(lines, at);
        if (r.depth == 0)
            return HERALD_OK;
        if (lines->ended) {
            reading_warn(lines->reading, 0, "the object around the articles is not closed");
            return HERALD_OK;
        }
        const enum herald_status status = want(lines, 1, err);
        if (status != HERALD_OK)
            return status;
    }
}

/* Pass blanks, and what stands between the elements of an array, in the window. Returns how many
 * bytes; it ends with the ']' of an envelope's array. */
static size_t pass_between(struct json_lines *lines, struct slice window)
{
    for (size_t at = 0; at < window.length; at++) {
        const char c = window.bytes[at];
        if (c == '[' && !lines->in_array) {
            lines->in_array = true;
            lines->by_line = false;
        } else if (c == ']' && lines->in_array) {
            lines->in_array = false;
            if (lines->around > 0)
                return at + 1;
        } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t' && c != RECORD_SEPARATOR &&
                   !(c == ',' && lines->in_array)) {
            return at;
        }
    }
    return window.length;
}

/* Pass all that stands before the next value. *first is its first byte, or 0 at the end of the
 * input. */
static enum herald_status skip_to_value(struct json_lines *lines, char *first,
                                        struct herald_error *err)
{
    for (;;) {
        const struct slice window = input_window(lines->reading->input);
        const size_t at = pass_between(lines, window);
        const bool found = at < window.length, left = !lines->in_array && lines->around > 0;
        *first = found ? window.bytes[at] : '\0';
        consume(lines, at);
        if (!left && (found || lines->ended))
            return HERALD_OK;
        const enum herald_status status = left ? leave_envelope(lines, err) : want(lines, 1, err);
        if (status != HERALD_OK)
            return status;
    }
}

/* If the object at the start of the window is an envelope, go on at the first article in it. */
static enum herald_status enter_envelope(struct json_lines *lines, struct herald_error *err)
{
    const size_t limit = lines->reading->options->record_limit;
    const size_t most = limit < ENVELOPE_LOOK ? limit : ENVELOPE_LOOK;
    struct envelope envelope;
    for (;;) {
        struct slice window = input_window(lines->reading->input);
        const bool all = window.length >= most || lines->ended;
        window.length = window.length < most ? window.length : most;
        const enum envelope_answer answer =
            envelope_find(window, lines->reading->fields, &envelope);
        if (answer == ENVELOPE_NO || (answer == ENVELOPE_CUT_OFF && all))
            return HERALD_OK;
        if (answer == ENVELOPE_YES && (envelope.is_whole || all))
            break;
        const enum herald_status status = want(lines, window.length * 2, err);
        if (status != HERALD_OK)
            return status;
    }
    reading_begin_record(lines->reading); /* what is said behind the array is of this place */
    lines->reading->record--;
    consume(lines, envelope.array);
    lines->in_array = true;
    lines->by_line = false;
    lines->around = envelope.depth;
    ++*lines->reading->envelopes;
    return HERALD_OK;
}

/* What came of reading one record. */
enum outcome { OUTCOME_READ, OUTCOME_BAD, OUTCOME_CUT_OFF, OUTCOME_FATAL };

/* Read the object at the start of `text`; *used is how much of it that took, or where it is bad. */
static enum outcome parse_object(struct json_lines *lines, struct slice text,
                                 struct article *article, size_t *used, struct herald_error *err)
{
    struct json_reading *json = &lines->json;
    json->cursor = (struct json_cursor){.at = text.bytes, .end = text.bytes + text.length};
    json->members = 0;
    json->bad_date = (struct slice){NULL, 0};
    article_clear(article);
    enum herald_status status = json_read_article(json, lines->reading->fields, article, err);
    *used = (size_t)(json->cursor.at - text.bytes);
    if (status == HERALD_OK)
        return OUTCOME_READ;
    if (status != HERALD_E_FORMAT) {
        lines->fatal = status;
        return OUTCOME_FATAL;
    }
    return json->cursor.error == JSON_CUT_OFF ? OUTCOME_CUT_OFF : OUTCOME_BAD;
}

/* The same. One that is not in UTF-8 is converted and read again where its encoding is certain. */
static enum outcome read_object(struct json_lines *lines, struct slice text,
                                struct article *article, size_t *used, struct herald_error *err)
{
    const enum outcome outcome = parse_object(lines, text, article, used, err);
    bool converted;
    size_t length;
    if (outcome != OUTCOME_READ || !(lines->json.cursor.notes & JSON_NOTE_INVALID_UTF8))
        return outcome;
    buffer_clear(&lines->converted);
    lines->fatal = reading_convert(lines->reading, (struct slice){text.bytes, *used},
                                   &lines->converted, &converted, err);
    if (lines->fatal != HERALD_OK)
        return OUTCOME_FATAL;
    return converted ? parse_object(lines, buffer_slice(&lines->converted), article, &length, err)
                     : outcome;
}

/* Read the object at the start of the window as one that is alone on its line. */
static enum outcome read_by_line(struct json_lines *lines, struct article *article, size_t *used,
                                 struct herald_error *err)
{
    struct slice window = input_window(lines->reading->input);
    const char *newline = memchr(window.bytes, '\n', window.length);
    if (!newline)
        return OUTCOME_CUT_OFF;
    size_t length = (size_t)(newline - window.bytes);
    if (length > lines->reading->options->record_limit)
        return OUTCOME_CUT_OFF;
    enum outcome outcome =
        read_object(lines, (struct slice){window.bytes, length}, article, used, err);
    if (outcome == OUTCOME_READ) {
        struct json_cursor rest = {.at = window.bytes + *used, .end = newline};
        json_skip_blanks(&rest);
        lines->by_line = rest.at == newline;
    }
    return outcome;
}

/* Read the object at the start of the window however it is arranged. */
static enum outcome read_anyhow(struct json_lines *lines, struct article *article, size_t *used,
                                struct herald_error *err)
{
    size_t limit = lines->reading->options->record_limit;
    for (;;) {
        struct slice window = input_window(lines->reading->input);
        bool whole = window.length > limit || lines->ended;
        if (window.length > limit)
            window.length = limit;
        enum outcome outcome = read_object(lines, window, article, used, err);
        if (outcome != OUTCOME_CUT_OFF || whole)
            return outcome;
        size_t wanted = window.length > limit / 2 ? limit + 1 : window.length * 2;
        if (want(lines, wanted, err) != HERALD_OK)
            return OUTCOME_FATAL;
    }
}

static void report_bad(struct json_lines *lines, enum outcome outcome, size_t at)
{
    const struct reading *reading = lines->reading;
    if (outcome == OUTCOME_BAD && lines->json.cursor.error == JSON_TOO_DEEP)
        reading_skip(reading, at, "%s, above the limit of %d", JSON_TOO_DEEP, READER_DEPTH_LIMIT);
    else if (outcome == OUTCOME_BAD)
        reading_skip(reading, at, "malformed JSON: %s", lines->json.cursor.error);
    else if (input_window(reading->input).length > reading->options->record_limit)
        reading_skip(reading, 0,
                     "the record is larger than the limit of %zu bytes: see --record-limit",
                     reading->options->record_limit);
    else
        reading_skip(reading, 0, "the record is cut off at the end of the file");
}

static void report_notes(struct json_lines *lines)
{
    const struct json_reading *json = &lines->json;
    if (json->cursor.notes & JSON_NOTE_INVALID_UTF8)
        reading_warn(lines->reading, 0, "invalid UTF-8 was replaced by U+FFFD");
    if (json->cursor.notes & JSON_NOTE_LONE_SURROGATE)
        reading_warn(lines->reading, 0, "half a surrogate pair was replaced by U+FFFD");
    if (json->cursor.notes & JSON_NOTE_CONTROL)
        reading_warn(lines->reading, 0, "a string holds control characters that are not escaped");
    if (json->bad_date.length)
        reading_warn(lines->reading, 0, "field '%.*s' holds no date: '%.*s'",
                     (int)(json->bad_date.length < 40 ? json->bad_date.length : 40),
                     json->bad_date.bytes,
                     (int)(json->bad_date_text.length < 60 ? json->bad_date_text.length : 60),
                     json->bad_date_text.bytes);
}

/*
 * Elasticsearch's bulk format has a line before each article, {"index": {"_id": "5"}}. It is kept
 * as an extra field of the article, and gives it its id if it has none.
 */
static bool is_bulk_action(const struct json_lines *lines, const struct article *article)
{
    if (lines->json.members != 1 || article->extra_count != 1)
        return false;
    struct slice name = article->extra[0].name, json = article->extra[0].json;
    return (slice_equal(name, SLICE("index")) || slice_equal(name, SLICE("create"))) &&
           (slice_equal(json, SLICE("{}")) ||
            (json.length > 3 && memcmp(json.bytes, "{\"_", 3) == 0));
}

static enum herald_status apply_action(struct json_lines *lines, struct article *article,
                                       struct herald_error *err)
{
    struct slice action = lines->action;
    enum herald_status status = article_extra_add(article, SLICE("index"), action, err);
    static const char key[] = "\"_id\":\"";
    const char *id = memmem(action.bytes, action.length, key, sizeof(key) - 1);
    if (status == HERALD_OK && id && article->id.length == 0) {
        unsigned notes = 0;
        struct json_string string;
        struct json_cursor c = {.at = id + sizeof(key) - 2, .end = action.bytes + action.length};
        if (json_skip_string(&c, &string))
            article->id = json_string_text(&string, &article->arena, &notes);
    }
    lines->action = (struct slice){NULL, 0};
    arena_clear(&lines->arena);
    return status;
}

/* The article that has been read, or HERALD_DONE when it is none and the next is to be read. */
static enum herald_status finish(struct json_lines *lines, struct article *article,
                                 struct herald_error *err)
{
    if (is_bulk_action(lines, article)) {
        lines->action = arena_copy(&lines->arena, article->extra[0].json);
        lines->reading->record--;
        return lines->action.bytes ? HERALD_DONE
                                   : herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    }
    if (lines->json.members == 0) {
        reading_skip(lines->reading, 0, "the object is empty");
        return HERALD_DONE;
    }
    report_notes(lines);
    return lines->action.length ? apply_action(lines, article, err) : HERALD_OK;
}

static enum herald_status read_record(struct json_lines *lines, struct article *article,
                                      struct herald_error *err)
{
    size_t used = 0;
    bool by_line = lines->by_line;
    enum outcome outcome = by_line ? read_by_line(lines, article, &used, err) : OUTCOME_CUT_OFF;
    if (outcome == OUTCOME_CUT_OFF) {
        outcome = read_anyhow(lines, article, &used, err);
        if (outcome == OUTCOME_READ && by_line)
            lines->by_line = !memchr(input_window(lines->reading->input).bytes, '\n', used);
    }
    if (outcome == OUTCOME_FATAL)
        return lines->fatal;
    if (outcome != OUTCOME_READ) {
        report_bad(lines, outcome, used);
        enum herald_status status = resynchronise(lines, err);
        return status == HERALD_OK ? HERALD_DONE : status;
    }
    lines->in_garbage = false;
    consume(lines, used);
    return finish(lines, article, err);
}

/* Report what is no object: once for all of it, however many lines it has. */
static enum herald_status skip_garbage(struct json_lines *lines, struct herald_error *err)
{
    if (!lines->in_garbage) {
        reading_begin_record(lines->reading);
        reading_skip(lines->reading, 0, "expected a JSON object");
    }
    return resynchronise(lines, err);
}

static enum herald_status next_json(void *state, struct article *article, struct herald_error *err)
{
    struct json_lines *lines = state;
    for (;;) {
        char first;
        enum herald_status status = skip_to_value(lines, &first, err);
        if (status != HERALD_OK)
            return status;
        if (input_window(lines->reading->input).length == 0)
            break;
        if (first != '{') {
            status = skip_garbage(lines, err);
            if (status != HERALD_OK)
                return status;
            continue;
        }
        if (lines->may_be_envelope && !lines->in_array) {
            lines->may_be_envelope = false;
            status = enter_envelope(lines, err);
            if (status != HERALD_OK)
                return status;
            if (lines->in_array)
                continue;
        }
        reading_begin_record(lines->reading);
        status = read_record(lines, article, err);
        if (status != HERALD_DONE)
            return status;
        article_clear(article);
    }
    if (lines->in_array)
        reading_warn(lines->reading, 0, "the array is not closed");
    return HERALD_DONE;
}

const struct format format_jsonl = {"jsonl", probe, open_json, next_json, close_json};
