/* What the order of hits is made of: parameters, closeness, request words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "indexer/language/stopwords.h"
#include "searcher/closeness.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void assert_near(double value, double expected)
{
    if (fabs(value - expected) > 1e-12)
        fail_msg("%.15g instead of %.15g", value, expected);
}

static void reads_names(void **state)
{
    (void)state;
    struct ranking ranking = RANKING_DEFAULT;
    assert_true(ranking_parse_names("k1=2,depth=7,lead_weight=0.5", &ranking));
    assert_true(ranking.k1 == 2 && ranking.depth == 7 && ranking.lead_weight == 0.5);
    assert_true(ranking.b == 0.6);
    static const char *const wrong[] = {"",      "k1",    "k1=",           "k1=x",     "k2=1",
                                        "b=1.1", "k1=-1", "k1=1,,depth=1", "k1=1;b=1", "k1=nan"};
    for (size_t at = 0; at < COUNT(wrong); at++)
        assert_false(ranking_parse_names(wrong[at], &ranking));
    assert_true(ranking.k1 == 2);
}

/* Only one of the three parts counts in each test. */
static const struct ranking window_alone = {.window = 5, .window_weight = 0.5};
static const struct ranking pairs_alone = {.pair_weight = 0.25, .pair_k1 = 1};
static const struct ranking lead_alone = {.lead_weight = 2, .lead_scale = 10};

/* "Russia mediation in Iran", with weights 2, 3 and 4. */
static const double weights[] = {2, 3, 4};
static const struct query_place_of_word places[] = {{0, 0}, {1, 1}, {3, 2}};
static const struct closeness_query query = {weights, 3, places, 3};

static struct closeness measure(const struct ranking *ranking, const struct occurrence *items,
                                size_t count, uint32_t body)
{
    uint32_t room[6];
    return closeness_measure(ranking, &query, items, count, body, room);
}

static void finds_the_best_stretch(void **state)
{
    (void)state;
    /* 10 to 14 are five words and hold all three; 10 to 15 would be six. */
    const struct occurrence all[] = {{10, 0}, {11, 0}, {13, 1}, {14, 2}, {40, 2}};
    assert_near(measure(&window_alone, all, COUNT(all), 1).window, 0.5 * (2 + 3));
    const struct occurrence two[] = {{10, 0}, {13, 1}, {15, 2}};
    assert_near(measure(&window_alone, two, COUNT(two), 1).window, 0.5 * (3 + 4 - 4));
    const struct occurrence apart[] = {{10, 0}, {20, 1}, {30, 2}, {31, 2}};
    assert_near(measure(&window_alone, apart, COUNT(apart), 1).window, 0);
    assert_near(measure(&window_alone, NULL, 0, 1).window, 0);
}

static void counts_pairs_in_order(void **state)
{
    (void)state;
    /* The first pair twice, once backwards; the second as in the query and side by side, but not
     * with one word more between. */
    const struct occurrence items[] = {{1, 0},  {2, 1},  {3, 0},  {4, 1},  {20, 1}, {22, 2},
                                       {30, 1}, {31, 2}, {40, 1}, {43, 2}, {50, 2}, {51, 1}};
    double twice = 2.0 * 2 / 3;
    assert_near(measure(&pairs_alone, items, COUNT(items), 1).pairs,
                0.25 * (2.5 * twice + 3.5 * twice));
    const struct occurrence one[] = {{1, 0}, {9, 2}};
    assert_near(measure(&pairs_alone, one, COUNT(one), 1).pairs, 0);
}

static void weighs_the_lead(void **state)
{
    (void)state;
    /* The title, before the body at 100, does not count; nor does what comes again. */
    const struct occurrence items[] = {{1, 0}, {100, 1}, {110, 0}, {111, 1}, {130, 0}};
    assert_near(measure(&lead_alone, items, COUNT(items), 100).lead, 2 * (3 + 2 * exp(-1)));
    assert_near(measure(&lead_alone, items, COUNT(items), UINT32_MAX).lead, 0);
}

static void knows_request_words(void **state)
{
    (void)state;
    language_id english = language_find(SLICE("en"));
    assert_true(language_is_request_word(english, SLICE("articles")));
    assert_true(language_is_request_word(english, SLICE("relating")));
    assert_false(language_is_request_word(english, SLICE("article articles")));
    assert_false(language_is_request_word(english, SLICE("iran")));
    assert_false(language_is_request_word(english, SLICE("")));
    assert_false(language_is_request_word(language_find(SLICE("fi")), SLICE("articles")));
    assert_false(language_is_request_word(LANGUAGE_NONE, SLICE("articles")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_names),           cmocka_unit_test(finds_the_best_stretch),
        cmocka_unit_test(counts_pairs_in_order), cmocka_unit_test(weighs_the_lead),
        cmocka_unit_test(knows_request_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
