#include "searcher/query_sign.h"

#include "corpus/utf8.h"

uint32_t query_character(struct slice text, size_t at, size_t *length)
{
    uint32_t c = ' ';
    *length = at < text.length ? utf8_decode(text.bytes + at, text.length - at, &c) : 0;
    return c;
}

bool query_is_blank(uint32_t c)
{
    return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0x61C || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202F) || c == 0x205F || (c >= 0x2066 && c <= 0x2069) ||
           c == 0x3000 || c == 0xFEFF;
}

bool query_is_left(uint32_t c)
{
    return c == '(' || c == 0xFF08;
}

bool query_is_right(uint32_t c)
{
    return c == ')' || c == 0xFF09;
}

static bool is_common_quote(uint32_t c)
{
    return c == '"' || (c >= 0x201C && c <= 0x201F) || c == 0xFF02;
}

/* What closes a quote of the other kinds; 0 for a character that is no such quote. */
static uint32_t partner_quote(uint32_t c)
{
    switch (c) {
    case 0xAB:
        return 0xBB;
    case 0xBB:
        return 0xAB;
    case 0x300C:
        return 0x300D;
    case 0x300D:
        return 0x300C;
    case 0x300E:
        return 0x300F;
    case 0x300F:
        return 0x300E;
    default:
        return 0;
    }
}

bool query_is_quote(uint32_t c)
{
    return is_common_quote(c) || partner_quote(c);
}

bool query_closes(uint32_t opening, uint32_t c)
{
    uint32_t partner = partner_quote(opening);
    return partner ? c == partner : is_common_quote(c);
}

static bool is_hebrew(uint32_t c)
{
    return c >= 0x5D0 && c <= 0x5EA;
}

bool query_is_gershayim(struct slice text, size_t at)
{
    if (at < 2 || text.bytes[at] != '"')
        return false;
    size_t length;
    uint32_t before = query_character(text, utf8_previous(text, at), &length);
    return is_hebrew(before) && is_hebrew(query_character(text, at + 1, &length));
}

bool query_is_quote_at(struct slice text, size_t at)
{
    size_t length;
    return query_is_quote(query_character(text, at, &length)) && length > 0 &&
           !query_is_gershayim(text, at);
}

void query_phrase_normalise(struct slice phrase, struct buffer *out)
{
    size_t start = out->length, end = start, length;
    for (size_t at = 0; at < phrase.length; at += length) {
        uint32_t c = query_character(phrase, at, &length);
        bool quote = is_common_quote(c) && !query_is_gershayim(phrase, at);
        bool blank = query_is_blank(c) || quote;
        if (blank && out->length == start)
            continue;
        if (quote)
            buffer_append_byte(out, ' ');
        else
            buffer_append(out, phrase.bytes + at, length);
        if (!blank)
            end = out->length;
    }
    if (!out->failed)
        out->length = end;
}
