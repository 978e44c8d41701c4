#include <stdlib.h>

#include "corpus/json_text.h"
#include "corpus/readers/format.h"
#include "corpus/utf8.h"

/*
 * Reuters-21578, as distributed by David D. Lewis in 1997: 22 files of SGML (lewis.dtd), in each of
 * which a thousand articles stand between <REUTERS ...> and </REUTERS>. Elements do not nest but as
 * in REUTERS > TEXT > BODY and TOPICS > D, so that each ends at the first end tag of its name.
 */

#define RECORD_START "<REUTERS"
#define RECORD_END   "</REUTERS>"

struct reuters {
    struct reading *reading;
    struct buffer decoded;
};

static bool probe(struct slice start)
{
    static const char doctype[] = "<!DOCTYPE lewis";
    start = reading_trim(start);
    return (start.length >= sizeof(doctype) - 1 &&
            memcmp(start.bytes, doctype, sizeof(doctype) - 1) == 0) ||
           (start.length > sizeof(RECORD_START) &&
            memcmp(start.bytes, RECORD_START, sizeof(RECORD_START) - 1) == 0);
}

static enum herald_status open_reuters(struct reading *reading, void **state,
                                       struct herald_error *err)
{
    struct reuters *reuters = calloc(1, sizeof(*reuters));
    if (!reuters)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for a reader");
    reuters->reading = reading;
    *state = reuters;
    return HERALD_OK;
}

static void close_reuters(void *state)
{
    struct reuters *reuters = state;
    buffer_dispose(&reuters->decoded);
    free(reuters);
}

/* The article that is being put together, and the first failure. */
struct builder {
    struct reuters *reuters;
    struct article *article;
    struct buffer *decoded; /* of the text that is being looked at */
    enum herald_status status;
    struct herald_error *err;
};

static void no_memory(struct builder *b)
{
    if (b->status == HERALD_OK)
        b->status = herald_fail(b->err, HERALD_E_NO_MEMORY, "out of memory for an article");
}

/* The code point of "&#22;" or "&lt;" at the start of the text; *taken is 0 when it is neither. */
static uint32_t entity(struct slice text, size_t *taken)
{
    static const struct {
        struct slice name;
        char c;
    } named[] = {{{"&lt;", 4}, '<'}, {{"&gt;", 4}, '>'}, {{"&amp;", 5}, '&'}, {{"&quot;", 6}, '"'}};
    *taken = 0;
    for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
        struct slice name = named[i].name;
        if (text.length >= name.length && memcmp(text.bytes, name.bytes, name.length) == 0) {
            *taken = name.length;
            return (unsigned char)named[i].c;
        }
    }
    if (text.length < 4 || text.bytes[1] != '#')
        return 0;
    uint32_t value = 0;
    size_t at = 2;
    while (at < text.length && at < 9 && text.bytes[at] >= '0' && text.bytes[at] <= '9')
        value = value * 10 + (uint32_t)(text.bytes[at++] - '0');
    if (at == 2 || at == text.length || text.bytes[at] != ';' || value > 0x10FFFF ||
        (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *taken = at + 1;
    return value;
}

/* The text with its entities resolved, in the buffer for that, until the next call. */
static struct slice decode(struct builder *b, struct slice raw)
{
    buffer_clear(b->decoded);
    while (raw.length > 0) {
        const char *mark = memchr(raw.bytes, '&', raw.length);
        size_t plain = mark ? (size_t)(mark - raw.bytes) : raw.length;
        buffer_append(b->decoded, raw.bytes, plain);
        raw.bytes += plain;
        raw.length -= plain;
        if (raw.length == 0)
            break;
        size_t taken;
        char bytes[UTF8_MAX];
        uint32_t code_point = entity(raw, &taken);
        if (taken)
            buffer_append(b->decoded, bytes, utf8_encode(code_point, bytes));
        else
            buffer_append_byte(b->decoded, '&');
        raw.bytes += taken ? taken : 1;
        raw.length -= taken ? taken : 1;
    }
    if (b->decoded->failed)
        no_memory(b);
    return buffer_slice(b->decoded);
}

/* Without the blanks and the marks of the wire (U+0002, U+0003) around a text. */
static struct slice strip(struct slice text)
{
    for (;;) {
        size_t before = text.length;
        text = reading_trim(text);
        if (text.length && (text.bytes[0] == 2 || text.bytes[0] == 3)) {
            text.bytes++;
            text.length--;
        }
        if (text.length && (text.bytes[text.length - 1] == 2 || text.bytes[text.length - 1] == 3))
            text.length--;
        if (text.length == before)
            return text;
    }
}

static struct slice keep(struct builder *b, struct slice text)
{
    struct slice copy = arena_copy(&b->article->arena, text);
    if (!copy.bytes)
        no_memory(b);
    return copy;
}

static void add_extra(struct builder *b, const char *name, struct slice text)
{
    if (b->status == HERALD_OK && text.length)
        b->status = reading_add_string(b->article, name, text, b->err);
}

static void add_item(struct builder *b, struct slice_list *list, struct slice text)
{
    if (b->status == HERALD_OK)
        b->status = article_list_add(b->article, list, text, b->err);
}

/* An element: its name, the inside of its start tag after the name, and its content. */
struct element {
    struct slice name, attributes, content;
};

static size_t find(struct slice text, struct slice what)
{
    const char *at = text.length ? memmem(text.bytes, text.length, what.bytes, what.length) : NULL;
    return at ? (size_t)(at - text.bytes) : text.length;
}

static struct slice skip(struct slice text, size_t length)
{
    return (struct slice){text.bytes + length, text.length - length};
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/*
 * The next element of a text, which is passed with what is before it (*before). False when there is
 * none; *before is all the rest then. Without an end tag an element goes on to the end.
 */
static bool take_element(struct slice *text, struct slice *before, struct element *out)
{
    size_t at = 0;
    while (at < text->length &&
           !(text->bytes[at] == '<' && at + 1 < text->length && is_capital(text->bytes[at + 1])))
        at++;
    *before = (struct slice){text->bytes, at};
    *text = skip(*text, at);
    if (text->length == 0)
        return false;
    size_t name = 1;
    while (name < text->length && is_capital(text->bytes[name]))
        name++;
    size_t tag = find(*text, SLICE(">"));
    if (tag < name)
        tag = name;
    out->name = (struct slice){text->bytes + 1, name - 1};
    out->attributes = (struct slice){text->bytes + name, tag - name};
    *text = skip(*text, tag < text->length ? tag + 1 : tag);
    size_t end = 0;
    for (;; end++) {
        end += find(skip(*text, end), SLICE("</"));
        struct slice rest = skip(*text, end);
        if (rest.length == 0)
            break;
        if (rest.length > out->name.length + 2 && rest.bytes[out->name.length + 2] == '>' &&
            memcmp(rest.bytes + 2, out->name.bytes, out->name.length) == 0)
            break;
    }
    out->content = (struct slice){text->bytes, end};
    size_t passed = end + out->name.length + 3;
    *text = skip(*text, passed < text->length ? passed : text->length);
    return true;
}

/* The next NAME="value" of a start tag, which is passed. */
static bool take_attribute(struct slice *text, struct slice *name, struct slice *value)
{
    *text = reading_trim(*text);
    size_t equals = find(*text, SLICE("=\""));
    if (equals == text->length)
        return false;
    *name = (struct slice){text->bytes, equals};
    *text = skip(*text, equals + 2);
    size_t quote = find(*text, SLICE("\""));
    *value = (struct slice){text->bytes, quote};
    *text = skip(*text, quote < text->length ? quote + 1 : quote);
    return true;
}

/* NEWID is the id; the others are kept under their own names. */
static void read_attributes(struct builder *b, struct slice attributes)
{
    struct slice name, value;
    while (take_attribute(&attributes, &name, &value)) {
        if (slice_equal(name, SLICE("NEWID"))) {
            b->article->id = keep(b, decode(b, value));
            continue;
        }
        struct slice terminated = keep(b, name);
        if (terminated.bytes)
            add_extra(b, terminated.bytes, decode(b, value));
    }
}

/* How much of a text comes before U+0005, '#' and the like. */
static size_t date_length(struct slice text)
{
    size_t length = 0;
    while (length < text.length && (unsigned char)text.bytes[length] >= ' ' &&
           text.bytes[length] != '#')
        length++;
    return length;
}

/*
 * "26-FEB-1987 15:01:01.79", behind which some have U+0005 and the letters of a news desk, or a
 * remark. Where the time of day is none, the day is taken.
 */
static void read_date(struct builder *b, struct slice content)
{
    struct slice text = reading_trim(decode(b, content));
    struct slice date = {text.bytes, date_length(text)};
    bool good = date_parse(date, &b->article->published);
    if (!good && text.length) {
        reading_warn(b->reuters->reading, 0, "no date: '%.*s'",
                     (int)(text.length < 60 ? text.length : 60), text.bytes);
        date.length = find(date, SLICE(" "));
        date_parse(date, &b->article->published);
    }
    if (!good || date.length < text.length)
        add_extra(b, "date", text);
}

/* The names between <D> and </D>; *rest is whether there is anything else. */
static void read_names(struct builder *b, struct slice content, struct slice_list *list)
{
    struct element d;
    struct slice before;
    bool more = true;
    while (more) {
        more = take_element(&content, &before, &d);
        add_extra(b, "unmarked", strip(decode(b, before)));
        if (more)
            add_item(b, list, decode(b, d.content));
    }
}

/* A list that an article has no field for, as a JSON array. */
static void read_extra_names(struct builder *b, const char *name, struct slice content)
{
    struct slice_list list = {0};
    read_names(b, content, &list);
    struct buffer json = BUFFER_INIT;
    for (size_t i = 0; i < list.count; i++) {
        buffer_append_byte(&json, i == 0 ? '[' : ',');
        json_append_string(&json, list.items[i]);
    }
    buffer_append_byte(&json, ']');
    if (json.failed)
        no_memory(b);
    if (list.count && b->status == HERALD_OK)
        b->status = article_extra_add(b->article, slice_of(name), buffer_slice(&json), b->err);
    buffer_dispose(&json);
}

/* Whether a word begins like the name of a month: "Feb", "March", "JUNE", also "Marc". */
static bool is_month(struct slice word)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (word.length < 3)
        return false;
    for (size_t i = 0; i < sizeof(months) - 1; i += 3)
        if ((word.bytes[0] | 0x20) == months[i] && (word.bytes[1] | 0x20) == months[i + 1] &&
            (word.bytes[2] | 0x20) == months[i + 2])
            return true;
    return false;
}

static struct slice take_word(struct slice *text)
{
    *text = reading_trim(*text);
    struct slice word = {text->bytes, find(*text, SLICE(" "))};
    *text = skip(*text, word.length);
    return word;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/*
 * "    PORTLAND, Ore., Feb 26 - ": the place is what stands before the day, which is no more than
 * the day of publication. The line is kept as well.
 */
static void read_dateline(struct builder *b, struct slice content)
{
    struct slice line = strip(decode(b, content)), rest = line, place = line;
    add_extra(b, "dateline", line);
    for (struct slice word; (word = take_word(&rest)).length > 0;) {
        struct slice after = rest, next = take_word(&after);
        bool day =
            is_digit(word.bytes[0]) || (is_month(word) && next.length && is_digit(next.bytes[0]));
        if (day && word.bytes > line.bytes) {
            place.length = (size_t)(word.bytes - line.bytes);
            break;
        }
    }
    while (place.length && strchr(" ,-", place.bytes[place.length - 1]))
        place.length--;
    if (place.length)
        b->article->place = keep(b, place);
}

/* "    By Janie Gabbett, Reuters". */
static void read_author(struct builder *b, struct slice content)
{
    struct slice author = strip(decode(b, content));
    if (author.length > 3 && (author.bytes[0] | 0x20) == 'b' && (author.bytes[1] | 0x20) == 'y' &&
        author.bytes[2] == ' ')
        author = reading_trim(skip(author, 3));
    if (author.length)
        add_item(b, &b->article->authors, author);
}

/*
 * What stands in TEXT outside of all elements: the text itself where there is no BODY, or lines of
 * a table that were not recognised as its beginning. News flashes have asterisks there instead, and
 * "Blah blah blah." for the text that they do not have: these are no words of the article.
 */
static void read_loose_text(struct builder *b, struct slice text)
{
    bool words = false;
    for (size_t i = 0; i < text.length; i++)
        words |= text.bytes[i] != '*';
    if (!words || find(text, SLICE("Blah blah blah.")) < text.length) {
        add_extra(b, "text", text);
        return;
    }
    struct buffer body = BUFFER_INIT;
    buffer_append_slice(&body, text);
    if (b->article->body.length)
        buffer_append_byte(&body, '\n');
    buffer_append_slice(&body, b->article->body);
    b->article->body = body.failed ? (struct slice){NULL, 0} : keep(b, buffer_slice(&body));
    if (body.failed)
        no_memory(b);
    buffer_dispose(&body);
}

static void read_text(struct builder *b, struct element text)
{
    struct slice name, value, before;
    struct buffer loose = BUFFER_INIT;
    struct element part;
    while (take_attribute(&text.attributes, &name, &value))
        if (slice_equal(name, SLICE("TYPE")))
            add_extra(b, "TYPE", decode(b, value));
    for (bool more = true; more;) {
        more = take_element(&text.content, &before, &part);
        buffer_append_slice(&loose, decode(b, before));
        if (!more)
            break;
        if (slice_equal(part.name, SLICE("TITLE")))
            b->article->title = keep(b, strip(decode(b, part.content)));
        else if (slice_equal(part.name, SLICE("DATELINE")))
            read_dateline(b, part.content);
        else if (slice_equal(part.name, SLICE("AUTHOR")))
            read_author(b, part.content);
        else if (slice_equal(part.name, SLICE("BODY")))
            b->article->body = keep(b, strip(decode(b, part.content)));
        else
            buffer_append_slice(&loose, decode(b, part.content));
    }
    if (loose.failed)
        no_memory(b);
    else
        read_loose_text(b, strip(buffer_slice(&loose)));
    buffer_dispose(&loose);
}

static void read_element(struct builder *b, struct element element)
{
    struct article *article = b->article;
    struct slice name = element.name;
    if (slice_equal(name, SLICE("DATE")))
        read_date(b, element.content);
    else if (slice_equal(name, SLICE("TOPICS")))
        read_names(b, element.content, &article->topics);
    else if (slice_equal(name, SLICE("PLACES")))
        read_names(b, element.content, &article->countries);
    else if (slice_equal(name, SLICE("PEOPLE")))
        read_names(b, element.content, &article->people);
    else if (slice_equal(name, SLICE("ORGS")))
        read_names(b, element.content, &article->organisations);
    else if (slice_equal(name, SLICE("EXCHANGES")))
        read_extra_names(b, "exchanges", element.content);
    else if (slice_equal(name, SLICE("COMPANIES")))
        read_extra_names(b, "companies", element.content);
    else if (slice_equal(name, SLICE("TEXT")))
        read_text(b, element);
    else if (slice_equal(name, SLICE("UNKNOWN")))
        add_extra(b, "unknown", reading_trim(decode(b, element.content)));
    else if (slice_equal(name, SLICE("MKNOTE")))
        add_extra(b, "mknote", strip(decode(b, element.content)));
    else
        add_extra(b, "unmarked", strip(decode(b, element.content)));
}

/* Read one record, from <REUTERS to </REUTERS>, into an empty article. */
static enum herald_status read_article(struct reuters *reuters, struct slice record,
                                       struct article *article, struct herald_error *err)
{
    struct builder b = {reuters, article, &reuters->decoded, HERALD_OK, err};
    struct element element;
    struct slice before;
    struct slice text;
    enum herald_status status = reading_text(reuters->reading, article, record, &text, err);
    if (status != HERALD_OK)
        return status;
    article->source = SLICE("Reuters-21578");
    article->language = SLICE("en");
    take_element(&text, &before, &element);
    read_attributes(&b, element.attributes);
    for (struct slice rest = element.content; b.status == HERALD_OK;) {
        bool more = take_element(&rest, &before, &element);
        add_extra(&b, "unmarked", strip(decode(&b, before)));
        if (!more)
            break;
        read_element(&b, element);
    }
    return b.status;
}

/* Pass what is before the next record, without the bytes that its start may be cut in. */
static enum herald_status find_start(struct reuters *reuters, struct herald_error *err)
{
    struct input *input = reuters->reading->input;
    for (;;) {
        struct slice window = input_window(input);
        size_t at = find(window, SLICE(RECORD_START));
        bool found = at < window.length;
        if (!found && window.length >= sizeof(RECORD_START))
            at = window.length - sizeof(RECORD_START);
        input_consume(input, found || window.length >= sizeof(RECORD_START) ? at : 0);
        if (found)
            return HERALD_OK;
        struct herald_error why = {.status = HERALD_OK};
        enum herald_status status = input_more(input, &why);
        if (status == HERALD_OK)
            continue;
        status = reading_input_failed(reuters->reading, status, &why);
        if (err && status != HERALD_DONE)
            *err = why;
        return status;
    }
}

/* How a record ends. */
enum ending { ENDING_GOOD, ENDING_MISSING, ENDING_TOO_FAR, ENDING_FATAL };

/* Make the window hold the record that it begins with; *length is its own, or of what is to be
 * passed. */
static enum ending find_end(struct reuters *reuters, size_t *length, enum herald_status *fatal,
                            struct herald_error *err)
{
    struct input *input = reuters->reading->input;
    size_t limit = reuters->reading->options->record_limit;
    size_t searched = 1;
    for (bool ended = false;;) {
        struct slice window = input_window(input);
        struct slice rest = skip(window, searched < window.length ? searched : window.length);
        size_t start = window.length - rest.length;
        size_t next = find(rest, SLICE(RECORD_START)), end = find(rest, SLICE(RECORD_END));
        bool good = end < rest.length && end < next;
        *length = start + (good ? end + sizeof(RECORD_END) - 1 : next);
        if (*length > limit)
            return ENDING_TOO_FAR;
        if (good)
            return ENDING_GOOD;
        if (next < rest.length || ended)
            return ENDING_MISSING;
        /* An end may be cut in two: search the last bytes again. */
        searched = window.length > sizeof(RECORD_END) ? window.length - sizeof(RECORD_END) : 1;
        struct herald_error why = {.status = HERALD_OK};
        enum herald_status status = input_more(input, &why);
        if (status == HERALD_OK)
            continue;
        ended = true;
        *fatal = reading_input_failed(reuters->reading, status, &why);
        if (*fatal != HERALD_DONE) {
            if (err)
                *err = why;
            return ENDING_FATAL;
        }
    }
}

static enum herald_status next_reuters(void *state, struct article *article,
                                       struct herald_error *err)
{
    struct reuters *reuters = state;
    for (;;) {
        size_t length;
        enum herald_status status = find_start(reuters, err);
        if (status != HERALD_OK)
            return status;
        reading_begin_record(reuters->reading);
        switch (find_end(reuters, &length, &status, err)) {
        case ENDING_GOOD: {
            struct slice record = {input_window(reuters->reading->input).bytes, length};
            status = read_article(reuters, record, article, err);
            input_consume(reuters->reading->input, length);
            return status;
        }
        case ENDING_MISSING:
            reading_skip(reuters->reading, 0, "<REUTERS> without </REUTERS>");
            break;
        case ENDING_TOO_FAR:
            reading_skip(reuters->reading, 0, "the record is larger than the limit of %zu bytes: see --record-limit",
                         reuters->reading->options->record_limit);
            break;
        case ENDING_FATAL:
            return status;
        }
        input_consume(reuters->reading->input, length);
    }
}

const struct format format_reuters = {"reuters", probe, open_reuters, next_reuters, close_reuters};
