/*
 * What holds for any text: the fast way gives what the plain way gives, a text cut at white space
 * gives the words of the whole, and no text is too much. On generated text, on the documentation of
 * the rules, and on news in many languages where it is at hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "corpus/utf8.h"
#include "indexer/language/analyser.h"
#include "indexer/language/fold.h"
#include "tests/unit/corpus_articles.h"
#include "tests/unit/random_numbers.h"

/* Two analysers, since what one gives out lasts until its next call. */
struct pair {
    struct analyser *plain, *fast;
};

static int open_pair(void **state)
{
    static struct pair pair;
    assert_int_equal(analyser_open(&pair.plain, NULL), HERALD_OK);
    assert_int_equal(analyser_open(&pair.fast, NULL), HERALD_OK);
    *state = &pair;
    return 0;
}

static int close_pair(void **state)
{
    struct pair *pair = *state;
    analyser_free(pair->plain);
    analyser_free(pair->fast);
    return 0;
}

/* --- fast and plain -------------------------------------------------------------------------- */

static int by_folded(const void *a, const void *b)
{
    const struct text_word *const *first = a, *const *second = b;
    return slice_compare((*first)->folded, (*second)->folded);
}

/* The distinct words of a text, sorted, with how many of their positions have been met. */
struct sorted {
    const struct text_word **words;
    uint32_t *met;
    size_t count;
};

static struct sorted sort_words(const struct text_terms *terms)
{
    struct sorted sorted = {calloc(terms->word_count + 1, sizeof *sorted.words),
                            calloc(terms->word_count + 1, sizeof *sorted.met), terms->word_count};
    assert_non_null(sorted.words);
    assert_non_null(sorted.met);
    for (size_t i = 0; i < sorted.count; i++)
        sorted.words[i] = &terms->words[i];
    qsort(sorted.words, sorted.count, sizeof *sorted.words, by_folded);
    for (size_t i = 1; i < sorted.count; i++)
        assert_false(slice_equal(sorted.words[i - 1]->folded, sorted.words[i]->folded));
    return sorted;
}

static size_t find_word(const struct sorted *sorted, struct slice folded)
{
    size_t low = 0, high = sorted->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (slice_compare(sorted->words[middle]->folded, folded) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    assert_true(low < sorted->count);
    assert_true(slice_equal(sorted->words[low]->folded, folded));
    return low;
}

#define FIRST_POSITION 1000u

static void check_stem_counts(const struct text_terms *terms)
{
    uint64_t in_words = 0, in_stems = 0;
    for (size_t i = 0; i < terms->word_count; i++)
        in_words += terms->words[i].count;
    for (size_t i = 0; i < terms->stem_count; i++) {
        uint64_t count = 0;
        for (size_t j = 0; terms->stem_count < 50 && j < terms->word_count; j++)
            count += terms->words[j].stem == i ? terms->words[j].count : 0;
        assert_true(terms->stem_count >= 50 || count == terms->stems[i].count);
        in_stems += terms->stems[i].count;
    }
    assert_true(terms->stem_count == 0 || in_words == in_stems);
}

/* Where sentences and paragraphs begin, the next of which is to be met. */
struct starts {
    const struct text_terms *terms;
    size_t sentence, paragraph;
};

static void check_starts(struct starts *starts, const struct word *word)
{
    const struct text_terms *terms = starts->terms;
    const uint32_t position = FIRST_POSITION + word->position;
    assert_true(word->starts_sentence || !word->starts_paragraph);
    if (word->starts_sentence) {
        assert_int_equal(word->kind, WORD_PLAIN);
        assert_true(starts->sentence < terms->sentence_count);
        assert_int_equal(terms->sentences[starts->sentence++], position);
    }
    if (word->starts_paragraph) {
        assert_true(starts->paragraph < terms->paragraph_count);
        assert_int_equal(terms->paragraphs[starts->paragraph++], position);
    }
}

/* Whether the text's next token is this word. */
static void check_token(const struct text_terms *terms, size_t token, const struct word *word)
{
    assert_true(token < terms->token_count);
    const text_token found = terms->tokens[token];
    assert_true(slice_equal(terms->words[found & TOKEN_WORD].folded, word->folded));
    assert_int_equal((found & TOKEN_VARIANT) != 0, word->kind == WORD_VARIANT);
    assert_int_equal((found & TOKEN_CAPITAL) != 0, word_is_capital(word));
}

static void check_fast(struct pair *pair, struct slice text, language_id language)
{
    struct text_terms terms;
    struct starts starts = {&terms, 0, 0};
    assert_int_equal(analyser_terms(pair->fast, text, language, FIRST_POSITION, &terms, NULL),
                     HERALD_OK);
    struct sorted sorted = sort_words(&terms);
    struct word word;
    uint32_t length = 0;
    size_t token = 0;
    analyser_start(pair->plain, text);
    while (analyser_next(pair->plain, &word, NULL) == HERALD_OK) {
        check_token(&terms, token++, &word);
        const size_t at = find_word(&sorted, word.folded);
        const struct text_word *found = sorted.words[at];
        assert_true(sorted.met[at] < found->count);
        assert_int_equal(found->positions[sorted.met[at]++], FIRST_POSITION + word.position);
        if (language != LANGUAGE_NONE) {
            const struct slice stem = analyser_stem(pair->plain, word.folded, language);
            assert_true(slice_equal(stem, terms.stems[found->stem].stem));
        }
        check_starts(&starts, &word);
        length += word.kind == WORD_PLAIN;
    }
    assert_int_equal(starts.sentence, terms.sentence_count);
    assert_int_equal(starts.paragraph, terms.paragraph_count);
    assert_int_equal(starts.paragraph > 0, length > 0);
    for (size_t i = 0; i < sorted.count; i++)
        assert_int_equal(sorted.met[i], sorted.words[i]->count);
    assert_int_equal(terms.token_count, token);
    assert_int_equal(terms.length, length);
    assert_int_equal(terms.end, FIRST_POSITION + length);
    check_stem_counts(&terms);
    free(sorted.words);
    free(sorted.met);
}

/* --- whole and cut --------------------------------------------------------------------------- */

/* Append the words of a text with their stems, one a line, positions from `first`; returns the
 * position after it. The words that stand beside an acronym because all is in capitals are left
 * out. */
static uint32_t list_words(struct analyser *analyser, struct slice text, language_id language,
                           uint32_t first, struct buffer *out)
{
    struct word word;
    uint32_t end = first;
    analyser_start(analyser, text);
    while (analyser_next(analyser, &word, NULL) == HERALD_OK) {
        if (word.kind == WORD_VARIANT && word.span == 1)
            continue;
        buffer_append_format(out, "%u+%u ", first + word.position, word.span);
        buffer_append_slice(out, word.folded);
        buffer_append_byte(out, ' ');
        if (language != LANGUAGE_NONE)
            buffer_append_slice(out, analyser_stem(analyser, word.folded, language));
        buffer_append_byte(out, '\n');
        end = first + word.position + 1 > end ? first + word.position + 1 : end;
    }
    return end;
}

/* All that has Unicode's property White_Space, ASCII's control characters apart. */
static const char *const spaces[] = {
    " ",      "\n",     "\t",     "\r",     "\v",     "\f",     "\u00A0",   "\u1680", "\u2000",
    "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007",   "\u2008", "\u2009",
    "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000", "\xC2\x85",
};
#define SPACES (sizeof spaces / sizeof *spaces)

/* The length of the white space at `at`; 0 for none. */
static size_t space_at(const char *at, const char *end)
{
    for (size_t i = 0; i < SPACES; i++) {
        const size_t length = strlen(spaces[i]);
        if ((size_t)(end - at) >= length && memcmp(at, spaces[i], length) == 0)
            return length;
    }
    return 0;
}

/* A text cut at one in so many of its white spaces, before each, has the words of the whole. */
static void check_cut(struct analyser *analyser, struct slice text, language_id language,
                      uint32_t one_in)
{
    struct buffer whole = BUFFER_INIT, pieces = BUFFER_INIT;
    const char *begin = text.bytes, *end = text.bytes + text.length;
    uint32_t position = 0;
    list_words(analyser, text, language, 0, &whole);
    for (const char *at = begin; at < end; at++) {
        if (space_at(at, end) && random_below(one_in) == 0) {
            const struct slice piece = {begin, (size_t)(at - begin)};
            position = list_words(analyser, piece, language, position, &pieces);
            begin = at;
        }
    }
    list_words(analyser, (struct slice){begin, (size_t)(end - begin)}, language, position, &pieces);
    if (!slice_equal(buffer_slice(&whole), buffer_slice(&pieces)))
        fail_msg("cut, this text has other words: %.*s", (int)text.length, text.bytes);
    buffer_dispose(&whole);
    buffer_dispose(&pieces);
}

static void check_text(struct pair *pair, struct slice text, language_id language)
{
    check_fast(pair, text, language);
    check_cut(pair->plain, text, language, 1);
    check_cut(pair->plain, text, language, 2 + random_below(7));
}

/* --- generated text -------------------------------------------------------------------------- */

static const char *const palette[] = {
    "a",      "b",      "s",      "S",      "U",      "US",      "it",
    "WHO",    "é",      "İ",      "ı",      "ß",      "o\u0301", "l",
    "L'",     "d’",     "'",      "’",      "-",      "-",       "\u2010",
    ".",      ".",      ",",      ":",      "/",      "_",       "\"",
    "0",      "7",      "155",    "1,000",  "٣",      "٬",       "ё",
    "Й",      "С.",     "إ",      "ة",      "ـ",      "َ",        "ی",
    "\u200C", "\u200D", "\u00AD", "\uFEFF", "\u200F", "ש",       "״",
    "ָ",       "中",     "国",     "プー",   "ｱ",      "々",      "ไ",
    "ทย",     "ប",      "မ",      "한",     "ᄒ",     "न",       "ि",
    "ﷺ",      "ﬁ",      "①",      "\u0301", "\u3099", " ",       " ",
    " ",      "\n",     "\u00A0", "\u3000", "\u200B", "😀",       "\xF0\x9D\x90\x80",
    "\uE000", "\u0378", "·",      "l·l",    "cease",  "fire",    "qu'",
    "EU:n",   "'s",     "! ",     "?”",     ". The ", "...",     "…",
    "。",     "؟",      "।",      "\n\n",   "\n   a", "\r\n",    "\u2029",
    "Mr. ",   "U.S. ",  "No. 5",  "III. ",  "; ",     ";",       "α; ",
    "“",      ")",      ". . ",   "the",    "The",    " In ",    "\u00A0The",
};

static void append_random(struct buffer *text, uint32_t pieces)
{
    for (uint32_t i = 0; i < pieces; i++)
        buffer_append_string(text, palette[random_below(sizeof palette / sizeof *palette)]);
}

static void test_generated(void **state)
{
    struct buffer text = BUFFER_INIT;
    language_id languages = 1;
    while (*language_code(languages))
        languages++;
    for (int round = 0; round < 6000; round++) {
        buffer_clear(&text);
        append_random(&text, 1 + random_below(60));
        check_text(*state, buffer_slice(&text), random_below(languages));
    }
    buffer_dispose(&text);
}

/* Every letter, mark, number and sign of a script, as Unicode's tables have it. */
static size_t list_script(UScriptCode script, UChar32 *out, size_t room)
{
    size_t count = 0;
    for (UChar32 c = 0x21; c <= 0x10FFFF && count < room; c++) {
        UErrorCode status = U_ZERO_ERROR;
        if (U_IS_UNICODE_CHAR(c) && uscript_getScript(c, &status) == script)
            out[count++] = c;
    }
    return count;
}

/* Words of one to eight characters of a script, some of them of none, with white space of all kinds
 * between them. */
static void append_script(struct buffer *text, const UChar32 *characters, size_t count)
{
    static const char between[] = ".,'-:;/0123456789Aa";
    for (uint32_t word = 0; word < 40; word++) {
        const uint32_t length = 1 + random_below(8);
        for (uint32_t i = 0; i < length; i++) {
            char bytes[UTF8_MAX];
            const UChar32 c = random_below(8) ? characters[random_below(count)]
                                              : between[random_below(sizeof between - 1)];
            buffer_append(text, bytes, utf8_encode((uint32_t)c, bytes));
        }
        const uint32_t space = random_below(3) ? 0 : random_below(SPACES);
        buffer_append_string(text, spaces[space]);
    }
}

/* Each script of Unicode, in each language that is stemmed. */
static void test_scripts(void **state)
{
    static UChar32 characters[100000];
    struct pair *pair = *state;
    struct buffer text = BUFFER_INIT;
    unsigned scripts = 0;
    for (int script = USCRIPT_COMMON; script < u_getIntPropertyMaxValue(UCHAR_SCRIPT) + 1;
         script++) {
        const size_t count = list_script((UScriptCode)script, characters, 100000);
        scripts += count > 0;
        for (language_id language = 1; count > 0 && *language_code(language); language++) {
            buffer_clear(&text);
            append_script(&text, characters, count);
            check_text(pair, buffer_slice(&text), language);
        }
    }
    assert_true(scripts > 150);
    buffer_dispose(&text);
}

static void test_random_bytes(void **state)
{
    char bytes[200];
    for (int round = 0; round < 3000; round++) {
        const size_t length = random_below(sizeof bytes);
        for (size_t i = 0; i < length; i++)
            bytes[i] = (char)random_below(256);
        check_fast(*state, (struct slice){bytes, length}, 1 + random_below(20));
    }
}

/* --- folding ---------------------------------------------------------------------------------- */

/* A text folded letter by letter is what it is folded as a whole: a soft hyphen behind it, which is
 * dropped, sees to that. */
static void check_fold(struct unicode *unicode, const uint32_t *codes, size_t count)
{
    char text[64], plain[FOLD_ROOM], whole[FOLD_ROOM];
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += utf8_encode(codes[i], text + length);
    const size_t plain_length = fold_text(unicode, (struct slice){text, length}, plain);
    memcpy(text + length, "\u00AD", 2);
    const size_t whole_length = fold_text(unicode, (struct slice){text, length + 2}, whole);
    if (plain_length != whole_length || memcmp(plain, whole, plain_length) != 0) {
        fail_msg("'%.*s' is folded as '%.*s', not '%.*s'", (int)length, text, (int)plain_length,
                 plain, (int)whole_length, whole);
    }
}

static void test_fold(void **state)
{
    struct unicode unicode = {.failed = false};
    (void)state;
    assert_int_equal(unicode_open(&unicode, NULL), HERALD_OK);
    for (uint32_t code = 1; code < 0x900; code++) {
        check_fold(&unicode, &code, 1);
        for (uint32_t mark = 0x300; mark < 0x370; mark++)
            check_fold(&unicode, (uint32_t[]){code, mark}, 2);
    }
    for (int round = 0; round < 300000; round++) {
        uint32_t codes[8];
        const uint32_t count = 1 + random_below(8), base = random_below(8) * 0x100;
        for (uint32_t i = 0; i < count; i++)
            codes[i] = 1 + (random_below(4) ? base + random_below(0xFF) : random_below(0x7FF));
        check_fold(&unicode, codes, count);
    }
    unicode_dispose(&unicode);
}

/* --- too much of something ------------------------------------------------------------------- */

#define PLENTY  100000u
#define REPEATS 20000u

/* Seconds that both ways take for `count` times `unit` between `front` and `back`. */
static double time_repeated(struct pair *pair, const char *front, const char *unit,
                            const char *back, size_t count)
{
    struct buffer text = BUFFER_INIT;
    buffer_append_string(&text, front);
    for (size_t i = 0; i < count; i++)
        buffer_append_string(&text, unit);
    buffer_append_string(&text, back);
    struct timespec begin, end;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    check_fast(pair, buffer_slice(&text), language_find(SLICE("en")));
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    buffer_dispose(&text);
    return (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
}

/* Eight times the text takes no more than some 8 times as long, with room for a busy computer; the
 * square would be 64. */
static void check_linear(struct pair *pair, const char *front, const char *unit, const char *back)
{
    time_repeated(pair, front, unit, back, REPEATS);
    const double little = time_repeated(pair, front, unit, back, REPEATS);
    const double much = time_repeated(pair, front, unit, back, 8 * REPEATS);
    if (much > 8 * 3 * little + 0.5)
        fail_msg("'%s': %.3f s, eight times as much text %.3f s", unit, little, much);
}

static void test_hostile(void **state)
{
    const char *units[] = {
        "a",       "é",      "0",       "1,",    "1.",  "1,000,",   "a-",       "a.",
        "A.",      "a'",     "s'",      "1'",    "-",   ".",        "'",        "\u0301",
        "\u00AD",  "\u200C", "م\u200C", "ـ",     "中",  "中\u3099", "ア",       "ไ",
        "က",       "ﷺ",      "x:",      "l·",    "US-", "U.S.-",    "1-",       "\u00A0",
        "\u3000a", "İ",      "\uE000",  "ש\"",   "\n",  ".\n",      "a\n",      ". ",
        "a. A ",   "a. 1. ", "\r",      " \n a", "。",  "a.\r",     "A.\nThe ",
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        check_linear(*state, "a", units[i], "b");
}

static void test_zeros(void **state)
{
    const size_t length = (size_t)4 << 20;
    char *zeros = calloc(1, length);
    assert_non_null(zeros);
    check_fast(*state, (struct slice){zeros, length}, language_find(SLICE("en")));
    free(zeros);
}

/* A million distinct words: more than is remembered, and all of them right nevertheless; then the
 * same analyser goes on. */
static void test_many_words(void **state)
{
    struct buffer text = BUFFER_INIT;
    for (uint32_t i = 0; i < 1000000; i++)
        buffer_append_format(&text, "x%uy ", i);
    check_fast(*state, buffer_slice(&text), language_find(SLICE("en")));
    buffer_dispose(&text);
    check_fast(*state, SLICE("and now a short one, x1y"), language_find(SLICE("en")));
}

/* Each word that is not its own stem is given once, until it is to be given again. */
static void test_forms(void **state)
{
    struct pair *pair = *state;
    struct analyser *analyser = pair->fast;
    const language_id english = language_find(SLICE("en")), german = language_find(SLICE("de"));
    const struct slice text = SLICE("Talks on talk: talks of mediation, 1980s");
    struct text_terms terms;
    for (int round = 0; round < 3; round++) {
        analyser_forget_forms(analyser);
        assert_int_equal(analyser_terms(analyser, text, english, 1, &terms, NULL), HERALD_OK);
        assert_int_equal(terms.form_count, 2);
        assert_true(slice_equal(terms.words[terms.forms[0].word].folded, SLICE("talks")));
        assert_true(slice_equal(terms.words[terms.forms[1].word].folded, SLICE("mediation")));
        assert_int_equal(analyser_terms(analyser, text, english, 1, &terms, NULL), HERALD_OK);
        assert_int_equal(terms.form_count, 0);
        assert_int_equal(analyser_terms(analyser, text, LANGUAGE_NONE, 1, &terms, NULL), HERALD_OK);
        assert_int_equal(terms.form_count, 0);
    }
    /* In German it is a form too, and of another stem. */
    assert_int_equal(analyser_terms(analyser, SLICE("Talks"), german, 1, &terms, NULL), HERALD_OK);
    assert_int_equal(terms.form_count, 1);
}

static void test_long_words(void **state)
{
    struct pair *pair = *state;
    struct word word;
    struct buffer text = BUFFER_INIT;
    for (size_t i = 0; i < PLENTY; i++)
        buffer_append_string(&text, "ж");
    analyser_start(pair->plain, buffer_slice(&text));
    assert_int_equal(analyser_next(pair->plain, &word, NULL), HERALD_OK);
    assert_int_equal(word.folded.length, WORD_MAX);
    assert_int_equal(word.text.length, text.length);
    assert_int_equal(analyser_next(pair->plain, &word, NULL), HERALD_DONE);
    buffer_clear(&text);
    buffer_append_string(&text, "x");
    for (size_t i = 0; i < PLENTY; i++)
        buffer_append_string(&text, "ж");
    analyser_start(pair->plain, buffer_slice(&text));
    assert_int_equal(analyser_next(pair->plain, &word, NULL), HERALD_OK);
    assert_int_equal(word.folded.length, WORD_MAX - 1); /* not in the middle of a letter */
    buffer_dispose(&text);
}

/* --- real text ------------------------------------------------------------------------------- */

static void test_page(void **state)
{
    const char *source = getenv("HERALD_SOURCE_DIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/docs/analysis.md", source ? source : ".");
    FILE *page = fopen(path, "r");
    assert_non_null(page);
    char text[65536];
    const size_t length = fread(text, 1, sizeof text, page);
    fclose(page);
    assert_true(length > 1000 && length < sizeof text);
    for (int round = 0; round < 20; round++)
        check_text(*state, (struct slice){text, length}, language_find(SLICE("en")));
}

#define ARTICLES 250

static void check_article(void *context, const struct corpus_article *article)
{
    const language_id language = language_find(article->language);
    check_text(context, article->title, language);
    check_text(context, article->body, language);
}

static void test_news(void **state)
{
    static const struct {
        const char *name;
        unsigned step;
    } files[] = {
        {"languages/ar", 12},    {"languages/fa", 4},         {"languages/ru", 32},
        {"languages/zh", 12},    {"languages/ru-kremlin", 1}, {"languages/de", 2},
        {"languages/mixed", 16}, {"wikinews-fr-2012", 1},     {"wikinews-en-2019-2020", 2},
    };
    unsigned there = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        there += corpus_walk(files[i].name, files[i].step, ARTICLES, check_article, *state);
    if (there == 0)
        skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_generated),    cmocka_unit_test(test_scripts),
        cmocka_unit_test(test_random_bytes), cmocka_unit_test(test_fold),
        cmocka_unit_test(test_page),         cmocka_unit_test(test_long_words),
        cmocka_unit_test(test_zeros),        cmocka_unit_test(test_many_words),
        cmocka_unit_test(test_hostile),      cmocka_unit_test(test_forms),
        cmocka_unit_test(test_news),
    };
    return cmocka_run_group_tests(tests, open_pair, close_pair);
}
