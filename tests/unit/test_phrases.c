/* Phrases of the lexicon in texts: by hand, and against a brute-force twin. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "corpus/buffer.h"
#include "indexer/language/gazetteer/lexicon_table.h"
#include "indexer/language/gazetteer/phrases.h"
#include "tests/unit/analyser_fixture.h"
#include "tests/unit/random_numbers.h"

/* A text and the phrases in it: each code, stems and how many words it covers, from which on. */
struct phrase_row {
    const char *language, *text;
    struct {
        const char *code, *stems;
        uint32_t first, last;
    } found[2];
};

static const struct phrase_row phrase_rows[] = {
    {"en", "The foreign ministers met.", {{"en", "foreign minist", 8, 9}}},
    {"en", "Ministers of foreign affairs.", {{"en", "minist of foreign affair", 7, 10}}},
    {"en", "The minister spoke of foreign affairs.", {{0}}},
    {"en", "The weather was cold. War came.", {{0}}}, /* not within a sentence */
    {"en", "A cold war, a cease-fire.", {{"en", "cold war", 8, 9}, {"en", "ceas fire", 11, 12}}},
    {"en", "nuclear nuclear power plants", {{"en", "nuclear power plant", 8, 10}}},
    {"en", "министр иностранных дел", {{0}}}, /* of another language */
    {"ru", "Министрам иностранных дел", {{"ru", "министр иностра дел", 7, 9}}},
    {"fr", "aux ministres des Affaires étrangères", {{"fr", "ministr de affair etranger", 8, 11}}},
    {"de", "Im Kalten Krieg", {{"de", "kalt krieg", 8, 9}}},
    {"fa", "سلاح هسته‌ای", {{"fa", "سلاح هسته اي", 7, 9}}},
    {"fa", "سلاح‌های هسته‌ای", {{"fa", "سلاح هسته اي", 7, 10}}}, /* joined */
    {"zh", "外交部长说", {{"zh", "外交部 长", 7, 8}}},
    {"und", "foreign minister", {{0}}},
};

static void test_phrases(void **state)
{
    struct analyser *analyser = *state;
    struct phrase_finder *finder;
    assert_int_equal(phrase_finder_open(&finder, NULL), HERALD_OK);
    for (size_t i = 0; i < sizeof phrase_rows / sizeof *phrase_rows; i++) {
        const struct phrase_row *row = &phrase_rows[i];
        struct text_terms terms;
        const struct phrase_mention *mentions;
        size_t count, wanted = 0;
        assert_int_equal(analyser_terms(analyser, slice_of(row->text),
                                        language_find(slice_of(row->language)), 7, &terms, NULL),
                         HERALD_OK);
        assert_int_equal(phrase_finder_find(finder, &terms, 7, &mentions, &count, NULL), HERALD_OK);
        for (; wanted < 2 && row->found[wanted].code; wanted++) {
            assert_true(wanted < count);
            const struct phrase_mention *mention = &mentions[wanted];
            if (!slice_equal(mention->stems, slice_of(row->found[wanted].stems)))
                fail_msg("'%s' has '%.*s'", row->text, (int)mention->stems.length,
                         mention->stems.bytes);
            assert_string_equal(language_code(mention->language), row->found[wanted].code);
            assert_int_equal(mention->first, row->found[wanted].first);
            assert_int_equal(mention->last, row->found[wanted].last);
        }
        if (count != wanted)
            fail_msg("'%s' has %zu phrases, not %zu", row->text, count, wanted);
    }
    phrase_finder_free(finder);
}

/* --- the twin --------------------------------------------------------------------------------- */

#define TEXT_PHRASES  40
#define TEXTS         200u /* of each language */
#define POSITIONS_MAX 400u
#define STEMS_MAX     512u

/* What stands at a position of a text: the stem of its word, and of what joins it with the next. */
struct place {
    struct slice plain, joined;
    bool starts; /* a sentence */
};

static struct slice entry_stems(const struct lexicon_entry *entry)
{
    return (struct slice){lexicon_table.text + entry->stems, entry->stems_length};
}

/* Whether the lexicon has a phrase of these stems. */
static bool is_phrase(unsigned language, struct slice stems)
{
    for (size_t i = 0; i < lexicon_table.firsts[lexicon_table.concept_count]; i++) {
        const struct lexicon_entry *entry = &lexicon_table.words[i];
        if (entry->language == language && entry->stems_length > 0 &&
            slice_equal(entry_stems(entry), stems))
            return true;
    }
    return false;
}

/* The words of a text, one by one. */
static size_t read_places(struct analyser *analyser, struct slice text, language_id language,
                          struct arena *arena, struct place places[static POSITIONS_MAX])
{
    struct word word;
    size_t count = 0;
    memset(places, 0, POSITIONS_MAX * sizeof *places);
    analyser_start(analyser, text);
    while (analyser_next(analyser, &word, NULL) == HERALD_OK) {
        assert_true(word.position < POSITIONS_MAX);
        const struct slice stem = arena_copy(arena, analyser_stem(analyser, word.folded, language));
        struct place *place = &places[word.position];
        if (word.kind == WORD_PLAIN) {
            place->plain = stem;
            place->starts = word.starts_sentence;
            count = word.position + 1;
        } else if (word.span == 2) {
            place->joined = stem;
        }
    }
    return count;
}

/* The longest phrase from a place on, tried in every way; `so_far` are the stems before it. */
static void try_all(const struct place *places, size_t count, size_t at, size_t first,
                    unsigned language, struct slice so_far, size_t *longest, struct slice *stems)
{
    static char bytes[LEXICON_PARTS_MAX + 1][STEMS_MAX];
    static size_t depth = 0;
    if (depth == LEXICON_PARTS_MAX)
        return;
    for (unsigned joined = 0; joined < 2; joined++) {
        const struct slice stem = at >= count ? (struct slice){NULL, 0}
                                  : joined    ? places[at].joined
                                              : places[at].plain;
        const size_t end = at + 1 + joined;
        if (stem.length == 0 || (at > first && places[at].starts) ||
            (joined && places[at + 1].starts))
            continue;
        struct slice all = {bytes[depth], so_far.length + (so_far.length > 0) + stem.length};
        assert_true(all.length < STEMS_MAX);
        memmove(bytes[depth], so_far.bytes ? so_far.bytes : "", so_far.length);
        bytes[depth][so_far.length] = ' ';
        memcpy(bytes[depth] + all.length - stem.length, stem.bytes, stem.length);
        if (end - first > *longest && is_phrase(language, all)) {
            *longest = end - first;
            static char kept[STEMS_MAX];
            memcpy(kept, all.bytes, all.length);
            *stems = (struct slice){kept, all.length};
        }
        depth++;
        try_all(places, count, end, first, language, all, longest, stems);
        depth--;
    }
}

/* Compare what is found with what the twin finds; returns how many phrases there are. */
static size_t compare(struct analyser *analyser, struct phrase_finder *finder, unsigned language,
                      struct slice text)
{
    static struct place places[POSITIONS_MAX];
    struct arena arena = ARENA_INIT;
    struct text_terms terms;
    const struct phrase_mention *mentions;
    size_t number, met = 0;
    const language_id id =
        language_find((struct slice){&LEXICON_LANGUAGES[(size_t)language * 3], 2});
    const size_t count = read_places(analyser, text, id, &arena, places);
    assert_int_equal(analyser_terms(analyser, text, id, 1, &terms, NULL), HERALD_OK);
    assert_int_equal(phrase_finder_find(finder, &terms, 1, &mentions, &number, NULL), HERALD_OK);
    for (size_t at = 0; at < count;) {
        size_t longest = 0;
        struct slice stems;
        try_all(places, count, at, at, language, (struct slice){NULL, 0}, &longest, &stems);
        if (longest > 0) {
            if (met >= number || mentions[met].first != at + 1 ||
                mentions[met].last != at + longest || mentions[met].language != id ||
                !slice_equal(mentions[met].stems, stems))
                fail_msg("at %zu in '%.*s'", at, (int)text.length, text.bytes);
            met++;
        }
        at += longest > 0 ? longest : 1;
    }
    assert_int_equal(met, number);
    arena_dispose(&arena);
    return met;
}

/* Append a phrase of the lexicon, or the beginning of one, with odd things between its words. */
static void append_some(struct buffer *text, unsigned language)
{
    static const char *const between[] = {" ", " ",  " ",    " ",      ". A",
                                          "-", ", ", "\n\n", "\u200c", ""};
    const size_t count = lexicon_table.firsts[lexicon_table.concept_count];
    const struct lexicon_entry *entry = &lexicon_table.words[random_below(count)];
    while (entry->language != language || entry->stems_length == 0)
        entry = &lexicon_table.words[random_below(count)];
    const bool whole = random_below(3) > 0;
    for (size_t at = 0; at < entry->length; at++) {
        const char byte = lexicon_table.text[entry->offset + at];
        if (byte != ' ')
            buffer_append_byte(text, (unsigned char)byte);
        else if (whole)
            buffer_append_string(text, " ");
        else
            buffer_append_string(text, between[random_below(sizeof between / sizeof *between)]);
    }
    buffer_append_string(text, random_below(8) == 0 ? ". " : " ");
}

static void test_against_twin(void **state)
{
    struct phrase_finder *finder;
    assert_int_equal(phrase_finder_open(&finder, NULL), HERALD_OK);
    for (unsigned language = 0; language < LEXICON_LANGUAGE_COUNT; language++) {
        size_t found = 0;
        for (unsigned i = 0; i < TEXTS; i++) {
            struct buffer text = BUFFER_INIT;
            for (unsigned word = random_below(TEXT_PHRASES); word > 0; word--)
                append_some(&text, language);
            found += compare(*state, finder, language, buffer_slice(&text));
            buffer_dispose(&text);
        }
        if (found < 5 * TEXTS) /* or little was compared */
            fail_msg("language %u: %zu phrases in all texts", language, found);
    }
    phrase_finder_free(finder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_phrases, open_analyser, close_analyser),
        cmocka_unit_test_setup_teardown(test_against_twin, open_analyser, close_analyser),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
