#include "searcher/suggestion.h"

#include <unicode/uchar.h>

#include <xap/iterate.h>

#include "corpus/utf8.h"
#include "searcher/deadline.h"
#include "searcher/failure.h"

/* --- distance --------------------------------------------------------------------------------- */

/* A word as code points. */
struct letters {
    uint32_t items[WORD_MAX];
    uint32_t count;
};

static void take_letters(struct slice word, struct letters *out)
{
    out->count = 0;
    for (size_t at = 0; at < word.length && out->count < WORD_MAX;)
        at += utf8_decode(word.bytes + at, word.length - at, &out->items[out->count++]);
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: as Levenshtein's, and two letters swapped count once. Rows of the table
 * are kept for this letter of `a` and the two before; a row without a small number ends it. */
static uint32_t measure(const struct letters *a, const struct letters *b, uint32_t most)
{
    uint32_t rows[3][WORD_MAX + 1];
    uint32_t gap = a->count > b->count ? a->count - b->count : b->count - a->count;
    if (gap > most)
        return most + 1;
    for (uint32_t j = 0; j <= b->count; j++)
        rows[0][j] = j;
    for (uint32_t i = 1; i <= a->count; i++) {
        uint32_t *row = rows[i % 3], best = i;
        const uint32_t *above = rows[(i + 2) % 3], *over = rows[(i + 1) % 3];
        row[0] = i;
        for (uint32_t j = 1; j <= b->count; j++) {
            bool same = a->items[i - 1] == b->items[j - 1];
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + !same);
            if (i > 1 && j > 1 && a->items[i - 1] == b->items[j - 2] &&
                a->items[i - 2] == b->items[j - 1])
                row[j] = least(row[j], over[j - 2] + 1);
            best = least(best, row[j]);
        }
        if (best > most)
            return most + 1;
    }
    return least(rows[a->count % 3][b->count], most + 1);
}

uint32_t suggestion_distance(struct slice a, struct slice b, uint32_t most)
{
    struct letters first, second;
    take_letters(a, &first);
    take_letters(b, &second);
    return measure(&first, &second, most);
}

/* --- words that are missing ------------------------------------------------------------------- */

/* A word on its way: letters, and the candidates so far. */
struct missing {
    struct letters letters;
    uint32_t most; /* the largest distance */
    struct suggestion suggestion;
};

struct suggesting {
    struct index_reader *reader;
    struct analyser *analyser;
    const xap_database *database;
    struct slice text; /* of the query */
    struct arena *arena;
    struct missing words[SUGGESTION_WORDS_MAX];
    size_t count;
    double until; /* by clock_milliseconds; 0: never */
    xap_error error;
};

/* Whether the index has a stem of a word in one of its languages, or the word itself. */
static xap_status is_there(struct suggesting *suggesting, struct slice folded, bool *there)
{
    struct index_languages languages = index_reader_languages(suggesting->reader);
    struct buffer term = BUFFER_INIT;
    struct index_term known = {0, 0};
    xap_status status = index_reader_term(suggesting->reader, folded, &known, &suggesting->error);
    for (size_t at = 0; at < languages.count && status == XAP_OK && known.frequency == 0; at++) {
        buffer_clear(&term);
        schema_stem_term(&term, SCHEMA_STEM, languages.items[at],
                         analyser_stem(suggesting->analyser, folded, languages.items[at]));
        status =
            index_reader_term(suggesting->reader, buffer_slice(&term), &known, &suggesting->error);
    }
    *there = known.frequency > 0;
    buffer_dispose(&term);
    return status;
}

static bool has_digit(struct slice word)
{
    for (size_t at = 0; at < word.length; at++)
        if (word.bytes[at] >= '0' && word.bytes[at] <= '9')
            return true;
    return false;
}

/* The offset of a code point of a text, counted from an offset. */
static size_t skip_points(struct slice text, size_t at, size_t points)
{
    for (; points > 0 && at < text.length; points--)
        at = utf8_next(text, at);
    return at;
}

/* As it was typed, a word that the leaf has folded; empty where it cannot be told. */
static struct slice find_typed(struct suggesting *suggesting, const struct query_leaf *leaf,
                               struct slice folded)
{
    struct word word;
    analyser_start(suggesting->analyser, leaf->node->text);
    while (analyser_next(suggesting->analyser, &word, NULL) == HERALD_OK)
        if (word.span <= 1 && slice_equal(word.folded, folded))
            return word.text;
    return (struct slice){NULL, 0};
}

/* Where a word of a leaf stands in the query, behind the missing words that are known. */
static bool find_place(const struct suggesting *suggesting, const struct query_leaf *leaf,
                       struct slice typed, struct query_place *out)
{
    struct query_place whole = leaf->node->place;
    size_t from = whole.offset, until = whole.offset + whole.length;
    if (suggesting->count > 0) {
        struct query_place last = suggesting->words[suggesting->count - 1].suggestion.place;
        from = last.offset + last.length > from ? last.offset + last.length : from;
    }
    size_t at = skip_points(suggesting->text, 0, from);
    out->length = utf8_count(typed);
    for (out->offset = from; out->offset + out->length <= until; out->offset++) {
        struct slice here = {suggesting->text.bytes + at, typed.length};
        if (typed.length <= suggesting->text.length - at && slice_equal(here, typed))
            return true;
        at = utf8_next(suggesting->text, at);
    }
    return false;
}

/* Note a word of a leaf if no article has it and something could have been meant. */
static xap_status note_word(struct suggesting *suggesting, const struct query_leaf *leaf,
                            struct slice folded)
{
    struct missing *missing = &suggesting->words[suggesting->count];
    bool there = true;
    if (has_digit(folded))
        return XAP_OK;
    take_letters(folded, &missing->letters);
    if (missing->letters.count < 3)
        return XAP_OK;
    xap_status status = is_there(suggesting, folded, &there);
    if (status != XAP_OK || there)
        return status;
    struct slice typed = find_typed(suggesting, leaf, folded);
    const struct slice whole = leaf->node->text;
    if (typed.bytes == whole.bytes && typed.length < whole.length &&
        whole.bytes[typed.length] == ':') /* no field: a warning says which is meant */
        return XAP_OK;
    missing->most = missing->letters.count <= 4 ? 1 : 2;
    missing->suggestion = (struct suggestion){.word = typed};
    if (typed.length > 0 && find_place(suggesting, leaf, typed, &missing->suggestion.place))
        suggesting->count++;
    return XAP_OK;
}

/* The words of a leaf that a misspelling can be in, each as it stands. */
static xap_status note_missing(struct suggesting *suggesting, const struct query_leaf *leaf)
{
    xap_status status = XAP_OK;
    bool words = leaf->node->kind == QUERY_WORD || leaf->node->kind == QUERY_PHRASE;
    if (!words || leaf->negated || leaf->sequence_count == 0)
        return XAP_OK;
    struct query_sequence sequence = leaf->sequences[0];
    for (size_t at = 0; at < sequence.count && status == XAP_OK; at++) {
        struct query_slot slot = sequence.slots[at];
        if (slot.count == 1 && !slot.terms[0].is_term && suggesting->count < SUGGESTION_WORDS_MAX)
            status = note_word(suggesting, leaf, slot.terms[0].folded);
    }
    return status;
}

/* --- candidates ------------------------------------------------------------------------------- */

static double likelihood(const struct missing *missing,
                         const struct suggestion_candidate *candidate)
{
    double likely = candidate->count;
    for (uint32_t at = 0; at < candidate->distance; at++)
        likely *= SUGGESTION_SLIP;
    uint32_t first = 0;
    utf8_decode(candidate->word.bytes, candidate->word.length, &first);
    return first == missing->letters.items[0] ? likely : likely * SUGGESTION_FIRST;
}

/* Put a candidate where it belongs among the best. */
static bool add_candidate(struct missing *missing, struct suggestion_candidate candidate,
                          struct arena *arena)
{
    struct suggestion *suggestion = &missing->suggestion;
    double likely = likelihood(missing, &candidate);
    size_t place = suggestion->count;
    while (place > 0 && likely > likelihood(missing, &suggestion->candidates[place - 1]))
        place--;
    if (place == SUGGESTION_CANDIDATES)
        return true;
    candidate.word = arena_copy(arena, candidate.word);
    if (!candidate.word.bytes)
        return false;
    if (suggestion->count < SUGGESTION_CANDIDATES)
        suggestion->count++;
    for (size_t at = suggestion->count - 1; at > place; at--)
        suggestion->candidates[at] = suggestion->candidates[at - 1];
    suggestion->candidates[place] = candidate;
    return true;
}

/* Look at a word of the index for each one that is missing; how many articles have it is only
 * looked up where it is near. */
static xap_status consider(struct suggesting *suggesting, xap_view term)
{
    struct slice word = {term.bytes, term.length};
    struct letters letters;
    take_letters(word, &letters);
    for (size_t at = 0; at < suggesting->count; at++) {
        struct missing *missing = &suggesting->words[at];
        struct suggestion_candidate candidate = {.word = word};
        candidate.distance = measure(&missing->letters, &letters, missing->most);
        if (candidate.distance > missing->most || has_digit(word))
            continue;
        xap_status status = xap_database_term_frequency(
            suggesting->database, term.bytes, term.length, &candidate.count, &suggesting->error);
        if (status != XAP_OK)
            return status;
        if (!add_candidate(missing, candidate, suggesting->arena))
            return search_fail(&suggesting->error, XAP_E_NO_MEMORY);
    }
    return XAP_OK;
}

/* Words of the index between two looks at the clock. */
#define CLOCK_STEP 256u

/* Go through all words of the index: terms that do not begin with the capital of a prefix. */
static xap_status consider_all(struct suggesting *suggesting)
{
    static const char after_capitals[] = {'Z' + 1};
    xap_terms *terms = NULL;
    xap_view term;
    xap_status status = xap_terms_open(suggesting->database, "", 0, &terms, &suggesting->error);
    for (unsigned steps = 0; status == XAP_OK; steps++) {
        if (steps % CLOCK_STEP == 0 && clock_has_come(suggesting->until)) {
            status = XAP_E_TIMEOUT;
            break;
        }
        status = xap_terms_next(terms, &term, NULL, &suggesting->error);
        bool capital =
            status == XAP_OK && term.length > 0 && term.bytes[0] >= 'A' && term.bytes[0] <= 'Z';
        if (capital)
            status = xap_terms_skip_to(terms, after_capitals, 1, &suggesting->error);
        else if (status == XAP_OK && term.length > 0)
            status = consider(suggesting, term);
    }
    xap_terms_free(terms);
    return status == XAP_DONE ? XAP_OK : status;
}

/* Words of the query between two looks at the clock. */
#define LEAVES_STEP 16u

/* --- the whole -------------------------------------------------------------------------------- */

/* Append a word, with a capital where what was typed has one. */
static void append_as_typed(struct buffer *out, struct slice word, struct slice typed)
{
    uint32_t first = 0, letter = 0;
    utf8_decode(typed.bytes, typed.length, &first);
    size_t length = utf8_decode(word.bytes, word.length, &letter);
    if (!u_isupper((UChar32)first)) {
        buffer_append_slice(out, word);
        return;
    }
    char capital[UTF8_MAX];
    buffer_append(out, capital, utf8_encode((uint32_t)u_totitle((UChar32)letter), capital));
    buffer_append(out, word.bytes + length, word.length - length);
}

/* The query's text with the likeliest words in their places. */
static bool correct(const struct suggesting *suggesting, struct slice text, struct suggestions *out)
{
    struct buffer corrected = BUFFER_INIT;
    size_t at = 0, point = 0;
    for (size_t item = 0; item < out->count; item++) {
        const struct suggestion *suggestion = &out->items[item];
        size_t start = skip_points(text, at, suggestion->place.offset - point);
        size_t end = skip_points(text, start, suggestion->place.length);
        buffer_append(&corrected, text.bytes + at, start - at);
        append_as_typed(&corrected, suggestion->candidates[0].word, suggestion->word);
        at = end;
        point = suggestion->place.offset + suggestion->place.length;
    }
    buffer_append(&corrected, text.bytes + at, text.length - at);
    out->corrected = arena_copy(suggesting->arena, buffer_slice(&corrected));
    bool done = !corrected.failed && out->corrected.bytes;
    buffer_dispose(&corrected);
    return done;
}

static bool take_suggestions(struct suggesting *suggesting, struct slice text,
                             struct suggestions *out)
{
    out->items = arena_alloc(suggesting->arena, (suggesting->count + 1) * sizeof(*out->items));
    if (!out->items)
        return false;
    for (size_t at = 0; at < suggesting->count; at++)
        if (suggesting->words[at].suggestion.count > 0)
            out->items[out->count++] = suggesting->words[at].suggestion;
    return out->count == 0 || correct(suggesting, text, out);
}

enum herald_status suggestions_find(struct index_reader *reader, struct analyser *analyser,
                                    const struct query_terms *terms, struct slice text,
                                    double until, struct arena *arena, struct suggestions *out,
                                    struct herald_error *err)
{
    struct suggesting suggesting = {.reader = reader,
                                    .analyser = analyser,
                                    .database = index_reader_database(reader),
                                    .text = text,
                                    .arena = arena,
                                    .until = until,
                                    .error = XAP_ERROR_INIT};
    xap_status status = XAP_OK;
    *out = (struct suggestions){0};
    for (size_t at = 0;
         at < terms->count && suggesting.count < SUGGESTION_WORDS_MAX && status == XAP_OK; at++)
        status = at % LEAVES_STEP == LEAVES_STEP - 1 && clock_has_come(until)
                     ? XAP_E_TIMEOUT
                     : note_missing(&suggesting, &terms->leaves[at]);
    if (status == XAP_OK && suggesting.count > 0)
        status = consider_all(&suggesting);
    out->late = status == XAP_E_TIMEOUT;
    if (out->late) /* the best of some words are no suggestion */
        return HERALD_OK;
    if (status != XAP_OK)
        return index_fail_path(err, "look for words in", index_reader_directory(reader),
                               &suggesting.error);
    if (!take_suggestions(&suggesting, text, out))
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for suggestions");
    return HERALD_OK;
}
