#include "indexer/language/scanner.h"

void scanner_start(struct scanner *scanner, struct unicode *unicode, struct slice text,
                   uint32_t position)
{
    scanner->unicode = unicode;
    scanner->whole = text;
    scanner->capitals = CAPITALS_UNKNOWN;
    scanner->lines.known = false;
    scanner_piece(scanner, text, position, GAP_BEGIN);
}

void scanner_piece(struct scanner *scanner, struct slice piece, uint32_t position, uint8_t carried)
{
    scanner->at = piece.bytes;
    scanner->end = piece.length ? piece.bytes + piece.length : piece.bytes;
    scanner->list_end = piece.bytes;
    scanner->run = NULL;
    scanner->position = position;
    scanner->chained = false;
    scanner->asked_capitals = scanner->asked_context = false;
    scanner->gap = scanner->head_gap = 0;
    scanner->carried = carried;
    scanner->head = NULL;
    scanner->cut_next = scanner->cut_count = 0;
    scanner->taken = scanner->count = scanner->byte_count = 0;
}

void scanner_push(struct scanner *scanner, const struct word *word)
{
    struct word *to = &scanner->pending[scanner->count++];
    *to = *word;
    char *bytes = scanner->bytes + scanner->byte_count;
    const size_t length = unicode_cut(word->folded.bytes, word->folded.length, WORD_MAX);
    memcpy(bytes, word->folded.bytes, length);
    to->folded = (struct slice){bytes, length};
    scanner->byte_count += length;
}

/* Push a piece of a part's folded letters as one word. */
static void push_piece(struct scanner *scanner, const struct part *part, struct slice text,
                       struct slice folded)
{
    const struct word word = {
        .text = text,
        .folded = folded,
        .position = scanner->position,
        .span = 1,
        .script = part->script,
        .kind = WORD_PLAIN,
    };
    scanner_push(scanner, &word);
}

static void push_variant(struct scanner *scanner, const struct part *part, struct slice text,
                         struct slice folded, uint32_t span)
{
    const struct word word = {
        .text = text,
        .folded = folded,
        .position = scanner->position,
        .span = span,
        .script = part->script,
        .kind = WORD_VARIANT,
    };
    scanner_push(scanner, &word);
}

/* Initials are a word each, and a word together: J.F. meets "J. F." and JF. */
static void push_initials(struct scanner *scanner, const struct part *part)
{
    const char *end = part->text.bytes + part->text.length;
    const struct slice first = {part->text.bytes, (size_t)(part->middle - part->text.bytes)};
    const struct slice second = {part->middle, (size_t)(end - part->middle)};
    push_piece(scanner, part, first, (struct slice){part->folded, part->split});
    push_variant(scanner, part, part->text, (struct slice){part->folded, part->length}, 2);
    scanner->position++;
    push_piece(scanner, part, second,
               (struct slice){part->folded + part->split, part->length - part->split});
    scanner->position++;
}

/* Push a part, and after it the joined compound that it begins, if any. */
static void push_part(struct scanner *scanner, const struct part *part, const struct word *joined)
{
    if (part->length == 0)
        return;
    if (part->middle) {
        push_initials(scanner, part);
        return;
    }
    push_piece(scanner, part, part->text, (struct slice){part->folded, part->length});
    if (part->other)
        push_variant(scanner, part, part->text, slice_of(part->other), 1);
    if (joined)
        push_variant(scanner, part, joined->text, joined->folded, joined->span);
    scanner->position++;
}

enum content { CONTENT_LETTERS, CONTENT_DIGITS, CONTENT_MIXED };

static enum content part_content(const struct part *part)
{
    size_t digits = 0;
    for (size_t i = 0; i < part->length; i++)
        digits += part->folded[i] >= '0' && part->folded[i] <= '9';
    return digits == 0 ? CONTENT_LETTERS : digits == part->length ? CONTENT_DIGITS : CONTENT_MIXED;
}

static size_t code_points(const struct part *part)
{
    size_t count = 0;
    for (size_t i = 0; i < part->length; i++)
        count += ((unsigned char)part->folded[i] & 0xC0) != 0x80;
    return count;
}

/* Whether the parts are letters all, or a name and number like F-16 and COVID-19. */
static bool parts_join(const struct part *parts, size_t count)
{
    if (count < 2 || count > COMPOUND_PARTS)
        return false;
    size_t total = 0, letters = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].special || parts[i].other || parts[i].length == 0)
            return false;
        total += parts[i].length;
        letters += part_content(&parts[i]) == CONTENT_LETTERS;
    }
    if (letters == count)
        return total <= COMPOUND_MAX;
    return count == 2 && letters == 1 && part_content(&parts[1]) == CONTENT_DIGITS &&
           code_points(&parts[0]) <= 5 && parts[1].length <= 4;
}

/* The parts written as one word, in `room`. */
static struct word join_parts(const struct part *parts, size_t count, char room[COMPOUND_MAX])
{
    const struct part *last = &parts[count - 1];
    const char *begin = parts[0].text.bytes;
    struct word word = {.span = (uint32_t)count};
    word.text = (struct slice){begin, (size_t)(last->text.bytes + last->text.length - begin)};
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        memcpy(room + length, parts[i].folded, parts[i].length);
        length += parts[i].length;
    }
    word.folded = (struct slice){room, length};
    return word;
}

static bool is_arabic_letter(struct glyph glyph)
{
    return glyph.kind == CHARACTER_LETTER && glyph.script == SCRIPT_ARABIC;
}

/* Step over the hyphen or the Persian non-joiner that ties the next part to the last, if one does.
 */
static bool step_to_next_part(struct scanner *scanner, const struct part *last)
{
    struct glyph glyph = scanner_glyph(scanner, scanner->at);
    const char *next = scanner->at + glyph.length;
    if (glyph.kind == CHARACTER_HYPHEN) {
        if (!glyph_in_word(scanner_glyph(scanner, next)))
            return false;
    } else if (glyph.kind == CHARACTER_NON_JOINER && last->script == SCRIPT_ARABIC) {
        if (!is_arabic_letter(scanner_glyph(scanner, next)))
            return false;
    } else {
        return false;
    }
    scanner->at = next;
    return true;
}

/* Words tied by hyphens: parts at successive positions, and joined where there are few of them. */
static void scan_compound(struct scanner *scanner)
{
    struct part parts[COMPOUND_PARTS + 1];
    const size_t limit = scanner->chained ? 1 : COMPOUND_PARTS + 1;
    size_t count = 0;
    bool tied = true;
    while (tied && count < limit) {
        scan_word(scanner, &parts[count]);
        tied = step_to_next_part(scanner, &parts[count]);
        count++;
    }
    char room[COMPOUND_MAX];
    struct word joined;
    const bool join = !tied && !scanner->chained && parts_join(parts, count);
    if (join)
        joined = join_parts(parts, count, room);
    for (size_t i = 0; i < count; i++)
        push_part(scanner, &parts[i], join && i == 0 ? &joined : NULL);
    scanner->chained = tied;
}

/* Several words of the divided run that are one, too; false for none. */
static bool join_run_words(struct scanner *scanner, char room[FOLD_ROOM], struct word *out)
{
    const size_t begin = scanner->cut_next, end = begin + scanner->spans[begin];
    if (end == begin + 1 || end >= scanner->cut_count)
        return false;
    out->text.bytes = scanner->run + scanner->cuts[begin];
    out->text.length = (size_t)(scanner->cuts[end] - scanner->cuts[begin]);
    out->folded = (struct slice){room, fold_text(scanner->unicode, out->text, room)};
    out->span = scanner->spans[begin];
    return true;
}

/* The next word of the run that has been divided. */
static void push_run_word(struct scanner *scanner)
{
    const char *begin = scanner->run + scanner->cuts[scanner->cut_next];
    const char *end = scanner->run + scanner->cuts[scanner->cut_next + 1];
    struct part part = {.text = {begin, (size_t)(end - begin)}};
    char room[FOLD_ROOM];
    struct word joined;
    part.script = scanner_glyph(scanner, begin).script;
    part.length = fold_text(scanner->unicode, part.text, part.folded);
    push_part(scanner, &part, join_run_words(scanner, room, &joined) ? &joined : NULL);
    if (++scanner->cut_next + 1 >= scanner->cut_count)
        scanner->run = NULL;
}

/* See what begins with the first of the words that were found, and look out for the next gap. */
static void note_start(struct scanner *scanner)
{
    if (scanner->count == 0)
        return;
    const char *begin = scanner->pending[0].text.bytes;
    uint8_t gap = scanner->gap;
    if (!scanner->head) {
        scanner->head = begin;
        scanner->head_gap = gap;
        gap |= scanner->carried;
    }
    if (gap != 0) {
        bool context = false;
        const enum text_start start =
            gap & GAP_BEGIN
                ? START_PARAGRAPH
                : boundary_at(scanner->unicode, scanner->whole, begin, &scanner->lines, &context);
        scanner->pending[0].starts_sentence = start != START_NOTHING;
        scanner->pending[0].starts_paragraph = start == START_PARAGRAPH;
        scanner->asked_context |= context && scanner->head != begin;
    }
    /* The point of an abbreviation is part of the word, and may end a sentence. */
    scanner->gap = gap_bit(boundary_glyph_before(scanner->unicode, scanner->whole, scanner->at));
}

/* Look for more words; false at the end of the text. */
static bool scan_more(struct scanner *scanner)
{
    if (scanner->run) {
        push_run_word(scanner);
        note_start(scanner);
        return true;
    }
    for (;;) {
        const struct glyph glyph = scanner_glyph(scanner, scanner->at);
        if (glyph.length == 0)
            return false;
        if (glyph.kind == CHARACTER_DICTIONARY) {
            scan_run(scanner);
            push_run_word(scanner);
            note_start(scanner);
            return true;
        }
        if (glyph_in_word(glyph)) {
            scan_compound(scanner);
            note_start(scanner);
            return true;
        }
        scanner->gap |= gap_bit(glyph);
        scanner->at += glyph.length;
    }
}

bool scanner_next(struct scanner *scanner, struct word *out)
{
    while (scanner->taken == scanner->count) {
        scanner->taken = scanner->count = scanner->byte_count = 0;
        if (!scan_more(scanner))
            return false;
    }
    *out = scanner->pending[scanner->taken++];
    return true;
}
