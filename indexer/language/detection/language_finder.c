#include "indexer/language/detection/language_finder.h"

#include <stdlib.h>

#include "indexer/language/detection/blocks.h"
#include "indexer/language/detection/function_words.h"
#include "indexer/language/detection/kinship.h"

/*
 * The figures below were chosen on corpora of 21 languages with scripts/evaluate-languages; see
 * docs/analysis.md.
 */

/* Grammatical words of 100 by which a text is taken for the language it should be in, and for
 * another; of other languages' it may have at most so many of 100 of its own. */
#define SHARE_OWN   12u
#define SHARE_OTHER 20u
#define SHARE_PEER  120u

/* Words in all from which that can be told. */
#define WORDS_MIN 8u

/* Bytes of letters from which a declaration may be found wrong, and a paragraph to be in another
 * language, without and with the testimony of grammatical words; percent of the text that must be
 * in that language. */
#define OVERRIDE_BYTES   60u
#define BLOCK_BYTES      200u
#define BLOCK_LEAST      60u
#define PERCENT_OVERRIDE 80u
#define PERCENT_BLOCK    85u

/* Percent that the declared language has at the least of a text in several. */
#define PERCENT_PRESENT 10u

/* Percent of a text that its language has at the least: one in sixteen scripts is in none. */
#define PERCENT_NAMED 25u

/* Grammatical words by which a short text is named where CLD2 does not. */
#define NAMED_WORDS 2u
#define NAMED_SHARE 20u

struct block {
    size_t end;
    size_t begin;
    bool suspicious;
};

struct language_finder {
    struct detector *detector;
    struct function_words *words;
    struct block *blocks;
    size_t block_count, block_capacity;
    struct language_span *spans;
    size_t span_capacity;
};

/* A language as texts are compared with it. */
struct expected {
    struct slice code;
    unsigned number;         /* of its grammatical words, or FUNCTION_NONE */
    enum lead_script script; /* LEAD_NONE: not known */
};

enum herald_status language_finder_open(struct language_finder **out, struct herald_error *err)
{
    struct language_finder *finder = calloc(1, sizeof *finder);
    *out = NULL;
    if (!finder)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    enum herald_status status = detector_open(&finder->detector, err);
    if (status == HERALD_OK)
        status = function_words_open(&finder->words, err);
    if (status == HERALD_OK)
        *out = finder;
    else
        language_finder_free(finder);
    return status;
}

void language_finder_free(struct language_finder *finder)
{
    if (!finder)
        return;
    detector_free(finder->detector);
    function_words_free(finder->words);
    free(finder->blocks);
    free(finder->spans);
    free(finder);
}

/* --- codes ----------------------------------------------------------------------------------- */

/* The code of a tag: its first subtag in small letters, nb and nn as no; "" for what names no
 * language. */
static void code_of_tag(struct slice tag, char code[static DETECTED_CODE])
{
    static const char NONE[] = " und mul mis zxx ";
    size_t length = 0;
    memset(code, 0, DETECTED_CODE);
    while (length < tag.length && tag.bytes[length] != '-' && tag.bytes[length] != '_')
        length++;
    if (length < 2 || length >= DETECTED_CODE)
        return;
    for (size_t i = 0; i < length; i++)
        code[i] = (char)(tag.bytes[i] | 0x20);
    if (length == 3 && strstr(NONE, code))
        memset(code, 0, DETECTED_CODE);
    if (strcmp(code, "nb") == 0 || strcmp(code, "nn") == 0)
        memcpy(code, "no", 3);
}

static struct expected expect(const char *code)
{
    static const struct {
        const char *code;
        enum lead_script script;
    } SCRIPTS[] = {{"zh", LEAD_HAN},      {"ja", LEAD_HAN},      {"ko", LEAD_HANGUL},
                   {"el", LEAD_GREEK},    {"he", LEAD_HEBREW},   {"hy", LEAD_ARMENIAN},
                   {"am", LEAD_ETHIOPIC}, {"ti", LEAD_ETHIOPIC}, {"ka", LEAD_ETHIOPIC}};
    struct expected expected = {slice_of(code), function_language(slice_of(code)), LEAD_NONE};
    if (expected.number != FUNCTION_NONE)
        expected.script = function_language_script(expected.number);
    for (size_t i = 0; i < sizeof SCRIPTS / sizeof *SCRIPTS; i++)
        if (strcmp(SCRIPTS[i].code, code) == 0)
            expected.script = SCRIPTS[i].script;
    return expected;
}

/* --- what grammatical words say ----------------------------------------------------------------
 */

static uint32_t letters(const struct word_count *count)
{
    uint32_t sum = 0;
    for (unsigned i = LEAD_NONE + 1; i < LEAD_SCRIPTS; i++)
        sum += count->scripts[i];
    return sum;
}

/* Whether what was counted has the words that text in a language has. */
static bool has_words_of(const struct word_count *count, unsigned language, uint64_t share)
{
    const unsigned best = word_count_best(count);
    if (language == FUNCTION_NONE || best == FUNCTION_NONE || count->words < WORDS_MIN)
        return false;
    const uint64_t own = count->languages[language];
    return own * 100 >= share * count->words &&
           (uint64_t)count->languages[best] * 100 <= SHARE_PEER * own;
}

/* Whether the counted text may be in another language than is expected. */
static bool is_suspicious(const struct word_count *count, const struct expected *expected)
{
    const uint32_t all = letters(count);
    if (all < BLOCK_LEAST)
        return false;
    if (expected->script != LEAD_NONE && 2 * count->scripts[expected->script] < all)
        return true;
    if (expected->number != FUNCTION_NONE)
        return !has_words_of(count, expected->number, SHARE_OWN);
    /* Scripts that one language has to itself, as good as. */
    return expected->script == LEAD_NONE || expected->script == LEAD_LATIN ||
           expected->script == LEAD_CYRILLIC || expected->script == LEAD_ARABIC ||
           expected->script == LEAD_INDIC;
}

/* --- blocks ------------------------------------------------------------------------------------
 */

static enum herald_status add_block(struct language_finder *finder, struct block block,
                                    struct herald_error *err)
{
    if (finder->block_count == finder->block_capacity) {
        const size_t capacity = finder->block_capacity ? 2 * finder->block_capacity : 64;
        struct block *grown = realloc(finder->blocks, capacity * sizeof *grown);
        if (!grown)
            return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
        finder->blocks = grown;
        finder->block_capacity = capacity;
    }
    finder->blocks[finder->block_count++] = block;
    return HERALD_OK;
}

/* Divide a body into blocks, judge each, and count all. */
static enum herald_status survey(struct language_finder *finder, struct slice body,
                                 const struct expected *expected, struct word_count *all,
                                 struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    finder->block_count = 0;
    for (size_t at = 0; at < body.length && status == HERALD_OK;) {
        struct word_count count = {0};
        const size_t end = block_end(body, at);
        function_words_count(finder->words, (struct slice){body.bytes + at, end - at}, &count);
        all->words += count.words;
        for (unsigned i = 0; i < LEAD_SCRIPTS; i++)
            all->scripts[i] += count.scripts[i];
        for (unsigned i = 0; i < FUNCTION_LANGUAGES; i++)
            all->languages[i] += count.languages[i];
        status = add_block(finder, (struct block){end, at, is_suspicious(&count, expected)}, err);
        at = end;
    }
    return status;
}

/* --- one text -------------------------------------------------------------------------------- */

/* The language that most of a text is in: of those that CLD2 found in one that has several, and
 * orders by how sure it is of them, the one with the most grammatical words. */
static const char *first_of(const struct detection *found, const struct word_count *count)
{
    const char *best = function_language_code(word_count_best(count));
    for (unsigned i = 0; i < DETECTED_LANGUAGES; i++)
        if (found->languages[0].percent < PERCENT_OVERRIDE && *best &&
            strcmp(found->languages[i].code, best) == 0)
            return best;
    return found->languages[0].code;
}

static enum herald_status name_text(struct language_finder *finder, struct slice text,
                                    char code[static DETECTED_CODE], struct herald_error *err)
{
    struct detection found;
    struct word_count count = {0};
    const struct slice nothing = {NULL, 0};
    enum herald_status status = detector_find(finder->detector, text, nothing, false, &found, err);
    function_words_count(finder->words, text, &count);
    if (status == HERALD_OK && found.languages[0].percent >= PERCENT_NAMED) {
        const char *first = first_of(&found, &count);
        memcpy(code, first, strlen(first) + 1);
        return HERALD_OK;
    }
    /* CLD2's guess counts only where the grammatical words have the same. */
    const unsigned best = word_count_best(&count);
    if (status != HERALD_OK || best == FUNCTION_NONE)
        return status;
    status = detector_find(finder->detector, text, nothing, true, &found, err);
    const uint32_t own = count.languages[best];
    const char *best_code = function_language_code(best);
    const bool clear = own >= NAMED_WORDS && own * 100 >= NAMED_SHARE * count.words;
    const bool silent = found.languages[0].code[0] == '\0';
    if (status == HERALD_OK &&
        (strcmp(found.languages[0].code, best_code) == 0 || (silent && clear)))
        memcpy(code, best_code, strlen(best_code) + 1);
    return status;
}

enum herald_status language_finder_name(struct language_finder *finder, struct slice text,
                                        char code[static DETECTED_CODE], struct herald_error *err)
{
    memset(code, 0, DETECTED_CODE);
    return text.length > 0 ? name_text(finder, text, code, err) : HERALD_OK;
}

/* --- the article's language ------------------------------------------------------------------ */

/* Whether no letters to speak of are of a script. */
static bool lacks_script(const struct word_count *count, enum lead_script script)
{
    return script != LEAD_NONE && 10 * count->scripts[script] < letters(count);
}

/* Whether what CLD2 found says that a text is not in the declared language. */
static bool is_contradiction(const struct detection *found, struct slice declared,
                             const struct word_count *count)
{
    const struct detected *first = &found->languages[0];
    if (!found->reliable || first->percent < PERCENT_OVERRIDE || found->bytes < OVERRIDE_BYTES)
        return false;
    for (unsigned i = 0; i < DETECTED_LANGUAGES; i++)
        if (found->languages[i].percent >= PERCENT_PRESENT &&
            languages_are_kin(declared, slice_of(found->languages[i].code)))
            return false;
    /* A language that CLD2 does not know looks to it like another one, and a row of names like any.
     */
    const bool sure = detector_knows(declared) && found->bytes >= BLOCK_BYTES;
    return sure || word_count_script(count) != LEAD_LATIN ||
           has_words_of(count, function_language(slice_of(first->code)), SHARE_OTHER);
}

/* Where a text is plainly in another language than is declared, find its code. */
static enum herald_status contradict(struct language_finder *finder, struct slice text,
                                     const struct expected *declared,
                                     char code[static DETECTED_CODE], struct herald_error *err)
{
    struct detection found;
    struct word_count count = {0};
    enum herald_status status =
        detector_find(finder->detector, text, declared->code, false, &found, err);
    function_words_count(finder->words, text, &count);
    if (status != HERALD_OK)
        return status;
    if (is_contradiction(&found, declared->code, &count)) {
        memcpy(code, found.languages[0].code, DETECTED_CODE);
        return HERALD_OK;
    }
    if (found.reliable || !lacks_script(&count, declared->script))
        return HERALD_OK;
    status = name_text(finder, text, code, err);
    if (languages_are_kin(declared->code, slice_of(code)))
        memset(code, 0, DETECTED_CODE);
    return status;
}

/* --- parts in other languages ------------------------------------------------------------------
 */

/* The language of a part of the text that may not be in `main`; that where it is not plainly
 * another. */
static enum herald_status judge_part(struct language_finder *finder, struct slice text,
                                     const struct expected *main, language_id main_id,
                                     language_id *out, struct herald_error *err)
{
    struct detection found;
    *out = main_id;
    enum herald_status status =
        detector_find(finder->detector, text, (struct slice){NULL, 0}, false, &found, err);
    const struct detected *first = &found.languages[0];
    if (status != HERALD_OK || !found.reliable || first->percent < PERCENT_BLOCK ||
        found.bytes < BLOCK_LEAST || languages_are_kin(main->code, slice_of(first->code)))
        return status;
    struct word_count count = {0};
    function_words_count(finder->words, text, &count);
    const unsigned number = function_language(slice_of(first->code));
    const bool other_script =
        main->script != LEAD_NONE && 2 * count.scripts[main->script] < letters(&count);
    if (other_script || has_words_of(&count, number, SHARE_OTHER) ||
        (number == FUNCTION_NONE && found.bytes >= BLOCK_BYTES))
        *out = language_find(slice_of(first->code));
    return HERALD_OK;
}

static enum herald_status judge_line(struct language_finder *finder, struct slice text,
                                     const struct expected *main, language_id main_id,
                                     language_id *out, struct herald_error *err)
{
    struct word_count count = {0};
    *out = main_id;
    function_words_count(finder->words, text, &count);
    return is_suspicious(&count, main) ? judge_part(finder, text, main, main_id, out, err)
                                       : HERALD_OK;
}

/* Make the spans of a body out of its blocks. */
static enum herald_status find_spans(struct language_finder *finder, struct slice body,
                                     const struct expected *main, language_id main_id,
                                     struct found_languages *out, struct herald_error *err)
{
    if (finder->span_capacity < finder->block_count + 1) {
        const size_t capacity = finder->block_count + 64;
        struct language_span *grown = realloc(finder->spans, capacity * sizeof *grown);
        if (!grown)
            return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
        finder->spans = grown;
        finder->span_capacity = capacity;
    }
    size_t count = 0;
    for (size_t i = 0; i < finder->block_count; i++) {
        const struct block *block = &finder->blocks[i];
        language_id language = main_id;
        enum herald_status status = HERALD_OK;
        if (block->suspicious)
            status = judge_part(
                finder, (struct slice){body.bytes + block->begin, block->end - block->begin}, main,
                main_id, &language, err);
        if (status != HERALD_OK)
            return status;
        if (count > 0 && finder->spans[count - 1].language == language)
            finder->spans[count - 1].end = block->end;
        else
            finder->spans[count++] = (struct language_span){block->end, language};
    }
    if (count == 0)
        finder->spans[count++] = (struct language_span){0, main_id};
    out->body = (struct text_languages){finder->spans, count};
    out->mixed = count > 1 || finder->spans[0].language != main_id;
    return HERALD_OK;
}

/* --- all together ---------------------------------------------------------------------------- */

/* Find the article's own language, and judge its blocks by that. */
static enum herald_status find_main(struct language_finder *finder, struct slice text,
                                    struct slice body, struct found_languages *out,
                                    struct expected *main, struct herald_error *err)
{
    struct word_count count = {0};
    enum herald_status status = HERALD_OK;
    if (!out->declared)
        status = name_text(finder, text, out->code, err);
    *main = expect(out->code);
    if (status == HERALD_OK)
        status = survey(finder, body, main, &count, err);
    if (status != HERALD_OK || !out->declared || has_words_of(&count, main->number, SHARE_OWN))
        return status;
    char code[DETECTED_CODE] = "";
    status = contradict(finder, text, main, code, err);
    if (status != HERALD_OK || !code[0])
        return status;
    memcpy(out->code, code, DETECTED_CODE);
    out->declared = false;
    out->overridden = true;
    *main = expect(out->code);
    return survey(finder, body, main, &(struct word_count){0}, err);
}

enum herald_status language_finder_judge(void *finder, struct slice text,
                                         char code[static DETECTED_CODE], struct herald_error *err)
{
    return language_finder_name(finder, text, code, err);
}

enum herald_status language_finder_find(struct language_finder *finder, struct slice declared,
                                        struct slice title, struct slice subtitle,
                                        struct slice body, struct found_languages *out,
                                        struct herald_error *err)
{
    struct expected main;
    const struct slice text = body.length > 0 ? body : title.length > 0 ? title : subtitle;
    *out = (struct found_languages){.main = LANGUAGE_NONE};
    code_of_tag(declared, out->code);
    out->declared = out->code[0] != '\0';
    enum herald_status status = find_main(finder, text, body, out, &main, err);
    out->main = language_find(slice_of(out->code));
    if (status == HERALD_OK)
        status = judge_line(finder, title, &main, out->main, &out->title, err);
    if (status == HERALD_OK)
        status = judge_line(finder, subtitle, &main, out->main, &out->subtitle, err);
    if (status == HERALD_OK)
        status = find_spans(finder, body, &main, out->main, out, err);
    out->mixed |= out->title != out->main || out->subtitle != out->main;
    return status;
}
