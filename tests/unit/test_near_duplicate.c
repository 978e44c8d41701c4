/*
 * Near-duplicates: signatures against the exact sets of shingles, the rule, grouping against all
 * pairs, and that groups depend on nothing but the articles.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "indexer/near_duplicate.h"
#include "indexer/near_duplicate_groups.h"
#include "tests/unit/random_numbers.h"

static const struct near_duplicate_rule rule = NEAR_DUPLICATE_RULE;

/* --- making signatures ------------------------------------------------------------------------ */

static struct analyser *analyser;
static struct shingler shingler;

static int set_up(void **state)
{
    (void)state;
    return analyser_open(&analyser, NULL) == HERALD_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    analyser_free(analyser);
    return 0;
}

static void add_text(const char *text)
{
    struct text_terms terms;
    assert_int_equal(analyser_terms(analyser, slice_of(text), LANGUAGE_NONE, 1, &terms, NULL),
                     HERALD_OK);
    shingler_add(&shingler, &terms, 1);
}

static struct signature sign(const char *title, const char *source, const char *date,
                             const char *body)
{
    struct article article = {.title = slice_of(title), .source = slice_of(source)};
    struct signature signature;
    if (*date)
        assert_true(date_parse(slice_of(date), &article.published));
    shingler_start(&shingler);
    if (*title)
        add_text(title);
    if (*body)
        add_text(body);
    shingler_finish(&shingler, &article, &signature);
    return signature;
}

/* A text of numbered words, so that no three of them stand together twice. */
struct words {
    uint32_t items[600];
    size_t count;
};

static char *spell(const struct words *words)
{
    static char text[600 * 8];
    size_t length = 0;
    for (size_t at = 0; at < words->count; at++) {
        uint32_t word = words->items[at];
        length +=
            (size_t)snprintf(text + length, sizeof(text) - length, "%c%c%c%c ", 'b' + word % 20,
                             'a' + word / 20 % 20, 'b' + word / 400 % 20, 'a' + word / 8000 % 20);
    }
    return text;
}

static struct words make_words(size_t count)
{
    struct words words = {.count = count};
    for (size_t at = 0; at < count; at++)
        words.items[at] = random_below(160000);
    return words;
}

/* The Jaccard coefficient of the sets of shingles, by looking each up in the other. */
static double exact_jaccard(const struct words *a, const struct words *b)
{
    size_t common = 0;
    for (size_t i = 0; i + 3 <= a->count; i++) {
        bool found = false;
        for (size_t j = 0; j + 3 <= b->count && !found; j++)
            found = memcmp(&a->items[i], &b->items[j], 3 * sizeof(uint32_t)) == 0;
        common += found;
    }
    return (double)common / (double)(a->count + b->count - 4 - common);
}

/* --- tests ------------------------------------------------------------------------------------ */

static void estimates_are_near_the_truth(void **state)
{
    (void)state;
    double errors = 0;
    int count = 0;
    for (int round = 0; round < 200; round++, count++) {
        struct words first = make_words(60 + random_below(400)), second = first;
        for (uint32_t change = random_below(40); change > 0; change--)
            second.items[random_below(second.count)] = random_below(160000);
        second.count -= random_below((uint32_t)second.count / 2);
        struct signature a = sign("", "", "", spell(&first));
        struct signature b = sign("", "", "", spell(&second));
        struct resemblance pair;
        signature_compare(&a, &b, &pair);
        double error = pair.jaccard - exact_jaccard(&first, &second);
        assert_true(error < 0.2 && error > -0.2); /* 4.5 standard deviations of 128 bins */
        errors += error;
        assert_int_equal(a.shingles, first.count - 2);
    }
    assert_true(errors / count < 0.012 && errors / count > -0.012);
}

static void a_cut_copy_is_contained(void **state)
{
    (void)state;
    struct words whole = make_words(400), cut = whole;
    cut.count = 130;
    struct signature a = sign("", "", "", spell(&whole));
    struct signature b = sign("", "", "", spell(&cut));
    struct resemblance pair;
    signature_compare(&a, &b, &pair);
    assert_true(pair.containment > 0.75);
    assert_true(pair.jaccard < 0.5);
}

static void bytes_come_back(void **state)
{
    (void)state;
    struct words words = make_words(50);
    struct signature a =
        sign("UPDATE 1-Talks of 12 March", "Herald Wire", "2025-03-12", spell(&words));
    struct signature b;
    char bytes[SIGNATURE_SIZE];
    signature_encode(&a, bytes);
    assert_true(signature_decode((struct slice){bytes, sizeof(bytes)}, &b));
    assert_int_equal(a.hour, b.hour);
    assert_int_equal(b.hours, 23);
    assert_int_equal(a.source, b.source);
    assert_true(b.source != 0);
    assert_int_equal(b.revision, 1);
    assert_true(a.numbers == b.numbers && b.numbers != 0);
    assert_int_equal(b.shingles, 48 + 4); /* of body and title */
    assert_memory_equal(a.minima, b.minima, sizeof(a.minima));
    assert_false(signature_decode((struct slice){bytes, sizeof(bytes) - 1}, &b));
}

static void an_article_without_words_has_none(void **state)
{
    (void)state;
    struct signature nothing = sign("", "Herald Wire", "2025-03-12", "");
    struct signature two = sign("Talks resume", "", "", "");
    assert_int_equal(nothing.shingles, 0);
    assert_int_equal(two.shingles, 0);
    assert_false(near_duplicate(&nothing, &nothing, &rule));
    assert_false(near_duplicate(&two, &two, &rule));
}

/* Whether two articles with the same text are one story, by what else they have. */
static bool joined(const char *title, const char *source, const char *date, const char *other_title,
                   const char *other_source, const char *other_date, size_t words, double changed)
{
    struct words first = make_words(words), second = first;
    for (size_t at = 0; at < words; at++)
        if ((double)at < changed * (double)words)
            second.items[at] = random_below(160000);
    char text[sizeof(first.items) * 2];
    snprintf(text, sizeof(text), "%s", spell(&first));
    struct signature a = sign(title, source, date, text);
    struct signature b = sign(other_title, other_source, other_date, spell(&second));
    assert_int_equal(near_duplicate(&a, &b, &rule), near_duplicate(&b, &a, &rule));
    return near_duplicate(&a, &b, &rule);
}

static void the_rule_weighs_dates(void **state)
{
    (void)state;
    assert_true(joined("", "A", "2025-03-04", "", "B", "2025-03-04", 200, 0.1));
    assert_true(joined("", "A", "2025-03-04T10:00:00Z", "", "B", "2025-03-06T09:00:00Z", 200, 0.1));
    assert_true(joined("", "A", "2025-03-04", "", "B", "2025-03-06T22:00:00Z", 200, 0.1));
    assert_false(joined("", "A", "2025-03-04", "", "B", "2025-03-08", 200, 0.1));
    assert_false(joined("", "A", "2025-03-04", "", "A", "2025-03-11", 200, 0));
    assert_true(joined("", "A", "", "", "B", "2025", 200, 0.1));   /* neither is known to the day */
    assert_false(joined("", "A", "", "", "B", "2025", 200, 0.35)); /* and then more is asked for */
    assert_true(joined("", "A", "2025-03-04", "", "B", "2025-03-04", 200, 0.3));
}

static void the_rule_weighs_short_articles(void **state)
{
    (void)state;
    assert_true(joined("", "A", "2025-03-04T10:00:00Z", "", "B", "2025-03-04T12:00:00Z", 20, 0));
    assert_false(joined("", "A", "2025-03-04T10:00:00Z", "", "B", "2025-03-05T10:00:00Z", 20, 0));
    assert_false(joined("", "A", "2025-03-04T10:00:00Z", "", "B", "2025-03-04T12:00:00Z", 20, 0.2));
}

static void the_rule_weighs_revisions(void **state)
{
    (void)state;
    static const char *const marked[] = {
        "CORRECTED: Talks resume in Vienna", "Talks resume in Vienna (2nd lead)",
        "UPDATE 3-Talks resume in Vienna",   "(Corrected) Talks resume in Vienna",
        "REFILE-Talks resume in Vienna",     "Talks resume in Vienna (updated)"};
    for (size_t at = 0; at < sizeof(marked) / sizeof(marked[0]); at++) {
        assert_true(joined("Talks resume in Vienna", "A", "2025-03-04", marked[at], "A",
                           "2025-03-04", 200, 0.5));
        assert_false(joined("Talks resume in Vienna", "A", "2025-03-04", marked[at], "B",
                            "2025-03-04", 200, 0.5));
    }
    static const char *const unmarked[] = {
        "Ministers take the lead in Vienna", "Lead prices rise", "Vienna update is due",
        "Talks corrections officers held in Vienna", "Talks resume in Vienna"};
    for (size_t at = 0; at < sizeof(unmarked) / sizeof(unmarked[0]); at++)
        assert_false(joined("Talks resume in Vienna", "A", "2025-03-04", unmarked[at], "A",
                            "2025-03-04", 200, 0.5));
}

/* Routine pieces have the same words and other numbers. */
static void the_rule_weighs_numbers(void **state)
{
    (void)state;
    struct words words = make_words(80);
    char text[5000], other[5000];
    snprintf(text, sizeof(text), "%s 101 102 103 104", spell(&words));
    snprintf(other, sizeof(other), "%s 201 202 203 204", spell(&words));
    struct signature a = sign("", "A", "2025-03-04", text);
    struct signature b = sign("", "A", "2025-03-04", other);
    struct signature c = sign("", "A", "2025-03-04", text);
    struct resemblance pair;
    signature_compare(&a, &b, &pair);
    assert_true(pair.numbers < 0.85);
    struct near_duplicate_rule strict = rule;
    strict.strict = 1.01; /* out of reach: numbers alone decide */
    assert_false(near_duplicate(&a, &b, &strict));
    assert_true(near_duplicate(&a, &c, &strict));
}

/* --- groups ----------------------------------------------------------------------------------- */

#define ITEMS 400u

/* Articles of families that are near-duplicates more or less, spread over days; some without date.
 */
static void make_items(struct group_item *items)
{
    char date[32];
    struct words base = {.count = 0};
    for (uint32_t at = 0; at < ITEMS; at++) {
        if (base.count == 0 || random_below(4) == 0)
            base = make_words(40 + random_below(200));
        struct words words = base;
        for (uint32_t change = random_below(6); change > 0; change--)
            words.items[random_below(words.count)] = random_below(160000);
        words.count -= random_below((uint32_t)words.count / 4);
        snprintf(date, sizeof(date), "2025-03-%02uT%02u:00:00Z", 1 + random_below(9),
                 random_below(24));
        items[at].number = at;
        items[at].signature =
            sign("", random_below(2) ? "A" : "B", random_below(8) ? date : "", spell(&words));
    }
}

static void shuffle(struct group_item *items)
{
    for (uint32_t at = ITEMS; at > 1; at--) {
        uint32_t other = random_below(at);
        struct group_item item = items[at - 1];
        items[at - 1] = items[other];
        items[other] = item;
    }
}

/* The groups as the smallest number in each. */
static void find_groups(struct group_item *items, uint32_t *groups)
{
    struct group_sets sets;
    assert_true(group_sets_open(&sets, ITEMS));
    assert_int_equal(group_items(items, ITEMS, &sets, NULL), HERALD_OK);
    for (uint32_t at = 0; at < ITEMS; at++)
        groups[at] = group_sets_find(&sets, at);
    group_sets_dispose(&sets);
}

/* The same by comparing all pairs. */
static void find_groups_by_pairs(const struct group_item *items, uint32_t *groups)
{
    for (uint32_t at = 0; at < ITEMS; at++)
        groups[at] = at;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < ITEMS; i++)
            for (uint32_t j = 0; j < ITEMS; j++) {
                uint32_t *a = &groups[items[i].number], *b = &groups[items[j].number];
                bool same_kind = (items[i].signature.hour == 0) == (items[j].signature.hour == 0);
                if (*a < *b && same_kind &&
                    near_duplicate(&items[i].signature, &items[j].signature, &rule)) {
                    *b = *a;
                    changed = true;
                }
            }
    }
}

static void groups_are_those_of_all_pairs(void **state)
{
    (void)state;
    struct group_item *items = calloc(ITEMS, sizeof(*items));
    uint32_t expected[ITEMS], groups[ITEMS];
    assert_non_null(items);
    make_items(items);
    find_groups_by_pairs(items, expected);
    uint32_t grouped = 0;
    for (uint32_t at = 0; at < ITEMS; at++)
        grouped += expected[at] != at;
    assert_in_range(grouped, ITEMS / 8, ITEMS * 7 / 8);
    for (int round = 0; round < 20; round++) {
        shuffle(items);
        find_groups(items, groups);
        assert_memory_equal(groups, expected, sizeof(groups));
    }
    free(items);
}

/* A flood of copies of a few texts costs no more than so many other articles: with the same content
 * only the latest stays in line. */
static void a_flood_of_copies_is_one_group(void **state)
{
    (void)state;
    enum { FLOOD = 30000 };
    struct group_item *items = calloc(FLOOD, sizeof(*items));
    struct group_sets sets;
    struct words words = make_words(100);
    assert_non_null(items);
    struct signature signature = sign("", "A", "2025-03-04T10:00:00Z", spell(&words));
    for (uint32_t at = 0; at < FLOOD; at++) {
        items[at] = (struct group_item){at, signature};
        items[at].signature.hour += at % 1000;
    }
    assert_true(group_sets_open(&sets, FLOOD));
    assert_int_equal(group_items(items, FLOOD, &sets, NULL), HERALD_OK);
    for (uint32_t at = 0; at < FLOOD; at++)
        assert_int_equal(group_sets_find(&sets, at), 0);
    group_sets_dispose(&sets);
    free(items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(estimates_are_near_the_truth),
        cmocka_unit_test(a_cut_copy_is_contained),
        cmocka_unit_test(bytes_come_back),
        cmocka_unit_test(an_article_without_words_has_none),
        cmocka_unit_test(the_rule_weighs_dates),
        cmocka_unit_test(the_rule_weighs_short_articles),
        cmocka_unit_test(the_rule_weighs_revisions),
        cmocka_unit_test(the_rule_weighs_numbers),
        cmocka_unit_test(groups_are_those_of_all_pairs),
        cmocka_unit_test(a_flood_of_copies_is_one_group),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
