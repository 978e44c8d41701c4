#include "searcher/serve/negotiation.h"

#include <strings.h>

#define QUALITY_MAX 1000u

struct slice slice_trim(struct slice text)
{
    while (text.length > 0 && (*text.bytes == ' ' || *text.bytes == '\t'))
        text = (struct slice){text.bytes + 1, text.length - 1};
    while (text.length > 0 &&
           (text.bytes[text.length - 1] == ' ' || text.bytes[text.length - 1] == '\t'))
        text.length--;
    return text;
}

bool slice_equal_fold(struct slice a, struct slice b)
{
    return a.length == b.length && (a.length == 0 || strncasecmp(a.bytes, b.bytes, a.length) == 0);
}

struct slice list_next(struct slice list, size_t *at)
{
    while (*at < list.length) {
        size_t start = *at;
        bool quoted = false;
        while (*at < list.length && (quoted || list.bytes[*at] != ',')) {
            quoted = quoted != (list.bytes[*at] == '"');
            ++*at;
        }
        struct slice piece = slice_trim((struct slice){list.bytes + start, *at - start});
        ++*at;
        if (piece.length > 0)
            return piece;
    }
    return (struct slice){NULL, 0};
}

/* The value of a weight such as "0.75" in thousandths; what is none counts as 1. */
static unsigned read_quality(struct slice text)
{
    if (text.length == 0 || (text.bytes[0] != '0' && text.bytes[0] != '1'))
        return QUALITY_MAX;
    unsigned value = (unsigned)(text.bytes[0] - '0') * QUALITY_MAX, unit = 100;
    for (size_t at = 2; at < text.length && at < 5; at++, unit /= 10)
        if (text.bytes[at] >= '0' && text.bytes[at] <= '9')
            value += (unsigned)(text.bytes[at] - '0') * unit;
    return value < QUALITY_MAX ? value : QUALITY_MAX;
}

/* Split "text/html;level=1;q=0.5" into its name and its weight. */
static struct slice take_quality(struct slice piece, unsigned *quality)
{
    const char *semicolon = memchr(piece.bytes, ';', piece.length);
    size_t length = semicolon ? (size_t)(semicolon - piece.bytes) : piece.length;
    struct slice name = slice_trim((struct slice){piece.bytes, length});
    *quality = QUALITY_MAX;
    while (length < piece.length) {
        size_t start = length + 1;
        const char *end = memchr(piece.bytes + start, ';', piece.length - start);
        length = end ? (size_t)(end - piece.bytes) : piece.length;
        struct slice part = slice_trim((struct slice){piece.bytes + start, length - start});
        if (part.length > 2 && (part.bytes[0] | 0x20) == 'q' && part.bytes[1] == '=')
            *quality = read_quality((struct slice){part.bytes + 2, part.length - 2});
    }
    return name;
}

/* How closely a range fits a type: 3 itself, 2 its family, 1 anything, 0 not. */
static unsigned fit(struct slice range, struct slice type)
{
    const char *slash = memchr(type.bytes, '/', type.length);
    size_t family = slash ? (size_t)(slash - type.bytes) + 1 : type.length;
    if (slice_equal_fold(range, type))
        return 3;
    if (slice_equal(range, SLICE("*/*")))
        return 1;
    bool any = range.length == family + 1 && range.bytes[family] == '*';
    return any && slice_equal_fold((struct slice){range.bytes, family},
                                   (struct slice){type.bytes, family})
               ? 2
               : 0;
}

/* The weight of the range that fits a type most closely, and at least so closely. */
static unsigned weigh(struct slice accept, const char *type, unsigned closely)
{
    unsigned best = closely - 1, quality = 0, weight;
    struct slice piece;
    size_t at = 0;
    while (piece = list_next(accept, &at), piece.bytes) {
        unsigned fits = fit(take_quality(piece, &weight), slice_of(type));
        if (fits > best) {
            best = fits;
            quality = weight;
        }
    }
    return quality;
}

unsigned accept_quality(struct slice accept, const char *type)
{
    return slice_trim(accept).length == 0 ? QUALITY_MAX : weigh(accept, type, 1);
}

unsigned accept_quality_by_name(struct slice accept, const char *type)
{
    return weigh(accept, type, 3);
}

bool accepts_gzip(struct slice accept_encoding)
{
    unsigned gzip = 0, any = 0, weight;
    bool named = false;
    struct slice piece;
    size_t at = 0;
    while (piece = list_next(accept_encoding, &at), piece.bytes) {
        struct slice name = take_quality(piece, &weight);
        if (slice_equal_fold(name, SLICE("gzip")) || slice_equal_fold(name, SLICE("x-gzip"))) {
            named = true;
            gzip = weight;
        } else if (slice_equal(name, SLICE("*"))) {
            any = weight;
        }
    }
    return named ? gzip > 0 : any > 0;
}

bool matches_etag(struct slice if_none_match, struct slice etag)
{
    struct slice piece;
    size_t at = 0;
    while (piece = list_next(if_none_match, &at), piece.bytes) {
        if (slice_equal(piece, SLICE("*")))
            return true;
        if (piece.length > 2 && piece.bytes[0] == 'W' && piece.bytes[1] == '/')
            piece = (struct slice){piece.bytes + 2, piece.length - 2};
        if (slice_equal(piece, etag))
            return true;
    }
    return false;
}
