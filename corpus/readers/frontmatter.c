#include "corpus/readers/frontmatter.h"

#include "corpus/json_text.h"
#include "corpus/utf8.h"

/* The next line of a text without its newline; the text is moved behind it. */
static struct slice take_line(struct slice *text)
{
    const char *newline = text->length ? memchr(text->bytes, '\n', text->length) : NULL;
    size_t length = newline ? (size_t)(newline - text->bytes) : text->length;
    struct slice line = {text->bytes, length};
    size_t passed = newline ? length + 1 : length;
    text->bytes += passed;
    text->length -= passed;
    if (line.length && line.bytes[line.length - 1] == '\r')
        line.length--;
    return line;
}

static bool is_fence(struct slice line)
{
    line = (struct slice){line.bytes, reading_trim(line).length};
    return slice_equal(line, SLICE("---")) || slice_equal(line, SLICE("..."));
}

size_t frontmatter_length(struct slice text, struct slice *inside)
{
    struct slice rest = text;
    struct slice first = take_line(&rest);
    if (!is_fence(first) || first.bytes[0] != '-')
        return 0;
    *inside = rest;
    while (rest.length) {
        struct slice line = take_line(&rest);
        if (is_fence(line)) {
            inside->length = (size_t)(line.bytes - inside->bytes);
            return (size_t)(rest.bytes - text.bytes);
        }
    }
    return 0;
}

/* The article that is being filled, and the first failure. */
struct builder {
    const struct reading *reading;
    struct article *article;
    enum herald_status status;
    struct herald_error *err;
    unsigned ranks[FIELD_COUNT]; /* of the names that have set a field, plus 1; 0: not set */
};

static void no_memory(struct builder *b)
{
    if (b->status == HERALD_OK)
        b->status = herald_fail(b->err, HERALD_E_NO_MEMORY, "out of memory for an article");
}

/* A value: one string or several; `plain` when it was one without quotes. */
struct value {
    struct buffer text;
    struct slice_list items; /* in the article's arena */
    bool is_list, plain;
};

/* The escape behind a backslash in a double-quoted string; returns how many bytes it takes. */
static size_t append_escape(struct buffer *out, struct slice rest)
{
    static const char from[] = "ntr0\"\\/", to[] = "\n\t\r\0\"\\/";
    const char *at = rest.bytes[0] ? strchr(from, rest.bytes[0]) : NULL;
    if (at) {
        buffer_append_byte(out, (unsigned char)to[at - from]);
        return 1;
    }
    if (rest.bytes[0] == 'u' && rest.length >= 5) {
        struct buffer quoted = BUFFER_INIT;
        struct arena arena = ARENA_INIT;
        struct json_string string;
        unsigned notes = 0;
        /* \ud83d\ude00 is one character, as in JSON. */
        bool half = (rest.bytes[1] | 0x20) == 'd' && strchr("89abAB", rest.bytes[2]);
        size_t length = half && rest.length >= 11 && rest.bytes[5] == '\\' ? 11 : 5;
        buffer_append_string(&quoted, "\"\\");
        buffer_append(&quoted, rest.bytes, length);
        buffer_append_byte(&quoted, '"');
        struct json_cursor c = {.at = quoted.bytes,
                                .end = quoted.failed ? quoted.bytes : quoted.bytes + quoted.length};
        bool good = !quoted.failed && json_skip_string(&c, &string);
        if (good)
            buffer_append_slice(out, json_string_text(&string, &arena, &notes));
        arena_dispose(&arena);
        buffer_dispose(&quoted);
        if (good)
            return length;
    }
    buffer_append_byte(out, '\\');
    return 0;
}

/* Append a scalar as it stands on one line, quotes undone; *used is how much it takes when `stops`
 * (the bytes that end a plain one in a list) are given. Returns whether it was plain. */
static bool append_scalar(struct buffer *out, struct slice text, const char *stops, size_t *used)
{
    size_t at = 1;
    if (text.length && (text.bytes[0] == '"' || text.bytes[0] == '\'')) {
        char quote = text.bytes[0];
        for (; at < text.length; at++) {
            char c = text.bytes[at];
            struct slice rest = {text.bytes + at + 1, text.length - at - 1};
            if (c == quote && quote == '\'' && rest.length && rest.bytes[0] == '\'')
                buffer_append_byte(out, (unsigned char)text.bytes[++at]);
            else if (c == quote)
                break;
            else if (c == '\\' && quote == '"' && rest.length)
                at += append_escape(out, rest);
            else
                buffer_append_byte(out, (unsigned char)c);
        }
        *used = at < text.length ? at + 1 : at;
        return false;
    }
    size_t length = 0;
    while (length < text.length) {
        char c = text.bytes[length];
        bool comment = c == '#' && length > 0 && text.bytes[length - 1] == ' ';
        if (comment || (stops && strchr(stops, c)))
            break;
        length++;
    }
    buffer_append_slice(out, reading_trim((struct slice){text.bytes, length}));
    *used = length;
    return true;
}

static void add_item(struct builder *b, struct value *value)
{
    if (value->text.failed)
        no_memory(b);
    else if (value->text.length && b->status == HERALD_OK)
        b->status = article_list_add(b->article, &value->items, buffer_slice(&value->text), b->err);
    buffer_clear(&value->text);
}

/* "[a, "b, c"]" */
static void read_flow_list(struct builder *b, struct slice text, struct value *value)
{
    value->is_list = true;
    size_t at = 1;
    while (at < text.length && text.bytes[at] != ']') {
        size_t used;
        struct slice rest = {text.bytes + at, text.length - at};
        if (rest.bytes[0] == ' ' || rest.bytes[0] == ',') {
            at++;
            continue;
        }
        append_scalar(&value->text, rest, ",]", &used);
        add_item(b, value);
        at += used;
    }
}

static size_t indent_of(struct slice line)
{
    size_t indent = 0;
    while (indent < line.length && (line.bytes[indent] == ' ' || line.bytes[indent] == '\t'))
        indent++;
    return indent;
}

static bool is_item(struct slice line)
{
    size_t indent = indent_of(line);
    return indent < line.length && line.bytes[indent] == '-' &&
           (indent + 1 == line.length || line.bytes[indent + 1] == ' ');
}

/* The lines that belong to a key: indented ones, "- item" ones, and blank ones among them. */
static struct slice take_block(struct slice *text)
{
    struct slice block = {text->bytes, 0}, rest = *text;
    while (rest.length) {
        struct slice line = take_line(&rest);
        if (reading_trim(line).length == 0)
            continue;
        if (indent_of(line) == 0 && !is_item(line))
            break;
        block.length = (size_t)(rest.bytes - block.bytes);
    }
    text->bytes += block.length;
    text->length -= block.length;
    return block;
}

/* Text behind | (lines kept) or > (lines joined, a blank line being a newline). */
static void read_text_block(struct slice block, bool folded, struct value *value)
{
    struct slice rest = block, first = take_line(&rest);
    size_t indent = indent_of(first), blanks = 0;
    for (rest = block; rest.length;) {
        struct slice line = take_line(&rest);
        size_t skipped = indent_of(line) < indent ? indent_of(line) : indent;
        line.bytes += skipped;
        line.length -= skipped;
        if (folded && line.length == 0) {
            blanks++;
            continue;
        }
        if (value->text.length && (!folded || blanks))
            for (size_t i = 0; i < (folded ? blanks : 1); i++)
                buffer_append_byte(&value->text, '\n');
        else if (value->text.length)
            buffer_append_byte(&value->text, ' ');
        blanks = 0;
        buffer_append_slice(&value->text, line);
    }
}

/* Lines "- item", all as deep as the first. False when they hold more than that. */
static bool read_block_list(struct builder *b, struct slice block, struct value *value)
{
    struct slice rest = block;
    size_t indent = SIZE_MAX;
    while (rest.length) {
        struct slice line = take_line(&rest);
        if (reading_trim(line).length == 0)
            continue;
        if (indent == SIZE_MAX)
            indent = indent_of(line);
        if (!is_item(line) || indent_of(line) != indent)
            return false;
    }
    value->is_list = true;
    for (rest = block; rest.length;) {
        struct slice line = reading_trim(take_line(&rest));
        size_t used;
        if (line.length < 2)
            continue;
        line = reading_trim((struct slice){line.bytes + 1, line.length - 1});
        append_scalar(&value->text, line, NULL, &used);
        add_item(b, value);
    }
    return true;
}

/* The value behind "key:" on the line, and in the block below it. */
static void read_value(struct builder *b, struct slice on_line, struct slice block,
                       struct value *value)
{
    size_t used;
    on_line = reading_trim(on_line);
    bool text_block = on_line.length && (on_line.bytes[0] == '|' || on_line.bytes[0] == '>');
    if (text_block)
        read_text_block(block, on_line.bytes[0] == '>', value);
    else if (on_line.length && on_line.bytes[0] == '[')
        read_flow_list(b, on_line, value);
    else if (on_line.length)
        value->plain = append_scalar(&value->text, on_line, NULL, &used);
    if (block.length && !text_block && (on_line.length || !read_block_list(b, block, value))) {
        /* Nested, or a string over several lines: kept as it stands. */
        value->plain = false;
        if (value->text.length)
            buffer_append_byte(&value->text, '\n');
        buffer_append_slice(&value->text, block);
    }
    if (value->text.failed)
        no_memory(b);
}

static bool is_literal(struct slice text)
{
    return slice_equal(text, SLICE("true")) || slice_equal(text, SLICE("false")) ||
           slice_equal(text, SLICE("null"));
}

static void add_extra(struct builder *b, struct slice key, const struct value *value)
{
    struct buffer json = BUFFER_INIT;
    struct slice text = buffer_slice(&value->text);
    if (value->is_list) {
        buffer_append_byte(&json, '[');
        for (size_t i = 0; i < value->items.count; i++) {
            if (i)
                buffer_append_byte(&json, ',');
            json_append_string(&json, value->items.items[i]);
        }
        buffer_append_byte(&json, ']');
    } else if (value->plain && (is_literal(text) || json_is_number(text))) {
        buffer_append_slice(&json, text);
    } else {
        json_append_string(&json, text);
    }
    if (json.failed)
        no_memory(b);
    else if (b->status == HERALD_OK)
        b->status = article_extra_add(b->article, key, buffer_slice(&json), b->err);
    buffer_dispose(&json);
}

static bool is_empty(const struct value *value)
{
    struct slice text = buffer_slice(&value->text);
    return value->is_list
               ? value->items.count == 0
               : text.length == 0 || (value->plain && (slice_equal(text, SLICE("null")) ||
                                                       slice_equal(text, SLICE("~"))));
}

/* Whether the value could be put into the field. */
static bool set_field(struct builder *b, enum field field, struct slice key,
                      const struct value *value)
{
    struct slice text = buffer_slice(&value->text);
    if (field_kind(field) == FIELD_LIST) {
        struct slice_list *list = field_list(b->article, field);
        if (value->is_list)
            *list = value->items;
        else if (b->status == HERALD_OK)
            b->status = article_list_add(b->article, list, text, b->err);
        return true;
    }
    if (value->is_list)
        return false;
    if (field_kind(field) == FIELD_DATE) {
        bool good = date_parse(text, field_date(b->article, field));
        if (!good)
            reading_warn(b->reading, 0, "field '%.*s' holds no date: '%.*s'",
                         (int)(key.length < 40 ? key.length : 40), key.bytes,
                         (int)(text.length < 60 ? text.length : 60), text.bytes);
        return good;
    }
    struct slice copy = arena_copy(&b->article->arena, text);
    if (!copy.bytes)
        no_memory(b);
    *field_string(b->article, field) = copy;
    return true;
}

static void place_value(struct builder *b, struct slice key, const struct value *value)
{
    unsigned rank;
    enum field field = field_lookup(b->reading->fields, key, &rank);
    if (field == FIELD_EXTRA) {
        add_extra(b, key, value);
        return;
    }
    if (is_empty(value))
        return;
    /* The first of several names stays: the better ones stand first by custom. */
    if (b->ranks[field] || !set_field(b, field, key, value))
        add_extra(b, key, value);
    else
        b->ranks[field] = rank + 1;
}

static void read_pair(struct builder *b, struct slice line, struct slice *rest)
{
    const char *colon = memchr(line.bytes, ':', line.length);
    struct slice key = {line.bytes, colon ? (size_t)(colon - line.bytes) : line.length};
    struct slice on_line = {NULL, 0};
    struct value value = {.text = BUFFER_INIT};
    if (colon)
        on_line = (struct slice){colon + 1, line.length - key.length - 1};
    key = reading_trim(key);
    if (key.length >= 2 && (key.bytes[0] == '"' || key.bytes[0] == '\'')) {
        key.bytes++;
        key.length -= 2;
    }
    read_value(b, on_line, take_block(rest), &value);
    if (colon && b->status == HERALD_OK)
        place_value(b, key, &value);
    else if (b->status == HERALD_OK)
        b->status = reading_add_string(b->article, "frontmatter", line, b->err);
    buffer_dispose(&value.text);
}

enum herald_status frontmatter_read(const struct reading *reading, struct slice inside,
                                    struct article *article, struct herald_error *err)
{
    struct builder b = {.reading = reading, .article = article, .err = err};
    while (inside.length && b.status == HERALD_OK) {
        struct slice line = take_line(&inside);
        struct slice trimmed = reading_trim(line);
        if (trimmed.length && trimmed.bytes[0] != '#')
            read_pair(&b, line, &inside);
    }
    return b.status;
}
