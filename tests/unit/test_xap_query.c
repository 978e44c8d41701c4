/* Every operator of a query, against the arithmetic that the test corpus is made of. */

#include "xap_corpus_fixture.h"

/* Run a query and free it; the documents found are marked in `found`. */
static void run(xap_query *query, bool found[ARTICLES + 1])
{
    xap_enquire *enquire;
    xap_mset *mset;
    xap_hit hits[ARTICLES];
    uint32_t count;
    memset(found, 0, (ARTICLES + 1) * sizeof *found);
    ok(xap_enquire_new(corpus, &enquire, &err));
    ok(xap_enquire_set_query(enquire, query, 0, &err));
    xap_query_free(query);
    ok(xap_enquire_search(enquire, 0, ARTICLES, 0, &mset, &err));
    xap_enquire_free(enquire);
    ok(xap_mset_hits(mset, 0, ARTICLES, 0, hits, &count, &err));
    xap_mset_free(mset);
    for (uint32_t i = 0; i < count; i++)
        found[hits[i].docid] = true;
}

/* As conditions: every document, none. */
#define ALL  (i > 0)
#define NONE (i == 0)

#define expect(query, condition)                                                                   \
    do {                                                                                           \
        bool found_[ARTICLES + 1];                                                                 \
        run((query), found_);                                                                      \
        for (uint32_t i = 1; i <= ARTICLES; i++)                                                   \
            if (found_[i] != (condition))                                                          \
                fail_msg("line %d: document %u: found %d", __LINE__, i, found_[i]);                \
    } while (0)

static xap_query *join(xap_query_operator op, uint32_t parameter, size_t count, ...)
{
    xap_query *parts[8], *query = NULL;
    va_list arguments;
    va_start(arguments, count);
    for (size_t i = 0; i < count; i++)
        parts[i] = va_arg(arguments, xap_query *);
    va_end(arguments);
    ok(xap_query_combine(op, (const xap_query *const *)parts, count, parameter, &query, &err));
    for (size_t i = 0; i < count; i++)
        xap_query_free(parts[i]);
    return query;
}

static void test_set_operators(void **state)
{
    xap_query *query;
    (void)state;
#define T(name) term_query(name)
    expect(T("n3"), i % 3 == 0);
    expect(join(XAP_AND, 0, 2, T("n2"), T("n3")), i % 6 == 0);
    expect(join(XAP_AND, 0, 4, T("n2"), T("n3"), T("n5"), T("n7")), i == 210);
    expect(join(XAP_OR, 0, 2, T("n5"), T("n7")), i % 5 == 0 || i % 7 == 0);
    expect(join(XAP_AND_NOT, 0, 3, T("n2"), T("n3"), T("n5")),
           i % 2 == 0 && i % 3 != 0 && i % 5 != 0);
    expect(join(XAP_AND_MAYBE, 0, 2, T("n5"), T("n2")), i % 5 == 0);
    expect(join(XAP_FILTER, 0, 2, T("n5"), T("n2")), i % 10 == 0);
    expect(join(XAP_SYNONYM, 0, 2, T("n5"), T("n7")), i % 5 == 0 || i % 7 == 0);
    expect(join(XAP_MAX, 0, 2, T("n5"), T("n7")), i % 5 == 0 || i % 7 == 0);
    expect(join(XAP_OR, 0, 1, T("n5")), i % 5 == 0);
    /* The rarest two have the highest weight. */
    expect(join(XAP_ELITE_SET, 2, 4, T("n2"), T("n3"), T("n5"), T("n7")), i % 5 == 0 || i % 7 == 0);
    ok(xap_query_match_all(&query, &err));
    expect(join(XAP_AND_NOT, 0, 2, query, T("n2")), i % 2 != 0);
    ok(xap_query_match_nothing(&query, &err));
    expect(query, NONE);
    ok(xap_query_match_nothing(&query, &err));
    expect(join(XAP_OR, 0, 2, query, T("n7")), i % 7 == 0);
    expect(T("absent"), NONE);
}

static void test_positions(void **state)
{
    (void)state;
    /* "beta" stands right after "alpha" in odd articles, four after it in even ones. */
    expect(join(XAP_PHRASE, 0, 2, T("alpha"), T("beta")), i % 2 == 1);
    expect(join(XAP_PHRASE, 0, 2, T("beta"), T("alpha")), NONE);
    expect(join(XAP_NEAR, 2, 2, T("beta"), T("alpha")), i % 2 == 1);
    expect(join(XAP_NEAR, 4, 2, T("beta"), T("alpha")), i % 2 == 1);
    expect(join(XAP_NEAR, 5, 2, T("beta"), T("alpha")), ALL);
    expect(join(XAP_PHRASE, 5, 2, T("alpha"), T("beta")), ALL);
    expect(join(XAP_NEAR, 2, 2, join(XAP_OR, 0, 2, T("alpha"), T("gamma")), T("beta")), i % 2 == 1);
    xap_query *parts[2] = {join(XAP_PHRASE, 0, 2, T("alpha"), T("beta")), T("beta")}, *query;
    fails(XAP_E_UNSUPPORTED,
          xap_query_combine(XAP_NEAR, (const xap_query *const *)parts, 2, 5, &query, &err));
    assert_null(query);
    xap_query_free(parts[0]);
    xap_query_free(parts[1]);
}

static void test_values(void **state)
{
    char low[XAP_SORTABLE_MAX], high[XAP_SORTABLE_MAX], text[XAP_VALUE_MAX + 1] = "";
    size_t low_length = xap_sortable_serialise(50, low);
    size_t high_length = xap_sortable_serialise(99, high);
    xap_query *query;
    (void)state;
    ok(xap_query_value_range(0, low, low_length, high, high_length, &query, &err));
    expect(query, i >= 50 && i <= 99);
    ok(xap_query_value_ge(0, low, low_length, &query, &err));
    expect(query, i >= 50);
    ok(xap_query_value_le(0, high, high_length, &query, &err));
    expect(query, i <= 99);
    ok(xap_query_value_range(0, high, high_length, low, low_length, &query, &err));
    expect(query, NONE);
    ok(xap_query_value_range(1, "g2", 2, "g2", 2, &query, &err));
    expect(query, i % 4 == 2);
    ok(xap_query_docid_range(20, 29, &query, &err));
    expect(query, i >= 20 && i <= 29);
    ok(xap_query_docid_range(200, UINT32_MAX, &query, &err));
    expect(join(XAP_FILTER, 0, 2, T("n2"), query), i >= 200 && i % 2 == 0);
    ok(xap_query_docid_range(30, 20, &query, &err));
    expect(query, NONE);
    fails(XAP_E_ARGUMENT, xap_query_docid_range(0, 20, &query, &err));
    fails(XAP_E_ARGUMENT, xap_query_value_ge(UINT32_MAX, "x", 1, &query, &err));
    fails(XAP_E_ARGUMENT, xap_query_value_le(0, text, sizeof text, &query, &err));
}

static void test_wildcards(void **state)
{
    xap_query *query;
    xap_enquire *enquire;
    xap_mset *mset;
    (void)state;
    ok(xap_query_wildcard("n", 1, 4, XAP_WILDCARD_FAIL, XAP_OR, &query, &err));
    expect(query, i % 2 == 0 || i % 3 == 0 || i % 5 == 0 || i % 7 == 0);
    ok(xap_query_wildcard("n", 1, 1, XAP_WILDCARD_FIRST, XAP_SYNONYM, &query, &err));
    expect(query, i % 2 == 0);
    ok(xap_query_wildcard("n", 1, 2, XAP_WILDCARD_MOST_FREQUENT, XAP_SYNONYM, &query, &err));
    expect(query, i % 2 == 0 || i % 3 == 0);
    ok(xap_query_wildcard("n5", 2, 1, XAP_WILDCARD_FAIL, XAP_MAX, &query, &err));
    expect(query, i % 5 == 0);
    ok(xap_query_wildcard("n", 1, 3, XAP_WILDCARD_FAIL, XAP_OR, &query, &err));
    ok(xap_enquire_new(corpus, &enquire, &err));
    ok(xap_enquire_set_query(enquire, query, 0, &err));
    fails(XAP_E_LIMIT, xap_enquire_search(enquire, 0, 10, 0, &mset, &err));
    assert_null(mset);
    xap_enquire_free(enquire);
    xap_query_free(query);
    fails(XAP_E_ARGUMENT,
          xap_query_wildcard("n", 1, 3, XAP_WILDCARD_MOST_FREQUENT, XAP_OR, &query, &err));
    fails(XAP_E_ARGUMENT, xap_query_wildcard("", 0, 3, XAP_WILDCARD_FAIL, XAP_OR, &query, &err));
    fails(XAP_E_ARGUMENT, xap_query_wildcard("n", 1, 0, XAP_WILDCARD_FAIL, XAP_OR, &query, &err));
    fails(XAP_E_ARGUMENT, xap_query_wildcard("n", 1, XAP_WILDCARD_EXPANSION_MAX + 1,
                                             XAP_WILDCARD_FAIL, XAP_OR, &query, &err));
    fails(XAP_E_ARGUMENT, xap_query_wildcard("n", 1, 3, XAP_WILDCARD_FAIL, XAP_AND, &query, &err));
    fails(XAP_E_ARGUMENT,
          xap_query_wildcard("n", 1, 3, (xap_wildcard_limit)5, XAP_OR, &query, &err));
}

static void test_bulk_terms(void **state)
{
    static const xap_view terms[] = {{"n2", 2}, {"n5", 2}}, words[] = {{"alpha", 5}, {"beta", 4}};
    static const xap_view bad[] = {{"n2", 2}, {"", 0}};
    xap_query *query;
    size_t nodes, depth;
    (void)state;
    ok(xap_query_terms(XAP_AND, terms, 2, 0, &query, &err));
    expect(query, i % 10 == 0);
    ok(xap_query_terms(XAP_PHRASE, words, 2, 2, &query, &err));
    ok(xap_query_size(query, &nodes, &depth, &err));
    assert_int_equal(nodes, 3);
    assert_int_equal(depth, 1);
    expect(query, i % 2 == 1);
    fails(XAP_E_ARGUMENT, xap_query_terms(XAP_OR, bad, 2, 0, &query, &err));
    fails(XAP_E_ARGUMENT, xap_query_terms(XAP_OR, terms, 0, 0, &query, &err));
    fails(XAP_E_ARGUMENT, xap_query_terms((xap_query_operator)77, terms, 2, 0, &query, &err));
}

static void test_depth_is_capped(void **state)
{
    xap_query *query = term_query("n2"), *deeper = NULL;
    size_t nodes, depth;
    (void)state;
    for (int i = 0; i < XAP_QUERY_DEPTH_MAX; i++)
        query = join(XAP_OR, 0, 2, query, term_query(i % 2 ? "n3" : "n5"));
    ok(xap_query_size(query, &nodes, &depth, &err));
    assert_int_equal(depth, XAP_QUERY_DEPTH_MAX);
    assert_int_equal(nodes, 2 * XAP_QUERY_DEPTH_MAX + 1);
    fails(XAP_E_QUERY, xap_query_scale(query, 1, &deeper, &err));
    fails(XAP_E_QUERY,
          xap_query_combine(XAP_AND, (const xap_query *const *)&query, 1, 0, &deeper, &err));
    assert_null(deeper);
    expect(query, i % 2 == 0 || i % 3 == 0 || i % 5 == 0);
}

/* A part used twice counts twice, so that doubling cannot build a giant. */
static void test_size_is_capped(void **state)
{
    xap_query *query = term_query("n2"), *bigger = NULL;
    xap_status status = XAP_OK;
    int doublings = 0;
    (void)state;
    while (status == XAP_OK) {
        const xap_query *parts[2] = {query, query};
        status = xap_query_combine(XAP_OR, parts, 2, 0, &bigger, &err);
        if (status == XAP_OK) {
            xap_query_free(query);
            query = bigger;
            doublings++;
        }
    }
    assert_int_equal(status, XAP_E_QUERY);
    assert_int_equal(doublings, 13); /* 2^14 - 1 = 16383 nodes fit in 16384 */
    xap_query_free(query);
    xap_view *terms = calloc(XAP_QUERY_NODES_MAX, sizeof *terms);
    assert_non_null(terms);
    for (size_t i = 0; i < XAP_QUERY_NODES_MAX; i++)
        terms[i] = (xap_view){"n2", 2};
    fails(XAP_E_QUERY, xap_query_terms(XAP_OR, terms, XAP_QUERY_NODES_MAX, 0, &query, &err));
    free(terms);
}

static void test_unusable_arguments(void **state)
{
    char term[XAP_TERM_MAX + 1];
    xap_query *query, *part = term_query("n2");
    const xap_query *parts[2] = {part, NULL};
    xap_buffer text = XAP_BUFFER_INIT;
    (void)state;
    memset(term, 'x', sizeof term);
    fails(XAP_E_ARGUMENT, xap_query_term(term, sizeof term, 1, 0, &query, &err));
    fails(XAP_E_ARGUMENT, xap_query_term("", 0, 1, 0, &query, &err));
    fails(XAP_E_ARGUMENT, xap_query_combine(XAP_AND, parts, 2, 0, &query, &err));
    fails(XAP_E_ARGUMENT, xap_query_combine(XAP_AND, parts, 0, 0, &query, &err));
    fails(XAP_E_ARGUMENT, xap_query_combine((xap_query_operator)-1, parts, 1, 0, &query, &err));
    fails(XAP_E_ARGUMENT, xap_query_combine(XAP_AND, parts, 1, 0, NULL, &err));
    fails(XAP_E_ARGUMENT, xap_query_scale(part, -1, &query, &err));
    fails(XAP_E_ARGUMENT, xap_query_scale(part, 1.0 / 0.0, &query, &err));
    fails(XAP_E_ARGUMENT, xap_query_scale(NULL, 1, &query, &err));
    fails(XAP_E_ARGUMENT, xap_query_describe(NULL, &text, &err));
    ok(xap_query_scale(part, 2.5, &query, &err));
    ok(xap_query_describe(query, &text, &err));
    assert_string_equal(text.bytes, "Query(2.5 * n2)");
    xap_query_free(query);
    xap_query_free(part);
    xap_query_free(NULL);
    xap_buffer_dispose(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_operators),  cmocka_unit_test(test_positions),
        cmocka_unit_test(test_values),         cmocka_unit_test(test_wildcards),
        cmocka_unit_test(test_bulk_terms),     cmocka_unit_test(test_depth_is_capped),
        cmocka_unit_test(test_size_is_capped), cmocka_unit_test(test_unusable_arguments),
    };
    return cmocka_run_group_tests(tests, make_corpus, free_corpus);
}
