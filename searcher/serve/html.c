#include "searcher/serve/html.h"

#include <stdio.h>

void html_text(struct buffer *out, struct slice text)
{
    size_t start = 0;
    for (size_t at = 0; at < text.length; at++) {
        const char *escape = NULL;
        unsigned char byte = (unsigned char)text.bytes[at];
        if (byte == '&')
            escape = "&amp;";
        else if (byte == '<')
            escape = "&lt;";
        else if (byte == '>')
            escape = "&gt;";
        else if (byte == '"')
            escape = "&quot;";
        else if (byte == '\'')
            escape = "&#39;";
        else if (byte < 0x20 && byte != '\n' && byte != '\t')
            escape = byte == '\r' ? " " : "\xEF\xBF\xBD";
        if (!escape)
            continue;
        buffer_append(out, text.bytes + start, at - start);
        buffer_append_string(out, escape);
        start = at + 1;
    }
    if (text.length > start)
        buffer_append(out, text.bytes + start, text.length - start);
}

void html_write(struct buffer *out, const char *format, const struct slice *values, size_t count)
{
    const char *dollar;
    size_t used = 0;
    while (dollar = strchr(format, '$'), dollar && used < count) {
        buffer_append(out, format, (size_t)(dollar - format));
        html_text(out, values[used++]);
        format = dollar + 1;
    }
    buffer_append_string(out, format);
    if (dollar || used != count)
        out->failed = true;
}

void html_number(struct buffer *out, uint64_t number)
{
    char digits[24];
    int length = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)number);
    for (int at = 0; at < length; at++) {
        if (at > 0 && (length - at) % 3 == 0)
            buffer_append_byte(out, ',');
        buffer_append_byte(out, (unsigned char)digits[at]);
    }
}

void html_date(struct buffer *out, struct date date)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    if (date.precision == DATE_NONE)
        return;
    struct date_parts parts = date_to_parts(date);
    if (date.precision >= DATE_DAY)
        buffer_append_format(out, "%d ", parts.day);
    if (date.precision >= DATE_MONTH)
        buffer_append_format(out, "%s ", months[(parts.month - 1) % 12]);
    buffer_append_format(out, "%d", parts.year);
}

void html_dir(struct buffer *out, struct slice language)
{
    static const char *const written_leftwards[] = {"ar", "ckb", "dv", "fa", "he", "ps",
                                                    "sd", "ug",  "ur", "yi", NULL};
    const char *dash = language.length > 0 ? memchr(language.bytes, '-', language.length) : NULL;
    struct slice primary = {language.bytes,
                            dash ? (size_t)(dash - language.bytes) : language.length};
    for (const char *const *other = written_leftwards; *other; other++)
        if (slice_equal(primary, slice_of(*other)))
            HTML_LITERAL(out, " dir=\"rtl\"");
}

void html_lang(struct buffer *out, struct slice language)
{
    for (size_t at = 0; at < language.length; at++) {
        unsigned char byte = (unsigned char)language.bytes[at];
        bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
        if (!letter && byte != '-' && !(byte >= '0' && byte <= '9' && at > 0))
            return;
    }
    if (language.length >= 2 && language.length <= 35)
        HTML(out, " lang=\"$\"", language);
}
