#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "corpus/field.h"
#include "corpus/json_text.h"
#include "corpus/readers/format.h"
#include "corpus/utf8.h"

extern const struct format format_jsonl, format_reuters, format_smart, format_text;

/* In the order in which they are asked; text takes whatever is left. */
const struct format *const formats[] = {&format_jsonl, &format_reuters, &format_smart,
                                        &format_text};
const size_t format_count = sizeof(formats) / sizeof(formats[0]);

const char *const *reader_format_names(void)
{
    static const char *names[sizeof(formats) / sizeof(formats[0]) + 1];
    for (size_t i = 0; i < format_count; i++)
        names[i] = formats[i]->name;
    return names;
}

const struct format *format_by_name(const char *name)
{
    for (size_t i = 0; i < format_count; i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}

enum herald_status reader_format_check(const char *name, struct herald_error *err)
{
    struct buffer names = BUFFER_INIT;
    if (format_by_name(name))
        return HERALD_OK;
    for (size_t i = 0; i < format_count; i++)
        buffer_append_format(&names, "%s%s", i == 0 ? "" : ", ", formats[i]->name);
    herald_fail(err, HERALD_E_ARGUMENT,
                "no input format is named '%s'; formats are: %s (with Markdown)", name,
                names.bytes ? names.bytes : "");
    buffer_dispose(&names);
    return HERALD_E_ARGUMENT;
}

/* What a file that is no article is called, by its first bytes. */
static const struct {
    struct slice start;
    const char *name;
} signatures[] = {
    {{"\xFF\xFE", 2}, "UTF-16 text; convert it to UTF-8"},
    {{"\xFE\xFF", 2}, "UTF-16 text; convert it to UTF-8"},
    {{"PK\x03\x04", 4}, "a zip file; unpack it"},
    {{"BZh", 3}, "a bzip2 file; unpack it"},
    {{"\xFD"
      "7zXZ",
      5},
     "an xz file; unpack it"},
    {{"\x28\xB5\x2F\xFD", 4}, "a zstd file; unpack it"},
    {{"\x1F\x8B", 2}, "gzip data within gzip data, or damaged; unpack it"},
    {{"%PDF-", 5}, "a PDF file; extract its text"},
    {{"WARC/", 5}, "a WARC file, a format that cannot be read yet"},
};

/* "<?xml", "<!DOCTYPE", "<html>": markup that no format has recognised. */
static bool is_markup(struct slice start)
{
    start = reading_trim(start);
    if (start.length < 2 || start.bytes[0] != '<')
        return false;
    char c = start.bytes[1];
    return c == '!' || c == '?' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Take a field up to a comma, semicolon or tab off the front of a line. */
static struct slice next_column(struct slice *line)
{
    struct slice column = *line;
    for (column.length = 0; column.length < line->length; column.length++)
        if (memchr(",;\t", column.bytes[column.length], 3))
            break;
    size_t taken = column.length < line->length ? column.length + 1 : column.length;
    *line = (struct slice){line->bytes + taken, line->length - taken};
    column = reading_trim(column);
    if (column.length >= 2 && column.bytes[0] == '"')
        column = (struct slice){column.bytes + 1, column.length - 2};
    return column;
}

/* A first line of which two columns or more are named as fields of articles are. */
static bool is_table(struct slice start)
{
    struct field_table *fields = NULL;
    start = reading_trim(start);
    const char *end = start.length ? memchr(start.bytes, '\n', start.length) : NULL;
    struct slice line = {start.bytes, end ? (size_t)(end - start.bytes) : start.length};
    unsigned known = 0, rank;
    if (!end || field_table_new(NULL, 0, &fields, NULL) != HERALD_OK)
        return false;
    while (line.length > 0)
        known += field_lookup(fields, next_column(&line), &rank) != FIELD_EXTRA;
    field_table_free(fields);
    return known >= 2;
}

/* Whether a path ends in .csv, .tsv or .tab, gzipped or not. */
static bool is_named_table(const char *path)
{
    static const char *const endings[] = {".csv", ".tsv", ".tab"};
    size_t length = strlen(path);
    if (length > 3 && strcasecmp(path + length - 3, ".gz") == 0)
        length -= 3;
    for (size_t i = 0; length > 4 && i < sizeof(endings) / sizeof(endings[0]); i++)
        if (strncasecmp(path + length - 4, endings[i], 4) == 0)
            return true;
    return false;
}

/* The tabs between the columns of a line; 0 where one stands before the first. */
static size_t count_tabs(struct slice line)
{
    size_t tabs = 0;
    if (line.length == 0 || line.bytes[0] == '\t')
        return 0;
    for (size_t at = 0; at < line.length; at++)
        tabs += line.bytes[at] == '\t';
    return tabs;
}

/* Three lines or more with as many tabs as the first has, one at least. The last one is not looked
 * at where it may be cut off. */
static bool is_tabbed(struct slice start)
{
    const bool whole = start.length < FORMAT_PROBE_SIZE;
    size_t lines = 0, wanted = 0;
    start = reading_trim(start);
    while (start.length > 0) {
        const char *end = memchr(start.bytes, '\n', start.length);
        const struct slice line = {start.bytes, end ? (size_t)(end - start.bytes) : start.length};
        if (!end && !whole)
            break;
        const size_t tabs = count_tabs(line);
        wanted = lines++ == 0 ? tabs : wanted;
        if (tabs == 0 || tabs != wanted)
            return false;
        const size_t taken = end ? line.length + 1 : line.length;
        start = (struct slice){start.bytes + taken, start.length - taken};
    }
    return lines >= 3;
}

/* Why a file is not read as text; NULL when it may be. */
static const char *refusal(struct slice start, const char *path)
{
    for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++) {
        struct slice wanted = signatures[i].start;
        if (start.length >= wanted.length && memcmp(start.bytes, wanted.bytes, wanted.length) == 0)
            return signatures[i].name;
    }
    if (start.length && memchr(start.bytes, '\0', start.length))
        return "binary data";
    if (is_markup(start))
        return "XML or HTML of a kind that cannot be read yet";
    if (is_table(start))
        return "a table of articles (CSV or the like); convert it to JSON Lines";
    return is_named_table(path) || is_tabbed(start)
               ? "a table that does not name the fields of articles in its first line; name them, "
                 "and convert it to JSON Lines"
               : NULL;
}

const struct format *format_by_content(struct slice start, const char *path, const char **why)
{
    for (size_t i = 0; i < format_count; i++) {
        if (formats[i] == &format_text && (*why = refusal(start, path)))
            return NULL;
        if (formats[i]->probe(start))
            return formats[i];
    }
    *why = "of no format that can be read";
    return NULL;
}

void reading_begin_record(struct reading *reading)
{
    reading->record++;
    reading->offset = input_offset(reading->input);
    reading->line = input_line(reading->input);
}

static void report(const struct reading *reading, enum reader_severity severity, size_t at,
                   const char *format, va_list arguments)
{
    char words[HERALD_ERROR_MESSAGE_SIZE];
    vsnprintf(words, sizeof(words), format, arguments);
    struct herald_error err;
    herald_fail(&err, HERALD_E_FORMAT, "%s", words); /* makes it one line of UTF-8 */
    struct reader_event event = {.severity = severity,
                                 .file = reading->path,
                                 .offset = reading->offset + at,
                                 .line = reading->line,
                                 .record = reading->record,
                                 .message = err.message};
    reading->report(reading->report_context, &event);
}

void reading_warn(const struct reading *reading, size_t at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report(reading, READER_WARNING, at, format, arguments);
    va_end(arguments);
}

void reading_skip(const struct reading *reading, size_t at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report(reading, READER_RECORD_SKIPPED, at, format, arguments);
    va_end(arguments);
}

enum herald_status reading_input_failed(const struct reading *reading, enum herald_status status,
                                        const struct herald_error *err)
{
    if (status == HERALD_DONE || status == HERALD_E_INTERRUPTED || status == HERALD_E_NO_MEMORY)
        return status;
    struct reader_event event = {.severity = READER_FILE_SKIPPED,
                                 .file = reading->path,
                                 .offset = input_text_bytes(reading->input),
                                 .message = err->message};
    reading->report(reading->report_context, &event);
    return HERALD_DONE;
}

enum herald_status reading_convert(struct reading *reading, struct slice raw, struct buffer *out,
                                   bool *converted, struct herald_error *err)
{
    struct encoding found;
    *converted = false;
    enum herald_status status =
        encoding_find(raw, &reading->options->judge, &reading->encoding, &found, err);
    if (status != HERALD_OK || !found.name)
        return status;
    reading->encoding = found;
    *converted = true;
    reading_warn(reading, utf8_valid_length(raw.bytes, raw.length),
                 "the text is in %s, not in UTF-8, and was converted", found.name);
    return encoding_decode(found.name, raw, out, err);
}

enum herald_status reading_text(struct reading *reading, struct article *article, struct slice raw,
                                struct slice *text, struct herald_error *err)
{
    struct buffer valid = BUFFER_INIT;
    enum herald_status status = HERALD_OK;
    const size_t fault = utf8_valid_length(raw.bytes, raw.length);
    bool converted = false;
    if (fault < raw.length)
        status = reading_convert(reading, raw, &valid, &converted, err);
    if (status == HERALD_OK && fault < raw.length && !converted) {
        const size_t replaced = utf8_repair(raw, &valid);
        reading_warn(reading, fault, "invalid UTF-8 was replaced by U+FFFD in %zu place%s",
                     replaced, replaced == 1 ? "" : "s");
    }
    if (status == HERALD_OK) {
        if (fault < raw.length)
            raw = buffer_slice(&valid);
        *text = valid.failed ? (struct slice){NULL, 0} : arena_copy(&article->arena, raw);
        if (!text->bytes)
            status = herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for an article");
    }
    buffer_dispose(&valid);
    return status;
}

enum herald_status reading_add_string(struct article *article, const char *name, struct slice text,
                                      struct herald_error *err)
{
    struct buffer json = BUFFER_INIT;
    json_append_string(&json, text);
    enum herald_status status =
        json.failed ? herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for an article")
                    : article_extra_add(article, slice_of(name), buffer_slice(&json), err);
    buffer_dispose(&json);
    return status;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct slice reading_trim(struct slice text)
{
    while (text.length && is_blank(text.bytes[0])) {
        text.bytes++;
        text.length--;
    }
    while (text.length && is_blank(text.bytes[text.length - 1]))
        text.length--;
    return text;
}
