/* Searching: weights, orders, collapsing, facets, spies, time budgets, pages of hits. */

#include "xap_corpus_fixture.h"

#include <math.h>
#include <time.h>

static xap_enquire *enquire;
static xap_mset *mset;
static xap_hit hits[ARTICLES];

static int new_search(void **state)
{
    (void)state;
    enquire = NULL;
    mset = NULL;
    return xap_enquire_new(corpus, &enquire, NULL) == XAP_OK ? 0 : -1;
}

static int end_search(void **state)
{
    (void)state;
    xap_mset_free(mset);
    xap_enquire_free(enquire);
    return 0;
}

static void set_query(xap_query *query)
{
    ok(xap_enquire_set_query(enquire, query, 0, &err));
    xap_query_free(query);
}

static xap_query *either(const char *a, const char *b)
{
    const xap_view terms[] = {{a, strlen(a)}, {b, strlen(b)}};
    xap_query *query = NULL;
    ok(xap_query_terms(XAP_OR, terms, 2, 0, &query, &err));
    return query;
}

/* Search, and fill `hits`; their number. */
static uint32_t search(uint32_t first, uint32_t count, uint32_t at_least, unsigned flags)
{
    uint32_t written = 0;
    xap_mset_free(mset);
    mset = NULL;
    ok(xap_enquire_search(enquire, first, count, at_least, &mset, &err));
    ok(xap_mset_hits(mset, 0, ARTICLES, flags, hits, &written, &err));
    return written;
}

/* BM25 of a term with one occurrence in the document and the query, as libxapian defines it:
 * log((N - n + 0.5) / (n + 0.5)) * (k1 + 1) * wdf / (k1 * (length * b + 1 - b) + wdf), the argument
 * of the logarithm halved and added to 1 below 2. */
static double bm25(double n, double normalised_length, double k1, double b)
{
    double odds = (ARTICLES - n + 0.5) / (n + 0.5);
    if (odds < 2)
        odds = odds * 0.5 + 1;
    return log(odds) * (k1 + 1) / (k1 * (normalised_length * b + 1 - b) + 1);
}

static void assert_near(double a, double b)
{
    if (fabs(a - b) > 1e-9)
        fail_msg("%.12f is not %.12f", a, b);
}

static void test_bm25(void **state)
{
    xap_bm25 parameters = XAP_BM25_INIT;
    uint32_t frequency;
    double weight, best, possible;
    (void)state;
    set_query(term_query("n7"));
    assert_int_equal(search(0, 100, 0, 0), 30);
    /* Document 210 has 6 terms, others fewer; the average is 667 / 210. */
    assert_near(hits[29].weight, bm25(30, 6 * 210 / 667.0, 1, 0.5));
    assert_int_equal(hits[29].docid, 210);
    ok(xap_mset_weights(mset, &best, &possible, &err));
    assert_near(best, hits[0].weight);
    assert_true(possible >= best);
    parameters.b = 0;
    parameters.k1 = 1.7;
    ok(xap_enquire_set_bm25(enquire, &parameters, &err));
    search(0, 100, 0, 0);
    assert_near(hits[0].weight, bm25(30, 1, 1.7, 0));
    assert_int_equal(hits[0].percent, 100);
    ok(xap_mset_term(mset, "n7", 2, &frequency, &weight, &err));
    assert_int_equal(frequency, 30);
    assert_true(weight > 0);
    fails(XAP_E_ARGUMENT, xap_mset_term(mset, "n2", 2, &frequency, &weight, &err));
    parameters.b = 1.5;
    fails(XAP_E_ARGUMENT, xap_enquire_set_bm25(enquire, &parameters, &err));
    parameters.b = NAN;
    fails(XAP_E_ARGUMENT, xap_enquire_set_bm25(enquire, &parameters, &err));
    ok(xap_enquire_set_boolean(enquire, &err));
    search(0, 100, 0, 0);
    assert_near(hits[0].weight, 0);
    ok(xap_enquire_set_bm25(enquire, NULL, &err));
    search(0, 100, 0, 0);
    assert_near(hits[29].weight, bm25(30, 6 * 210 / 667.0, 1, 0.5));
}

static void test_pages_and_counts(void **state)
{
    xap_counts counts;
    uint32_t size;
    (void)state;
    set_query(term_query("n5"));
    ok(xap_enquire_set_boolean(enquire, &err));
    assert_int_equal(search(10, 7, 0, XAP_HIT_DATA), 7);
    for (uint32_t i = 0; i < 7; i++) {
        char text[32];
        int length = snprintf(text, sizeof text, "article %u", 5 * (11 + i));
        assert_int_equal(hits[i].docid, 5 * (11 + i));
        assert_int_equal(hits[i].rank, 10 + i);
        assert_int_equal(hits[i].data.length, length);
        assert_memory_equal(hits[i].data.bytes, text, (size_t)length);
        assert_int_equal(hits[i].sort_key.length, 0);
    }
    ok(xap_mset_counts(mset, &counts, &err));
    assert_true(counts.exact);
    assert_int_equal(counts.lower, 42);
    assert_int_equal(counts.estimated, 42);
    assert_int_equal(counts.upper, 42);
    assert_int_equal(counts.uncollapsed_estimated, 42);
    ok(xap_mset_size(mset, &size, &err));
    assert_int_equal(size, 7);
    ok(xap_mset_hits(mset, 5, 100, XAP_HIT_DATA, hits, &size, &err));
    assert_int_equal(size, 2);
    assert_int_equal(hits[0].docid, 5 * 16);
    ok(xap_mset_hits(mset, 7, 100, XAP_HIT_DATA, hits, &size, &err));
    assert_int_equal(size, 0);
    assert_int_equal(search(40, 100, 0, 0), 2);
    assert_int_equal(search(UINT32_MAX, UINT32_MAX, 0, 0), 0);
    assert_int_equal(search(0, UINT32_MAX, UINT32_MAX, 0), 42);
    assert_int_equal(search(0, 0, 0, 0), 0);
    ok(xap_mset_counts(mset, &counts, &err));
    assert_int_equal(counts.upper, 42);
}

static void test_results_outlive_all(void **state)
{
    xap_document *doc;
    xap_buffer data = XAP_BUFFER_INIT;
    xap_database *db = open_reader("db");
    xap_enquire *other;
    xap_mset *results;
    xap_query *query = term_query("n7");
    uint32_t written;
    (void)state;
    ok(xap_enquire_new(db, &other, &err));
    ok(xap_enquire_set_query(other, query, 0, &err));
    ok(xap_enquire_search(other, 0, 30, 0, &results, &err));
    xap_database_free(db);
    xap_query_free(query);
    xap_enquire_free(other);
    ok(xap_document_new(&doc, &err));
    ok(xap_mset_document(results, 29, doc, &err));
    fails(XAP_E_ARGUMENT, xap_mset_document(results, 30, doc, &err));
    ok(xap_mset_hits(results, 0, 30, XAP_HIT_DATA | XAP_HIT_KEYS, hits, &written, &err));
    fails(XAP_E_ARGUMENT, xap_mset_hits(results, 0, 30, 8, hits, &written, &err));
    xap_mset_free(results);
    ok(xap_document_data(doc, &data, &err));
    assert_string_equal(data.bytes, "article 210");
    xap_document_free(doc);
    xap_buffer_dispose(&data);
}

static void test_sort_orders(void **state)
{
    (void)state;
    set_query(either("n2", "n7"));
    ok(xap_enquire_set_sort(enquire, XAP_SORT_VALUE, 0, true, &err));
    search(0, 3, 0, XAP_HIT_KEYS);
    assert_int_equal(hits[0].docid, 210);
    assert_int_equal(hits[1].docid, 208);
    assert_true(xap_sortable_unserialise(hits[0].sort_key.bytes, hits[0].sort_key.length) == 210);
    ok(xap_enquire_set_sort(enquire, XAP_SORT_VALUE, 0, false, &err));
    search(0, 4, 0, 0);
    assert_int_equal(hits[0].docid, 2);
    assert_int_equal(hits[3].docid, 7);
    /* Values of slot 1 first, weight within the same value. */
    ok(xap_enquire_set_sort(enquire, XAP_SORT_VALUE_RELEVANCE, 1, false, &err));
    uint32_t count = search(0, ARTICLES, 0, XAP_HIT_KEYS);
    assert_int_equal(count, 105 + 30 - 15);
    for (uint32_t i = 1; i < count; i++) {
        int order = memcmp(hits[i - 1].sort_key.bytes, hits[i].sort_key.bytes, 2);
        assert_true(order < 0 || (order == 0 && hits[i - 1].weight >= hits[i].weight));
    }
    ok(xap_enquire_set_sort(enquire, XAP_SORT_RELEVANCE_VALUE, 0, true, &err));
    count = search(0, ARTICLES, 0, 0);
    for (uint32_t i = 1; i < count; i++)
        assert_true(hits[i - 1].weight > hits[i].weight ||
                    (hits[i - 1].weight == hits[i].weight && hits[i - 1].docid > hits[i].docid));
    ok(xap_enquire_set_sort(enquire, XAP_SORT_RELEVANCE, 0, false, &err));
    search(0, ARTICLES, 0, 0);
    for (uint32_t i = 1; i < count; i++)
        assert_true(hits[i - 1].weight > hits[i].weight ||
                    (hits[i - 1].weight == hits[i].weight && hits[i - 1].docid < hits[i].docid));
    fails(XAP_E_ARGUMENT, xap_enquire_set_sort(enquire, (xap_sort)9, 0, false, &err));
    fails(XAP_E_ARGUMENT, xap_enquire_set_sort(enquire, XAP_SORT_VALUE, UINT32_MAX, false, &err));
}

static void test_docid_order(void **state)
{
    (void)state;
    set_query(term_query("n7"));
    ok(xap_enquire_set_boolean(enquire, &err));
    ok(xap_enquire_set_docid_order(enquire, XAP_DOCID_DESCENDING, &err));
    search(0, 2, 0, 0);
    assert_int_equal(hits[0].docid, 210);
    assert_int_equal(hits[1].docid, 203);
    ok(xap_enquire_set_docid_order(enquire, XAP_DOCID_ASCENDING, &err));
    search(0, 2, 0, 0);
    assert_int_equal(hits[0].docid, 7);
    fails(XAP_E_ARGUMENT, xap_enquire_set_docid_order(enquire, (xap_docid_order)3, &err));
}

static void test_collapse_and_cutoff(void **state)
{
    double worst;
    (void)state;
    set_query(term_query("n5"));
    ok(xap_enquire_set_collapse(enquire, 1, 1, &err));
    assert_int_equal(search(0, 100, 1000, XAP_HIT_KEYS), 4);
    uint32_t left_out = 0;
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(hits[i].collapse_key.length, 2);
        left_out += hits[i].collapse_count;
    }
    assert_int_equal(left_out, 42 - 4);
    ok(xap_enquire_set_collapse(enquire, 1, 3, &err));
    assert_int_equal(search(0, 100, 1000, 0), 12);
    ok(xap_enquire_set_collapse(enquire, 0, 0, &err));
    assert_int_equal(search(0, 100, 1000, 0), 42);
    worst = hits[41].weight;
    ok(xap_enquire_set_cutoff(enquire, 0, worst + 1e-9, &err));
    assert_in_range(search(0, 100, 1000, 0), 1, 41);
    ok(xap_enquire_set_cutoff(enquire, 100, 0, &err));
    assert_in_range(search(0, 100, 1000, 0), 1, 41);
    fails(XAP_E_ARGUMENT, xap_enquire_set_cutoff(enquire, 101, 0, &err));
    fails(XAP_E_ARGUMENT, xap_enquire_set_cutoff(enquire, 0, -1, &err));
    fails(XAP_E_ARGUMENT, xap_enquire_set_collapse(enquire, UINT32_MAX, 1, &err));
}

static void test_facets(void **state)
{
    static const uint32_t expected[] = {10, 11, 11, 10}; /* multiples of 5 up to 210, modulo 4 */
    xap_facets *facets;
    xap_view value;
    uint64_t total;
    uint32_t count;
    (void)state;
    ok(xap_enquire_count_facet(enquire, 1, &facets, &err));
    set_query(term_query("n5"));
    search(0, 5, 1000, 0);
    ok(xap_facets_total(facets, &total, &err));
    assert_int_equal(total, 42);
    for (uint32_t i = 0; i < 4; i++) {
        const char name[] = {'g', (char)('0' + i), '\0'};
        ok(xap_facets_next(facets, &value, &count, &err));
        assert_int_equal(value.length, 2);
        assert_memory_equal(value.bytes, name, 2);
        assert_int_equal(count, expected[i]);
    }
    assert_int_equal(xap_facets_next(facets, &value, &count, &err), XAP_DONE);
    assert_int_equal(xap_facets_next(facets, &value, &count, &err), XAP_DONE);
    ok(xap_facets_rewind(facets, 1, &err));
    ok(xap_facets_next(facets, &value, &count, &err));
    assert_int_equal(count, 11);
    assert_int_equal(xap_facets_next(facets, &value, &count, &err), XAP_DONE);
    ok(xap_enquire_clear_spies(enquire, &err));
    search(0, 5, 1000, 0);
    ok(xap_facets_total(facets, &total, &err));
    assert_int_equal(total, 42);
    xap_enquire_free(enquire);
    enquire = NULL;
    ok(xap_facets_rewind(facets, 0, &err));
    ok(xap_facets_next(facets, &value, NULL, &err));
    xap_facets_free(facets);
    xap_facets_free(NULL);
}

struct spy {
    uint32_t calls, sum;
    xap_buffer value;
    xap_status answer;
    bool describe;
};

static xap_status on_document(void *argument, const xap_document *document, double weight,
                              xap_error *error)
{
    struct spy *spy = argument;
    uint32_t docid;
    if (xap_document_docid(document, &docid, error) != XAP_OK ||
        xap_document_value(document, 1, &spy->value, error) != XAP_OK)
        return error->status;
    if (spy->value.length != 2 || weight <= 0)
        return XAP_E_INTERNAL;
    spy->calls++;
    spy->sum += docid;
    if (spy->describe)
        snprintf(error->message, sizeof error->message, "enough of %u", docid);
    return spy->answer;
}

static void test_spies(void **state)
{
    struct spy spy = {.answer = XAP_OK};
    (void)state;
    ok(xap_enquire_add_spy(enquire, on_document, &spy, &err));
    set_query(term_query("n7"));
    search(0, 5, 1000, 0);
    assert_int_equal(spy.calls, 30);
    assert_int_equal(spy.sum, 7 * 30 * 31 / 2);
    xap_mset_free(mset);
    spy.answer = XAP_E_LIMIT;
    spy.describe = true;
    fails(XAP_E_LIMIT, xap_enquire_search(enquire, 0, 5, 1000, &mset, &err));
    assert_string_equal(err.message, "enough of 7");
    spy.answer = XAP_DONE;
    spy.describe = false;
    fails(XAP_E_CALLBACK, xap_enquire_search(enquire, 0, 5, 1000, &mset, &err));
    spy.answer = (xap_status)1234;
    assert_int_equal(xap_enquire_search(enquire, 0, 5, 1000, &mset, NULL), XAP_E_CALLBACK);
    spy.answer = XAP_OK;
    search(0, 5, 1000, 0);
    fails(XAP_E_ARGUMENT, xap_enquire_add_spy(enquire, NULL, NULL, &err));
    ok(xap_enquire_clear_spies(enquire, &err));
    xap_buffer_dispose(&spy.value);
}

static void test_marks(void **state)
{
    enum { WORDS = ARTICLES / 64 + 1 };
    static uint64_t bits[WORDS], few[WORDS];
    const char *paths[2] = {"db", "db"};
    xap_database *two = NULL;
    xap_enquire *other = NULL;
    (void)state;
    ok(xap_enquire_mark_documents(enquire, bits, ARTICLES, &err));
    ok(xap_enquire_mark_documents(enquire, few, 20, &err));
    ok(xap_enquire_set_boolean(enquire, &err));
    set_query(either("n7", "n5"));
    search(0, 1, ARTICLES, 0);
    for (uint32_t docid = 0; docid < WORDS * 64; docid++) {
        bool matches = docid > 0 && docid <= ARTICLES && (docid % 7 == 0 || docid % 5 == 0);
        assert_int_equal(bits[docid / 64] >> (docid % 64) & 1, matches);
        assert_int_equal(few[docid / 64] >> (docid % 64) & 1, matches && docid <= 20);
    }
    ok(xap_database_open_many(paths, 2, &two, &err));
    ok(xap_enquire_new(two, &other, &err));
    fails(XAP_E_UNSUPPORTED, xap_enquire_mark_documents(other, bits, ARTICLES, &err));
    fails(XAP_E_ARGUMENT, xap_enquire_mark_documents(enquire, NULL, ARTICLES, &err));
    fails(XAP_E_ARGUMENT, xap_enquire_mark_documents(NULL, bits, ARTICLES, &err));
    xap_enquire_free(other);
    xap_database_free(two);
}

/* A budget that is not used up changes nothing in the results. */
static void test_budget_changes_nothing(void **state)
{
    xap_hit before[ARTICLES];
    xap_terms *terms;
    xap_view term;
    (void)state;
    set_query(either("n2", "n7"));
    uint32_t count = search(0, ARTICLES, 0, 0);
    memcpy(before, hits, sizeof hits);
    ok(xap_enquire_set_time_budget(enquire, 60000, &err));
    assert_int_equal(search(0, ARTICLES, 0, 0), count);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(before[i].docid, hits[i].docid);
        assert_near(before[i].weight, hits[i].weight);
    }
    ok(xap_enquire_matching_terms(enquire, 14, &terms, &err));
    ok(xap_terms_next(terms, &term, NULL, &err));
    assert_memory_equal(term.bytes, "n2", 2);
    ok(xap_terms_next(terms, &term, NULL, &err));
    assert_memory_equal(term.bytes, "n7", 2);
    assert_int_equal(xap_terms_next(terms, &term, NULL, &err), XAP_DONE);
    xap_terms_free(terms);
    fails(XAP_E_ARGUMENT, xap_enquire_matching_terms(enquire, 0, &terms, &err));
}

static void test_without_query(void **state)
{
    (void)state;
    ok(xap_enquire_set_time_budget(enquire, 1000, &err));
    assert_int_equal(search(0, 10, 0, 0), 0);
    fails(XAP_E_ARGUMENT, xap_enquire_set_query(enquire, NULL, 0, &err));
    xap_enquire *none;
    xap_mset *nothing;
    fails(XAP_E_ARGUMENT, xap_enquire_search(NULL, 0, 1, 0, &nothing, &err));
    assert_null(nothing);
    fails(XAP_E_ARGUMENT, xap_enquire_new(NULL, &none, &err));
    assert_null(none);
    xap_mset_free(NULL);
    xap_enquire_free(NULL);
}

#define search_test(test) cmocka_unit_test_setup_teardown(test, new_search, end_search)

int main(void)
{
    const struct CMUnitTest tests[] = {
        search_test(test_bm25),
        search_test(test_pages_and_counts),
        search_test(test_results_outlive_all),
        search_test(test_sort_orders),
        search_test(test_docid_order),
        search_test(test_collapse_and_cutoff),
        search_test(test_facets),
        search_test(test_marks),
        search_test(test_spies),
        search_test(test_budget_changes_nothing),
        search_test(test_without_query),
    };
    return cmocka_run_group_tests(tests, make_corpus, free_corpus);
}
