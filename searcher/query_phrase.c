#include "searcher/query_phrase.h"

#include "corpus/utf8.h"
#include "searcher/query_sense.h"
#include "searcher/query_sign.h"

/* A phrase on its way into a tree. */
struct phrase {
    struct query_reading *reading;
    struct slice text;
    size_t index;              /* of its first character, in the query */
    size_t known, known_index; /* a byte of the text, and the character of it that this is */
    struct query_node *first, *last;
    size_t count;
    bool lost; /* something was left out: signs, or by a lenient reading more */
};

static struct slice piece_of(struct slice text, size_t start, size_t end)
{
    return (struct slice){text.bytes + start, end - start};
}

static struct query_place place_of(struct phrase *phrase, size_t start, size_t end)
{
    if (start < phrase->known) {
        phrase->known = 0;
        phrase->known_index = 0;
    }
    phrase->known_index += utf8_count(piece_of(phrase->text, phrase->known, start));
    phrase->known = start;
    return (struct query_place){phrase->index + phrase->known_index,
                                utf8_count(piece_of(phrase->text, start, end))};
}

/* Append a node; NULL is passed over. False when the reading has ended. */
static bool add(struct phrase *phrase, struct query_node *node)
{
    if (node) {
        node->next = NULL;
        if (phrase->last)
            phrase->last->next = node;
        else
            phrase->first = node;
        phrase->last = node;
        phrase->count++;
    }
    phrase->lost = phrase->lost || !node;
    return phrase->reading->status == HERALD_OK;
}

/* --- words ------------------------------------------------------------------------------------ */

static bool is_space(struct slice text, size_t at, size_t *length)
{
    uint32_t c = query_character(text, at, length);
    return query_is_blank(c) || (c == '"' && !query_is_gershayim(text, at)) ||
           (query_closes('"', c) && c != '"');
}

/* The next word from a byte on: its start, and its end in *end; where there is none, the end of the
 * text for both. */
static size_t next_word(struct slice text, size_t at, size_t *end)
{
    size_t length;
    while (at < text.length && is_space(text, at, &length))
        at += length;
    *end = at;
    while (*end < text.length && !is_space(text, *end, &length))
        *end += length;
    return at;
}

/* The same for words that could stand outside of quotes: parentheses and quotes end them too. */
static size_t next_bare_word(struct slice text, size_t at, size_t *end)
{
    size_t length;
    for (; at < text.length; at += length) {
        uint32_t c = query_character(text, at, &length);
        if (!query_is_blank(c) && !query_is_left(c) && !query_is_right(c) &&
            !query_is_quote_at(text, at))
            break;
    }
    for (*end = at; *end < text.length; *end += length) {
        uint32_t c = query_character(text, *end, &length);
        if (query_is_blank(c) || query_is_left(c) || query_is_right(c) ||
            query_is_quote_at(text, *end))
            break;
    }
    return at;
}

static bool is_substance(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    return !query_is_blank(c) && !query_is_quote(c) && !query_is_left(c) && !query_is_right(c);
}

/* Whether a text has something that can be a word: a letter, a digit or a sign beyond ASCII. */
static bool has_substance(struct slice text)
{
    size_t length;
    for (size_t at = 0; at < text.length; at += length)
        if (is_substance(query_character(text, at, &length)))
            return true;
    return false;
}

/* A leaf of words as they stand. Wildcards that have been complained of become signs between
 * words. */
static struct query_node *text_leaf(struct query_reading *reading, struct slice text,
                                    struct query_place place)
{
    struct buffer clean = BUFFER_INIT, trimmed = BUFFER_INIT;
    struct query_node *node = NULL;
    buffer_append_slice(&clean, text);
    for (size_t at = 0, end; (at = next_word(text, at, &end)) < text.length; at = end)
        if (query_wildcard_of(piece_of(text, at, end)) != QUERY_WILDCARD_NONE)
            for (size_t byte = at; byte < end && !clean.failed; byte++)
                if (text.bytes[byte] == '*' || text.bytes[byte] == '?')
                    clean.bytes[byte] = ';';
    query_phrase_normalise(buffer_slice(&clean), &trimmed);
    if (clean.failed || trimmed.failed)
        query_reading_no_memory(reading);
    else if (trimmed.length > 0)
        node = query_leaf_new(reading, QUERY_PHRASE, buffer_slice(&trimmed), place);
    buffer_dispose(&clean);
    buffer_dispose(&trimmed);
    return node;
}

/* What a word with a '*' at its end begins with, signs before it left out. False where it holds
 * what would mean something else outside of the quotes. */
static bool stem_of(struct slice word, struct slice *stem)
{
    size_t length;
    *stem = (struct slice){word.bytes, word.length - 1};
    while (stem->length > 0 && !is_substance(query_character(*stem, 0, &length)))
        *stem = (struct slice){stem->bytes + length, stem->length - length};
    for (size_t at = 0; at < stem->length; at += length) {
        uint32_t c = query_character(*stem, at, &length);
        if (query_is_left(c) || query_is_right(c) || query_is_quote(c))
            return false;
    }
    return stem->length > 0 && !query_word_needs_escape(*stem);
}

/* The wildcard of a word within a phrase, and what it begins with. */
static enum query_wildcard wildcard_in_phrase(struct slice word, struct slice *stem)
{
    enum query_wildcard wildcard = query_wildcard_of(word);
    return wildcard == QUERY_WILDCARD_END && !stem_of(word, stem) ? QUERY_WILDCARD_WRONG : wildcard;
}

/* The words from one byte to another, unless they are nothing but signs. */
static bool add_text(struct phrase *phrase, size_t start, size_t end)
{
    struct slice text = piece_of(phrase->text, start, end);
    size_t word_end;
    if (has_substance(text))
        return add(phrase, text_leaf(phrase->reading, text, place_of(phrase, start, end)));
    phrase->lost = phrase->lost || next_word(text, 0, &word_end) < text.length;
    return true;
}

/* --- alternatives ----------------------------------------------------------------------------- */

/* The end of a group of alternatives that begins at a byte, behind its closing parenthesis; 0 where
 * there is none: parentheses without OR between them, or within each other, are signs. */
static size_t group_end(struct slice text, size_t at)
{
    size_t length, end;
    bool found = false;
    if (!query_is_left(query_character(text, at, &length)))
        return 0;
    size_t start = at + length;
    for (at = start; at < text.length; at += length) {
        uint32_t c = query_character(text, at, &length);
        if (query_is_left(c))
            return 0;
        if (query_is_right(c))
            break;
    }
    if (at == text.length)
        return 0;
    struct slice inner = piece_of(text, start, at);
    for (size_t word = 0; (word = next_word(inner, word, &end)) < inner.length; word = end)
        found = found || slice_equal(piece_of(inner, word, end), SLICE("OR"));
    return found ? at + length : 0;
}

/* One alternative: words as they stand, or one wildcard. */
static struct query_node *make_alternative(struct phrase *phrase, size_t start, size_t end)
{
    struct slice text = piece_of(phrase->text, start, end);
    struct query_place place = place_of(phrase, start, end);
    size_t word_end, word = next_word(text, 0, &word_end), rest_end;
    bool single = next_word(text, word_end, &rest_end) == text.length;
    struct slice stem;
    if (single && wildcard_in_phrase(piece_of(text, word, word_end), &stem) == QUERY_WILDCARD_END)
        return query_leaf_new(phrase->reading, QUERY_PREFIX, stem, place);
    for (; word < text.length; word = next_word(text, word_end, &word_end)) {
        struct slice piece = piece_of(text, word, word_end);
        if (query_wildcard_of(piece) != QUERY_WILDCARD_NONE &&
            !query_complain_of_wildcard(phrase->reading, piece, place))
            return NULL;
    }
    return text_leaf(phrase->reading, text, place);
}

static bool complain_of_gap(struct phrase *phrase, size_t start, size_t end)
{
    struct query_place place = place_of(phrase, start, end);
    struct query_complaint complaint = {QUERY_ERROR_MISSING_OPERAND, place, "a word", NULL};
    phrase->lost = true;
    return query_complain(phrase->reading, &complaint,
                          "an alternative is missing between the parentheses at character %zu",
                          query_place_number(place));
}

/* The alternatives between two parentheses, as one node. */
static bool add_group(struct phrase *phrase, size_t start, size_t end)
{
    struct phrase group = {
        .reading = phrase->reading, .text = phrase->text, .index = phrase->index};
    size_t first = utf8_next(phrase->text, start), last = utf8_previous(phrase->text, end);
    for (size_t from = first, at = first, word_end; from <= last; at = word_end) {
        at = next_word(piece_of(phrase->text, 0, last), at, &word_end);
        bool divides = slice_equal(piece_of(phrase->text, at, word_end), SLICE("OR"));
        if (at < last && !divides)
            continue;
        bool done = has_substance(piece_of(phrase->text, from, at))
                        ? add(&group, make_alternative(phrase, from, at))
                        : complain_of_gap(phrase, start, end);
        if (!done)
            return false;
        from = at < last ? word_end : last + 1;
    }
    struct query_node *node = query_node_group(phrase->reading->query, QUERY_OR, group.first);
    if (group.first && !node)
        return query_reading_no_memory(phrase->reading);
    if (node)
        node->place = place_of(phrase, start, end);
    phrase->lost = phrase->lost || group.lost;
    return add(phrase, node);
}

/* --- the whole -------------------------------------------------------------------------------- */

/* Cut a phrase into its pieces. False when the reading has ended. */
static bool cut(struct phrase *phrase)
{
    struct slice text = phrase->text;
    size_t start = 0, end;
    for (size_t at = 0; (at = next_word(text, at, &end)) < text.length; at = end) {
        size_t group = group_end(text, at);
        struct slice word = piece_of(text, at, end);
        struct slice stem;
        enum query_wildcard wildcard =
            group ? QUERY_WILDCARD_NONE : wildcard_in_phrase(word, &stem);
        if (wildcard == QUERY_WILDCARD_WRONG &&
            !query_complain_of_wildcard(phrase->reading, word, place_of(phrase, at, end)))
            return false;
        if (group == 0 && wildcard != QUERY_WILDCARD_END)
            continue;
        if (!add_text(phrase, start, at))
            return false;
        phrase->lost = phrase->lost || (!group && stem.bytes != word.bytes);
        if (group)
            end = group;
        struct query_place place = place_of(phrase, at, end);
        bool added = group
                         ? add_group(phrase, at, end)
                         : add(phrase, query_leaf_new(phrase->reading, QUERY_PREFIX, stem, place));
        if (!added)
            return false;
        start = end;
    }
    if (phrase->count > 0)
        return add_text(phrase, start, text.length);
    return add(phrase, text_leaf(phrase->reading, text, place_of(phrase, 0, text.length)));
}

/* Append a text with signs for its parentheses. */
static void append_flat(struct slice text, struct buffer *out)
{
    size_t length;
    for (size_t at = 0; at < text.length; at += length) {
        uint32_t c = query_character(text, at, &length);
        if (query_is_left(c) || query_is_right(c))
            buffer_append_byte(out, ';');
        else
            buffer_append(out, text.bytes + at, length);
    }
}

/* Where something was left out, words may stand beside words, which become one piece; and
 * parentheses that were signs might now be a group of alternatives, so they are no longer. */
static bool mend(struct phrase *phrase)
{
    bool failed = false;
    for (struct query_node *node = phrase->first; node && !failed; node = node->next) {
        struct buffer text = BUFFER_INIT;
        if (node->kind != QUERY_PHRASE)
            continue;
        append_flat(node->text, &text);
        for (; node->next && node->next->kind == QUERY_PHRASE; phrase->count--) {
            node->place = query_place_span(node->place, node->next->place);
            buffer_append_byte(&text, ' ');
            append_flat(node->next->text, &text);
            node->next = node->next->next;
        }
        node->text = arena_copy(&phrase->reading->query->arena, buffer_slice(&text));
        failed = text.failed || !node->text.bytes;
        buffer_dispose(&text);
    }
    return failed ? query_reading_no_memory(phrase->reading) : true;
}

static bool complain_of_nothing(struct query_reading *reading, struct query_place place)
{
    struct query_complaint complaint = {QUERY_ERROR_EMPTY_PHRASE, place, "words between the quotes",
                                        NULL};
    return query_complain(reading, &complaint,
                          "the quotes at character %zu have nothing between them",
                          query_place_number(place));
}

/* One node of the pieces. */
static struct query_node *join(struct phrase *phrase, const struct query_quoted *quoted)
{
    struct query_node *node = phrase->first;
    if (phrase->count > 1) {
        node = query_node_new(phrase->reading->query, QUERY_PHRASE);
        if (node)
            node->child = phrase->first;
        else
            query_reading_no_memory(phrase->reading);
    }
    if (node && node->kind == QUERY_PHRASE)
        node->slop = quoted->slop;
    else if (node && quoted->slop > 0 &&
             !query_warn(phrase->reading->query, "sign-ignored", quoted->place,
                         "'~%u' is ignored: nothing can stand between", quoted->slop))
        query_reading_no_memory(phrase->reading);
    if (node)
        node->place = quoted->place;
    return node;
}

struct query_node *query_phrase_new(struct query_reading *reading,
                                    const struct query_quoted *quoted)
{
    struct phrase phrase = {
        .reading = reading, .text = quoted->text, .index = quoted->place.offset + 1};
    size_t end, words = reading->words;
    if (next_word(quoted->text, 0, &end) == quoted->text.length) {
        complain_of_nothing(reading, quoted->place);
        return NULL;
    }
    if (!cut(&phrase) || (phrase.lost && !mend(&phrase)))
        return NULL;
    if (phrase.count == 0 && reading->words == words)
        complain_of_nothing(reading, quoted->place);
    return reading->status == HERALD_OK ? join(&phrase, quoted) : NULL;
}

struct query_node *query_phrase_words(struct query_reading *reading,
                                      const struct query_quoted *quoted)
{
    struct phrase phrase = {
        .reading = reading, .text = quoted->text, .index = quoted->place.offset + 1};
    size_t end;
    for (size_t at = 0; (at = next_bare_word(quoted->text, at, &end)) < quoted->text.length;
         at = end)
        if (!add(&phrase, query_leaf_new(reading, QUERY_WORD, piece_of(quoted->text, at, end),
                                         place_of(&phrase, at, end))))
            return NULL;
    if (phrase.count == 0)
        complain_of_nothing(reading, quoted->place);
    return phrase.first;
}
