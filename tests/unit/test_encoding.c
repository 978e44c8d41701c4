/*
 * Text in encodings of one byte a character: converted where that is certain, and else left. What
 * must never happen is that it becomes another text than it was. On sentences of our own and, where
 * they are at hand, on news in six languages, encoded as the old programs did.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unicode/ucnv.h>
#include <unicode/ustring.h>

#include "corpus/encoding.h"
#include "corpus/utf8.h"
#include "tests/unit/corpus_articles.h"
#include "tests/unit/finder_fixture.h"
#include "tests/unit/random_numbers.h"

static const struct encoding unknown = {.name = NULL};

/* UTF-8 in another encoding; what it lacks is left out. The result is freed by the caller. */
static struct slice encode(const char *name, struct slice text)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(name, &status);
    ucnv_setFromUCallBack(converter, UCNV_FROM_U_CALLBACK_SKIP, NULL, NULL, NULL, &status);
    UChar *units = calloc(text.length + 1, sizeof *units);
    char *bytes = malloc(3 * text.length + 1);
    int32_t count = 0;
    assert_true(units && bytes);
    u_strFromUTF8(units, (int32_t)text.length + 1, &count, text.bytes, (int32_t)text.length,
                  &status);
    const int32_t length =
        ucnv_fromUChars(converter, bytes, (int32_t)(3 * text.length + 1), units, count, &status);
    assert_true(U_SUCCESS(status));
    ucnv_close(converter);
    free(units);
    return (struct slice){bytes, (size_t)length};
}

static const char *find(struct slice raw, const struct encoding *likely)
{
    const struct language_judge judge = {language_finder_judge, finder};
    struct encoding found;
    assert_int_equal(encoding_find(raw, &judge, likely, &found, NULL), HERALD_OK);
    return found.name;
}

static void decode(const char *name, struct slice raw, struct buffer *out)
{
    buffer_clear(out);
    assert_int_equal(encoding_decode(name, raw, out, NULL), HERALD_OK);
}

/* --- our own sentences -------------------------------------------------------------------------
 */

#define RUSSIAN                                                                                                                                                                   \
    "Министр иностранных дел России «Сергей Лавров» провёл в Москве переговоры со своим иранским " \
    "коллегой — о ядерной программе и о санкциях."
#define UKRAINIAN                                                                                                                                                              \
    "Міністр закордонних справ України провів у Києві переговори зі своїм колегою з Польщі щодо " \
    "їхніх спільних зусиль і обміну полоненими."
#define FRENCH                                                                                                \
    "Le ministre des Affaires étrangères a été reçu à l’Élysée ; les négociations à Genève ont " \
    "été très difficiles, selon le communiqué."
#define GERMAN                                                                                      \
    "Der Außenminister führte in Köln Gespräche über die Lage der Flüchtlinge und kündigte " \
    "an, dass die Europäische Union die Sanktionen verlängert."
#define SPANISH                                                                                    \
    "El ministro de Asuntos Exteriores español viajó a Moscú para la negociación sobre la "    \
    "situación en la región, según señaló la Cancillería."
#define ENGLISH                                                                                            \
    "The minister said that Iran’s answer was “a step back” – and that the talks in Geneva would " \
    "go on until the end of the week."
#define ARABIC                                                                                                                                                             \
    "قال وزير الخارجية الروسي إن المفاوضات مع إيران في جنيف ستستمر حتى نهاية الأسبوع، وأضاف أن " \
    "العقوبات لن تساعد على حل الأزمة."
#define POLISH                                                                                     \
    "Minister spraw zagranicznych powiedział, że rozmowy w Genewie będą trwały do końca "    \
    "tygodnia, "                                                                                   \
    "a sankcje zostaną przedłużone, jeśli się nie powiodą."
#define CZECH                                                                                                    \
    "Ministr zahraničních věcí řekl, že jednání v Ženevě budou pokračovat až do konce týdne a že " \
    "sankce budou prodlouženy, pokud neuspějí."
#define HUNGARIAN                                                                                          \
    "A külügyminiszter szerint a genfi tárgyalások a hét végéig folytatódnak, és a szankciókat " \
    "meghosszabbítják, ha azok nem vezetnek eredményre, közölte a szóvivő a sajtóértekezleten."
#define ROMANIAN                                                                                       \
    "Ministrul de externe a declarat că negocierile de la Geneva vor continua până la sfârşitul " \
    "săptămânii şi că sancţiunile vor fi prelungite dacă acestea eşuează."
#define TURKISH                                                                                             \
    "Dışişleri Bakanı, Cenevre’deki görüşmelerin hafta sonuna kadar süreceğini ve başarısız " \
    "olursa "                                                                                               \
    "yaptırımların uzatılacağını söyledi."
#define CHINESE "中国外交部发言人表示，日内瓦谈判将持续到本周末，制裁无助于解决问题。"

static const struct {
    const char *encoding, *text;
    const char *found; /* NULL: not certain */
} rows[] = {
    {"windows-1251", RUSSIAN, "windows-1251"},
    {"KOI8-R", RUSSIAN, "KOI8-U"},
    {"ISO-8859-5", RUSSIAN, "ISO-8859-5"},
    {"windows-1251", UKRAINIAN, "windows-1251"},
    {"KOI8-U", UKRAINIAN, "KOI8-U"},
    {"ISO-8859-5", UKRAINIAN, "ISO-8859-5"},
    {"windows-1252", FRENCH, "windows-1252"},
    {"ISO-8859-1",
     "Les négociations à Genève ont été très difficiles, selon le communiqué de la présidence",
     "windows-1252"},
    {"windows-1252", GERMAN, "windows-1252"},
    {"windows-1252", SPANISH, "windows-1252"},
    {"windows-1252", ENGLISH, "windows-1252"},
    {"windows-1256", ARABIC, "windows-1256"},
    {"ISO-8859-6", ARABIC, "ISO-8859-6"},
    {"windows-1250", POLISH, "windows-1250"},
    {"ISO-8859-2", POLISH, "ISO-8859-2"},
    {"windows-1250", CZECH, "windows-1250"},
    {"windows-1250", HUNGARIAN, "windows-1250"},
    {"windows-1250", ROMANIAN, "windows-1250"},
    {"windows-1254", TURKISH, "windows-1254"},
    {"macintosh", FRENCH, NULL},
    {"macintosh", GERMAN, NULL},
    {"IBM850", FRENCH, NULL},
    {"IBM850", GERMAN, NULL},
    {"IBM866", RUSSIAN, NULL},
    {"x-mac-cyrillic", RUSSIAN, NULL},
    {"GB18030", CHINESE, NULL},
    {"Big5", CHINESE, NULL},
    {"windows-1253", "Ο υπουργός Εξωτερικών είπε ότι οι συνομιλίες θα συνεχιστούν", NULL},
    {"windows-1252", "café", NULL},
    {"windows-1251", "The word Перемирие stood in an English report of the talks", NULL},
    {"windows-1250", "The president Lech Wałęsa went to the talks in Geneva", NULL},
};

static void sentences(void **state)
{
    struct buffer out = BUFFER_INIT;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct slice raw = encode(rows[i].encoding, slice_of(rows[i].text));
        const char *name = find(raw, &unknown);
        if (rows[i].found ? !name || strcmp(name, rows[i].found) != 0 : name != NULL)
            fail_msg("%s in %s is taken for %s", rows[i].text, rows[i].encoding,
                     name ? name : "nothing");
        if (name && strcmp(rows[i].encoding, "ISO-8859-1") != 0) {
            decode(name, raw, &out);
            /* what the encoding lacks (the quotation marks of ISO 8859) was left out */
            assert_true(out.length <= strlen(rows[i].text));
            assert_true(strchr(rows[i].encoding, '8') || strcmp(out.bytes, rows[i].text) == 0);
        }
        free((void *)raw.bytes);
    }
    buffer_dispose(&out);
}

/* JSON with names and escapes around the text. */
static void records(void **state)
{
    static const char record[] =
        "{\"id\": \"1\", \"title\": \"" RUSSIAN
        "\", \"url\": \"http://example.org/a\", \"body\": \"" RUSSIAN "\\n" RUSSIAN "\\\"\"}";
    const struct slice raw = encode("windows-1251", slice_of(record));
    struct buffer out = BUFFER_INIT;
    (void)state;
    assert_string_equal(find(raw, &unknown), "windows-1251");
    decode("windows-1251", raw, &out);
    assert_string_equal(out.bytes, record);
    free((void *)raw.bytes);
    buffer_dispose(&out);
}

/* A text too short to be sure of is what others of its file are, if its letters agree. */
static void likely(void **state)
{
    const struct encoding cyrillic = {"windows-1251", "ru"}, latin = {"windows-1252", "fr"};
    const struct slice raw = encode("windows-1251", slice_of("Миру."));
    (void)state;
    assert_null(find(raw, &unknown));
    assert_string_equal(find(raw, &cyrillic), "windows-1251");
    assert_null(find(raw, &latin));
    free((void *)raw.bytes);
}

/* --- what is to be left ------------------------------------------------------------------------
 */

/* UTF-8 cut or damaged anywhere is UTF-8 all the same. */
static void damaged_utf8(void **state)
{
    static const char *const texts[] = {RUSSIAN, FRENCH, GERMAN, ENGLISH, ARABIC, TURKISH, CHINESE};
    char copy[1024];
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const size_t length = strlen(texts[i]);
        for (size_t at = 1; at < length; at++) {
            if (!utf8_is_valid((struct slice){texts[i], at}))
                assert_null(find((struct slice){texts[i], at}, &unknown));
            memcpy(copy, texts[i], at); /* without the byte at `at` */
            memcpy(copy + at, texts[i] + at + 1, length - at - 1);
            if (!utf8_is_valid((struct slice){copy, length - 1}))
                assert_null(find((struct slice){copy, length - 1}, &unknown));
        }
    }
}

/* Some of it in one encoding, some in UTF-8. */
static void mixed(void **state)
{
    static const char *const names[] = {"windows-1251", "windows-1252", "windows-1256"};
    static const char *const texts[] = {RUSSIAN, FRENCH, ARABIC};
    (void)state;
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++) {
            const struct slice raw = encode(names[i], slice_of(texts[i]));
            struct buffer text = BUFFER_INIT;
            buffer_append_slice(&text, raw);
            buffer_append_string(&text, "\n");
            buffer_append_string(&text, texts[j]);
            assert_null(find(buffer_slice(&text), &unknown));
            free((void *)raw.bytes);
            buffer_dispose(&text);
        }
}

/* Bytes by chance: any, any but control characters, and those above ASCII with spaces. */
static void garbage(void **state)
{
    char bytes[600];
    (void)state;
    for (unsigned round = 0; round < 3000; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            const unsigned value = random_below(256);
            const unsigned high = value % 7 == 0 ? ' ' : value | 0x80;
            const unsigned kinds[] = {value, value < 0x20 || value == 0x7F ? ' ' : value, high};
            bytes[i] = (char)kinds[round % 3];
        }
        const struct slice raw = {bytes, 20 + random_below(580)};
        if (!utf8_is_valid(raw))
            assert_null(find(raw, &unknown));
    }
}

/* Without somebody who names languages nothing is certain. */
static void no_judge(void **state)
{
    const struct language_judge nobody = {.name = NULL};
    const struct slice raw = encode("windows-1251", slice_of(RUSSIAN));
    struct encoding found;
    (void)state;
    assert_int_equal(encoding_find(raw, &nobody, &unknown, &found, NULL), HERALD_OK);
    assert_null(found.name);
    free((void *)raw.bytes);
}

/* --- news ----------------------------------------------------------------------------------------
 */

#define NEWS 150

struct tally {
    unsigned tried, right, left;
};

/* Encode a text, and see whether it comes back. What is not UTF-8 by chance is passed over. */
static void try_text(const char *encoding, struct slice text, struct tally *tally)
{
    const struct slice raw = encode(encoding, text);
    struct buffer wanted = BUFFER_INIT, out = BUFFER_INIT;
    if (!utf8_is_valid(raw)) {
        const char *name = find(raw, &unknown);
        tally->tried++;
        tally->left += !name;
        if (name) {
            decode(encoding, raw, &wanted);
            decode(name, raw, &out);
            if (!slice_equal(buffer_slice(&wanted), buffer_slice(&out)))
                fail_msg("%s became %s: %.200s", encoding, name, out.bytes);
            tally->right++;
        }
    }
    free((void *)raw.bytes);
    buffer_dispose(&wanted);
    buffer_dispose(&out);
}

/* An encoding that is tried on articles. */
struct trial {
    const char *encoding;
    struct tally bodies, titles;
};

static void try_article(void *context, const struct corpus_article *article)
{
    struct trial *trial = context;
    try_text(trial->encoding, article->title, &trial->titles);
    try_text(trial->encoding, article->body, &trial->bodies);
}

static void news(void **state)
{
    static const struct {
        const char *file, *encoding;
        unsigned percent; /* of texts that come back, at the least; the others are left */
    } sets[] = {
        {"languages/ru", "windows-1251", 95},
        {"languages/ru", "KOI8-R", 95},
        {"languages/ru", "ISO-8859-5", 95},
        {"languages/ru", "IBM866", 0},
        {"languages/ar", "windows-1256", 98},
        {"languages/ar", "ISO-8859-6", 98},
        {"languages/fa", "windows-1256", 90},
        {"languages/de", "windows-1252", 98},
        {"languages/de", "macintosh", 0},
        {"languages/de", "IBM850", 0},
        {"wikinews-fr-2012", "windows-1252", 98},
        {"wikinews-fr-2012", "macintosh", 0},
        {"us-state-dept-2021-2022", "windows-1252", 95},
        {"languages/mixed", "windows-1252", 0},
        {"languages/zh", "GB18030", 0},
        {"languages/zh", "Big5", 0},
    };
    (void)state;
    unsigned there = 0;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct trial trial = {.encoding = sets[i].encoding};
        const struct tally *bodies = &trial.bodies, *titles = &trial.titles;
        there += corpus_walk(sets[i].file, 1, NEWS, try_article, &trial);
        print_message("%s in %s: %u of %u texts, %u of %u titles\n", sets[i].file, sets[i].encoding,
                      bodies->right, bodies->tried, titles->right, titles->tried);
        assert_true(bodies->right * 100 >= bodies->tried * sets[i].percent);
    }
    if (there == 0)
        skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences),    cmocka_unit_test(records), cmocka_unit_test(likely),
        cmocka_unit_test(damaged_utf8), cmocka_unit_test(mixed),   cmocka_unit_test(garbage),
        cmocka_unit_test(no_judge),     cmocka_unit_test(news),
    };
    return cmocka_run_group_tests(tests, open_finder, close_finder);
}
