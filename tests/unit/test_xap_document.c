/* Documents, values, stemmers, buffers and versions: what needs no database. */

#include "test_xap_support.h"

#include <math.h>

static uint32_t term_count(const xap_document *doc)
{
    uint32_t count = 0;
    ok(xap_document_term_count(doc, &count, &err));
    return count;
}

/* The frequency and positions of a term, through the iterators. */
static uint32_t find_term(const xap_document *doc, const char *term, uint32_t *positions,
                          size_t capacity, size_t *count)
{
    xap_terms *terms;
    xap_positions *list;
    xap_view view;
    uint32_t wdf = 0;
    ok(xap_terms_open_document(doc, &terms, &err));
    ok(xap_terms_skip_to(terms, term, strlen(term), &err));
    ok(xap_terms_next(terms, &view, &wdf, &err));
    assert_int_equal(view.length, strlen(term));
    assert_memory_equal(view.bytes, term, view.length);
    ok(xap_positions_open_term(terms, &list, &err));
    xap_terms_free(terms);
    xap_status status = xap_positions_block(list, positions, capacity, count, &err);
    assert_true(status == XAP_OK || status == XAP_DONE);
    xap_positions_free(list);
    return wdf;
}

static void test_bulk_postings(void **state)
{
    static const uint32_t sorted[] = {1, 5, 9}, unsorted[] = {8, 2, 4, 2};
    static const xap_posting postings[] = {
        {"zeta", 4, 3, sorted, 3},
        {"alpha", 5, 7, unsorted, 4},
        {"Kbool", 5, 0, NULL, 0},
        {"with\0zero", 9, 1, NULL, 0},
    };
    static const xap_posting more = {"alpha", 5, 1, sorted, 1};
    xap_document *doc;
    uint32_t found[8];
    size_t count;
    (void)state;
    ok(xap_document_new(&doc, &err));
    ok(xap_document_add_postings(doc, postings, 4, &err));
    assert_int_equal(term_count(doc), 4);
    assert_int_equal(find_term(doc, "zeta", found, 8, &count), 3);
    assert_int_equal(count, 3);
    assert_memory_equal(found, sorted, sizeof sorted);
    assert_int_equal(find_term(doc, "Kbool", found, 8, &count), 0);
    assert_int_equal(count, 0);
    ok(xap_document_add_postings(doc, &more, 1, &err));
    assert_int_equal(find_term(doc, "alpha", found, 8, &count), 8);
    assert_int_equal(count, 4);
    static const uint32_t expected[] = {1, 2, 4, 8};
    assert_memory_equal(found, expected, sizeof expected);
    ok(xap_document_add_postings(doc, NULL, 0, &err));
    ok(xap_document_clear(doc, &err));
    assert_int_equal(term_count(doc), 0);
    xap_document_free(doc);
}

static void test_bad_postings_change_nothing(void **state)
{
    char term[300];
    xap_document *doc;
    (void)state;
    memset(term, 'x', sizeof term);
    xap_posting postings[] = {{"good", 4, 1, NULL, 0}, {term, 246, 1, NULL, 0}};
    ok(xap_document_new(&doc, &err));
    fails(XAP_E_ARGUMENT, xap_document_add_postings(doc, postings, 2, &err));
    assert_int_equal(term_count(doc), 0);
    postings[1].length = 0;
    fails(XAP_E_ARGUMENT, xap_document_add_postings(doc, postings, 2, &err));
    postings[1] = (xap_posting){"a", 1, 1, NULL, 3};
    fails(XAP_E_ARGUMENT, xap_document_add_postings(doc, postings, 2, &err));
    postings[1] = (xap_posting){"a", 1, UINT32_MAX, NULL, 0};
    fails(XAP_E_LIMIT, xap_document_add_postings(doc, postings, 2, &err));
    assert_int_equal(term_count(doc), 0);
    ok(xap_document_add_postings(doc, postings + 1, 1, &err));
    fails(XAP_E_LIMIT, xap_document_add_term(doc, "b", 1, 1, &err));
    ok(xap_document_add_boolean_term(doc, "b", 1, &err));
    fails(XAP_E_ARGUMENT, xap_document_add_postings(NULL, postings, 1, &err));
    fails(XAP_E_ARGUMENT, xap_document_add_postings(doc, NULL, 1, &err));
    xap_document_free(doc);
}

static void test_terms(void **state)
{
    xap_document *doc;
    (void)state;
    ok(xap_document_new(&doc, &err));
    add_term(doc, "a", 2);
    add_word(doc, "a", 4);
    ok(xap_document_add_boolean_term(doc, "Kx", 2, &err));
    assert_int_equal(term_count(doc), 2);
    ok(xap_document_remove_term(doc, "a", 1, &err));
    fails(XAP_E_NOT_FOUND, xap_document_remove_term(doc, "a", 1, &err));
    fails(XAP_E_ARGUMENT, xap_document_remove_term(doc, "", 0, &err));
    assert_int_equal(term_count(doc), 1);
    ok(xap_document_clear_terms(doc, &err));
    assert_int_equal(term_count(doc), 0);
    xap_document_free(doc);
    xap_document_free(NULL);
    fails(XAP_E_ARGUMENT, xap_document_new(NULL, &err));
    fails(XAP_E_ARGUMENT, xap_document_clear(NULL, &err));
}

static void test_data_and_values(void **state)
{
    char text[XAP_VALUE_MAX + 1] = "";
    xap_document *doc;
    xap_buffer buffer = XAP_BUFFER_INIT;
    uint32_t number;
    (void)state;
    ok(xap_document_new(&doc, &err));
    ok(xap_document_set_data(doc, "a\0b", 3, &err));
    ok(xap_document_data(doc, &buffer, &err));
    assert_int_equal(buffer.length, 3);
    assert_memory_equal(buffer.bytes, "a\0b", 4);
    ok(xap_document_set_data(doc, NULL, 0, &err));
    ok(xap_document_data(doc, &buffer, &err));
    assert_int_equal(buffer.length, 0);
    fails(XAP_E_LIMIT, xap_document_set_data(doc, text, (size_t)XAP_DATA_MAX + 1, &err));
    ok(xap_document_set_value(doc, XAP_SLOT_MAX, "x\0y", 3, &err));
    ok(xap_document_set_value(doc, 3, text, XAP_VALUE_MAX, &err));
    ok(xap_document_value(doc, XAP_SLOT_MAX, &buffer, &err));
    assert_memory_equal(buffer.bytes, "x\0y", 4);
    ok(xap_document_value_count(doc, &number, &err));
    assert_int_equal(number, 2);
    fails(XAP_E_ARGUMENT, xap_document_set_value(doc, 3, text, XAP_VALUE_MAX + 1, &err));
    fails(XAP_E_ARGUMENT, xap_document_set_value(doc, UINT32_MAX, "", 0, &err));
    fails(XAP_E_ARGUMENT, xap_document_value(doc, UINT32_MAX, &buffer, &err));
    assert_int_equal(buffer.length, 0);
    ok(xap_document_set_value(doc, 3, "", 0, &err));
    ok(xap_document_value_count(doc, &number, &err));
    assert_int_equal(number, 1);
    ok(xap_document_clear_values(doc, &err));
    ok(xap_document_value_count(doc, &number, &err));
    assert_int_equal(number, 0);
    ok(xap_document_docid(doc, &number, &err));
    assert_int_equal(number, 0);
    xap_buffer_dispose(&buffer);
    xap_document_free(doc);
}

static void test_sortable_numbers(void **state)
{
    static const double numbers[] = {-INFINITY, -1e300, -2.5, -0.001, 0, 1e-9, 1, 2, 1e9, 1e300};
    char last[XAP_SORTABLE_MAX], bytes[XAP_SORTABLE_MAX];
    size_t last_length = 0;
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        size_t length = xap_sortable_serialise(numbers[i], bytes);
        assert_true(length <= XAP_SORTABLE_MAX);
        assert_true(xap_sortable_unserialise(bytes, length) == numbers[i]);
        size_t common = length < last_length ? length : last_length;
        int order = memcmp(last, bytes, common);
        if (i > 0)
            assert_true(order < 0 || (order == 0 && last_length < length));
        memcpy(last, bytes, length);
        last_length = length;
    }
    /* The form of 1 is part of the format of every database. */
    assert_int_equal(xap_sortable_serialise(1, bytes), 1);
    assert_memory_equal(bytes, "\xa0", 1);
    assert_true(xap_sortable_unserialise(NULL, 3) == 0);
    char longer[300];
    memset(longer, 'x', sizeof longer);
    (void)xap_sortable_unserialise(longer, sizeof longer);
}

static void check_stem(const char *language, const char *word, const char *expected)
{
    xap_stem *stem;
    xap_buffer out = XAP_BUFFER_INIT;
    ok(xap_stem_new(language, &stem, &err));
    ok(xap_stem_word(stem, word, strlen(word), &out, &err));
    assert_string_equal(out.bytes, expected);
    xap_buffer_dispose(&out);
    xap_stem_free(stem);
}

/* Stems as the Snowball project lists them for these words. */
static void test_stemmers(void **state)
{
    xap_stem *stem;
    xap_buffer out = XAP_BUFFER_INIT;
    (void)state;
    check_stem("english", "mediation", "mediat");
    check_stem("en", "talks", "talk");
    check_stem("none", "talks", "talks");
    check_stem("ru", "переговоры", "переговор");
    check_stem("german", "verhandlungen", "verhandl");
    check_stem("porter", "s", "");
    check_stem("en", "", "");
    fails(XAP_E_ARGUMENT, xap_stem_new("klingon", &stem, &err));
    fails(XAP_E_ARGUMENT, xap_stem_new(NULL, &stem, &err));
    fails(XAP_E_ARGUMENT, xap_stem_word(NULL, "x", 1, &out, &err));
    ok(xap_stem_languages(&out, &err));
    assert_non_null(strstr(out.bytes, "english"));
    assert_non_null(strstr(out.bytes, "arabic"));
    xap_buffer_dispose(&out);
    xap_stem_free(NULL);
}

/* Every stemmer takes every kind of bytes, broken UTF-8 included. */
static void test_stemmers_take_anything(void **state)
{
    xap_buffer languages = XAP_BUFFER_INIT, out = XAP_BUFFER_INIT;
    (void)state;
    srand(7);
    ok(xap_stem_languages(&languages, &err));
    for (char *save = NULL, *name = strtok_r(languages.bytes, " ", &save); name;
         name = strtok_r(NULL, " ", &save)) {
        xap_stem *stem;
        ok(xap_stem_new(name, &stem, &err));
        for (int round = 0; round < 300; round++) {
            char word[80];
            size_t length = (size_t)rand() % sizeof word;
            for (size_t i = 0; i < length; i++)
                word[i] = (char)(rand() % 256);
            ok(xap_stem_word(stem, word, length, &out, &err));
        }
        xap_stem_free(stem);
    }
    xap_buffer_dispose(&languages);
    xap_buffer_dispose(&out);
}

static void test_buffers(void **state)
{
    xap_buffer buffer = XAP_BUFFER_INIT;
    char text[1000];
    (void)state;
    memset(text, 'x', sizeof text);
    ok(xap_buffer_assign(&buffer, NULL, 0, &err));
    assert_non_null(buffer.bytes);
    assert_int_equal(buffer.bytes[0], 0);
    for (size_t length = 0; length <= sizeof text; length += 37) {
        ok(xap_buffer_assign(&buffer, text, length, &err));
        assert_int_equal(buffer.length, length);
        assert_int_equal(strlen(buffer.bytes), length);
    }
    char *memory = buffer.bytes;
    ok(xap_buffer_assign(&buffer, "short", 5, &err));
    assert_ptr_equal(memory, buffer.bytes);
    xap_buffer_clear(&buffer);
    assert_int_equal(buffer.length, 0);
    xap_buffer_dispose(&buffer);
    assert_null(buffer.bytes);
    xap_buffer_dispose(&buffer);
    xap_buffer_dispose(NULL);
    xap_buffer_clear(NULL);
    fails(XAP_E_ARGUMENT, xap_buffer_assign(NULL, "x", 1, &err));
    fails(XAP_E_ARGUMENT, xap_buffer_assign(&buffer, NULL, 1, &err));
    fails(XAP_E_NO_MEMORY, xap_buffer_assign(&buffer, "x", SIZE_MAX, &err));
}

static void test_versions(void **state)
{
    char version[64];
    (void)state;
    assert_string_equal(xap_version_string(), XAP_VERSION_STRING);
    snprintf(version, sizeof version, "%d.%d.%d", XAP_VERSION_MAJOR, XAP_VERSION_MINOR,
             XAP_VERSION_PATCH);
    assert_string_equal(xap_version_string(), version);
    snprintf(version, sizeof version, "%d.%d.%d", xap_library_major_version(),
             xap_library_minor_version(), xap_library_revision());
    assert_string_equal(xap_library_version_string(), version);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bulk_postings),
        cmocka_unit_test(test_bad_postings_change_nothing),
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_data_and_values),
        cmocka_unit_test(test_sortable_numbers),
        cmocka_unit_test(test_stemmers),
        cmocka_unit_test(test_stemmers_take_anything),
        cmocka_unit_test(test_buffers),
        cmocka_unit_test(test_versions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
