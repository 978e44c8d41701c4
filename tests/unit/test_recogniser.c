/* What the recogniser finds, worked out by hand: each text with the mentions in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "indexer/language/gazetteer/lexicon.h"
#include "indexer/language/gazetteer/recogniser.h"

struct tools {
    struct analyser *analyser;
    struct recogniser *recogniser;
};

static int open_tools(void **state)
{
    static struct tools tools;
    assert_int_equal(analyser_open(&tools.analyser, NULL), HERALD_OK);
    assert_int_equal(recogniser_open(&tools.recogniser, NULL), HERALD_OK);
    *state = &tools;
    return 0;
}

static int close_tools(void **state)
{
    struct tools *tools = *state;
    analyser_free(tools->analyser);
    recogniser_free(tools->recogniser);
    return 0;
}

#define FIRST 7u

static void recognise(struct tools *tools, const char *language, int32_t day, const char *text,
                      struct mentions *out)
{
    struct text_terms terms;
    recogniser_start(tools->recogniser, gazetteer_languages(slice_of(language)), day);
    assert_int_equal(
        analyser_terms(tools->analyser, slice_of(text), LANGUAGE_NONE, FIRST, &terms, NULL),
        HERALD_OK);
    assert_int_equal(recogniser_add(tools->recogniser, &terms, FIRST, NULL), HERALD_OK);
    assert_int_equal(recogniser_finish(tools->recogniser, out, NULL), HERALD_OK);
}

/* Mentions as "ru@0 us.g@3-4": code, scope where it is not the place, first and last word. */
static void check_on(struct tools *tools, const char *language, int32_t day, const char *text,
                     const char *expected)
{
    static const char *const scopes[] = {"", ".g", ".p"};
    struct mentions mentions;
    struct buffer found = BUFFER_INIT;
    recognise(tools, language, day, text, &mentions);
    buffer_append_string(&found, "");
    for (size_t i = 0; i < mentions.count; i++) {
        const struct mention *mention = &mentions.items[i];
        buffer_append_format(&found, "%s%s%s@%u", i > 0 ? " " : "", entity_code(mention->entity),
                             scopes[mention->scope], mention->first - FIRST);
        if (mention->last != mention->first)
            buffer_append_format(&found, "-%u", mention->last - FIRST);
    }
    if (strcmp(found.bytes ? found.bytes : "", expected) != 0)
        fail_msg("'%s': found '%s', not '%s'", text, found.bytes, expected);
    buffer_dispose(&found);
}

static void check(void **state, const char *language, const char *text, const char *expected)
{
    check_on(*state, language, ENTITY_NO_DAY, text, expected);
}

/* Days from 1970. */
#define IN_1987 6300
#define IN_1963 (-2400)
#define IN_2011 15000
#define IN_2016 17000

static void test_names(void **state)
{
    check(state, "en", "Iran, Iraq and the United States", "ir@0 iq@1 us@4-5");
    check(state, "en", "the U.S. and the US but not us", "us@1 us@4");
    check(state, "en", "Côte d'Ivoire or Ivory Coast", "ci@0-1 ci@3-4");
    check(state, "en", "Papua New Guinea, Equatorial Guinea, Guinea-Bissau, Guinea",
          "pg@0-2 gq@3-4 gw@5-6 gn@7");
    check(state, "en", "South Korea and North Korea", "kr@0-1 kp@3-4");
    check(state, "en", "Russians met Iranian envoys", "ru.p@0 ir.g@2");
    check(state, "fr", "les Iraniennes et la Côte d'Ivoire", "ir@1 ci@4-5");
    check(state, "de", "ein iranisches Schiff, Russlands Hafen", "ir@1 ru@3");
    check(state, "es", "los iraníes en Moscú", "ir@1 ru@3");
    check(state, "tr", "Rusya'nın İran'daki elçisi Türkiye'ye gitti", "ru@0 ir@1 tr@3");
}

static void test_inflected(void **state)
{
    check(state, "ru", "российский, российского, российскими", "ru@0 ru@1 ru@2");
    check(state, "ru", "в Саудовской Аравии и Соединенных Штатах", "sa@1-2 us@4-5");
    check(state, "ru", "между Тегераном и Москвой", "ir.g@1 ru@3");
    check(state, "uk", "російського та української", "ru@0 ua@2");
    check(state, "uk", "французька і турецька", "fr@0 tr@2");
    check(state, "ar", "الإيرانية وإيران بإيران للصين والولايات المتحدة",
          "ir@0 ir@1 ir@2 cn@3 us@4-5");
    check(state, "fa", "ایران و آمریکایی‌ها در ترکیه‌ای",
          "ir@0 us@2 tr@5-6");
    check(state, "zh", "俄罗斯和伊朗", "ru@0 ir@2");
}

static void test_short_names(void **state)
{
    check(state, "zh", "中俄两国", "cn@0 ru@0");
    check(state, "zh", "以军空袭", "");
    check(state, "zh", "以军空袭，以色列", "il@0-1 il@3");
    check(state, "zh", "16日称", "");
}

static void test_governments(void **state)
{
    check(state, "en", "the Kremlin and the White House", "ru.g@1 us.g@4-5");
    check(state, "en", "Moscow said so", "ru.g@0");
    check(state, "en", "it rained in Moscow", "ru@3");
    check(state, "en", "talks with Tehran", "ir.g@2");
    check(state, "en", "the government of Iran", "ir.g@3");
    check(state, "en", "the Iranian government", "ir.g@1");
    check(state, "ru", "Белый дом и Кремля", "us.g@0-1 ru.g@3");
    check(state, "fr", "le Quai d'Orsay et l'Élysée", "fr.g@1-2 fr.g@4");
}

static void test_no_countries(void **state)
{
    check(state, "en", "turkey for dinner, a chad, some china and jordan", "");
    check(state, "en", "a guinea pig and New Guinea", "");
    check(state, "en", "they told Michael Jordan of it", "");
    check(state, "en", "and yesterday Paris Hilton left", "");
    check(state, "en", "he was seen in Paris Monday", "fr@4");
    check(state, "en", "polish the Polish silver", "pl@2");
    check(state, "en", "he spoke French language and in English", "");
    check(state, "en", "Lake Chad and the Niger River", "");
    check(state, "en", "New Mexico, Mexico", "mx@2");
    check(state, "ru", "того не было, чад и куба", "");
    check(state, "ar", "الأمير تركي الفيصل", "");
    check(state, "ar", "دعم مالي", "");
    check(state, "xx", "", "");
    check(state, "en", "\xEE\x80\x80 \xF0\x9F\x87\xBA", "");
}

static void test_ambiguity(void **state)
{
    check(state, "en", "Georgia and Abkhazia", "ge@0");
    check(state, "en", "a Republican from Atlanta in Georgia", "");
    check(state, "en", "Seattle voters in the state of Washington", "");
    check_on(*state, "en", IN_1987, "the Congo", "cg@1");
    check_on(*state, "en", IN_1963, "the Congo", "cd@1");
    check_on(*state, "en", IN_1987, "the Congo and Kinshasa", "cd@1 cd@3");
    check(state, "en", "talks with Pyongyang on the Korean peninsula", "kp.g@2 kp@5");
    check(state, "en", "Seoul and Pyongyang, Korean ships of Seoul", "kr@0 kp@2 kr@3 kr@6");
    check(state, "en", "a firm in Cairo, Ga. and one in Vienna", "at@8");
    check(state, "en", "French Minister Balladur met Israel Radio in London", "fr.g@0 il@4 gb@7");
    check(state, "en", "the Uruguay Round and Uruguay", "uy@4");
    check(state, "en", "Turks and Caicos Islands", "tc@0-3");
    check(state, "de", "Tuerkei, Oesterreich und Aegypten", "tr@0 at@1 eg@3");
    check(state, "de", "die Europaeische Union und suedkoreanische Waffen", "eu@1-2 kr@4");
    check(state, "de", "im Nahen Osten, Naher Osten", "middle-east@1-2 middle-east@3-4");
    check(state, "fr", "la Tuerkei", "");
    check(state, "de", "Österreich und die österreichische Bundesregierung", "at@0 at@3");
    check(state, "de", "Deutschland und die deutsche Bundesregierung", "de@0 de@3 de.g@4");
    check(state, "de", "die Champs-Élysées in Paris, ins Deutsche", "fr@4");
    check(state, "fr", "en russe, un Russe nord-américain", "ru@3");
    check(state, "ru", "в Южно-Китайском море и в Китае", "cn@6");
    check(state, "en", "Latin America and the Paris Club", "419@0-1 paris-club@4-5");
    check(state, "en", "USA Today on Real Madrid", "");
    check(state, "zh", "鲁斯塔姆与姆巴卢拉", "");
    check(state, "zh", "巴方和巴西", "br@0-1 br@3");
    check(state, "zh", "巴方和巴勒斯坦", "ps@0-1 ps@3");
}

static void test_people(void **state)
{
    check_on(*state, "en", IN_2016, "Sergei Lavrov spoke. Lavrov left",
             "sergei-lavrov@0-1 sergei-lavrov@3");
    check_on(*state, "en", IN_2016, "Russia sent Lavrov", "ru@0 sergei-lavrov@2");
    check_on(*state, "en", IN_1963, "Russia sent Lavrov", "ru@0");
    check_on(*state, "en", IN_2016, "the singer Lavrov", "");
    check_on(*state, "en", IN_2016, "Palestinian minister Abbas", "ps.g@0 mahmoud-abbas@2");
    check_on(*state, "en", IN_2016, "Palestinian minister Abbas Zaki", "ps.g@0");
    check_on(*state, "de", IN_2016, "Ramallah: Präsident Abbas Reise", "mahmoud-abbas@2");
    check_on(*state, "ar", IN_2016, "السعودية والأمير سلطان بن سلمان", "sa@0");
    check_on(*state, "ar", IN_2016, "الملك سلمان بن عبدالعزيز", "king-salman@0-1");
    check_on(*state, "ru", IN_2016, "с Сергеем Лавровым", "sergei-lavrov@1-2");
    check_on(*state, "ar", IN_2016, "قال لافروف وسيرغي لافروف",
             "sergei-lavrov@1 sergei-lavrov@2-3");
    check_on(*state, "zh", IN_2016, "普京会见拉夫罗夫", "vladimir-putin@0-1 sergei-lavrov@3-5");
}

static void test_organisations(void **state)
{
    check(state, "en", "the European Union, the UN and NATO", "eu@1-2 un@4 nato@6");
    check(state, "ru", "ООН и Евросоюза", "un@0 eu@2");
    check(state, "ar", "مجلس الأمن الدولي والأمم المتحدة", "unsc@0-2 un@3-4");
    check(state, "zh", "联合国安理会", "unsc@0-2");
}

static void check_office(void **state, const char *language, int32_t day, const char *text,
                         const char *expected)
{
    struct mentions mentions;
    struct buffer found = BUFFER_INIT;
    recognise(*state, language, day, text, &mentions);
    buffer_append_string(&found, "");
    for (size_t i = 0; i < mentions.office_count; i++) {
        const struct office_mention *office = &mentions.offices[i];
        buffer_append_format(&found, "%s-%s:%s@%u-%u", entity_code(office->body),
                             office_name((enum gazetteer_office)office->office),
                             office->holder == ENTITY_NONE ? "" : entity_code(office->holder),
                             office->first - FIRST, office->last - FIRST);
    }
    assert_string_equal(found.bytes ? found.bytes : "", expected);
    buffer_dispose(&found);
}

static void test_offices(void **state)
{
    check_office(state, "en", IN_2011, "the French president", "fr-head:nicolas-sarkozy@1-2");
    check_office(state, "en", IN_2016, "the French president", "fr-head:francois-hollande@1-2");
    check_office(state, "en", IN_2016, "the foreign minister of Iran",
                 "ir-foreign:mohammad-javad-zarif@1-4");
    check_office(state, "en", IN_2016, "the president of the United States",
                 "us-head:barack-obama@1-5");
    check_office(state, "en", IN_2016, "the secretary general of the UN",
                 "un-general:ban-ki-moon@1-5");
    check_office(state, "en", IN_2016, "the Spanish and the Kazakh foreign minister",
                 "kz-foreign:erlan-idrissov@4-6");
    check_office(state, "en", IN_2016, "the former French president", "fr-head:@2-3");
    check_office(state, "ru", IN_2016, "министр иностранных дел Ирана",
                 "ir-foreign:mohammad-javad-zarif@0-3");
    check_office(state, "ar", IN_2016, "وزير الخارجية الإيراني",
                 "ir-foreign:mohammad-javad-zarif@0-2");
    check_office(state, "ar", IN_2016, "الفرنسي وزير الخارجية الإيراني",
                 "ir-foreign:mohammad-javad-zarif@1-3");
    check_office(state, "zh", IN_2016, "法国总统", "fr-head:francois-hollande@0-1");
    check_office(state, "en", ENTITY_NO_DAY, "the French president", "fr-head:@1-2");
}

/* One article in two texts: names do not reach across, evidence does. */
static void test_texts(void **state)
{
    struct tools *tools = *state;
    struct text_terms terms;
    struct mentions mentions;
    static const char *const texts[] = {"Lavrov leaves for South", "Korea awaits Sergei Lavrov"};
    recogniser_start(tools->recogniser, gazetteer_languages(SLICE("en")), IN_2016);
    for (size_t i = 0; i < 2; i++) {
        const uint32_t first = (uint32_t)(100 * i);
        assert_int_equal(
            analyser_terms(tools->analyser, slice_of(texts[i]), LANGUAGE_NONE, first, &terms, NULL),
            HERALD_OK);
        assert_int_equal(recogniser_add(tools->recogniser, &terms, first, NULL), HERALD_OK);
    }
    assert_int_equal(recogniser_finish(tools->recogniser, &mentions, NULL), HERALD_OK);
    assert_int_equal(mentions.count, 3);
    assert_string_equal(entity_code(mentions.items[0].entity), "sergei-lavrov");
    assert_int_equal(mentions.items[0].first, 0);
    assert_string_equal(entity_code(mentions.items[1].entity), "kr");
    assert_int_equal(mentions.items[1].first, 100);
    assert_int_equal(mentions.items[2].last, 103);
}

static void test_entities(void **state)
{
    (void)state;
    size_t count;
    const entity_id russia = entity_by_code(ENTITY_COUNTRY, SLICE("RU"));
    const entity_id soviet = entity_by_code(ENTITY_COUNTRY, SLICE("su"));
    const entity_id east = entity_by_code(ENTITY_REGION, SLICE("middle-east"));
    assert_string_equal(entity_name(russia), "Russia");
    assert_string_equal(entity_name(entity_by_code(ENTITY_COUNTRY, SLICE("cd"))), "DR Congo");
    assert_true(entity_is_former(soviet));
    assert_false(entity_is_former(russia));
    assert_int_equal(entity_members(soviet, &count)[0], russia);
    assert_int_equal(count, 15);
    entity_members(east, &count);
    assert_int_equal(count, 17);
    entity_members(entity_by_code(ENTITY_REGION, SLICE("EU")), &count);
    assert_int_equal(count, 27);
    assert_int_equal(entity_by_code(ENTITY_COUNTRY, SLICE("zz")), ENTITY_NONE);
    assert_int_equal(entity_day(-1), -1);
    assert_int_equal(entity_day(86400), 1);
}

/* Whether words, separated by spaces, find others of a language. */
static bool finds(struct analyser *analyser, const char *text, enum word_script script,
                  const char *code, const char *other)
{
    struct lexicon_word found[LEXICON_WORDS_MAX];
    struct slice words[LEXICON_PARTS_MAX];
    size_t number = 0;
    for (const char *at = text; *at; at += *at == ' ') {
        assert_true(number < LEXICON_PARTS_MAX);
        words[number++] = (struct slice){at, strcspn(at, " ")};
        at += strcspn(at, " ");
    }
    const size_t count = lexicon_find(analyser, words, number, script, found);
    for (size_t i = 0; i < count; i++)
        if (memcmp(found[i].code, code, 2) == 0 && slice_equal(found[i].folded, slice_of(other)))
            return true;
    return false;
}

static void test_lexicon(void **state)
{
    struct analyser *analyser = ((struct tools *)*state)->analyser;
    assert_true(finds(analyser, "mediating", SCRIPT_LATIN, "ru", "посредничество"));
    assert_true(finds(analyser, "посредничества", SCRIPT_CYRILLIC, "en", "mediation"));
    assert_true(finds(analyser, "ceasefire", SCRIPT_LATIN, "fa", "اتشبس")); /* joined parts */
    assert_true(finds(analyser, "制裁", SCRIPT_HAN, "de", "sanktion"));
    assert_true(finds(analyser, "вибори", SCRIPT_CYRILLIC, "en", "election"));
    assert_false(finds(analyser, "mediation", SCRIPT_LATIN, "en", "mediator"));
    assert_false(finds(analyser, "table", SCRIPT_LATIN, "fr", "table"));
    assert_false(finds(analyser, "mediation", SCRIPT_CYRILLIC, "ru", "посредничество"));
    assert_true(
        finds(analyser, "foreign ministers", SCRIPT_LATIN, "ru", "министр иностранных дел"));
    assert_true(
        finds(analyser, "министру иностранных дел", SCRIPT_CYRILLIC, "ar", "وزير الخارجيه"));
    assert_true(finds(analyser, "وزير الخارجيه", SCRIPT_ARABIC, "de", "aussenminister"));
    assert_true(finds(analyser, "cease fire", SCRIPT_LATIN, "es", "alto el fuego"));
    assert_true(finds(analyser, "prisoner exchanges", SCRIPT_LATIN, "uk", "обмін полоненими"));
    assert_true(finds(analyser, "外交部 长", SCRIPT_HAN, "en", "foreign minister"));
    assert_false(
        finds(analyser, "minister foreign", SCRIPT_LATIN, "ru", "министр иностранных дел"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),        cmocka_unit_test(test_inflected),
        cmocka_unit_test(test_short_names),  cmocka_unit_test(test_governments),
        cmocka_unit_test(test_no_countries), cmocka_unit_test(test_ambiguity),
        cmocka_unit_test(test_people),       cmocka_unit_test(test_organisations),
        cmocka_unit_test(test_offices),      cmocka_unit_test(test_texts),
        cmocka_unit_test(test_entities),     cmocka_unit_test(test_lexicon),
    };
    return cmocka_run_group_tests(tests, open_tools, close_tools);
}
