/* Walks along packed positions find what the lists of searcher/stretch.h find, for words that stand
 * by chance. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "searcher/place_walk.h"
#include "searcher/stretch.h"
#include "tests/unit/random_numbers.h"

#define ROUNDS     20000u
#define PLACES_MAX 3u
#define WORDS_MAX  2u
#define SPAN       60u

/* Words of some places in an article, packed and as lists. */
struct article_words {
    struct positions_builder builder;
    struct walk_list lists[PLACES_MAX * WORDS_MAX];
    struct place_walk walks[PLACES_MAX];
    struct stretches stretches[PLACES_MAX];
    struct stretch_work work;
    size_t count;
    uint32_t first, last;
};

static struct slice name_of(size_t place, size_t word, char room[static 16])
{
    return (struct slice){room, (size_t)snprintf(room, 16, "%zu/%zu", place, word)};
}

/* Let a word stand here and there, once at least. */
static void put_word(struct article_words *words, size_t place, size_t word)
{
    uint32_t positions[SPAN];
    size_t count = 0, rarity = 1 + random_below(16);
    char room[16];
    uint32_t must = 1 + random_below(SPAN - 1);
    for (uint32_t at = 1; at < SPAN; at++) {
        if (at != must && random_below(rarity) > 0)
            continue;
        positions[count++] = at;
        stretches_add(&words->stretches[place], (struct stretch){at, at}, &words->work);
    }
    positions_add(&words->builder, name_of(place, word, room), positions, count);
}

static void start_walks(struct article_words *words, size_t in_place)
{
    struct slice table;
    struct positions_list list;
    char room[16];
    assert_int_equal(positions_finish(&words->builder, &table, NULL), HERALD_OK);
    for (size_t place = 0; place < words->count; place++) {
        words->walks[place] = (struct place_walk){.lists = words->lists + place * WORDS_MAX,
                                                  .offset = (uint32_t)place};
        for (size_t word = 0; word < in_place; word++) {
            assert_true(positions_find(table, name_of(place, word, room), &list));
            place_walk_add(&words->walks[place], list);
        }
        stretches_clip(&words->stretches[place], words->first, words->last);
        stretches_order(&words->stretches[place]);
    }
}

/* Make words of so many places; sometimes only a part of the article counts. */
static void make_words(struct article_words *words, size_t count)
{
    size_t in_place = 1 + random_below(WORDS_MAX);
    positions_start(&words->builder);
    words->count = count;
    words->work = (struct stretch_work){.first_only = true};
    words->first = random_below(3) == 0 ? random_below(SPAN) : 0;
    words->last = random_below(3) == 0 ? words->first + random_below(SPAN) : UINT32_MAX;
    for (size_t place = 0; place < count; place++) {
        words->stretches[place].count = 0;
        for (size_t word = 0; word < in_place; word++)
            put_word(words, place, word);
    }
    start_walks(words, in_place);
}

static void dispose_words(struct article_words *words, struct stretches *found)
{
    positions_dispose(&words->builder);
    for (size_t place = 0; place < PLACES_MAX; place++)
        stretches_dispose(&words->stretches[place]);
    stretches_dispose(found);
}

static void test_phrases(void **state)
{
    struct article_words words = {.count = 0};
    struct stretches found = {0};
    size_t matches = 0;
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        make_words(&words, 1 + random_below(PLACES_MAX));
        found.count = 0;
        stretches_phrase(words.stretches, words.count, 0, (struct text_parts){0}, &found,
                         &words.work);
        assert_int_equal(place_walk_phrase(words.walks, words.count, words.first, words.last),
                         found.count > 0);
        matches += found.count > 0;
    }
    assert_in_range(matches, ROUNDS / 10, ROUNDS * 9 / 10);
    dispose_words(&words, &found);
}

static void test_near(void **state)
{
    struct article_words words = {.count = 0};
    struct stretches found = {0};
    size_t matches = 0;
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct nearness nearness = {.ordered = random_below(2), .distance = 1 + random_below(3)};
        make_words(&words, 2);
        found.count = 0;
        stretches_near(words.stretches, 2, &nearness, &found, &words.work);
        assert_int_equal(place_walk_near(words.walks, nearness.distance, nearness.ordered,
                                         words.first, words.last),
                         found.count > 0);
        matches += found.count > 0;
    }
    assert_in_range(matches, ROUNDS / 10, ROUNDS * 9 / 10);
    dispose_words(&words, &found);
}

/* Bytes that are no positions end a walk. */
static void test_damage(void **state)
{
    static const unsigned char damaged[] = {5, 0xFF, 0xFF};
    struct walk_list lists[2];
    struct place_walk walks[2] = {{.lists = &lists[0]}, {.lists = &lists[1], .offset = 1}};
    (void)state;
    for (size_t at = 0; at < 2; at++)
        place_walk_add(&walks[at], (struct positions_list){damaged, damaged + 3, 0});
    assert_false(place_walk_phrase(walks, 2, 0, UINT32_MAX));
    assert_false(place_walk_near(walks, 10, false, 0, UINT32_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phrases),
        cmocka_unit_test(test_near),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
