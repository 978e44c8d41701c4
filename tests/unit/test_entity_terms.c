/* The terms of entities, worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "indexer/entity_terms.h"
#include "indexer/language/gazetteer/declared.h"
#include "tests/unit/analyser_fixture.h"

/* The terms of a title with its first word at 1, as "XEcru:2@1,5": count, positions. */
static void check(struct analyser *analyser, const struct article *article, const char *expected)
{
    struct entity_terms *entities;
    struct text_terms terms;
    const struct entity_term *found;
    size_t count;
    struct buffer out = BUFFER_INIT;
    assert_int_equal(entity_terms_open(analyser, &entities, NULL), HERALD_OK);
    for (unsigned again = 0; again < 2; again++) { /* nothing stays of the article before */
        entity_terms_start(entities, article);
        assert_int_equal(analyser_terms(analyser, article->title, LANGUAGE_NONE, 1, &terms, NULL),
                         HERALD_OK);
        assert_int_equal(entity_terms_add(entities, &terms, 1, NULL), HERALD_OK);
        assert_int_equal(entity_terms_finish(entities, article, &found, &count, NULL), HERALD_OK);
    }
    for (size_t i = 0; i < count; i++) {
        buffer_append_string(&out, i > 0 ? " " : "");
        buffer_append_slice(&out, found[i].bytes);
        buffer_append_format(&out, ":%u", found[i].count);
        for (size_t at = 0; at < found[i].position_count; at++)
            buffer_append_format(&out, "%s%u", at > 0 ? "," : "@", found[i].positions[at]);
    }
    assert_string_equal(out.bytes ? out.bytes : "", expected);
    buffer_dispose(&out);
    entity_terms_free(entities);
}

static void test_mentions(void **state)
{
    struct article article = {.language = SLICE("en"),
                              .title =
                                  SLICE("The Kremlin and Saudi Arabia, then Russia and Russians")};
    check(*state, &article, "XEGru:1@2 XEPru:1@9 XEcru:3@2,7,9 XEcsa:1@4,5");
    article.title = SLICE("The French president in the White House");
    article.published = (struct date){1300000000, DATE_SECOND};
    check(*state, &article, "XEGfr:1@2 XEGus:1@6,7 XERfr-head:1@2,3 XEcfr:1@2 XEcus:1@6,7");
    article.title = SLICE("Barack Obama and Jacques Chirac");
    check(*state, &article,
          "XERus-head:1@1,2 XEpbarack-obama:1@1,2 XEpjacques-chirac:1@4,5");
    article.title = SLICE("nobody");
    check(*state, &article, "");
}

static void test_declared(void **state)
{
    struct slice countries[] = {SLICE("RU"),        SLICE("usa"),   SLICE("Iranian"),
                                SLICE("Ruritania"), SLICE("روسیه"), SLICE("west-germany")};
    struct slice people[] = {SLICE("lavrov"), SLICE("Bush")};
    struct slice organisations[] = {SLICE("UN"), SLICE("Евросоюз")};
    struct article article = {.title = SLICE("Iran"),
                              .countries = {countries, 6, 0},
                              .people = {people, 2, 0},
                              .organisations = {organisations, 2, 0}};
    check(*state, &article, "XEcde:0 XEcir:1@1 XEcru:0 XEcus:0 XEoeu:0 XEoun:0 XEpsergei-lavrov:0");
}

static void test_names(void **state)
{
    struct named_entity named[NAMED_ENTITIES_MAX];
    assert_int_equal(entities_named(*state, SLICE("saudi arabia"), named), 1);
    assert_string_equal(entity_code(named[0].entity), "sa");
    assert_int_equal(entities_named(*state, SLICE("Congo"), named), 2);
    assert_string_equal(entity_code(named[0].entity), "cd");
    assert_int_equal(entities_named(*state, SLICE("mediation"), named), 0);
    assert_int_equal(entities_named(*state, SLICE("Saudi mediation"), named), 0);
    assert_int_equal(entities_named(*state, SLICE(""), named), 0);
    assert_int_equal(entity_declared(*state, ENTITY_COUNTRY, SLICE("IRN")),
                     entity_declared(*state, ENTITY_COUNTRY, SLICE("ایران")));
    assert_int_equal(entity_declared(*state, ENTITY_PERSON, SLICE("Russia")), ENTITY_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mentions),
        cmocka_unit_test(test_declared),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, open_analyser, close_analyser);
}
