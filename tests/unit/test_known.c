#include "indexer/known.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

/* Things that are remembered here: few enough for all of them to have room. */
#define FEW 12000u

/* More than there is room for. */
#define MANY 300000u

static struct schema_entry entry_number(uint32_t number)
{
    return (struct schema_entry){.reference = {number, number + 1, (uint64_t)number * 3}};
}

static struct index_term term_number(uint32_t number)
{
    return (struct index_term){number, number ^ 5};
}

/* A hash whose bits are all as good as any. */
static uint64_t hash_number(uint32_t number)
{
    uint64_t hash = (number + 1) * 0x9E3779B97F4A7C15u;
    hash ^= hash >> 32;
    return hash * 0xD6E8FEB86659FD93u;
}

/* Whether a document is remembered; what is remembered must be right. */
static bool has_entry(const struct known *known, uint32_t docid)
{
    const struct schema_entry *entry = known_entry_find(known, docid),
                              expected = entry_number(docid);
    if (!entry)
        return false;
    assert_int_equal(entry->reference.segment, expected.reference.segment);
    assert_int_equal(entry->reference.length, expected.reference.length);
    assert_int_equal(entry->reference.offset, expected.reference.offset);
    return true;
}

static bool has_term(const struct known *known, uint32_t number)
{
    const struct index_term *term = known_term_find(known, hash_number(number));
    if (!term)
        return false;
    assert_int_equal(term->frequency, number);
    assert_int_equal(term->most, number ^ 5);
    return true;
}

static void test_nothing(void **state)
{
    (void)state;
    struct known known = {0};
    int64_t date;
    assert_null(known_entry_find(&known, 1));
    assert_null(known_term_find(&known, 1));
    assert_false(known_date_find(&known, 1, &date));
    known_date_add(&known, 1, 5);
    const struct schema_entry entry = entry_number(0);
    const struct index_term term = term_number(0);
    known_entry_add(&known, 0, &entry);
    known_term_add(&known, 0, &term);
    assert_null(known_entry_find(&known, 0));
    assert_null(known_term_find(&known, 0));
    known_clear(&known);
}

/* While there is room nearly everything is remembered, in whatever order it comes. */
static void test_room(void **state)
{
    (void)state;
    const uint32_t steps[] = {1, 7, 64, 4097, 65536};
    for (size_t step = 0; step < sizeof(steps) / sizeof(steps[0]); step++) {
        struct known known = {0};
        uint32_t entries = 0, terms = 0;
        for (uint32_t number = 1; number <= FEW; number++) {
            const struct schema_entry entry = entry_number(number * steps[step]);
            const struct index_term term = term_number(number);
            known_entry_add(&known, number * steps[step], &entry);
            known_term_add(&known, hash_number(number), &term);
            assert_true(has_entry(&known, number * steps[step]));
            assert_true(has_term(&known, number));
        }
        for (uint32_t number = 1; number <= FEW; number++) {
            entries += has_entry(&known, number * steps[step]);
            terms += has_term(&known, number);
        }
        assert_in_range(terms, FEW * 95 / 100, FEW);
        if (steps[step] <= 7) /* as search results are: not all at one distance */
            assert_in_range(entries, FEW * 95 / 100, FEW);
        known_clear(&known);
        assert_null(known_entry_find(&known, steps[step]));
    }
}

/* With more than there is room for, the last is remembered and nothing is wrong. */
static void test_no_room(void **state)
{
    (void)state;
    struct known known = {0};
    for (uint32_t number = 1; number <= MANY; number++) {
        const struct schema_entry entry = entry_number(number);
        const struct index_term term = term_number(number);
        known_entry_add(&known, number, &entry);
        known_term_add(&known, hash_number(number), &term);
        assert_true(has_entry(&known, number));
        assert_true(has_term(&known, number));
        (void)has_entry(&known, number / 2);
        (void)has_term(&known, number / 2);
    }
    assert_in_range(known.entry_size, 1024, 65536);
    assert_in_range(known.term_size, 1024, 65536);
    known_clear(&known);
}

/* A date stands beside its document, and goes with it. */
static void test_dates(void **state)
{
    (void)state;
    struct known known = {0};
    int64_t date = 0;
    for (uint32_t docid = 1; docid <= FEW; docid++) {
        const struct schema_entry entry = entry_number(docid);
        known_entry_add(&known, docid, &entry);
        assert_false(known_date_find(&known, docid, &date));
        if (docid % 2)
            known_date_add(&known, docid, docid % 3 ? (int64_t)docid * 1000 - 5000000 : INT64_MIN);
    }
    for (uint32_t docid = 1; docid <= FEW; docid++) {
        bool found = known_date_find(&known, docid, &date);
        assert_int_equal(found, docid % 2 && has_entry(&known, docid));
        if (found)
            assert_int_equal(date, docid % 3 ? (int64_t)docid * 1000 - 5000000 : INT64_MIN);
    }
    known_date_add(&known, FEW + 1, 7); /* no such document here */
    assert_false(known_date_find(&known, FEW + 1, &date));
    const struct schema_entry again = entry_number(1);
    known_entry_add(&known, 1, &again);
    assert_false(known_date_find(&known, 1, &date));
    known_clear(&known);
}

/* Where positions stand is remembered of whole ranges of documents, and is never that of another.
 */
static void test_positions(void **state)
{
    struct known known = {0};
    struct store_reference found;
    (void)state;
    assert_false(known_positions_find(&known, 1, &found));
    known_positions_add(&known, 0, (struct store_reference){1, 2, 3});
    assert_false(known_positions_find(&known, 0, &found));
    for (uint32_t docid = 1; docid <= MANY; docid++) {
        known_positions_add(&known, docid, (struct store_reference){docid % 7, docid, docid * 5u});
        if (docid == FEW)
            for (uint32_t other = 1; other <= FEW; other++)
                assert_true(known_positions_find(&known, other, &found));
    }
    for (uint32_t docid = 1; docid <= MANY; docid++) {
        if (!known_positions_find(&known, docid, &found))
            continue;
        assert_int_equal(found.segment, docid % 7);
        assert_int_equal(found.length, docid);
        assert_int_equal(found.offset, docid * 5u);
    }
    assert_true(known_positions_find(&known, MANY, &found));
    known_entries_stop(&known, true);
    known_positions_add(&known, MANY + 1, (struct store_reference){1, 2, 3});
    assert_false(known_positions_find(&known, MANY + 1, &found));
    known_clear(&known);
    assert_false(known_positions_find(&known, MANY, &found));
}

/* Forms stand beside a term, are kept when the table grows, and go with the term. */
static void test_forms(void **state)
{
    struct known known = {0};
    struct slice forms;
    char text[2000];
    (void)state;
    memset(text, 'x', sizeof(text));
    known_forms_add(&known, hash_number(1), SLICE("\x05talks")); /* no such term */
    assert_false(known_forms_find(&known, hash_number(1), &forms));
    for (uint32_t number = 1; number <= FEW; number++) {
        const struct index_term term = term_number(number);
        known_term_add(&known, hash_number(number), &term);
        assert_false(known_forms_find(&known, hash_number(number), &forms));
        known_forms_add(&known, hash_number(number), (struct slice){text, number % 40});
    }
    for (uint32_t number = 1; number <= FEW; number++) {
        bool found = known_forms_find(&known, hash_number(number), &forms);
        assert_int_equal(found, has_term(&known, number));
        if (found)
            assert_int_equal(forms.length, number % 40);
    }
    const struct index_term term = term_number(FEW + 1);
    known_term_add(&known, hash_number(FEW + 1), &term);
    known_forms_add(&known, hash_number(FEW + 1), (struct slice){text, sizeof(text)}); /* long */
    assert_false(known_forms_find(&known, hash_number(FEW + 1), &forms));
    known_clear(&known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing), cmocka_unit_test(test_room),
        cmocka_unit_test(test_no_room), cmocka_unit_test(test_dates),
        cmocka_unit_test(test_forms),   cmocka_unit_test(test_positions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
