#include <stdlib.h>

#include "corpus/readers/format.h"

/*
 * The SMART collection TIME.ALL: world news of TIME magazine in 1963, each article behind a line
 *
 *     *TEXT 017 01/04/63 PAGE 020
 *
 * with every line followed by an empty one, and *STOP at the end of some copies. The words of an
 * article are joined by single spaces, since its lines and blanks stem from the punched cards only.
 */

#define HEADER "*TEXT "

struct smart {
    struct reading *reading;
    size_t ordinal; /* of the article in the file, from 1 */
};

static bool probe(struct slice start)
{
    start = reading_trim(start);
    return start.length >= sizeof(HEADER) - 1 &&
           memcmp(start.bytes, HEADER, sizeof(HEADER) - 1) == 0;
}

static enum herald_status open_smart(struct reading *reading, void **state,
                                     struct herald_error *err)
{
    struct smart *smart = calloc(1, sizeof(*smart));
    if (!smart)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for a reader");
    smart->reading = reading;
    *state = smart;
    return HERALD_OK;
}

static void close_smart(void *state)
{
    free(state);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The next word of a text, which is passed; empty at its end. */
static struct slice take_word(struct slice *text)
{
    *text = reading_trim(*text);
    size_t length = 0;
    while (length < text->length && !is_blank(text->bytes[length]))
        length++;
    struct slice word = {text->bytes, length};
    text->bytes += length;
    text->length -= length;
    return word;
}

/* The words of a text with one space between them. */
static struct slice join_words(struct article *article, struct slice text)
{
    char *room = arena_alloc(&article->arena, text.length + 1), *at = room;
    if (!room)
        return (struct slice){NULL, 0};
    for (struct slice word; (word = take_word(&text)).length > 0;) {
        if (at > room)
            *at++ = ' ';
        memcpy(at, word.bytes, word.length);
        at += word.length;
    }
    *at = '\0';
    return (struct slice){room, (size_t)(at - room)};
}

/* A number without the zeros before it, as JSON wants it; empty if it is none. */
static struct slice plain_number(struct slice text)
{
    while (text.length > 1 && text.bytes[0] == '0') {
        text.bytes++;
        text.length--;
    }
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            return (struct slice){NULL, 0};
    return text;
}

static enum herald_status add_number(struct article *article, const char *name, struct slice text,
                                     struct herald_error *err)
{
    struct slice number = plain_number(text);
    if (number.length)
        return article_extra_add(article, slice_of(name), number, err);
    return text.length ? reading_add_string(article, name, text, err) : HERALD_OK;
}

/* The date of a header, which is passed: "01/04/63", and once "08/30 63". */
static struct slice take_date(struct slice *header)
{
    struct slice date = take_word(header), rest = *header, year = take_word(&rest);
    if (date.length == 5 && year.length == 2) {
        date.length = (size_t)(year.bytes + year.length - date.bytes);
        *header = rest;
    }
    return date;
}

/* The words of a header: "*TEXT", number, date, "PAGE", page. */
static enum herald_status read_header(struct smart *smart, struct slice header,
                                      struct article *article, struct herald_error *err)
{
    struct buffer text = BUFFER_INIT;
    take_word(&header);
    struct slice number = take_word(&header), date = take_date(&header);
    buffer_append_string(&text, "TIME-");
    buffer_append_slice(&text, number);
    article->id = arena_copy(&article->arena, buffer_slice(&text));
    article->source = SLICE("TIME magazine");
    article->language = SLICE("en");
    enum herald_status status = HERALD_OK;
    if (date.length && !date_parse_slashed(date, 1900, &article->published)) {
        reading_warn(smart->reading, 0, "no date: '%.*s'",
                     (int)(date.length < 40 ? date.length : 40), date.bytes);
        status = reading_add_string(article, "date", date, err);
    }
    struct slice rest = header, word = take_word(&rest);
    if (slice_equal(word, SLICE("PAGE")) && status == HERALD_OK)
        status = add_number(article, "page", take_word(&rest), err);
    else
        rest = header;
    rest = reading_trim(rest);
    if (rest.length && status == HERALD_OK)
        status = reading_add_string(article, "header", rest, err);
    buffer_clear(&text);
    buffer_append_format(&text, "%zu", ++smart->ordinal);
    if (status == HERALD_OK)
        status = article_extra_add(article, SLICE("ordinal"), buffer_slice(&text), err);
    if (status == HERALD_OK)
        status = add_number(article, "text_number", number, err);
    if (text.failed || !article->id.bytes)
        status = herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for an article");
    buffer_dispose(&text);
    return status;
}

static enum herald_status read_article(struct smart *smart, struct slice record,
                                       struct article *article, struct herald_error *err)
{
    struct slice text;
    enum herald_status status = reading_text(smart->reading, article, record, &text, err);
    if (status != HERALD_OK)
        return status;
    const char *newline = memchr(text.bytes, '\n', text.length);
    size_t length = newline ? (size_t)(newline - text.bytes) : text.length;
    struct slice body = {text.bytes + length, text.length - length};
    article->body = join_words(article, body);
    if (!article->body.bytes)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for an article");
    return read_header(smart, (struct slice){text.bytes, length}, article, err);
}

/* Where the record that the window begins with ends: before the next line that begins with '*' and
 * a capital. The window's length if it is not there. */
static size_t record_end(struct slice window, size_t from)
{
    for (size_t at = from; at < window.length;) {
        const char *newline = memchr(window.bytes + at, '\n', window.length - at);
        if (!newline)
            break;
        at = (size_t)(newline - window.bytes) + 1;
        struct slice rest = {window.bytes + at, window.length - at};
        if (rest.length >= 5 &&
            (memcmp(rest.bytes, "*TEXT", 5) == 0 || memcmp(rest.bytes, "*STOP", 5) == 0))
            return at;
    }
    return window.length;
}

/* Make the window hold a whole record. HERALD_DONE when the file ends before the next; then
 * *length is what is left. */
static enum herald_status find_record(struct smart *smart, size_t *length, struct herald_error *err)
{
    struct input *input = smart->reading->input;
    size_t limit = smart->reading->options->record_limit;
    for (size_t searched = 0;;) {
        struct slice window = input_window(input);
        *length = record_end(window, searched);
        if (*length < window.length || window.length > limit)
            return HERALD_OK;
        /* The header of the next may be cut in two: search the last bytes again. */
        searched = window.length > 8 ? window.length - 8 : 0;
        struct herald_error why = {.status = HERALD_OK};
        enum herald_status status = input_more(input, &why);
        if (status == HERALD_OK)
            continue;
        status = reading_input_failed(smart->reading, status, &why);
        if (err && status != HERALD_DONE)
            *err = why;
        return status;
    }
}

static enum herald_status next_smart(void *state, struct article *article, struct herald_error *err)
{
    struct smart *smart = state;
    struct input *input = smart->reading->input;
    for (;;) {
        size_t length;
        enum herald_status status = find_record(smart, &length, err);
        if (status != HERALD_OK && status != HERALD_DONE)
            return status;
        struct slice record = {input_window(input).bytes, length};
        bool header = probe(record);
        enum herald_status result = HERALD_DONE;
        if (header)
            reading_begin_record(smart->reading);
        if (header && length > smart->reading->options->record_limit)
            reading_skip(smart->reading, 0, "the record is larger than the limit of %zu bytes: see --record-limit",
                         smart->reading->options->record_limit);
        else if (header)
            result = read_article(smart, record, article, err);
        input_consume(input, length);
        if (result != HERALD_DONE || status == HERALD_DONE)
            return result;
    }
}

const struct format format_smart = {"smart", probe, open_smart, next_smart, close_smart};
