#include "indexer/language/boundary.h"

#include <string.h>
#include <unicode/uchar.h>

/* Text broken to a width has no line over WRAP_MAX code points, one of WRAP_MIN at the least, and
 * most lines end amid a sentence. */
#define WRAP_MAX 100
#define WRAP_MIN 40

/* Columns more than the margin at which a line begins a paragraph. */
#define INDENTATION_MIN 2

/* Code points from `at` to `end`, counted no further than WRAP_MAX + 1. */
static size_t width_of(const char *at, const char *end)
{
    size_t width = 0;
    for (; at < end && width <= WRAP_MAX; at++)
        width += ((unsigned char)*at & 0xC0) != 0x80;
    return width;
}

/* The lines of a text while they are looked at. */
struct survey {
    size_t lines; /* that are not blank */
    size_t ended; /* of these, with punctuation at the end that ends something */
    size_t widest;
    size_t margin;
};

static bool ends_amid(struct unicode *unicode, struct slice text, const char *end)
{
    const struct glyph last = boundary_glyph_before(unicode, text, end);
    switch (last.kind) {
    case CHARACTER_LETTER:
    case CHARACTER_DIGIT:
    case CHARACTER_DICTIONARY:
    case CHARACTER_MARK:
    case CHARACTER_IGNORABLE:
    case CHARACTER_HYPHEN:
    case CHARACTER_COMMA:
    case CHARACTER_PAUSE:
        return true;
    default:
        return false;
    }
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\v' || byte == '\f';
}

static void survey_line(struct unicode *unicode, struct slice text, const char *begin,
                        const char *end, struct survey *survey)
{
    const char *at = begin;
    size_t indentation = 0;
    for (; at < end && is_blank(*at); at++)
        indentation += *at == '\t' ? 8 : 1;
    while (end > at && is_blank(end[-1]))
        end--;
    if (at == end)
        return;
    if ((size_t)(end - begin) > survey->widest) { /* else it is no wider, whatever its bytes are */
        const size_t width = width_of(begin, end);
        survey->widest = width > survey->widest ? width : survey->widest;
    }
    survey->margin =
        survey->lines > 0 && indentation < survey->margin ? indentation : survey->margin;
    survey->lines++;
    survey->ended += !ends_amid(unicode, text, end);
}

static void survey_lines(struct unicode *unicode, struct slice text, struct line_layout *layout)
{
    const char *const end = text.bytes + text.length;
    struct survey survey = {.margin = SIZE_MAX};
    for (const char *at = text.bytes; at < end;) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        line_end = line_end ? line_end : end;
        survey_line(unicode, text, at, line_end, &survey);
        at = line_end + 1;
    }
    layout->known = true;
    layout->wrapped =
        survey.widest >= WRAP_MIN && survey.widest <= WRAP_MAX && 2 * survey.ended < survey.lines;
    layout->width = survey.widest;
    layout->margin = survey.lines > 1 ? survey.margin : 0;
}

static bool is_line_end(char byte)
{
    return byte == '\n' || byte == '\r';
}

/* Whether the line before the gap had room for the word after it, so that it was ended there on
 * purpose. */
static bool had_room(struct slice text, const struct gap *gap, size_t width)
{
    const char *begin = gap->line_end;
    while (begin > text.bytes && !is_line_end(begin[-1]))
        begin--;
    const char *const end = text.bytes + text.length;
    const char *to = gap->end;
    while (to < end && !is_blank(*to) && !is_line_end(*to))
        to++;
    return width_of(begin, gap->line_end) + 1 + width_of(gap->end, to) <= width;
}

bool boundary_ends_paragraph(struct unicode *unicode, struct slice text, const struct gap *gap,
                             bool sentence, struct line_layout *layout)
{
    if (gap->lines > 1)
        return true;
    if (!layout->known)
        survey_lines(unicode, text, layout);
    if (gap->indentation >= layout->margin + INDENTATION_MIN)
        return true;
    if (layout->wrapped)
        return sentence && had_room(text, gap, layout->width);
    const struct glyph next = unicode_glyph(unicode, gap->end, text.bytes + text.length);
    return gap->ended || !u_islower((UChar32)next.code);
}
