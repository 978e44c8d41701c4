#include "corpus/json_text.h"

#include "corpus/reader.h"
#include "corpus/utf8.h"

const char JSON_TOO_DEEP[] = "values are nested too deeply";
const char JSON_CUT_OFF[] = "the value is cut off";

static bool fail(struct json_cursor *c, const char *error)
{
    c->error = error;
    return false;
}

#define ONES  0x0101010101010101u
#define HIGHS 0x8080808080808080u

/* Marks the bytes of a word that end a plain run in a string: quote, backslash, control. The lowest
 * mark is exact, those above it may not be. */
static inline uint64_t special_bytes(uint64_t word)
{
    uint64_t quote = word ^ (ONES * '"');
    uint64_t backslash = word ^ (ONES * '\\');
    return (((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) |
            ((word - ONES * 0x20) & ~word)) &
           HIGHS;
}

static inline bool is_plain(unsigned char byte)
{
    return byte >= 0x20 && byte != '"' && byte != '\\';
}

/* Pass plain bytes, eight at a time; *seen gathers their bits, so that bit 7 tells of non-ASCII. */
static inline const char *skip_plain(const char *at, const char *end, uint64_t *seen)
{
    while (end - at >= 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        if (special_bytes(word))
            break;
        *seen |= word;
        at += 8;
    }
    while (at < end && is_plain((unsigned char)*at))
        *seen |= (unsigned char)*at++;
    return at;
}

/* The value of a hexadecimal digit; 16 or more for what is none. */
static inline unsigned hex_value(char c)
{
    static const unsigned char values[256] = {
        ['0'] = 16 + 0,  ['1'] = 16 + 1,  ['2'] = 16 + 2,  ['3'] = 16 + 3,  ['4'] = 16 + 4,
        ['5'] = 16 + 5,  ['6'] = 16 + 6,  ['7'] = 16 + 7,  ['8'] = 16 + 8,  ['9'] = 16 + 9,
        ['a'] = 16 + 10, ['b'] = 16 + 11, ['c'] = 16 + 12, ['d'] = 16 + 13, ['e'] = 16 + 14,
        ['f'] = 16 + 15, ['A'] = 16 + 10, ['B'] = 16 + 11, ['C'] = 16 + 12, ['D'] = 16 + 13,
        ['E'] = 16 + 14, ['F'] = 16 + 15};
    return values[(unsigned char)c] ^ 16u;
}

/* Why the bytes at the cursor are no escape. */
static bool refuse_escape(struct json_cursor *c)
{
    if (c->end - c->at < 2)
        return fail(c, JSON_CUT_OFF);
    if (c->at[1] != 'u')
        return fail(c, "unknown escape in a string");
    for (int i = 2; i < 6; i++) {
        if (c->at + i == c->end)
            return fail(c, JSON_CUT_OFF);
        if (hex_value(c->at[i]) >= 16)
            break;
    }
    return fail(c, "\\u without four hexadecimal digits");
}

/* Check the escape at the cursor and pass it. */
static inline bool skip_escape(struct json_cursor *c)
{
    static const bool single[256] = {['"'] = true, ['\\'] = true, ['/'] = true, ['b'] = true,
                                     ['f'] = true, ['n'] = true,  ['r'] = true, ['t'] = true};
    const char *at = c->at;
    if (c->end - at >= 6 && at[1] == 'u' &&
        (hex_value(at[2]) | hex_value(at[3]) | hex_value(at[4]) | hex_value(at[5])) < 16) {
        c->at += 6;
        return true;
    }
    if (c->end - at >= 2 && single[(unsigned char)at[1]]) {
        c->at += 2;
        return true;
    }
    return refuse_escape(c);
}

bool json_skip_string(struct json_cursor *c, struct json_string *out)
{
    const char *start = ++c->at;
    uint64_t seen = 0;
    bool escaped = false;
    for (;;) {
        c->at = skip_plain(c->at, c->end, &seen);
        if (c->at == c->end)
            return fail(c, JSON_CUT_OFF);
        if (*c->at == '"')
            break;
        if (*c->at == '\\') {
            escaped = true;
            /* Text that is all escapes has them one after another. */
            do {
                if (!skip_escape(c))
                    return false;
            } while (c->at < c->end && *c->at == '\\');
        } else if (*c->at == '\n') {
            return fail(c, "newline in a string");
        } else {
            c->notes |= JSON_NOTE_CONTROL;
            c->at++;
        }
    }
    *out = (struct json_string){{start, (size_t)(c->at - start)}, escaped, (seen & HIGHS) != 0};
    c->at++;
    return true;
}

static bool skip_literal(struct json_cursor *c, struct slice literal)
{
    size_t left = (size_t)(c->end - c->at);
    size_t common = left < literal.length ? left : literal.length;
    if (memcmp(c->at, literal.bytes, common) != 0)
        return fail(c, "unexpected character");
    if (common < literal.length)
        return fail(c, JSON_CUT_OFF);
    c->at += literal.length;
    return true;
}

static size_t skip_digits(struct json_cursor *c)
{
    const char *start = c->at;
    while (c->at < c->end && *c->at >= '0' && *c->at <= '9')
        c->at++;
    return (size_t)(c->at - start);
}

static bool skip_number(struct json_cursor *c)
{
    static const char malformed[] = "malformed number";
    if (c->at < c->end && *c->at == '-')
        c->at++;
    const char *first = c->at;
    size_t digits = skip_digits(c);
    if (digits == 0 || (digits > 1 && *first == '0'))
        return fail(c, malformed);
    if (c->at < c->end && *c->at == '.') {
        c->at++;
        if (skip_digits(c) == 0)
            return fail(c, malformed);
    }
    if (c->at < c->end && (*c->at | 0x20) == 'e') {
        c->at++;
        if (c->at < c->end && (*c->at == '+' || *c->at == '-'))
            c->at++;
        if (skip_digits(c) == 0)
            return fail(c, malformed);
    }
    return true;
}

bool json_is_number(struct slice text)
{
    struct json_cursor c = {.at = text.bytes, .end = text.bytes + text.length};
    return text.length > 0 && skip_number(&c) && c.at == c.end;
}

static bool skip_scalar(struct json_cursor *c)
{
    struct json_string string;
    switch (*c->at) {
    case '"':
        return json_skip_string(c, &string);
    case 't':
        return skip_literal(c, SLICE("true"));
    case 'f':
        return skip_literal(c, SLICE("false"));
    case 'n':
        return skip_literal(c, SLICE("null"));
    default:
        if (*c->at != '-' && (*c->at < '0' || *c->at > '9'))
            return fail(c, "expected a value");
        return skip_number(c);
    }
}

/* Pass `"key" :` and the blanks around it. */
static bool skip_key(struct json_cursor *c)
{
    struct json_string key;
    json_skip_blanks(c);
    if (c->at == c->end)
        return fail(c, JSON_CUT_OFF);
    if (*c->at != '"')
        return fail(c, "expected a field name");
    if (!json_skip_string(c, &key))
        return false;
    json_skip_blanks(c);
    if (c->at == c->end)
        return fail(c, JSON_CUT_OFF);
    if (*c->at != ':')
        return fail(c, "expected ':'");
    c->at++;
    return true;
}

/* Which brackets are open: one bit for each, so that no input can exhaust the stack. */
struct nesting {
    size_t depth;
    uint64_t objects[(READER_DEPTH_LIMIT + 63) / 64];
};

static bool in_object(const struct nesting *nesting)
{
    size_t top = nesting->depth - 1;
    return nesting->objects[top / 64] >> (top % 64) & 1;
}

static void push(struct nesting *nesting, bool object)
{
    size_t top = nesting->depth++;
    uint64_t bit = UINT64_C(1) << (top % 64);
    if (object)
        nesting->objects[top / 64] |= bit;
    else
        nesting->objects[top / 64] &= ~bit;
}

/* After a value: pass commas and closing brackets up to where the next value begins, or until all
 * brackets are closed. */
static bool skip_closing(struct json_cursor *c, struct nesting *nesting)
{
    while (nesting->depth > 0) {
        json_skip_blanks(c);
        if (c->at == c->end)
            return fail(c, JSON_CUT_OFF);
        bool object = in_object(nesting);
        if (*c->at == ',') {
            c->at++;
            return !object || skip_key(c);
        }
        if (*c->at != (object ? '}' : ']'))
            return fail(c, object ? "expected ',' or '}'" : "expected ',' or ']'");
        c->at++;
        nesting->depth--;
    }
    return true;
}

/* Pass an opening bracket; *empty when its closing one follows and is passed, too. */
static bool skip_opening(struct json_cursor *c, struct nesting *nesting, size_t limit, bool *empty)
{
    bool object = *c->at == '{';
    if (nesting->depth >= limit || nesting->depth >= READER_DEPTH_LIMIT)
        return fail(c, JSON_TOO_DEEP);
    c->at++;
    json_skip_blanks(c);
    if (c->at == c->end)
        return fail(c, JSON_CUT_OFF);
    *empty = *c->at == (object ? '}' : ']');
    if (*empty) {
        c->at++;
        return true;
    }
    push(nesting, object);
    return !object || skip_key(c);
}

bool json_skip_value(struct json_cursor *c, size_t depth_limit)
{
    struct nesting nesting = {.depth = 0};
    do {
        json_skip_blanks(c);
        if (c->at == c->end)
            return fail(c, JSON_CUT_OFF);
        bool ended = true;
        if (*c->at == '{' || *c->at == '[') {
            if (!skip_opening(c, &nesting, depth_limit, &ended))
                return false;
        } else if (!skip_scalar(c)) {
            return false;
        }
        if (ended && !skip_closing(c, &nesting))
            return false;
    } while (nesting.depth > 0);
    return true;
}

static inline uint32_t four_hex(const char *at)
{
    return hex_value(at[0]) << 12 | hex_value(at[1]) << 8 | hex_value(at[2]) << 4 |
           hex_value(at[3]);
}

/* The code point of the checked \u escape at *at, with its second half where it has one. */
static uint32_t unicode_escape(const char **at, const char *end, unsigned *notes)
{
    uint32_t high = four_hex(*at + 2);
    *at += 6;
    if (high < 0xD800 || high > 0xDFFF)
        return high;
    if (high < 0xDC00 && end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u') {
        uint32_t low = four_hex(*at + 2);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            *at += 6;
            return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        }
    }
    *notes |= JSON_NOTE_LONE_SURROGATE;
    return UTF8_REPLACEMENT;
}

/* Undo the run of checked escapes at *at, of which there is at least one; returns where the next
 * byte is to be written. */
static char *unescape_run(const char **at, const char *end, char *out, unsigned *notes)
{
    static const char meaning[256] = {['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
                                      ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t'};
    do {
        if ((*at)[1] == 'u') {
            out += utf8_encode(unicode_escape(at, end, notes), out);
        } else {
            *out++ = meaning[(unsigned char)(*at)[1]];
            *at += 2;
        }
    } while (*at < end && **at == '\\');
    return out;
}

/* Undo escapes; never longer than what it comes from. Returns the length written. */
static size_t unescape(struct slice raw, char *out, unsigned *notes)
{
    const char *at = raw.bytes, *end = raw.bytes + raw.length;
    char *start = out;
    while (at < end) {
        const char *backslash = memchr(at, '\\', (size_t)(end - at));
        size_t plain = (size_t)((backslash ? backslash : end) - at);
        memcpy(out, at, plain);
        out += plain;
        at += plain;
        if (backslash)
            out = unescape_run(&at, end, out, notes);
    }
    return (size_t)(out - start);
}

/* For what is not UTF-8, the rare case: repair first, in a buffer of its own. */
static struct slice repaired_text(const struct json_string *string, struct arena *arena,
                                  unsigned *notes)
{
    struct buffer repaired = BUFFER_INIT;
    struct slice text = {NULL, 0};
    utf8_repair(string->raw, &repaired);
    *notes |= JSON_NOTE_INVALID_UTF8;
    if (!repaired.failed) {
        struct json_string valid = {buffer_slice(&repaired), string->escaped, false};
        text = json_string_text(&valid, arena, notes);
    }
    buffer_dispose(&repaired);
    return text;
}

struct slice json_string_text(const struct json_string *string, struct arena *arena,
                              unsigned *notes)
{
    if (string->high && !utf8_is_valid(string->raw))
        return repaired_text(string, arena, notes);
    if (!string->escaped)
        return arena_copy(arena, string->raw);
    char *room = arena_alloc(arena, string->raw.length + 1);
    if (!room)
        return (struct slice){NULL, 0};
    size_t length = unescape(string->raw, room, notes);
    room[length] = '\0';
    return (struct slice){room, length};
}

static void append_escaped_control(struct buffer *out, unsigned char byte)
{
    static const char digits[] = "0123456789abcdef";
    char escape[6] = {'\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 15]};
    buffer_append(out, escape, sizeof(escape));
}

/* Append the inside of a string that may hold what JSON does not allow. */
static void append_mended(struct buffer *out, struct slice raw)
{
    for (size_t at = 0, start = 0; at <= raw.length; at++) {
        if (at < raw.length && (unsigned char)raw.bytes[at] >= 0x20)
            continue;
        utf8_repair((struct slice){raw.bytes + start, at - start}, out);
        if (at < raw.length)
            append_escaped_control(out, (unsigned char)raw.bytes[at]);
        start = at + 1;
    }
}

void json_append_compact(struct buffer *out, struct slice value)
{
    struct json_cursor c = {.at = value.bytes, .end = value.bytes + value.length};
    while (c.at < c.end) {
        json_skip_blanks(&c);
        const char *start = c.at;
        if (c.at < c.end && *c.at == '"') {
            struct json_string string;
            c.notes = 0;
            if (!json_skip_string(&c, &string))
                return;
            buffer_append_byte(out, '"');
            if ((c.notes & JSON_NOTE_CONTROL) || (string.high && !utf8_is_valid(string.raw)))
                append_mended(out, string.raw);
            else
                buffer_append_slice(out, string.raw);
            buffer_append_byte(out, '"');
            continue;
        }
        while (c.at < c.end && *c.at != '"' && *c.at != ' ' && *c.at != '\n' && *c.at != '\r' &&
               *c.at != '\t')
            c.at++;
        buffer_append(out, start, (size_t)(c.at - start));
    }
}

void json_append_string(struct buffer *out, struct slice text)
{
    const char *at = text.bytes, *end = text.length ? text.bytes + text.length : text.bytes;
    uint64_t seen = 0;
    buffer_append_byte(out, '"');
    while (at < end) {
        const char *stop = skip_plain(at, end, &seen);
        buffer_append(out, at, (size_t)(stop - at));
        at = stop;
        if (at == end)
            break;
        static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
        const char *short_form = *at ? strchr(from, *at) : NULL;
        if (short_form) {
            buffer_append_byte(out, '\\');
            buffer_append_byte(out, (unsigned char)to[short_form - from]);
        } else {
            append_escaped_control(out, (unsigned char)*at);
        }
        at++;
    }
    buffer_append_byte(out, '"');
}
