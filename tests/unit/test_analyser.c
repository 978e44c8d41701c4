/* The rules of text analysis: every row of every table in docs/analysis.md, and what no table says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "corpus/utf8.h"
#include "indexer/language/analyser.h"
#include "indexer/language/stopwords.h"
#include "tests/unit/analyser_fixture.h"
#include "tests/unit/random_numbers.h"

/* The words of a text in the notation of the tables; stems, where a language is given. */
static struct buffer words_of(struct analyser *analyser, struct slice text, language_id language)
{
    struct buffer out = BUFFER_INIT;
    struct word word;
    uint32_t position = 0;
    analyser_start(analyser, text);
    while (analyser_next(analyser, &word, NULL) == HERALD_OK) {
        assert_in_range(word.folded.length, 1, WORD_MAX);
        assert_true(word.text.bytes >= text.bytes);
        assert_true(word.text.bytes + word.text.length <= text.bytes + text.length);
        assert_int_equal(word.position, word.kind == WORD_PLAIN ? position : position - 1);
        position += word.kind == WORD_PLAIN;
        if (out.length)
            buffer_append_byte(&out, word.kind == WORD_PLAIN ? ' ' : '=');
        buffer_append_slice(&out, analyser_stem(analyser, word.folded, language));
        if (word.span != 1)
            buffer_append_format(&out, "/%u", word.span);
    }
    buffer_append(&out, "", 0);
    return out;
}

static void check_words(struct analyser *analyser, struct slice text, const char *expected)
{
    struct buffer words = words_of(analyser, text, LANGUAGE_NONE);
    assert_string_equal(words.bytes ? words.bytes : "", expected);
    buffer_dispose(&words);
}

/* --- the tables of docs/analysis.md ---------------------------------------------------------- */

#define CELLS 3

/* A code point written \uXXXX, appended as UTF-8. */
static void append_escape(struct buffer *out, const char *digits)
{
    const unsigned long code =
        strtoul((char[5]){digits[0], digits[1], digits[2], digits[3]}, NULL, 16);
    assert_true(code >= 0x80 && code < 0x10000);
    if (code >= 0x800) {
        buffer_append_byte(out, (unsigned char)(0xE0 | code >> 12));
        buffer_append_byte(out, (unsigned char)(0x80 | (code >> 6 & 0x3F)));
    } else {
        buffer_append_byte(out, (unsigned char)(0xC0 | code >> 6));
    }
    buffer_append_byte(out, (unsigned char)(0x80 | (code & 0x3F)));
}

/* The text of a cell: without blanks and backquotes around it, escapes resolved (\n too). */
static void read_cell(struct buffer *out, const char *begin, const char *end)
{
    while (begin < end && (*begin == ' ' || *begin == '`'))
        begin++;
    while (end > begin && (end[-1] == ' ' || end[-1] == '`'))
        end--;
    buffer_clear(out);
    for (const char *at = begin; at < end; at++) {
        if (end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
            append_escape(out, at + 2);
            at += 5;
        } else if (end - at >= 2 && at[0] == '\\' && at[1] == 'n') {
            buffer_append_byte(out, '\n');
            at++;
        } else {
            buffer_append_byte(out, (unsigned char)*at);
        }
    }
    buffer_append(out, "", 0);
}

/* The cells of a table row, or 0 where the line is none. */
static size_t read_row(char *line, struct buffer cells[CELLS])
{
    size_t count = 0;
    if (line[0] != '|')
        return 0;
    char *begin = line + 1;
    for (char *end; count < CELLS && (end = strchr(begin, '|')) != NULL; begin = end + 1)
        read_cell(&cells[count++], begin, end);
    return count;
}

/* A row of stems: either each word its own in the same notation, or one stem for all words. */
static void check_stems(struct analyser *analyser, const struct buffer cells[CELLS])
{
    const language_id language = language_find(buffer_slice(&cells[0]));
    struct buffer stems = words_of(analyser, buffer_slice(&cells[1]), language);
    if (strpbrk(cells[2].bytes, " =")) {
        assert_string_equal(stems.bytes, cells[2].bytes);
    } else {
        const size_t length = cells[2].length;
        for (const char *at = stems.bytes;; at += length + 1) {
            assert_memory_equal(at, cells[2].bytes, length);
            if (at[length] == '\0')
                break;
            assert_int_equal(at[length], ' ');
        }
    }
    buffer_dispose(&stems);
}

/* The words that begin sentences, those that begin paragraphs after a pilcrow. */
static void check_starts(struct analyser *analyser, struct slice text, const char *expected)
{
    struct buffer out = BUFFER_INIT;
    struct word word;
    analyser_start(analyser, text);
    while (analyser_next(analyser, &word, NULL) == HERALD_OK) {
        if (word.starts_sentence) {
            buffer_append_string(&out, out.length ? " " : "");
            buffer_append_string(&out, word.starts_paragraph ? "¶" : "");
            buffer_append_slice(&out, word.folded);
        }
    }
    buffer_append(&out, "", 0);
    assert_string_equal(out.bytes, expected);
    buffer_dispose(&out);
}

enum table { TABLE_NONE, TABLE_WORDS, TABLE_STARTS, TABLE_STEMS };

static enum table table_of(const struct buffer cells[CELLS], size_t count)
{
    if (count == 2 && strcmp(cells[0].bytes, "text") == 0)
        return strcmp(cells[1].bytes, "begin") == 0 ? TABLE_STARTS : TABLE_WORDS;
    return count == 3 && strcmp(cells[0].bytes, "language") == 0 ? TABLE_STEMS : TABLE_NONE;
}

/* Run every row of the page; returns how many there were. */
static size_t check_page(struct analyser *analyser, FILE *page)
{
    struct buffer cells[CELLS] = {BUFFER_INIT, BUFFER_INIT, BUFFER_INIT};
    char line[1024];
    enum table table = TABLE_NONE;
    size_t rows = 0;
    while (fgets(line, sizeof line, page)) {
        const size_t count = read_row(line, cells);
        if (count == 0) {
            table = TABLE_NONE;
        } else if (table == TABLE_NONE) {
            table = table_of(cells, count);
        } else if (strncmp(line, "|---", 4) != 0) {
            print_message("%s", line);
            if (table == TABLE_WORDS)
                check_words(analyser, buffer_slice(&cells[0]), cells[1].bytes);
            else if (table == TABLE_STARTS)
                check_starts(analyser, buffer_slice(&cells[0]), cells[1].bytes);
            else
                check_stems(analyser, cells);
            rows++;
        }
    }
    for (size_t i = 0; i < CELLS; i++)
        buffer_dispose(&cells[i]);
    return rows;
}

static void test_page(void **state)
{
    const char *source = getenv("HERALD_SOURCE_DIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/docs/analysis.md", source ? source : ".");
    FILE *page = fopen(path, "r");
    assert_non_null(page);
    const size_t rows = check_page(*state, page);
    fclose(page);
    assert_true(rows >= 120);
}

/* --- what no table says ---------------------------------------------------------------------- */

static void check_word(struct analyser *analyser, const char *text, uint32_t position,
                       const char *covers, enum word_script script)
{
    struct word word;
    analyser_start(analyser, slice_of(text));
    for (;;) {
        assert_int_equal(analyser_next(analyser, &word, NULL), HERALD_OK);
        if (word.position == position && word.kind == WORD_PLAIN)
            break;
    }
    assert_true(slice_equal(word.text, slice_of(covers)));
    assert_int_equal(word.script, script);
}

static void test_source_and_script(void **state)
{
    check_word(*state, "the (Iran's) talks", 1, "Iran's", SCRIPT_LATIN);
    check_word(*state, "in U.S. hands", 1, "U.S.", SCRIPT_LATIN);
    check_word(*state, "cease-fire now", 1, "fire", SCRIPT_LATIN);
    check_word(*state, "J.F. Kennedy", 1, "F.", SCRIPT_LATIN);
    check_word(*state, "за Москву", 1, "Москву", SCRIPT_CYRILLIC);
    check_word(*state, "155,221 men", 0, "155,221", SCRIPT_DIGIT);
    check_word(*state, "東京で会談", 0, "東京", SCRIPT_HAN);
    check_word(*state, "プーチン", 0, "プーチン", SCRIPT_KANA);
    check_word(*state, "대한민국", 0, "대한민국", SCRIPT_HANGUL);
    check_word(*state, "إيران", 0, "إيران", SCRIPT_ARABIC);
    check_word(*state, "שלום", 0, "שלום", SCRIPT_HEBREW);
    check_word(*state, "ኢራን", 0, "ኢራን", SCRIPT_OTHER);
}

static void check_capital(struct analyser *analyser, const char *text, bool capital)
{
    struct word word;
    analyser_start(analyser, slice_of(text));
    assert_int_equal(analyser_next(analyser, &word, NULL), HERALD_OK);
    assert_int_equal(word_is_capital(&word), capital);
}

static void test_capitals(void **state)
{
    check_capital(*state, "Turkey", true);
    check_capital(*state, "turkey", false);
    check_capital(*state, "(Étoile", true);
    check_capital(*state, "étoile", false);
    check_capital(*state, "Россия", true);
    check_capital(*state, "россия", false);
    check_capital(*state, "l'Iran", true);
    check_capital(*state, "qu’Israël", true);
    check_capital(*state, "l'ami", false);
    check_capital(*state, "iran's Army", false);
    check_capital(*state, "إيران", false);
    check_capital(*state, "1963", false);
}

static void test_no_words(void **state)
{
    check_words(*state, (struct slice){NULL, 0}, "");
    check_words(*state, SLICE(""), "");
    check_words(*state, SLICE(" \t\n -- '' ... \xC2\xA0\xE2\x80\x94"), "");
    check_words(*state, SLICE("\0\0\0"), "");
    check_words(*state, SLICE("\xD9\x80\xD9\x80 \xCC\x81"), ""); /* tatweel; a lone accent */
    check_words(*state, SLICE("a\0b"), "a b");
    check_words(*state, SLICE("\xF0\x9F\x87\xBA\xF0\x9F\x87\xB8 \xEE\x80\x80x"), "x");
}

static void test_not_utf8(void **state)
{
    check_words(*state, SLICE("ab\xFF\xC3"), "ab");
    check_words(*state, SLICE("\xE4\xB8"), "");
    check_words(*state, SLICE("x\xF8y\xED\xA0\x80z\xF4\x90\x80\x80"), "x y z");
}

static void test_languages(void **state)
{
    (void)state;
    assert_string_equal(language_code(language_find(SLICE("en"))), "en");
    assert_string_equal(language_code(language_find(SLICE("EN-gb"))), "en");
    assert_string_equal(language_code(language_find(SLICE("english"))), "en");
    assert_string_equal(language_code(language_find(SLICE("pt_BR"))), "pt");
    assert_string_equal(language_code(language_find(SLICE("nb"))), "no");
    assert_string_equal(language_code(language_find(SLICE("ger"))), "de");
    assert_string_equal(language_code(language_find(SLICE("zh-Hant-TW"))), "zh");
    assert_string_equal(language_code(language_find(SLICE("prs"))), "fa");
    const char *none[] = {"", "-", "e", "el", "he", "th", "eng ", " ", "englishenglishenglish"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(language_find(slice_of(none[i])), LANGUAGE_NONE);
    assert_int_equal(language_find((struct slice){NULL, 0}), LANGUAGE_NONE);
    assert_string_equal(language_code(LANGUAGE_NONE), "");
    assert_string_equal(language_code(LANGUAGE_MAX), "");
    assert_true(language_uses_script(language_find(SLICE("ru")), SCRIPT_CYRILLIC));
    assert_false(language_uses_script(language_find(SLICE("ru")), SCRIPT_LATIN));
    assert_true(language_uses_script(language_find(SLICE("ja")), SCRIPT_HAN));
    assert_true(language_uses_script(language_find(SLICE("ja")), SCRIPT_KANA));
    assert_false(language_uses_script(language_find(SLICE("zh")), SCRIPT_KANA));
    assert_false(language_uses_script(LANGUAGE_NONE, SCRIPT_OTHER));
}

/* What no stemmer may do: give nothing, whatever the word (Snowball's porter makes nothing of s).
 */
static void test_stems_of_short_words(void **state)
{
    const char *words[] = {"s", "a", "e", "os", "en", "lar", "ال", "ه", "ات", "ы", "ия", "y", "ed"};
    for (language_id language = 0; *language_code(language) || language == 0; language++) {
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            const struct slice stem = analyser_stem(*state, slice_of(words[i]), language);
            assert_in_range(stem.length, 1, WORD_MAX);
        }
    }
}

/* The list's words are as folding leaves them, stand for themselves and are found. */
static void check_stop_words(struct analyser *analyser, language_id language)
{
    const char *words = language_stop_words(language);
    size_t count = 0;
    for (const char *at = words; *at && at[1]; count++) {
        const char *end = strchr(at + 1, ' ');
        assert_non_null(end);
        const struct slice word = {at + 1, (size_t)(end - at - 1)};
        struct buffer folded = words_of(analyser, word, LANGUAGE_NONE);
        assert_true(slice_equal(buffer_slice(&folded), word));
        assert_true(language_is_stop_word(language, word));
        buffer_dispose(&folded);
        at = end;
    }
    assert_true(count == 0 || (count >= 30 && count <= 130));
}

static void test_stop_words(void **state)
{
    size_t lists = 0;
    for (language_id language = 1; *language_code(language); language++) {
        check_stop_words(*state, language);
        lists += *language_stop_words(language) != '\0';
    }
    assert_int_equal(lists, 14);
    const language_id english = language_find(SLICE("en"));
    assert_true(language_is_stop_word(english, SLICE("the")));
    assert_false(language_is_stop_word(english, SLICE("iran")));
    assert_false(language_is_stop_word(english, SLICE("")));
    assert_false(language_is_stop_word(english, SLICE("of off")));
    assert_false(language_is_stop_word(english, SLICE("th")));
    assert_false(language_is_stop_word(LANGUAGE_NONE, SLICE("the")));
}

/* --- what libxapian's own tokenizer gets wrong ----------------------------------------------- */

/* Whether a query word and a text have a stem in common. */
static bool meet(struct analyser *analyser, const char *query, const char *text, const char *code)
{
    const language_id language = language_find(slice_of(code));
    struct buffer wanted = BUFFER_INIT, stems = BUFFER_INIT;
    struct buffer of_query = words_of(analyser, slice_of(query), language);
    struct buffer of_text = words_of(analyser, slice_of(text), language);
    buffer_append_format(&wanted, " %s ", of_query.bytes);
    buffer_append_format(&stems, " %s ", of_text.bytes);
    for (size_t i = 0; i < stems.length; i++) {
        const bool notation = strchr("=/", stems.bytes[i]) != NULL;
        stems.bytes[i] = notation ? ' ' : stems.bytes[i];
    }
    const bool found = strstr(stems.bytes, wanted.bytes) != NULL;
    buffer_dispose(&wanted);
    buffer_dispose(&stems);
    buffer_dispose(&of_query);
    buffer_dispose(&of_text);
    return found;
}

static void test_traps(void **state)
{
    assert_true(meet(*state, "Iran", "Iran's nuclear talks resume", "en"));
    assert_true(meet(*state, "Iran", "Talks with Iran resume", "en"));
    assert_true(meet(*state, "Talks", "nuclear talks resume", "en"));
    assert_true(meet(*state, "Москве", "Москва предложила посредничество", "ru"));
    assert_true(meet(*state, "москве", "Москва предложила посредничество", "ru"));
    assert_true(meet(*state, "мед", "мёд", "ru"));
    assert_true(meet(*state, "ايران", "إيران", "ar"));
    assert_true(meet(*state, "وساطة", "الوساطة الروسية", "ar"));
    assert_true(meet(*state, "Erdogan", "President Erdoğan", "tr"));
    assert_true(meet(*state, "Cote", "la Côte d'Ivoire", "fr"));
    assert_true(meet(*state, "مذاکره", "مذاکره\xE2\x80\x8Cکنندگان", "fa"));
    assert_true(meet(*state, "مذاکرهکنندگان", "مذاکره\xE2\x80\x8Cکنندگان", "fa"));
    assert_true(meet(*state, "ﬁnal", "ＦＩＮＡＬ", "en"));
    assert_false(meet(*state, "us", "The U.S. position", "en"));
    assert_true(meet(*state, "US", "The U.S. position", "en"));
    assert_true(meet(*state, "UN", "a U.N. envoy", "en"));
    assert_true(meet(*state, "un", "a U.N. envoy", "en"));
}

/* --- first letters ---------------------------------------------------------------------------- */

/* A made-up word of letters of a script, often with an end as words of some language have it. */
static struct slice make_word(const char *const *letters, size_t count, struct buffer *out)
{
    static const char *const ends[] = {"ing", "ed", "s", "ies", "en", "er", "ов", "ами", "ы"};
    uint32_t length = 1 + random_below(8);
    const uint32_t end = random_below(20);
    buffer_clear(out);
    while (length-- > 0)
        buffer_append_string(out, letters[random_below(count)]);
    if (end < sizeof ends / sizeof *ends)
        buffer_append_string(out, ends[end]);
    return buffer_slice(out);
}

/* What language_keeps_initial says is true of any word. */
static void test_initials(void **state)
{
    static const char *const latin[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k",
                                        "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v",
                                        "w", "x", "y", "z", "a", "e", "i", "o", "u"};
    static const char *const cyrillic[] = {"а", "б", "в", "г", "д", "е", "ж", "з", "и", "й", "к",
                                           "л", "м", "н", "о", "п", "р", "с", "т", "у", "ф", "х",
                                           "ц", "ч", "ш", "щ", "ъ", "ы", "ь", "э", "ю", "я"};
    static const char *const armenian[] = {"ա", "բ", "գ", "դ", "ե", "զ", "է", "ը", "թ", "ի", "լ",
                                           "կ", "հ", "մ", "յ", "ն", "ո", "ւ", "ր", "ս", "տ", "ք"};
    size_t keepers = 0;
    for (language_id language = 1; language < LANGUAGE_MAX; language++) {
        const char *code = language_code(language);
        struct buffer word = BUFFER_INIT;
        keepers += language_keeps_initial(language);
        for (unsigned i = 0; language_keeps_initial(language) && i < 20000; i++) {
            const struct slice folded = strcmp(code, "ru") == 0   ? make_word(cyrillic, 32, &word)
                                        : strcmp(code, "hy") == 0 ? make_word(armenian, 22, &word)
                                                                  : make_word(latin, 31, &word);
            const struct slice stem = analyser_stem(*state, folded, language);
            uint32_t before, after;
            utf8_decode(folded.bytes, folded.length, &before);
            assert_true(stem.length > 0);
            utf8_decode(stem.bytes, stem.length, &after);
            assert_int_equal(before, after);
        }
        buffer_dispose(&word);
    }
    assert_true(keepers > 15);
    assert_false(language_keeps_initial(language_find(SLICE("ar"))));
    assert_false(language_keeps_initial(LANGUAGE_NONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_page),
        cmocka_unit_test(test_source_and_script),
        cmocka_unit_test(test_capitals),
        cmocka_unit_test(test_no_words),
        cmocka_unit_test(test_not_utf8),
        cmocka_unit_test(test_languages),
        cmocka_unit_test(test_stems_of_short_words),
        cmocka_unit_test(test_stop_words),
        cmocka_unit_test(test_traps),
        cmocka_unit_test(test_initials),
    };
    return cmocka_run_group_tests(tests, open_analyser, close_analyser);
}
