#include "indexer/language/scanner.h"

#include <unicode/uchar.h>

/* Digits with single points or commas between them, as written: 1,234.56 or 14.02.2000. */
struct groups {
    const char *end;
    size_t count;
    size_t first;     /* digits in the first group */
    size_t last;      /* in the last */
    size_t thousands; /* groups of three digits after the first, before any other group */
    char separator;   /* between the first two: '.' or ',' */
    char last_separator;
    bool mixed; /* separators change before the last one */
};

static const char *digits_end(struct scanner *scanner, const char *at, size_t *count)
{
    struct glyph glyph;
    for (*count = 0; (glyph = scanner_glyph(scanner, at)).kind == CHARACTER_DIGIT; ++*count)
        at += glyph.length;
    return at;
}

/* The separator at `at` that has a digit after it, as '.' or ','; 0 where there is none. */
static char separator_at(struct scanner *scanner, const char *at, size_t *length)
{
    const struct glyph glyph = scanner_glyph(scanner, at);
    *length = glyph.length;
    if ((glyph.kind != CHARACTER_POINT && glyph.kind != CHARACTER_COMMA) ||
        scanner_glyph(scanner, at + glyph.length).kind != CHARACTER_DIGIT)
        return 0;
    return glyph.kind == CHARACTER_POINT ? '.' : ',';
}

static struct groups read_groups(struct scanner *scanner)
{
    struct groups groups = {.count = 1};
    size_t skip;
    groups.end = digits_end(scanner, scanner->at, &groups.first);
    groups.last = groups.first;
    char separator;
    while ((separator = separator_at(scanner, groups.end, &skip)) != 0) {
        groups.mixed |= groups.count > 1 && groups.last_separator != groups.separator;
        groups.separator = groups.count == 1 ? separator : groups.separator;
        groups.last_separator = separator;
        groups.end = digits_end(scanner, groups.end + skip, &groups.last);
        groups.thousands += groups.last == 3 && groups.thousands + 1 == groups.count;
        groups.count++;
    }
    return groups;
}

/* How a number's separators are to be read. */
enum reading { READ_LIST, READ_JOINED, READ_FRACTION };

/*
 * 155,221 and 1.000.000 are joined; 3.5 and 3,5 and the end of 1,234.56 are fractions; 3.500 is
 * left as it is, since it may be either; all else (14.02.2000, 1,2,3) are numbers side by side.
 */
static enum reading read_separators(const struct groups *groups)
{
    if (groups->count == 1)
        return READ_JOINED;
    const bool grouped = groups->first <= 3 && !groups->mixed;
    const bool same = groups->last_separator == groups->separator;
    if (groups->count == 2) {
        if (groups->separator == '.')
            return READ_FRACTION;
        return grouped && groups->last == 3 ? READ_JOINED
               : groups->last <= 2          ? READ_FRACTION
                                            : READ_LIST;
    }
    if (grouped && same && groups->thousands == groups->count - 1)
        return READ_JOINED;
    if (grouped && !same && groups->thousands >= groups->count - 2)
        return READ_FRACTION;
    return READ_LIST;
}

static void put_digit(struct part *part, char digit)
{
    if (part->length < WORD_MAX)
        part->folded[part->length++] = digit;
}

/* Fold the digits up to `end`: separators go, but the last becomes the point of a fraction. */
static void fold_digits(struct scanner *scanner, struct part *part, const char *end,
                        const char *point)
{
    struct glyph glyph;
    for (const char *at = scanner->at; at < end; at += glyph.length) {
        glyph = scanner_glyph(scanner, at);
        if (glyph.kind == CHARACTER_DIGIT)
            put_digit(part, (char)('0' + u_charDigitValue((UChar32)glyph.code)));
        else if (at == point)
            put_digit(part, '.');
    }
}

/* Where the last separator before `end` is. */
static const char *last_point(struct scanner *scanner, const char *end)
{
    const char *point = NULL;
    struct glyph glyph;
    for (const char *at = scanner->at; at < end; at += glyph.length) {
        glyph = scanner_glyph(scanner, at);
        point = glyph.kind == CHARACTER_DIGIT ? point : at;
    }
    return point;
}

void scan_number(struct scanner *scanner, struct part *part)
{
    size_t count;
    const char *end = digits_end(scanner, scanner->at, &count);
    const char *point = NULL;
    if (scanner->at >= scanner->list_end) {
        const struct groups groups = read_groups(scanner);
        const enum reading reading = read_separators(&groups);
        if (reading == READ_LIST) {
            scanner->list_end = groups.end;
        } else {
            end = groups.end;
            point = reading == READ_FRACTION ? last_point(scanner, end) : NULL;
        }
    }
    fold_digits(scanner, part, end, point);
    scanner->at = end;
}
