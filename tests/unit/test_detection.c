/* Which languages articles are found to be in. Texts are our own; those of corpora are measured by
 * scripts/evaluate-languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "indexer/language/detection/blocks.h"
#include "indexer/language/detection/mojibake.h"
#include "tests/unit/finder_fixture.h"

#define ENGLISH                                                                                    \
    "The foreign minister said on Monday that the talks would go on until both of the parties "    \
    "had "                                                                                         \
    "agreed to what was proposed, and that there was no other way for them.\n"
#define RUSSIAN                                                                                                                                                                 \
    "Министр иностранных дел заявил в понедельник, что переговоры будут продолжаться до тех пор, " \
    "пока стороны не договорятся о том, что было предложено.\n"
#define FRENCH                                                                                       \
    "Le ministre des affaires étrangères a déclaré lundi que les pourparlers se poursuivraient " \
    "jusqu'à ce que les deux parties soient d'accord sur ce qui a été proposé.\n"
#define UKRAINIAN                                                                                                                                                   \
    "Міністр закордонних справ заявив у понеділок, що переговори триватимуть, доки обидві " \
    "сторони "                                                                                                                                               \
    "не погодяться з тим, що було запропоновано.\n"
#define PERSIAN                                                                                                                                                            \
    "وزیر امور خارجه روز دوشنبه گفت که این گفتگوها تا زمانی که هر دو طرف با آنچه پیشنهاد شده است " \
    "موافقت کنند ادامه خواهد یافت.\n"
#define CHINESE "外交部长星期一表示，谈判将继续进行，直到双方就所提出的建议达成一致为止。\n"

static struct found_languages find(const char *declared, const char *title, const char *body)
{
    struct found_languages found;
    assert_int_equal(language_finder_find(finder, slice_of(declared), slice_of(title),
                                          (struct slice){NULL, 0}, slice_of(body), &found, NULL),
                     HERALD_OK);
    return found;
}

static void declarations(void **state)
{
    static const struct {
        const char *declared, *body, *code;
        bool overridden;
    } rows[] = {
        {"", ENGLISH, "en", false},
        {"", RUSSIAN, "ru", false},
        {"", FRENCH, "fr", false},
        {"", UKRAINIAN, "uk", false},
        {"", PERSIAN, "fa", false},
        {"", CHINESE, "zh", false},
        {"en", ENGLISH, "en", false},
        {"en-GB", ENGLISH, "en", false},
        {"EN", ENGLISH, "en", false},
        {"pcm", ENGLISH, "pcm", false}, /* kin */
        {"zh-Hant", CHINESE, "zh", false},
        {"und", FRENCH, "fr", false}, /* declares nothing */
        {"en", RUSSIAN, "ru", true},
        {"ru", UKRAINIAN, "uk", true},
        {"ar", PERSIAN, "fa", true},
        {"en", FRENCH, "fr", true},
        {"fr", CHINESE, "zh", true},
        {"fr", "Geneva", "fr", false}, /* too short to tell */
        {"de", "12 34 56 --- 78", "de", false},
        {"", "12 34 56 --- 78", "", false},
        {"", "\U0001F600 \uE000\uE001 \u200F\u202E", "", false},
        {"", "", "", false},
    };
    (void)state;
    for (size_t at = 0; at < sizeof rows / sizeof *rows; at++) {
        struct found_languages found = find(rows[at].declared, "", rows[at].body);
        assert_string_equal(found.code, rows[at].code);
        assert_int_equal(found.overridden, rows[at].overridden);
        assert_int_equal(found.main, language_find(slice_of(rows[at].code)));
        assert_false(found.mixed);
    }
}

static void paragraphs(void **state)
{
    static const char body[] = ENGLISH "\n" RUSSIAN "\n" ENGLISH ENGLISH "\n" FRENCH;
    static const char *const codes[] = {"en", "ru", "en", "fr"};
    static const char *const begins[] = {"The", "Министр", "The", "Le"};
    (void)state;
    for (unsigned declared = 0; declared < 2; declared++) {
        struct found_languages found = find(declared ? "en" : "", "", body);
        assert_string_equal(found.code, "en");
        assert_true(found.mixed);
        assert_int_equal(found.body.count, 4);
        size_t begin = 0;
        for (size_t at = 0; at < 4; at++) {
            assert_int_equal(found.body.spans[at].language, language_find(slice_of(codes[at])));
            assert_memory_equal(body + begin, begins[at], strlen(begins[at]));
            begin = found.body.spans[at].end;
        }
        assert_int_equal(begin, sizeof body - 1);
    }
}

static void titles(void **state)
{
    (void)state;
    struct found_languages found =
        find("en", "Переговоры о прекращении огня в Женеве продолжаются", ENGLISH);
    assert_int_equal(found.title, language_find(SLICE("ru")));
    assert_int_equal(found.main, language_find(SLICE("en")));
    assert_true(found.mixed);
    found = find("en", "Kremlin, Moscow: Lavrov", ENGLISH);
    assert_int_equal(found.title, language_find(SLICE("en")));
}

/* Stems of one language do not pollute another's: each is made of the words of its paragraphs. */
static void stems(void **state)
{
    static const char body[] = ENGLISH "\n" FRENCH;
    struct analyser *analyser;
    struct text_terms mixed, alone;
    (void)state;
    assert_int_equal(analyser_open(&analyser, NULL), HERALD_OK);
    struct found_languages found = find("", "", body);
    assert_int_equal(found.body.count, 2);
    assert_int_equal(analyser_mixed_terms(analyser, slice_of(body), found.body, 1, &mixed, NULL),
                     HERALD_OK);
    for (size_t span = 0; span < 2; span++) {
        const char *text = span ? FRENCH : ENGLISH;
        language_id language = found.body.spans[span].language;
        size_t counted = 0, words = 0, kept = 0, capacity = mixed.stem_count;
        struct text_stem *own = calloc(capacity, sizeof *own);
        struct buffer bytes[64] = {{0}};
        assert_non_null(own);
        for (size_t at = 0; at < mixed.stem_count; at++)
            if (mixed.stems[at].language == language) {
                assert_true(kept < 64);
                buffer_append_slice(&bytes[kept], mixed.stems[at].stem);
                own[kept++] = mixed.stems[at];
                words += mixed.stems[at].count;
            }
        /* what the analyser gives of the paragraph by itself */
        struct analyser *other;
        assert_int_equal(analyser_open(&other, NULL), HERALD_OK);
        assert_int_equal(analyser_terms(other, slice_of(text), language, 1, &alone, NULL),
                         HERALD_OK);
        assert_int_equal(kept, alone.stem_count);
        for (size_t at = 0; at < alone.stem_count; at++)
            for (size_t mine = 0; mine < kept; mine++)
                if (slice_equal(alone.stems[at].stem, buffer_slice(&bytes[mine]))) {
                    assert_int_equal(own[mine].count, alone.stems[at].count);
                    counted++;
                }
        assert_int_equal(counted, kept);
        assert_int_equal(words, alone.token_count);
        for (size_t at = 0; at < kept; at++)
            buffer_dispose(&bytes[at]);
        analyser_free(other);
        free(own);
    }
    analyser_free(analyser);
}

static void divides_blocks(void **state)
{
    static const struct {
        const char *text;
        size_t ends[4];
    } rows[] = {
        {"", {0}},      {"one line", {8}},       {"two\nlines", {9}}, {"a\n\nb\n", {3, 5}},
        {"\n\na", {3}}, {"a\n    b\nc", {2, 9}}, {"a\n \n\t\n", {6}},
    };
    (void)state;
    for (size_t at = 0; at < sizeof rows / sizeof *rows; at++) {
        struct slice text = slice_of(rows[at].text);
        size_t begin = 0;
        for (size_t block = 0; begin < text.length; block++) {
            begin = block_end(text, begin);
            assert_int_equal(begin, rows[at].ends[block]);
        }
    }
}

/* What nobody writes: it must end, in time, and name nothing that is not there. */
static void bad_input(void **state)
{
    struct buffer body = BUFFER_INIT;
    (void)state;
    for (unsigned i = 0; i < 100000; i++)
        buffer_append_byte(&body, 'x');
    assert_string_equal(find("", "", body.bytes).code, "");
    buffer_clear(&body);
    buffer_append_byte(&body, 'a');
    for (unsigned i = 0; i < 5000; i++)
        buffer_append_string(&body, "\u0301");
    assert_string_equal(find("en", "", body.bytes).code, "en");
    buffer_clear(&body);
    for (unsigned i = 0; i < 3000; i++)
        buffer_append_string(&body, i % 2 ? "\n" : "\xFF\xC0 \x01\uFFFE\uFDD0\u0378\n");
    assert_string_equal(find("", "", body.bytes).code, "");
    buffer_dispose(&body);
    struct found_languages found =
        find("", "",
             "Latin Кириллица Ελληνικά עברית العربية हिन्दी বাংলা தமிழ் ไทย ລາວ ខ្មែរ မြန်မာ 中文 "
             "한국어 Հայերեն ქართული");
    assert_int_equal(found.body.count, 1);
    assert_string_equal(found.code, "");
}

/* What was garbled comes back; what only has letters above ASCII stays. */
static void garbled(void **state)
{
    static const struct {
        const char *text, *repaired;
        enum mojibake what;
    } rows[] = {
        {"T\303\203\302\274rkiye\303\242\342\202\254\342\204\242nin "
         "g\303\203\302\266r\303\203\302\274\303\205\305\270meleri",
         "T\303\274rkiye\342\200\231nin g\303\266r\303\274\305\237meleri", MOJIBAKE_UTF8_AS_1252},
        {"\303\220\305\270\303\220\302\265\303\221\342\202\254\303\220\302\265\303\220\302\263\303"
         "\220\302\276\303\220\302\262\303\220\302\276\303\221\342\202\254\303\221\342\200\271 "
         "\303\220\302\276 "
         "\303\220\302\277\303\221\342\202\254\303\220\302\265\303\220\302\272\303\221\342\202\254"
         "\303\220\302\260\303\221\342\200\260\303\220\302\265\303\220\302\275\303\220\302\270\303"
         "\220\302\270 \303\220\302\276\303\220\302\263\303\220\302\275\303\221\302\217 "
         "\303\220\302\261\303\221\306\222\303\220\302\264\303\221\306\222\303\221\342\200\232 "
         "\303\220\302\277\303\221\342\202\254\303\220\302\276\303\220\302\264\303\220\302\276\303"
         "\220\302\273\303\220\302\266\303\220\302\260\303\221\342\200\232\303\221\305\222\303\221"
         "\302\201\303\221\302\217",
         "\320\237\320\265\321\200\320\265\320\263\320\276\320\262\320\276\321\200\321\213 "
         "\320\276 "
         "\320\277\321\200\320\265\320\272\321\200\320\260\321\211\320\265\320\275\320\270\320\270 "
         "\320\276\320\263\320\275\321\217 \320\261\321\203\320\264\321\203\321\202 "
         "\320\277\321\200\320\276\320\264\320\276\320\273\320\266\320\260\321\202\321\214\321\201"
         "\321\217",
         MOJIBAKE_UTF8_AS_1252},
        {"\303\244\302\270\302\255\303\245\342\200\272\302\275\303\245\302\244\342\200\223\303\244"
         "\302\272\302\244\303\251\306\222\302\250",
         "\344\270\255\345\233\275\345\244\226\344\272\244\351\203\250", MOJIBAKE_UTF8_AS_1252},
        {"\320\240\321\232\320\240\321\221\320\241\320\202 \320\240\321\221 "
         "\320\241\320\203\320\240\321\225\320\240\320\205",
         "\320\234\320\270\321\200 \320\270 \321\201\320\276\320\275", MOJIBAKE_UTF8_AS_1251},
        {"\303\242\342\202\254\305\223The talks\303\242\342\202\254\302\235",
         "\342\200\234The talks\342\200\235", MOJIBAKE_UTF8_AS_1252},
        {"\303\217\303\245\303\260\303\245\303\243\303\256\303\242\303\256\303\260\303\273 "
         "\303\256 "
         "\303\257\303\260\303\245\303\252\303\260\303\240\303\271\303\245\303\255\303\250\303\250 "
         "\303\256\303\243\303\255\303\277 \303\241\303\263\303\244\303\263\303\262 "
         "\303\257\303\260\303\256\303\244\303\256\303\253\303\246\303\240\303\262\303\274\303\261"
         "\303\277",
         "\320\237\320\265\321\200\320\265\320\263\320\276\320\262\320\276\321\200\321\213 "
         "\320\276 "
         "\320\277\321\200\320\265\320\272\321\200\320\260\321\211\320\265\320\275\320\270\320\270 "
         "\320\276\320\263\320\275\321\217 \320\261\321\203\320\264\321\203\321\202 "
         "\320\277\321\200\320\276\320\264\320\276\320\273\320\266\320\260\321\202\321\214\321\201"
         "\321\217",
         MOJIBAKE_1251_AS_1252},
        {"\320\237\320\265\321\200\320\265\320\263\320\276\320\262\320\276\321\200\321\213 "
         "\320\276 "
         "\320\277\321\200\320\265\320\272\321\200\320\260\321\211\320\265\320\275\320\270\320\270 "
         "\320\276\320\263\320\275\321\217 \320\261\321\203\320\264\321\203\321\202 "
         "\320\277\321\200\320\276\320\264\320\276\320\273\320\266\320\260\321\202\321\214\321\201"
         "\321\217",
         "", MOJIBAKE_NONE},
        {"Les n\303\251gociations \303\240 Gen\303\250ve", "", MOJIBAKE_NONE},
        {"\303\204u\303\237erung \303\274ber \303\226l", "", MOJIBAKE_NONE},
        {"plain", "", MOJIBAKE_NONE},
        {"", "", MOJIBAKE_NONE},
        {"\303\202\302\2435", "", MOJIBAKE_NONE},
        {"\304\260stanbul\342\200\231da g\303\266r\303\274\305\237me", "", MOJIBAKE_NONE},
        {"\344\270\255\345\233\275", "", MOJIBAKE_NONE},
    };
    struct buffer out = BUFFER_INIT;
    (void)state;
    for (size_t at = 0; at < sizeof rows / sizeof *rows; at++) {
        enum mojibake what;
        assert_int_equal(mojibake_undo(finder, slice_of(rows[at].text), &out, &what, NULL),
                         HERALD_OK);
        assert_int_equal(what, rows[at].what);
        if (what != MOJIBAKE_NONE)
            assert_string_equal(out.bytes, rows[at].repaired);
    }
    buffer_dispose(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(declarations), cmocka_unit_test(paragraphs),     cmocka_unit_test(titles),
        cmocka_unit_test(stems),        cmocka_unit_test(divides_blocks), cmocka_unit_test(garbled),
        cmocka_unit_test(bad_input),
    };
    return cmocka_run_group_tests(tests, open_finder, close_finder);
}
