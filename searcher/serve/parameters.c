#include "searcher/serve/parameters.h"

#include "corpus/utf8.h"

static int hexadecimal(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    digit = (char)(digit | 0x20);
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* Decode into `to`, which has room for all of it; the length, or SIZE_MAX at a wrong escape. */
static size_t decode_bytes(struct slice raw, bool form, char *to)
{
    size_t length = 0;
    for (size_t at = 0; at < raw.length; at++) {
        char byte = raw.bytes[at];
        if (byte == '%') {
            int high = at + 2 < raw.length ? hexadecimal(raw.bytes[at + 1]) : -1;
            int low = at + 2 < raw.length ? hexadecimal(raw.bytes[at + 2]) : -1;
            if (high < 0 || low < 0)
                return SIZE_MAX;
            byte = (char)(high * 16 + low);
            at += 2;
        } else if (byte == '+' && form) {
            byte = ' ';
        }
        to[length++] = byte;
    }
    return length;
}

enum herald_status url_decode(struct slice raw, bool form, struct arena *arena, struct slice *out,
                              struct herald_error *err)
{
    char *bytes = arena_alloc(arena, raw.length + 1);
    *out = (struct slice){NULL, 0};
    if (!bytes)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the request");
    size_t length = decode_bytes(raw, form, bytes);
    if (length == SIZE_MAX)
        return herald_fail(
            err, HERALD_E_FORMAT,
            "a '%%' without two hexadecimal digits in the address; write it as %%25");
    bytes[length] = '\0';
    if (!utf8_is_valid((struct slice){bytes, length}))
        return herald_fail(err, HERALD_E_FORMAT, "the address holds text that is not UTF-8");
    *out = (struct slice){bytes, length};
    return HERALD_OK;
}

static enum herald_status add_piece(struct slice piece, struct arena *arena, struct parameters *out,
                                    struct herald_error *err)
{
    const char *equals = memchr(piece.bytes, '=', piece.length);
    size_t name = equals ? (size_t)(equals - piece.bytes) : piece.length;
    size_t skipped = equals ? name + 1 : name;
    struct parameter *item = &out->items[out->count];
    enum herald_status status =
        url_decode((struct slice){piece.bytes, name}, true, arena, &item->name, err);
    if (status == HERALD_OK)
        status = url_decode((struct slice){piece.bytes + skipped, piece.length - skipped}, true,
                            arena, &item->value, err);
    if (status == HERALD_OK)
        out->count++;
    return status;
}

enum herald_status parameters_read(struct slice raw, struct arena *arena, struct parameters *out,
                                   struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    if (!out->items)
        out->items = arena_alloc(arena, PARAMETERS_MAX * sizeof(*out->items));
    if (!out->items)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the request");
    for (size_t start = 0; start < raw.length && status == HERALD_OK;) {
        const char *end = memchr(raw.bytes + start, '&', raw.length - start);
        size_t length = (end ? (size_t)(end - raw.bytes) : raw.length) - start;
        if (length > 0 && out->count == PARAMETERS_MAX)
            return herald_fail(err, HERALD_E_LIMIT, "more than %u parameters", PARAMETERS_MAX);
        if (length > 0)
            status = add_piece((struct slice){raw.bytes + start, length}, arena, out, err);
        start += length + 1;
    }
    return status;
}

struct slice parameters_find(const struct parameters *parameters, const char *name)
{
    for (size_t at = 0; at < parameters->count; at++)
        if (slice_equal(parameters->items[at].name, slice_of(name)))
            return parameters->items[at].value;
    return (struct slice){NULL, 0};
}

void url_encode(struct buffer *out, struct slice text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t at = 0; at < text.length; at++) {
        unsigned char byte = (unsigned char)text.bytes[at];
        bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
        if (letter || (byte >= '0' && byte <= '9') || (byte && strchr("-._~", byte))) {
            buffer_append_byte(out, byte);
        } else {
            buffer_append_byte(out, '%');
            buffer_append_byte(out, (unsigned char)digits[byte >> 4]);
            buffer_append_byte(out, (unsigned char)digits[byte & 15]);
        }
    }
}
