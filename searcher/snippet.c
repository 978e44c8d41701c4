#include "searcher/snippet.h"

#include <stdlib.h>
#include <unicode/uchar.h>

#include "corpus/utf8.h"
#include "searcher/snippet_match.h"

/* What counts for a window: a part of the query that no other piece shows, one that another shows
 * already, the whole of a phrase, and any further match. */
#define SCORE_NEW    64u
#define SCORE_OLD    8u
#define SCORE_PHRASE 16u
#define SCORE_MATCH  1u

struct snippet_maker {
    struct snippet_matcher *matcher;
    size_t leaf_count;
    uint32_t *in_window; /* matches of each leaf in the window */
    bool *shown;         /* leaves that a chosen piece shows */
};

/* A stretch of the body, in bytes. */
struct range {
    size_t start, end;
};

enum herald_status snippet_maker_open(const struct query_terms *terms, bool any,
                                      struct analyser *analyser, struct snippet_maker **out,
                                      struct herald_error *err)
{
    struct snippet_maker *maker = calloc(1, sizeof(*maker));
    *out = NULL;
    if (!maker)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for snippets");
    maker->leaf_count = terms->count;
    maker->in_window = calloc(terms->count + 1, sizeof(*maker->in_window));
    maker->shown = calloc(terms->count + 1, sizeof(*maker->shown));
    enum herald_status status = maker->in_window && maker->shown ? HERALD_OK : HERALD_E_NO_MEMORY;
    if (status == HERALD_OK)
        status = snippet_matcher_open(terms, any, analyser, &maker->matcher, err);
    else
        herald_fail(err, status, "no memory for snippets");
    if (status == HERALD_OK)
        *out = maker;
    else
        snippet_maker_free(maker);
    return status;
}

void snippet_maker_free(struct snippet_maker *maker)
{
    if (!maker)
        return;
    snippet_matcher_free(maker->matcher);
    free(maker->in_window);
    free(maker->shown);
    free(maker);
}

/* --- characters ------------------------------------------------------------------------------- */

static uint32_t character_at(struct slice text, size_t at)
{
    uint32_t c = ' ';
    if (at < text.length)
        utf8_decode(text.bytes + at, text.length - at, &c);
    return c;
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x85 || c == 0x2028 ||
           c == 0x2029 || c == 0x3000;
}

/* Punctuation of scripts that write no blanks after it. */
static bool is_wide_stop(uint32_t c)
{
    return c == 0x3001 || c == 0x3002 || c == 0xFF0C || c == 0xFF01 || c == 0xFF1F || c == 0xFF1B ||
           c == 0xFF1A;
}

static bool ends_sentence(uint32_t c)
{
    return c == '.' || c == '!' || c == '?' || c == 0x3002 || c == 0xFF01 || c == 0xFF1F ||
           c == 0x61F || c == 0x6D4 || c == 0x964;
}

/* Whether a character belongs to the one before it. */
static bool continues(uint32_t c)
{
    int8_t type = u_charType((UChar32)c);
    return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK ||
           type == U_COMBINING_SPACING_MARK || c == 0x200D;
}

/* Whether a piece may begin or end here, between two words. */
static bool is_boundary(struct slice text, size_t at)
{
    if (at == 0 || at >= text.length)
        return true;
    uint32_t before = character_at(text, utf8_previous(text, at));
    return is_blank(before) || is_blank(character_at(text, at)) || is_wide_stop(before);
}

/* Whether a sentence begins here. */
static bool is_sentence_start(struct slice text, size_t at)
{
    if (at == 0)
        return true;
    uint32_t before = character_at(text, utf8_previous(text, at));
    if (before == '\n' || (ends_sentence(before) && before >= 0x3000))
        return true;
    if (!is_blank(before))
        return false;
    size_t blank = utf8_previous(text, at);
    return blank > 0 && ends_sentence(character_at(text, utf8_previous(text, blank)));
}

/* --- where a piece begins and ends ------------------------------------------------------------ */

/* The start of a piece: between `floor` and `match`, at a sentence if there is one. */
static size_t choose_start(struct slice text, size_t floor, size_t match)
{
    size_t words = match;
    if (is_sentence_start(text, match))
        return match;
    for (size_t at = floor; at < match; at = utf8_next(text, at)) {
        if (is_sentence_start(text, at) && !is_blank(character_at(text, at)))
            return at;
        if (words == match && at > floor && is_boundary(text, at) &&
            !is_blank(character_at(text, at)))
            words = at;
    }
    if (words < match || floor == match || is_boundary(text, match))
        return words;
    while (floor < match && continues(character_at(text, floor)))
        floor = utf8_next(text, floor);
    return floor;
}

/* The end of a piece: not above `ceiling`, not below `match`. */
static size_t choose_end(struct slice text, size_t match, size_t ceiling)
{
    if (ceiling >= text.length)
        return text.length;
    size_t at = ceiling;
    while (at > match && !is_boundary(text, at))
        at = utf8_previous(text, at);
    if (at > match)
        return at;
    at = ceiling;
    while (at > match && continues(character_at(text, at)))
        at = utf8_previous(text, at);
    return at;
}

/* Widen the stretch of some matches to a piece of about `width` bytes within `bounds`. */
static struct range widen(struct slice text, struct range matches, struct range bounds,
                          size_t width)
{
    size_t length = matches.end - matches.start;
    size_t spare = width > length ? width - length : 0;
    size_t before = spare / 2;
    size_t floor = matches.start - bounds.start > before ? matches.start - before : bounds.start;
    while (floor > bounds.start && utf8_is_continuation(text.bytes[floor]))
        floor--;
    struct range piece = {choose_start(text, floor, matches.start), 0};
    size_t ceiling = piece.start + (width > length ? width : length);
    ceiling = ceiling < matches.end ? matches.end : ceiling;
    ceiling = utf8_floor(text, ceiling > bounds.end ? bounds.end : ceiling);
    piece.end = choose_end(text, matches.end, ceiling < matches.end ? matches.end : ceiling);
    return piece;
}

/* --- choosing windows ------------------------------------------------------------------------- */

/* How much is a match worth that comes into a window, or goes out of it? */
static uint32_t match_value(struct snippet_maker *maker, const struct snippet_match *match, bool in)
{
    uint32_t others = in ? maker->in_window[match->leaf]++ : --maker->in_window[match->leaf];
    uint32_t value = SCORE_MATCH + (match->phrase ? SCORE_PHRASE : 0);
    if (others == 0)
        value += maker->shown[match->leaf] ? SCORE_OLD : SCORE_NEW;
    return value;
}

/* The best window of at most `width` bytes over matches[0..count); its first and last + 1. */
static struct range best_window(struct snippet_maker *maker, const struct snippet_match *matches,
                                size_t count, size_t width)
{
    struct range best = {0, 0};
    uint32_t score = 0, best_score = 0;
    size_t first = 0;
    memset(maker->in_window, 0, maker->leaf_count * sizeof(*maker->in_window));
    for (size_t last = 0; last < count; last++) {
        score += match_value(maker, &matches[last], true);
        while (first < last && matches[last].end > matches[first].start + width)
            score -= match_value(maker, &matches[first++], false);
        if (score > best_score) {
            best_score = score;
            best = (struct range){first, last + 1};
        }
    }
    return best;
}

/* What is left of the body between the pieces chosen, around a place. */
static struct range bounds_around(const struct range *pieces, size_t count, struct slice body,
                                  size_t place)
{
    struct range bounds = {0, body.length};
    for (size_t at = 0; at < count; at++) {
        if (pieces[at].end <= place && pieces[at].end > bounds.start)
            bounds.start = pieces[at].end;
        if (pieces[at].start > place && pieces[at].start < bounds.end)
            bounds.end = pieces[at].start;
    }
    return bounds;
}

/* Take the matches of a piece out of the list, noting what they show. */
static size_t take_matches(struct snippet_maker *maker, struct snippet_match *matches, size_t count,
                           struct range piece)
{
    size_t kept = 0;
    for (size_t at = 0; at < count; at++) {
        if (matches[at].start < piece.end && matches[at].end > piece.start)
            maker->shown[matches[at].leaf] = true;
        else
            matches[kept++] = matches[at];
    }
    return kept;
}

static size_t window_end(const struct snippet_match *matches, struct range window)
{
    size_t end = 0;
    for (size_t at = window.start; at < window.end; at++)
        end = matches[at].end > end ? matches[at].end : end;
    return end;
}

/* Choose up to `most` pieces; a further one that shows nothing new is left out. */
static size_t choose_pieces(struct snippet_maker *maker, struct slice body,
                            struct snippet_match *matches, size_t count, size_t most, size_t width,
                            struct range *pieces)
{
    size_t chosen = 0;
    memset(maker->shown, 0, maker->leaf_count * sizeof(*maker->shown));
    while (chosen < most && count > 0) {
        struct range window = best_window(maker, matches, count, width);
        struct range stretch = {matches[window.start].start, window_end(matches, window)};
        struct range bounds = bounds_around(pieces, chosen, body, stretch.start);
        stretch.end = stretch.end < bounds.end ? stretch.end : bounds.end;
        pieces[chosen] = widen(body, stretch, bounds, width);
        count = take_matches(maker, matches, count, pieces[chosen]);
        chosen++;
    }
    return chosen;
}

static int compare_ranges(const void *left, const void *right)
{
    const struct range *a = left, *b = right;
    return (a->start > b->start) - (a->start < b->start);
}

/* --- the text of a piece ---------------------------------------------------------------------- */

struct copy {
    struct snippet_mark *marks;
    size_t mark_count;
    char *text;
    size_t length;
};

/* Copy a stretch of the body with runs of blanks as one space, none at the ends. */
static void copy_stretch(struct copy *copy, struct slice body, struct range range)
{
    for (size_t at = range.start; at < range.end;) {
        unsigned char byte = (unsigned char)body.bytes[at];
        if (byte > ' ' && byte < 0x7F) {
            copy->text[copy->length++] = body.bytes[at++];
            continue;
        }
        size_t next = utf8_next(body, at);
        if (!is_blank(character_at(body, at))) {
            memcpy(copy->text + copy->length, body.bytes + at, next - at);
            copy->length += next - at;
        } else if (copy->length > 0 && copy->text[copy->length - 1] != ' ') {
            copy->text[copy->length++] = ' ';
        }
        at = next;
    }
}

/* Copy a piece, marking the matches in it: as one where nothing stands between them, as in Chinese.
 * Matches are in order of their starts. */
static bool copy_piece(struct slice body, struct range piece, const struct snippet_match *matches,
                       size_t count, struct arena *arena, struct snippet *out)
{
    struct copy copy = {0};
    copy.text = arena_alloc(arena, piece.end - piece.start + 1);
    copy.marks = arena_alloc(arena, (count + 1) * sizeof(*copy.marks));
    if (!copy.text || !copy.marks)
        return false;
    size_t at = piece.start;
    for (size_t number = 0; number < count; number++) {
        size_t start = matches[number].start > at ? matches[number].start : at;
        size_t end = matches[number].end < piece.end ? matches[number].end : piece.end;
        if (matches[number].end <= at || matches[number].start >= piece.end)
            continue;
        bool joins = copy.mark_count > 0 && matches[number].start <= at;
        copy_stretch(&copy, body, (struct range){at, start});
        size_t from = copy.length;
        copy_stretch(&copy, body, (struct range){start, end});
        if (joins)
            copy.marks[copy.mark_count - 1].length += copy.length - from;
        else
            copy.marks[copy.mark_count++] = (struct snippet_mark){from, copy.length - from};
        at = end;
    }
    copy_stretch(&copy, body, (struct range){at, piece.end});
    while (copy.length > 0 && copy.text[copy.length - 1] == ' ')
        copy.length--;
    copy.text[copy.length] = '\0';
    *out = (struct snippet){{copy.text, copy.length}, copy.marks, copy.mark_count};
    return true;
}

void snippet_maker_places(struct snippet_maker *maker, struct slice table)
{
    snippet_matcher_places(maker->matcher, table);
}

void snippet_maker_index(struct snippet_maker *maker, struct index_reader *reader)
{
    snippet_matcher_index(maker->matcher, reader);
}

/* --- title and body --------------------------------------------------------------------------- */

enum herald_status snippet_title(struct snippet_maker *maker, struct slice title,
                                 language_id language, struct arena *arena, struct snippet *out,
                                 struct herald_error *err)
{
    struct snippet_found found;
    const struct language_span all = {title.length, language};
    *out = (struct snippet){title, NULL, 0};
    enum herald_status status = snippet_matcher_run(
        maker->matcher, title, (struct text_languages){&all, 1}, true, 0, &found, err);
    if (status != HERALD_OK || found.count == 0)
        return status;
    struct snippet_mark *marks = arena_alloc(arena, found.count * sizeof(*marks));
    if (!marks)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for snippets");
    size_t end = 0;
    for (size_t at = 0; at < found.count; at++) {
        const struct snippet_match *match = &found.items[at];
        if (match->end <= end)
            continue;
        if (out->mark_count > 0 && match->start <= end)
            marks[out->mark_count - 1].length += match->end - end;
        else
            marks[out->mark_count++] =
                (struct snippet_mark){match->start, match->end - match->start};
        end = match->end;
    }
    out->marks = marks;
    return HERALD_OK;
}

/* How many bytes so many code points take in this text. */
static size_t width_in_bytes(struct slice text, size_t width)
{
    struct slice sample = {text.bytes, utf8_floor(text, 4096)};
    size_t count = utf8_count(sample);
    return count ? width * sample.length / count + 1 : width;
}

static enum herald_status make_pieces(struct snippet_maker *maker, struct slice body,
                                      const struct snippet_found *found,
                                      const struct snippet_options *options, size_t width,
                                      struct arena *arena, const struct snippet **out,
                                      size_t *count, struct herald_error *err)
{
    struct range pieces[SNIPPET_COUNT_MAX];
    size_t most = options->count < SNIPPET_COUNT_MAX ? options->count : SNIPPET_COUNT_MAX;
    struct snippet_match *matches = arena_alloc(arena, (found->count + 1) * sizeof(*matches));
    struct snippet *snippets = arena_alloc(arena, (most + 1) * sizeof(*snippets));
    bool made = matches && snippets;
    size_t chosen = 0;
    if (made && found->count > 0) {
        memcpy(matches, found->items, found->count * sizeof(*matches));
        chosen = choose_pieces(maker, body, matches, found->count, most, width, pieces);
    } else if (made && most > 0) {
        pieces[chosen++] = widen(body, (struct range){0, 0}, (struct range){0, body.length}, width);
    }
    qsort(pieces, chosen, sizeof(*pieces), compare_ranges);
    for (size_t at = 0; at < chosen && made; at++)
        made = copy_piece(body, pieces[at], found->items, found->count, arena, &snippets[at]);
    if (!made)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for snippets");
    *out = snippets;
    *count = chosen;
    return HERALD_OK;
}

enum herald_status snippet_body(struct snippet_maker *maker, struct slice body,
                                struct text_languages languages,
                                const struct snippet_options *options, struct arena *arena,
                                const struct snippet **out, size_t *count, struct herald_error *err)
{
    struct snippet_found found;
    size_t width = width_in_bytes(body, options->width);
    *out = NULL;
    *count = 0;
    if (body.length == 0 || options->count == 0)
        return HERALD_OK;
    enum herald_status status =
        snippet_matcher_run(maker->matcher, body, languages, false, width, &found, err);
    if (status != HERALD_OK)
        return status;
    return make_pieces(maker, body, &found, options, width, arena, out, count, err);
}

/* --- HTML ------------------------------------------------------------------------------------- */

/* What a byte is written as in HTML; NULL: as itself. */
static const char *html_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\0':
        return UTF8_REPLACEMENT_TEXT;
    default:
        return NULL;
    }
}

static void append_html(struct buffer *out, struct slice text)
{
    size_t written = 0;
    for (size_t at = 0; at < text.length; at++) {
        const char *entity = html_of(text.bytes[at]);
        if (!entity)
            continue;
        buffer_append(out, text.bytes + written, at - written);
        buffer_append_string(out, entity);
        written = at + 1;
    }
    if (written < text.length)
        buffer_append(out, text.bytes + written, text.length - written);
}

void snippet_html(const struct snippet *snippet, struct buffer *out)
{
    struct slice text = snippet->text;
    size_t at = 0;
    for (size_t number = 0; number < snippet->mark_count; number++) {
        const struct snippet_mark *mark = &snippet->marks[number];
        append_html(out, (struct slice){text.bytes + at, mark->start - at});
        buffer_append_string(out, "<mark>");
        append_html(out, (struct slice){text.bytes + mark->start, mark->length});
        buffer_append_string(out, "</mark>");
        at = mark->start + mark->length;
    }
    if (at < text.length)
        append_html(out, (struct slice){text.bytes + at, text.length - at});
}
