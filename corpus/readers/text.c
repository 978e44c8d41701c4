#include <stdlib.h>

#include "corpus/readers/format.h"
#include "corpus/readers/frontmatter.h"
#include "corpus/utf8.h"

/*
 * Plain text and Markdown: each file is one article, its body the text as it was read. The rules
 * for title, id and source are in docs/input-formats.md.
 */

/* A first line of more code points is a paragraph, not a title. */
#define TITLE_LIMIT 120

/* Where no blank line follows a title, the next must be a paragraph: so much longer than a line. */
#define PARAGRAPH_LENGTH 160

struct text_file {
    struct reading *reading;
    bool read;
};

static bool probe(struct slice start)
{
    (void)start;
    return true;
}

static enum herald_status open_text(struct reading *reading, void **state, struct herald_error *err)
{
    struct text_file *file = calloc(1, sizeof(*file));
    if (!file)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for a reader");
    file->reading = reading;
    *state = file;
    return HERALD_OK;
}

static void close_text(void *state)
{
    free(state);
}

static struct slice first_line(struct slice text)
{
    const char *newline = text.length ? memchr(text.bytes, '\n', text.length) : NULL;
    return (struct slice){text.bytes, newline ? (size_t)(newline - text.bytes) : text.length};
}

static struct slice skip(struct slice text, size_t length)
{
    return (struct slice){text.bytes + length, text.length - length};
}

/* Behind a line and its newline. */
static struct slice behind(struct slice text, struct slice line)
{
    return skip(text, line.length < text.length ? line.length + 1 : line.length);
}

/* "=====" or "-----", which Markdown puts below a title. */
static bool is_underline(struct slice line)
{
    line = reading_trim(line);
    for (size_t i = 0; i < line.length; i++)
        if (line.bytes[i] != line.bytes[0])
            return false;
    return line.length >= 3 && (line.bytes[0] == '=' || line.bytes[0] == '-');
}

/* Whether a line ends as sentences and parts of them end, not titles. */
static bool ends_a_clause(struct slice line)
{
    static const char ideographic_stop[] = "\xE3\x80\x82";
    char last = line.bytes[line.length - 1];
    return last == '.' || last == ',' || last == ';' || last == ':' ||
           (line.length >= 3 && memcmp(line.bytes + line.length - 3, ideographic_stop, 3) == 0);
}

/*
 * The title that a text begins with; *rest is what follows it. Empty when the text begins with
 * something else: "# Title", "Title" and "=====", or a short line that a blank line or a paragraph
 * on one long line follows.
 */
static struct slice take_title(struct slice text, struct slice *rest)
{
    struct slice none = {NULL, 0};
    struct slice whole = first_line(text), line = reading_trim(whole);
    *rest = behind(text, whole);
    struct slice next = first_line(*rest);
    if (line.length > 2 && line.bytes[0] == '#') {
        size_t marks = 0;
        while (marks < line.length && line.bytes[marks] == '#')
            marks++;
        if (marks < line.length && line.bytes[marks] == ' ')
            return reading_trim(skip(line, marks));
    }
    if (line.length == 0 || utf8_count(line) > TITLE_LIMIT || reading_trim(*rest).length == 0)
        return none;
    if (is_underline(next)) {
        *rest = behind(*rest, next);
        return line;
    }
    if (ends_a_clause(line))
        return none;
    bool alone = reading_trim(next).length == 0 || utf8_count(next) > PARAGRAPH_LENGTH;
    return alone ? line : none;
}

/* "Title" and a line break may be preceded by blank lines. */
static struct slice skip_blank_lines(struct slice text)
{
    for (struct slice line; text.length; text = behind(text, line)) {
        line = first_line(text);
        if (reading_trim(line).length)
            break;
    }
    return text;
}

/* The name of a file without directories, ".gz" and extension. */
static struct slice base_name(struct slice path)
{
    const char *slash = path.length ? memrchr(path.bytes, '/', path.length) : NULL;
    if (slash)
        path = skip(path, (size_t)(slash + 1 - path.bytes));
    if (path.length > 3 && memcmp(path.bytes + path.length - 3, ".gz", 3) == 0)
        path.length -= 3;
    const char *dot = path.length ? memrchr(path.bytes, '.', path.length) : NULL;
    if (dot && dot > path.bytes)
        path.length = (size_t)(dot - path.bytes);
    return path;
}

/* "2024-08-05-a-title": the day that blogs put before the name; it is passed. */
static void take_date_of_name(struct slice *name, struct date *date)
{
    if (name->length < 11 || (name->bytes[10] != '-' && name->bytes[10] != '_'))
        return;
    struct date found;
    struct slice text = {name->bytes, 10};
    if (name->bytes[4] != '-' || !date_parse(text, &found) || found.precision != DATE_DAY)
        return;
    if (date->precision == DATE_NONE)
        *date = found;
    *name = skip(*name, 11);
}

/* Append a file name so that it is UTF-8 and no two names become one: other bytes as %FF. */
static void append_name(struct buffer *out, struct slice name)
{
    while (name.length) {
        size_t valid = utf8_valid_length(name.bytes, name.length);
        buffer_append(out, name.bytes, valid);
        name = skip(name, valid);
        if (name.length) {
            buffer_append_format(out, "%%%02X", (unsigned)(unsigned char)name.bytes[0]);
            name = skip(name, 1);
        }
    }
}

static enum herald_status keep(struct article *article, const struct buffer *text,
                               struct slice *field, struct herald_error *err)
{
    *field =
        text->failed ? (struct slice){NULL, 0} : arena_copy(&article->arena, buffer_slice(text));
    return field->bytes ? HERALD_OK
                        : herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for an article");
}

/* The file's name as words, and its date if it begins with one. */
static enum herald_status read_name(const struct text_file *file, struct article *article,
                                    struct buffer *scratch, struct herald_error *err)
{
    struct slice name = base_name(slice_of(file->reading->path));
    take_date_of_name(&name, &article->published);
    if (article->title.length || slice_equal(name, SLICE("-")))
        return HERALD_OK;
    buffer_clear(scratch);
    append_name(scratch, name);
    for (size_t i = 0; i < scratch->length; i++)
        if (scratch->bytes[i] == '-' || scratch->bytes[i] == '_')
            scratch->bytes[i] = ' ';
    return keep(article, scratch, &article->title, err);
}

/*
 * Source and id: together they hold the whole path, so that no two files clash, unless the user
 * names a source; then the id is the path below the tree.
 */
static enum herald_status identify(const struct text_file *file, struct article *article,
                                   struct buffer *scratch, struct herald_error *err)
{
    const struct reading *reading = file->reading;
    enum herald_status status = HERALD_OK;
    if (reading->tree[0] == '\0')
        return HERALD_OK;
    bool has_source = article->source.length > 0;
    if (article->id.length == 0) {
        buffer_clear(scratch);
        if (has_source && !reading->options->source) {
            append_name(scratch, slice_of(reading->tree));
            buffer_append_byte(scratch, '/');
        }
        append_name(scratch, slice_of(reading->relative));
        status = keep(article, scratch, &article->id, err);
    }
    if (status == HERALD_OK && !has_source && !reading->options->source) {
        buffer_clear(scratch);
        append_name(scratch, slice_of(reading->tree));
        status = keep(article, scratch, &article->source, err);
    }
    return status;
}

static enum herald_status read_text(struct text_file *file, struct slice raw,
                                    struct article *article, struct herald_error *err)
{
    struct slice text, inside;
    enum herald_status status = reading_text(file->reading, article, raw, &text, err);
    if (status != HERALD_OK)
        return status;
    size_t front = frontmatter_length(text, &inside);
    if (front) {
        status = frontmatter_read(file->reading, inside, article, err);
        text = skip(text, front);
    }
    struct slice rest, title = {NULL, 0};
    if (article->title.length == 0)
        title = take_title(skip_blank_lines(text), &rest);
    if (title.length) {
        article->title = title;
        text = rest;
    }
    if (article->body.length == 0)
        article->body = reading_trim(text);
    struct buffer scratch = BUFFER_INIT;
    if (status == HERALD_OK)
        status = read_name(file, article, &scratch, err);
    if (status == HERALD_OK)
        status = identify(file, article, &scratch, err);
    buffer_dispose(&scratch);
    return status;
}

static enum herald_status next_text(void *state, struct article *article, struct herald_error *err)
{
    struct text_file *file = state;
    struct input *input = file->reading->input;
    size_t limit = file->reading->options->record_limit;
    if (file->read)
        return HERALD_DONE;
    file->read = true;
    reading_begin_record(file->reading);
    struct herald_error why = {.status = HERALD_OK};
    enum herald_status status = input_want(input, limit + 1, &why);
    struct slice text = input_window(input);
    if (text.length > limit) {
        reading_skip(file->reading, 0,
                     "the text is larger than the limit of %zu bytes: see --record-limit", limit);
        return HERALD_DONE;
    }
    if (status != HERALD_OK) {
        status = reading_input_failed(file->reading, status, &why);
        if (err && status != HERALD_DONE)
            *err = why;
        return status;
    }
    if (reading_trim(text).length == 0) {
        reading_skip(file->reading, 0, "the text is empty");
        return HERALD_DONE;
    }
    status = read_text(file, text, article, err);
    input_consume(input, text.length);
    return status;
}

const struct format format_text = {"text", probe, open_text, next_text, close_text};
