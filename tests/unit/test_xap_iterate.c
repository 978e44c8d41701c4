/* Iterators: terms, postings in blocks, positions, values, spellings, synonyms, metadata keys. */

#include "xap_corpus_fixture.h"

/* With spellings, synonyms and metadata. */
static int make_full_corpus(void **state)
{
    if (directory_make(state) != 0)
        return -1;
    make_database("db", 1, ARTICLES);
    xap_writable *writer = open_writer("db");
    ok(xap_writable_add_spelling(writer, "mediation", 9, 5, &err));
    ok(xap_writable_add_spelling(writer, "meditation", 10, 2, &err));
    ok(xap_writable_add_spelling(writer, "summit", 6, 1, &err));
    ok(xap_writable_add_synonym(writer, "Zmediat", 7, "mediator", 8, &err));
    ok(xap_writable_add_synonym(writer, "Zmediat", 7, "mediation", 9, &err));
    ok(xap_writable_add_synonym(writer, "Ztalk", 5, "talks", 5, &err));
    ok(xap_writable_add_synonym(writer, "Zmediat", 7, "mediation", 9, &err));
    ok(xap_writable_add_synonym(writer, "a\0b", 3, "\0", 1, &err));
    ok(xap_writable_set_metadata(writer, "count", 5, "1", 1, &err));
    ok(xap_writable_set_metadata(writer, "format\0x", 8, "1", 1, &err));
    ok(xap_writable_set_metadata(writer, "format", 6, "1", 1, &err));
    ok(xap_writable_close(writer, &err));
    xap_writable_free(writer);
    corpus = open_reader("db");
    return 0;
}

struct expected {
    xap_view term;
    uint32_t frequency;
};

#define ITEM(text, number)                                                                         \
    {                                                                                              \
        {(text), sizeof(text) - 1}, (number)                                                       \
    }

/* The iterator gives these terms, and no more; it is freed. */
static void expect_terms(xap_terms *terms, const struct expected *items, size_t count)
{
    xap_view term;
    uint32_t frequency;
    for (size_t i = 0; i < count; i++) {
        ok(xap_terms_next(terms, &term, &frequency, &err));
        assert_int_equal(term.length, items[i].term.length);
        assert_memory_equal(term.bytes, items[i].term.bytes, term.length);
        assert_int_equal(frequency, items[i].frequency);
    }
    assert_int_equal(xap_terms_next(terms, &term, &frequency, &err), XAP_DONE);
    assert_int_equal(xap_terms_next(terms, &term, &frequency, &err), XAP_DONE);
    assert_int_equal(term.length, 0);
    xap_terms_free(terms);
}

static void test_terms(void **state)
{
    static const struct expected all[] = {ITEM("alpha", 210), ITEM("beta", 210), ITEM("n2", 105),
                                          ITEM("n3", 70),     ITEM("n5", 42),    ITEM("n7", 30)};
    char prefix[300];
    xap_terms *terms;
    (void)state;
    ok(xap_terms_open(corpus, NULL, 0, &terms, &err));
    expect_terms(terms, all, 6);
    ok(xap_terms_open(corpus, "n", 1, &terms, &err));
    expect_terms(terms, all + 2, 4);
    ok(xap_terms_open(corpus, "zz", 2, &terms, &err));
    expect_terms(terms, all, 0);
    memset(prefix, 'x', sizeof prefix);
    fails(XAP_E_ARGUMENT, xap_terms_open(corpus, prefix, sizeof prefix, &terms, &err));
    fails(XAP_E_ARGUMENT, xap_terms_open(NULL, "", 0, &terms, &err));
    assert_null(terms);
    xap_terms_free(NULL);
}

static void test_skip_in_terms(void **state)
{
    static const struct expected rest[] = {ITEM("n5", 42), ITEM("n7", 30)};
    xap_terms *terms;
    xap_view term;
    (void)state;
    ok(xap_terms_open(corpus, "", 0, &terms, &err));
    ok(xap_terms_next(terms, &term, NULL, &err));
    ok(xap_terms_skip_to(terms, "c", 1, &err));
    ok(xap_terms_next(terms, &term, NULL, &err));
    assert_memory_equal(term.bytes, "n2", 2);
    ok(xap_terms_skip_to(terms, "a", 1, &err)); /* never back */
    ok(xap_terms_skip_to(terms, "n4", 2, &err));
    ok(xap_terms_skip_to(terms, "n4", 2, &err));
    expect_terms(terms, rest, 2);
    ok(xap_terms_open(corpus, "", 0, &terms, &err));
    ok(xap_terms_skip_to(terms, "zz", 2, &err));
    ok(xap_terms_skip_to(terms, "zzz", 3, &err));
    expect_terms(terms, rest, 0);
}

static void test_terms_of_a_document(void **state)
{
    static const struct expected items[] = {ITEM("alpha", 1), ITEM("beta", 1), ITEM("n2", 1),
                                            ITEM("n7", 1)};
    xap_document *doc;
    xap_terms *terms;
    xap_positions *positions;
    xap_view term;
    uint32_t position;
    size_t count;
    (void)state;
    ok(xap_document_new(&doc, &err));
    ok(xap_database_document(corpus, 14, doc, &err));
    ok(xap_terms_open_document(doc, &terms, &err));
    expect_terms(terms, items, 4);
    ok(xap_terms_open_document(doc, &terms, &err));
    xap_document_free(doc);
    fails(XAP_E_OPERATION, xap_positions_open_term(terms, &positions, &err));
    ok(xap_terms_next(terms, &term, NULL, &err));
    ok(xap_terms_next(terms, &term, NULL, &err));
    ok(xap_positions_open_term(terms, &positions, &err));
    xap_terms_free(terms);
    ok(xap_positions_block(positions, &position, 1, &count, &err));
    assert_int_equal(position, 5);
    assert_int_equal(xap_positions_block(positions, &position, 1, &count, &err), XAP_DONE);
    assert_int_equal(count, 0);
    xap_positions_free(positions);
}

static void test_posting_blocks(void **state)
{
    uint32_t docids[8], wdfs[8], lengths[8], last = 0, seen = 0;
    size_t count;
    xap_postings *postings;
    xap_status status;
    (void)state;
    ok(xap_postings_open(corpus, "n7", 2, &postings, &err));
    while ((status = xap_postings_block(postings, docids, wdfs, lengths, 8, &count, &err)) ==
           XAP_OK) {
        assert_in_range(count, 1, 8);
        for (size_t i = 0; i < count; i++) {
            uint32_t length = 2;
            assert_int_equal(docids[i], last + 7);
            last = docids[i];
            for (uint32_t k = 2; k <= 7; k++)
                length += (k == 2 || k == 3 || k == 5 || k == 7) && last % k == 0;
            assert_int_equal(wdfs[i], 1);
            assert_int_equal(lengths[i], length);
            seen++;
        }
    }
    assert_int_equal(status, XAP_DONE);
    assert_int_equal(count, 0);
    assert_int_equal(seen, 30);
    assert_int_equal(xap_postings_block(postings, docids, NULL, NULL, 8, &count, &err), XAP_DONE);
    fails(XAP_E_ARGUMENT, xap_postings_block(postings, docids, NULL, NULL, 0, &count, &err));
    fails(XAP_E_ARGUMENT, xap_postings_block(postings, docids, NULL, NULL, 8, NULL, &err));
    fails(XAP_E_ARGUMENT, xap_postings_block(NULL, docids, NULL, NULL, 8, &count, &err));
    xap_postings_free(postings);
    xap_postings_free(NULL);
}

static void test_skip_in_postings(void **state)
{
    uint32_t docids[300];
    size_t count;
    xap_postings *postings;
    (void)state;
    ok(xap_postings_open(corpus, "n7", 2, &postings, &err));
    ok(xap_postings_skip_to(postings, 100, &err));
    ok(xap_postings_block(postings, docids, NULL, NULL, 2, &count, &err));
    assert_int_equal(docids[0], 105);
    assert_int_equal(docids[1], 112);
    ok(xap_postings_skip_to(postings, 3, &err));
    ok(xap_postings_skip_to(postings, 112, &err));
    ok(xap_postings_block(postings, docids, NULL, NULL, 1, &count, &err));
    assert_int_equal(docids[0], 119);
    ok(xap_postings_skip_to(postings, 211, &err));
    assert_int_equal(xap_postings_block(postings, docids, NULL, NULL, 1, &count, &err), XAP_DONE);
    ok(xap_postings_skip_to(postings, 212, &err));
    xap_postings_free(postings);
    ok(xap_postings_open(corpus, "absent", 6, &postings, &err));
    ok(xap_postings_skip_to(postings, 5, &err));
    assert_int_equal(xap_postings_block(postings, docids, NULL, NULL, 1, &count, &err), XAP_DONE);
    xap_postings_free(postings);
    ok(xap_postings_open(corpus, "", 0, &postings, &err));
    ok(xap_postings_block(postings, docids, NULL, NULL, 300, &count, &err));
    assert_int_equal(count, ARTICLES);
    xap_postings_free(postings);
}

static void test_positions(void **state)
{
    uint32_t found[4];
    size_t count;
    xap_positions *positions;
    (void)state;
    ok(xap_positions_open(corpus, 7, "beta", 4, &positions, &err));
    ok(xap_positions_block(positions, found, 4, &count, &err));
    assert_int_equal(count, 1);
    assert_int_equal(found[0], 2);
    xap_positions_free(positions);
    ok(xap_positions_open(corpus, 7, "absent", 6, &positions, &err));
    assert_int_equal(xap_positions_block(positions, found, 4, &count, &err), XAP_DONE);
    xap_positions_free(positions);
    ok(xap_positions_open(corpus, 9999, "beta", 4, &positions, &err));
    assert_int_equal(xap_positions_block(positions, found, 4, &count, &err), XAP_DONE);
    fails(XAP_E_ARGUMENT, xap_positions_block(positions, NULL, 4, &count, &err));
    xap_positions_free(positions);
    fails(XAP_E_ARGUMENT, xap_positions_open(corpus, 0, "beta", 4, &positions, &err));
    fails(XAP_E_ARGUMENT, xap_positions_open(corpus, 1, "", 0, &positions, &err));
    xap_positions_free(NULL);
}

static void test_values(void **state)
{
    xap_values *values;
    xap_view value;
    uint32_t number;
    (void)state;
    ok(xap_values_open(corpus, 0, &values, &err));
    for (uint32_t i = 1; i <= 100; i++) {
        ok(xap_values_next(values, &number, &value, &err));
        assert_int_equal(number, i);
        assert_true(xap_sortable_unserialise(value.bytes, value.length) == i);
    }
    ok(xap_values_skip_to(values, 200, &err));
    ok(xap_values_skip_to(values, 200, &err));
    ok(xap_values_next(values, &number, &value, &err));
    assert_int_equal(number, 200);
    ok(xap_values_skip_to(values, 200, &err));
    ok(xap_values_next(values, &number, &value, &err));
    assert_int_equal(number, 201);
    ok(xap_values_skip_to(values, 900, &err));
    assert_int_equal(xap_values_next(values, &number, &value, &err), XAP_DONE);
    xap_values_free(values);
    ok(xap_values_open(corpus, 77, &values, &err));
    assert_int_equal(xap_values_next(values, NULL, &value, &err), XAP_DONE);
    xap_values_free(values);
    fails(XAP_E_ARGUMENT, xap_values_open(corpus, UINT32_MAX, &values, &err));
    xap_values_free(NULL);
}

static void test_values_of_a_document(void **state)
{
    xap_document *doc;
    xap_values *values;
    xap_view value;
    uint32_t slot;
    (void)state;
    ok(xap_document_new(&doc, &err));
    ok(xap_database_document(corpus, 9, doc, &err));
    ok(xap_values_open_document(doc, &values, &err));
    xap_document_free(doc);
    ok(xap_values_next(values, &slot, &value, &err));
    assert_int_equal(slot, 0);
    ok(xap_values_next(values, &slot, &value, &err));
    assert_int_equal(slot, 1);
    assert_memory_equal(value.bytes, "g1", 2);
    assert_int_equal(xap_values_next(values, &slot, &value, &err), XAP_DONE);
    xap_values_free(values);
}

static void test_spellings_and_metadata(void **state)
{
    static const struct expected words[] = {ITEM("mediation", 5), ITEM("meditation", 2),
                                            ITEM("summit", 1)};
    static const struct expected keys[] = {ITEM("format", 0), ITEM("format\0x", 0)};
    char prefix[300] = "";
    xap_terms *terms;
    (void)state;
    ok(xap_terms_open_spellings(corpus, &terms, &err));
    expect_terms(terms, words, 3);
    ok(xap_terms_open_metadata(corpus, "f", 1, &terms, &err));
    expect_terms(terms, keys, 2);
    ok(xap_terms_open_metadata(corpus, "zz", 2, &terms, &err));
    expect_terms(terms, keys, 0);
    fails(XAP_E_ARGUMENT, xap_terms_open_metadata(corpus, prefix, sizeof prefix, &terms, &err));
}

static void test_synonyms(void **state)
{
    static const struct expected synonyms[] = {ITEM("mediation", 0), ITEM("mediator", 0)};
    static const struct expected zero[] = {ITEM("\0", 0)};
    static const struct expected keys[] = {ITEM("Zmediat", 0), ITEM("Ztalk", 0), ITEM("a\0b", 0)};
    char term[300] = "";
    xap_terms *terms;
    (void)state;
    ok(xap_terms_open_synonyms(corpus, "Zmediat", 7, &terms, &err));
    expect_terms(terms, synonyms, 2);
    ok(xap_terms_open_synonyms(corpus, "Zmediat", 7, &terms, &err));
    ok(xap_terms_skip_to(terms, "mediationz", 10, &err));
    expect_terms(terms, synonyms + 1, 1);
    ok(xap_terms_open_synonyms(corpus, "a\0b", 3, &terms, &err));
    expect_terms(terms, zero, 1);
    ok(xap_terms_open_synonyms(corpus, "Zmedia", 6, &terms, &err));
    expect_terms(terms, synonyms, 0);
    ok(xap_terms_open_synonym_keys(corpus, NULL, 0, &terms, &err));
    expect_terms(terms, keys, 3);
    ok(xap_terms_open_synonym_keys(corpus, "Z", 1, &terms, &err));
    ok(xap_terms_skip_to(terms, "Zn", 2, &err));
    expect_terms(terms, keys + 1, 1);
    fails(XAP_E_ARGUMENT, xap_terms_open_synonyms(corpus, "", 0, &terms, &err));
    fails(XAP_E_ARGUMENT, xap_terms_open_synonyms(NULL, "x", 1, &terms, &err));
    fails(XAP_E_ARGUMENT, xap_terms_open_synonyms(corpus, term, sizeof term, &terms, &err));
    fails(XAP_E_ARGUMENT, xap_terms_open_synonym_keys(corpus, term, sizeof term, &terms, &err));
    assert_null(terms);
}

static void test_suggestions(void **state)
{
    xap_buffer word = XAP_BUFFER_INIT;
    (void)state;
    ok(xap_spelling_suggest(corpus, "mediatoin", 9, 2, &word, &err));
    assert_string_equal(word.bytes, "mediation");
    ok(xap_spelling_suggest(corpus, "sumit", 5, 2, &word, &err));
    assert_string_equal(word.bytes, "summit");
    ok(xap_spelling_suggest(corpus, "summit", 6, 2, &word, &err));
    assert_int_equal(word.length, 0);
    ok(xap_spelling_suggest(corpus, "quicksand", 9, 2, &word, &err));
    assert_int_equal(word.length, 0);
    fails(XAP_E_ARGUMENT, xap_spelling_suggest(corpus, "x", 1, 9, &word, &err));
    fails(XAP_E_ARGUMENT, xap_spelling_suggest(corpus, "", 0, 2, &word, &err));
    xap_buffer_dispose(&word);
}

/* A reader that two commits have passed fails in the middle, and stays failed. */
static void test_failed_iterators_stay_failed(void **state)
{
    xap_postings *postings;
    uint32_t docids[64];
    size_t count;
    xap_status status = XAP_OK;
    (void)state;
    make_database("moving", 1, 20000);
    xap_database *db = open_reader("moving");
    ok(xap_postings_open(db, "n2", 2, &postings, &err));
    ok(xap_postings_block(postings, docids, NULL, NULL, 1, &count, &err));
    xap_writable *writer = open_writer("moving");
    for (int commit = 0; commit < 3; commit++) {
        for (uint32_t i = 2; i <= 20000; i += 100)
            ok(xap_writable_delete(writer, i + (uint32_t)commit * 2, &err));
        ok(xap_writable_commit(writer, &err));
    }
    while (status == XAP_OK)
        status = xap_postings_block(postings, docids, NULL, NULL, 64, &count, &err);
    assert_int_equal(status, XAP_E_MODIFIED);
    assert_int_equal(count, 0);
    fails(XAP_E_OPERATION, xap_postings_block(postings, docids, NULL, NULL, 64, &count, &err));
    fails(XAP_E_OPERATION, xap_postings_skip_to(postings, 20000, &err));
    xap_postings_free(postings);
    xap_writable_free(writer);
    xap_database_free(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_skip_in_terms),
        cmocka_unit_test(test_terms_of_a_document),
        cmocka_unit_test(test_posting_blocks),
        cmocka_unit_test(test_skip_in_postings),
        cmocka_unit_test(test_positions),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_values_of_a_document),
        cmocka_unit_test(test_spellings_and_metadata),
        cmocka_unit_test(test_synonyms),
        cmocka_unit_test(test_suggestions),
        cmocka_unit_test(test_failed_iterators_stay_failed),
    };
    return cmocka_run_group_tests(tests, make_full_corpus, free_corpus);
}
