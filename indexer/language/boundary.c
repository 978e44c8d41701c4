#include "indexer/language/boundary.h"

#define TAB_WIDTH 8

static bool in_word(struct glyph glyph)
{
    return glyph.kind == CHARACTER_LETTER || glyph.kind == CHARACTER_DIGIT ||
           glyph.kind == CHARACTER_DICTIONARY;
}

struct glyph boundary_glyph_before(struct unicode *unicode, struct slice text, const char *at)
{
    const char *begin = at;
    if (at == text.bytes)
        return (struct glyph){0, 0, CHARACTER_SEPARATOR, SCRIPT_OTHER};
    do {
        begin--;
    } while (begin > text.bytes && at - begin < 4 && ((unsigned char)*begin & 0xC0) == 0x80);
    struct glyph glyph = unicode_glyph(unicode, begin, at);
    glyph.length = (uint8_t)(at - begin);
    return glyph;
}

/* Where the gap before a word begins, and what is before it. */
static struct gap open_gap(struct unicode *unicode, struct slice text, const char *word)
{
    struct gap gap = {.begin = word, .end = word};
    struct glyph glyph;
    while ((glyph = boundary_glyph_before(unicode, text, gap.begin)).length > 0 && !in_word(glyph))
        gap.begin -= glyph.length;
    gap.before = (enum word_script)glyph.script;
    return gap;
}

/* How a character ends a sentence, if it does. */
enum ending { ENDS_NOT, ENDS_SOFTLY, ENDS_HARD };

static enum ending ending_of(struct glyph glyph, const struct gap *gap)
{
    switch (glyph.kind) {
    case CHARACTER_POINT:
        return ENDS_SOFTLY;
    case CHARACTER_TERMINATOR: /* in scripts of their own no white space need follow */
        return glyph.code < 0x80 || glyph.code == 0x2026 ? ENDS_SOFTLY : ENDS_HARD;
    case CHARACTER_SEMICOLON: /* the question mark of Greek */
        return gap->before == SCRIPT_GREEK ? ENDS_SOFTLY : ENDS_NOT;
    default:
        return ENDS_NOT;
    }
}

static bool is_pause(struct glyph glyph)
{
    return glyph.kind == CHARACTER_COMMA || glyph.kind == CHARACTER_COLON ||
           glyph.kind == CHARACTER_SEMICOLON || glyph.kind == CHARACTER_PAUSE;
}

static bool is_white(struct glyph glyph)
{
    return glyph.kind == CHARACTER_SPACE || glyph.kind == CHARACTER_LINE_END;
}

/* A gap while it is read. */
struct reading {
    struct glyph previous;
    bool soft;    /* a soft terminator waits for white space */
    bool point;   /* it is a single point, behind the word or standing alone */
    bool alone;   /* with white space before it */
    bool outdent; /* something stands after the line's white space */
};

static void read_terminator(struct reading *reading, struct gap *gap, struct glyph glyph,
                            const char *at, enum ending ending)
{
    if (ending == ENDS_HARD) {
        reading->soft = false;
        gap->ended = gap->hard = true;
        return;
    }
    const bool first = !reading->soft || is_white(reading->previous);
    reading->alone = first && at != gap->begin && is_white(reading->previous);
    reading->point = first && glyph.kind == CHARACTER_POINT && (at == gap->begin || reading->alone);
    reading->soft = true;
}

static void read_line_end(struct reading *reading, struct gap *gap, struct glyph glyph,
                          const char *at)
{
    if (glyph.code == 0x2029) {
        gap->paragraph_separator = true;
    } else if (glyph.code != '\n' || reading->previous.code != '\r') {
        gap->lines++;
        gap->line_end = gap->line_end ? gap->line_end : at;
    }
    gap->indentation = 0;
    reading->outdent = false;
}

static size_t columns(struct glyph glyph)
{
    return glyph.code == '\t' ? TAB_WIDTH : glyph.code == 0x3000 ? 2 : 1;
}

static void read_white(struct reading *reading, struct gap *gap, struct glyph glyph, const char *at)
{
    if (reading->soft && !is_white(reading->previous)) {
        gap->ended = true;
        gap->hard = false;
        gap->point = reading->point;
        gap->alone = reading->alone;
    }
    if (glyph.kind == CHARACTER_LINE_END)
        read_line_end(reading, gap, glyph, at);
    else if (!reading->outdent)
        gap->indentation += columns(glyph);
}

static void read_gap(struct unicode *unicode, struct gap *gap)
{
    struct reading reading = {.outdent = true};
    struct glyph glyph;
    for (const char *at = gap->begin; at < gap->end; at += glyph.length) {
        glyph = unicode_glyph(unicode, at, gap->end);
        const enum ending ending = ending_of(glyph, gap);
        if (is_white(glyph))
            read_white(&reading, gap, glyph, at);
        else if (ending != ENDS_NOT)
            read_terminator(&reading, gap, glyph, at, ending);
        else if (is_pause(glyph))
            reading.soft = gap->ended = gap->hard = false;
        reading.outdent |= !is_white(glyph);
        reading.previous = glyph;
    }
}

enum text_start boundary_at(struct unicode *unicode, struct slice text, const char *word,
                            struct line_layout *layout, bool *context)
{
    struct gap gap = open_gap(unicode, text, word);
    read_gap(unicode, &gap);
    const bool sentence = gap.ended && boundary_ends_sentence(unicode, text, &gap, context);
    if (gap.paragraph_separator ||
        (gap.lines > 0 && boundary_ends_paragraph(unicode, text, &gap, sentence, layout)))
        return START_PARAGRAPH;
    return sentence ? START_SENTENCE : START_NOTHING;
}
