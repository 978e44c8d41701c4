/* The languages of an article's texts: what is noted beside its positions is read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "indexer/text_languages.h"
#include "tests/unit/random_numbers.h"

#define SPANS 40u

/* A few of all languages, none among them. */
static language_id random_language(void)
{
    static const char *const codes[] = {"", "en", "fr", "ru", "zh", "ar"};
    return language_find(slice_of(codes[random_below(6)]));
}

/* A table with words, and what was found. */
static struct slice make_table(struct positions_builder *builder,
                               const struct found_languages *found)
{
    static const uint32_t places[] = {1, 5, 9};
    struct slice table;
    positions_start(builder);
    positions_add(builder, SLICE("talks"), places, 3);
    text_languages_note(found, builder);
    assert_int_equal(positions_finish(builder, &table, NULL), HERALD_OK);
    return table;
}

static void test_round_trip(void **state)
{
    struct positions_builder builder = {0};
    struct text_language_room room = {0};
    (void)state;
    for (unsigned round = 0; round < 500; round++) {
        struct language_span spans[SPANS], whole = {0, language_find(SLICE("de"))};
        struct found_languages found = {.mixed = true, .body = {spans, 1 + random_below(SPANS)}},
                               back = {.main = whole.language, .body = {&whole, 1}};
        size_t end = 0;
        for (size_t i = 0; i < found.body.count; i++) {
            end += 1 + random_below(100000);
            spans[i] = (struct language_span){end, random_language()};
        }
        found.title = random_language();
        found.subtitle = random_language();
        const struct slice table = make_table(&builder, &found);
        assert_int_equal(text_languages_read(table, end, &room, &back, NULL), HERALD_OK);
        assert_int_equal(back.title, found.title);
        assert_int_equal(back.subtitle, found.subtitle);
        assert_int_equal(back.body.count, found.body.count);
        for (size_t i = 0; i < found.body.count; i++) {
            assert_int_equal(back.body.spans[i].end, spans[i].end);
            assert_int_equal(back.body.spans[i].language, spans[i].language);
        }
    }
    text_languages_dispose(&room);
    positions_dispose(&builder);
}

/* Of an article in one language nothing is noted, and reading that changes nothing. */
static void test_one_language(void **state)
{
    struct positions_builder builder = {0};
    struct text_language_room room = {0};
    const struct language_span whole = {1000, language_find(SLICE("fa"))};
    struct found_languages found = {
        .main = whole.language, .title = whole.language, .body = {&whole, 1}};
    struct positions_list list;
    (void)state;
    const struct slice table = make_table(&builder, &found);
    struct found_languages back = found;
    assert_int_equal(text_languages_read(table, 1000, &room, &back, NULL), HERALD_OK);
    assert_memory_equal(&back, &found, sizeof back);
    assert_false(positions_find(table, SLICE("XMlfa"), &list));
    assert_true(positions_find(table, SLICE("talks"), &list));
    text_languages_dispose(&room);
    positions_dispose(&builder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_one_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
