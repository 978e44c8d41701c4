#include "corpus/reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "corpus/input.h"
#include "corpus/language_tag.h"
#include "corpus/readers/format.h"
#include "corpus/walk.h"

struct reader {
    struct reader_options options;
    struct field_table *fields;
    const struct format *format; /* of all files; NULL: found file by file */
    struct walked walked;
    size_t next_file;

    /* The file at hand: `current` is NULL between files. */
    const struct format *current;
    void *state;
    struct reading reading;

    /* The language that an article gave last, and its tag; what was given where it has none. */
    struct language_names *languages;
    struct buffer language_given, language;

    uint64_t closed_disk_bytes, closed_text_bytes, articles, envelopes;
    uint64_t events[READER_FILE_SKIPPED + 1]; /* by severity */
};

static void count_and_report(void *context, const struct reader_event *event)
{
    struct reader *reader = context;
    reader->events[event->severity]++;
    if (reader->options.report)
        reader->options.report(reader->options.report_context, event);
}

static void report_file(struct reader *reader, enum reader_severity severity, const char *path,
                        const char *message)
{
    struct reader_event event = {.severity = severity, .file = path, .message = message};
    count_and_report(reader, &event);
}

static enum herald_status walk(struct reader *reader, const char *const *paths, size_t count,
                               struct herald_error *err)
{
    struct reader_options counting = reader->options;
    counting.report = count_and_report;
    counting.report_context = reader;
    return walk_paths(paths, count, &counting, &reader->walked, err);
}

/* Find the tag of a language, which is often that of the article before; false where there is none.
 */
static bool find_language(struct reader *reader, struct slice given)
{
    struct buffer *last = &reader->language_given, *tag = &reader->language;
    if (last->length > 0 && slice_equal(buffer_slice(last), given))
        return true;
    buffer_clear(last);
    buffer_clear(tag);
    buffer_append_slice(last, given);
    if (language_tag(reader->languages, given, tag))
        return true;
    buffer_append_slice(tag, given);
    return false;
}

static enum herald_status check_language(struct reader *reader, struct herald_error *err)
{
    const char *language = reader->options.language;
    if (!language || !*language || find_language(reader, slice_of(language)))
        return HERALD_OK;
    return herald_fail(err, HERALD_E_ARGUMENT, "no language is known as '%s'", language);
}

enum herald_status reader_open(const char *const *paths, size_t count,
                               const struct reader_options *options, struct reader **out,
                               struct herald_error *err)
{
    static const struct reader_options usual = {.format = NULL};
    struct reader *reader = calloc(1, sizeof(*reader));
    if (!reader)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for a reader");
    reader->options = options ? *options : usual;
    if (reader->options.record_limit == 0)
        reader->options.record_limit = READER_RECORD_LIMIT;
    const char *name = reader->options.format;
    reader->format = name ? format_by_name(name) : NULL;
    enum herald_status status =
        name && !reader->format
            ? reader_format_check(name, err)
            : field_table_new(reader->options.map, reader->options.map_count, &reader->fields, err);
    if (status == HERALD_OK)
        status = language_names_open(&reader->languages, err);
    if (status == HERALD_OK)
        status = check_language(reader, err);
    if (status == HERALD_OK)
        status = walk(reader, paths, count, err);
    if (status != HERALD_OK) {
        reader_free(reader);
        return status;
    }
    *out = reader;
    return HERALD_OK;
}

static void close_file(struct reader *reader)
{
    struct input *input = reader->reading.input;
    if (reader->current)
        reader->current->close(reader->state);
    if (input) {
        reader->closed_disk_bytes += input_disk_bytes(input);
        reader->closed_text_bytes += input_text_bytes(input);
    }
    input_close(input);
    reader->reading.input = NULL;
    reader->current = NULL;
}

/* Find the format of the file that has been opened, and begin to read it. HERALD_DONE when it
 * cannot be read, which has been reported then. */
static enum herald_status begin_content(struct reader *reader, struct herald_error *err)
{
    struct reading *reading = &reader->reading;
    struct herald_error why;
    enum herald_status status = input_want(reading->input, FORMAT_PROBE_SIZE, &why);
    struct slice start = input_window(reading->input);
    bool good = status == HERALD_OK;
    if (!good && (start.length == 0 || status == HERALD_E_INTERRUPTED)) {
        if (err)
            *err = why;
        return reading_input_failed(reading, status, &why);
    }
    if (start.length == 0) {
        report_file(reader, READER_WARNING, reading->path, "the file is empty");
        return HERALD_DONE;
    }
    if (start.length >= 3 && memcmp(start.bytes, "\xEF\xBB\xBF", 3) == 0) {
        input_consume(reading->input, 3);
        start = input_window(reading->input);
    }
    if (start.length > FORMAT_PROBE_SIZE)
        start.length = FORMAT_PROBE_SIZE;
    const char *kind = NULL;
    const struct format *format =
        reader->format ? reader->format : format_by_content(start, reading->path, &kind);
    if (!format) {
        struct herald_error words;
        herald_fail(&words, HERALD_E_FORMAT, "the file is %s", kind);
        report_file(reader, READER_FILE_SKIPPED, reading->path, words.message);
        return HERALD_DONE;
    }
    status = format->open(reading, &reader->state, err);
    if (status == HERALD_OK)
        reader->current = format;
    return status;
}

/* Open the next file that can be read. HERALD_DONE after the last. */
static enum herald_status open_next_file(struct reader *reader, struct herald_error *err)
{
    while (reader->next_file < reader->walked.count) {
        const struct walked_file *file = &reader->walked.files[reader->next_file++];
        reader->reading = (struct reading){.options = &reader->options,
                                           .fields = reader->fields,
                                           .path = file->path,
                                           .relative = file->relative,
                                           .tree = file->tree,
                                           .report = count_and_report,
                                           .envelopes = &reader->envelopes,
                                           .report_context = reader};
        struct herald_error why = {.status = HERALD_OK};
        enum herald_status status =
            input_open(file->path, reader->options.stop, &reader->reading.input, &why);
        if (status == HERALD_OK)
            status = begin_content(reader, &why);
        else if (status != HERALD_E_INTERRUPTED && status != HERALD_E_NO_MEMORY) {
            report_file(reader, READER_FILE_SKIPPED, file->path, why.message);
            status = HERALD_DONE;
        }
        if (status == HERALD_OK)
            return status;
        close_file(reader);
        if (status != HERALD_DONE) {
            if (err)
                *err = why;
            return status;
        }
    }
    return HERALD_DONE;
}

/* Write an article's language as its tag. */
static enum herald_status settle_language(struct reader *reader, struct article *article,
                                          struct herald_error *err)
{
    if (article->language.length == 0)
        return HERALD_OK;
    if (!find_language(reader, article->language))
        reading_warn(&reader->reading, 0, "no language is known as '%.*s'",
                     (int)(article->language.length < 60 ? article->language.length : 60),
                     article->language.bytes);
    bool good = !reader->language.failed && !reader->language_given.failed;
    if (good && !slice_equal(article->language, buffer_slice(&reader->language)))
        good = (article->language = arena_copy(&article->arena, buffer_slice(&reader->language)))
                   .bytes;
    return good ? HERALD_OK : herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for an article");
}

/* The source and the language that the user has given, where the article has none. */
static enum herald_status add_defaults(struct reader *reader, struct article *article,
                                       struct herald_error *err)
{
    struct slice source = slice_of(reader->options.source);
    struct slice language = slice_of(reader->options.language);
    bool good = true;
    if (article->source.length == 0 && source.length)
        good = (article->source = arena_copy(&article->arena, source)).bytes;
    if (article->language.length == 0 && language.length)
        good = good && (article->language = arena_copy(&article->arena, language)).bytes;
    return good ? HERALD_OK : herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for an article");
}

enum herald_status reader_next(struct reader *reader, struct article *article,
                               struct herald_error *err)
{
    enum herald_status status;
    do {
        article_clear(article);
        if (reader->options.stop && *reader->options.stop)
            return herald_fail(err, HERALD_E_INTERRUPTED, "reading was interrupted");
        if (!reader->current) {
            status = open_next_file(reader, err);
            if (status != HERALD_OK)
                return status;
        }
        status = reader->current->next(reader->state, article, err);
        if (status == HERALD_DONE)
            close_file(reader);
    } while (status == HERALD_DONE);
    if (status == HERALD_OK)
        status = add_defaults(reader, article, err);
    if (status == HERALD_OK)
        status = settle_language(reader, article, err);
    if (status == HERALD_OK)
        reader->articles++;
    else
        article_clear(article);
    return status;
}

void reader_progress(const struct reader *reader, struct reader_progress *out)
{
    const struct input *input = reader->reading.input;
    const struct walked *walked = &reader->walked;
    size_t index = reader->next_file ? reader->next_file - 1 : 0;
    *out = (struct reader_progress){
        .bytes = reader->closed_disk_bytes + (input ? input_disk_bytes(input) : 0),
        .total = walked->total_known ? walked->total : 0,
        .text_bytes = reader->closed_text_bytes + (input ? input_text_bytes(input) : 0),
        .articles = reader->articles,
        .file_index = index,
        .file_count = walked->count,
        .file = reader->next_file ? walked->files[index].path : "",
        .file_offset = reader->reading.offset,
        .file_line = reader->reading.line,
        .warnings = reader->events[READER_WARNING],
        .skipped = reader->events[READER_RECORD_SKIPPED],
        .skipped_files = reader->events[READER_FILE_SKIPPED],
        .envelopes = reader->envelopes};
}

void reader_free(struct reader *reader)
{
    if (!reader)
        return;
    close_file(reader);
    field_table_free(reader->fields);
    language_names_free(reader->languages);
    buffer_dispose(&reader->language_given);
    buffer_dispose(&reader->language);
    walk_dispose(&reader->walked);
    free(reader);
}

/* A longer file name loses its beginning, so that the message keeps its place. */
#define SHOWN_NAME_LENGTH 240

size_t reader_event_format(const struct reader_event *event, char *out, size_t size)
{
    static const char *const words[] = {"warning", "record skipped", "skipped"};
    struct herald_error line; /* cleans file names */
    size_t length = strlen(event->file);
    bool cut = length > SHOWN_NAME_LENGTH;
    const char *name = cut ? event->file + length - SHOWN_NAME_LENGTH : event->file;
    const char *dots = cut ? "..." : "";
    if (event->line)
        herald_fail(&line, HERALD_E_FORMAT, "%s%s:%" PRIu64 ": %s: %s (byte %" PRIu64 ")", dots,
                    name, event->line, words[event->severity], event->message, event->offset);
    else
        herald_fail(&line, HERALD_E_FORMAT, "%s%s: %s: %s", dots, name, words[event->severity],
                    event->message);
    int written = snprintf(out, size, "%s", line.message);
    return (size_t)written < size ? (size_t)written : size - 1;
}
