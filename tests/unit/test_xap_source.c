/* Posting sources written in C, and the deadline, which is one inside the library. */

#include "test_xap_support.h"

#include <time.h>

enum { ARTICLES = 1000 };

/* Multiples of `step`, of weight 1 over the id; fails or sleeps where it is told to. */
struct multiples {
    uint32_t step;
    uint32_t current, last;
    uint32_t fail_at;    /* id at which to fail */
    const char *fail_in; /* function that fails */
    xap_status failure;
    long sleep_ns;
    uint32_t inits, shard_documents;
    int *alive;
    char uuid[40];
};

static xap_status clone_multiples(const void *self, void **copy, xap_error *error)
{
    const struct multiples *original = self;
    if (original->fail_in && strcmp(original->fail_in, "clone") == 0)
        return original->failure;
    struct multiples *made = malloc(sizeof *made);
    if (!made) {
        snprintf(error->message, sizeof error->message, "no memory for a clone");
        return XAP_E_NO_MEMORY;
    }
    *made = *original;
    ++*made->alive;
    *copy = made;
    return XAP_OK;
}

static void free_multiples(void *self)
{
    struct multiples *source = self;
    --*source->alive;
    free(source);
}

static xap_status init_multiples(void *self, xap_database *shard, xap_source_bounds *bounds,
                                 xap_error *error)
{
    struct multiples *source = self;
    xap_buffer uuid = XAP_BUFFER_INIT;
    if (source->fail_in && strcmp(source->fail_in, "init") == 0)
        return source->failure;
    if (xap_database_last_document(shard, &source->last, error) != XAP_OK ||
        xap_database_uuid(shard, &uuid, error) != XAP_OK)
        return error->status;
    bool right = uuid.length == 36;
    xap_buffer_dispose(&uuid);
    if (!right)
        return XAP_E_INTERNAL;
    source->current = 0;
    bounds->min_count = 0;
    bounds->estimate = bounds->max_count = source->last / source->step;
    bounds->max_weight = 1;
    if (source->fail_in && strcmp(source->fail_in, "bounds") == 0)
        bounds->estimate = bounds->max_count + 1;
    return XAP_OK;
}

static xap_status stand(struct multiples *source, xap_source_position *position, const char *what,
                        xap_error *error)
{
    if (source->sleep_ns)
        nanosleep(&(struct timespec){0, source->sleep_ns}, NULL);
    if (source->fail_in && strcmp(source->fail_in, what) == 0 &&
        source->current >= source->fail_at) {
        if (source->failure == XAP_E_CORRUPT)
            snprintf(error->message, sizeof error->message, "side file damaged at %u",
                     source->current);
        return source->failure;
    }
    position->docid = source->current <= source->last ? source->current : 0;
    position->weight = source->current ? 1.0 / source->current : 0;
    position->max_weight = position->weight;
    return XAP_OK;
}

static xap_status next_multiple(void *self, double min_weight, xap_source_position *position,
                                xap_error *error)
{
    struct multiples *source = self;
    (void)min_weight;
    source->current += source->step;
    return stand(source, position, "next", error);
}

static xap_status skip_multiples(void *self, uint32_t docid, double min_weight,
                                 xap_source_position *position, xap_error *error)
{
    struct multiples *source = self;
    (void)min_weight;
    if (docid > source->current)
        source->current = (docid + source->step - 1) / source->step * source->step;
    return stand(source, position, "skip_to", error);
}

static xap_status check_multiple(void *self, uint32_t docid, double min_weight,
                                 xap_source_position *position, xap_error *error)
{
    struct multiples *source = self;
    if (docid % source->step == 0)
        return skip_multiples(self, docid, min_weight, position, error);
    source->current = docid / source->step * source->step;
    position->docid = docid > 1 ? docid - 1 : docid;
    if (docid == 1)
        return skip_multiples(self, docid, min_weight, position, error);
    return XAP_OK;
}

static const xap_source_callbacks callbacks = {clone_multiples, free_multiples, init_multiples,
                                               next_multiple,   skip_multiples, NULL,
                                               "multiples"};

static int alive;

/* A query of such a source. */
static xap_query *multiples_query(const struct multiples *settings,
                                  const xap_source_callbacks *table)
{
    xap_source *source;
    xap_query *query;
    struct multiples *self = malloc(sizeof *self);
    assert_non_null(self);
    *self = *settings;
    self->alive = &alive;
    alive = 1;
    ok(xap_source_new(table, self, &source, &err));
    ok(xap_query_source(source, &query, &err));
    xap_source_free(source);
    return query;
}

static int make_corpora(void **state)
{
    if (directory_make(state) != 0)
        return -1;
    make_database("a", 1, ARTICLES);
    make_database("b", 1, ARTICLES / 2);
    return 0;
}

static xap_status search(const char *const *paths, size_t shards, xap_query *query,
                         uint32_t milliseconds, xap_hit *hits, uint32_t capacity, uint32_t *count)
{
    xap_database *db;
    xap_enquire *enquire;
    xap_mset *mset;
    ok(xap_database_open_many(paths, shards, &db, &err));
    ok(xap_enquire_new(db, &enquire, &err));
    ok(xap_enquire_set_query(enquire, query, 0, &err));
    ok(xap_enquire_set_time_budget(enquire, milliseconds, &err));
    xap_query_free(query);
    xap_database_free(db);
    xap_status status = xap_enquire_search(enquire, 0, capacity, 0, &mset, &err);
    xap_enquire_free(enquire);
    if (status != XAP_OK)
        return status;
    ok(xap_mset_hits(mset, 0, capacity, 0, hits, count, &err));
    xap_mset_free(mset);
    return XAP_OK;
}

static const char *const one[] = {"a"}, *const both[] = {"a", "b"};

static void check_hits(const xap_hit *hits, uint32_t count)
{
    assert_int_equal(count, 20);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(hits[i].docid, 30 * (i + 1));
        assert_true(hits[i].weight == 1.0 / (30 * (i + 1)));
    }
}

static void test_documents_and_weights(void **state)
{
    const struct multiples thirty = {.step = 30};
    xap_source_callbacks with_check = callbacks;
    xap_hit hits[ARTICLES];
    uint32_t count;
    (void)state;
    ok(search(one, 1, multiples_query(&thirty, &callbacks), 0, hits, 20, &count));
    check_hits(hits, count);
    assert_int_equal(alive, 0);
    with_check.check = check_multiple;
    for (int checked = 0; checked < 2; checked++) {
        const struct multiples three = {.step = 3};
        xap_query *parts[2] = {term_query("n5"),
                               multiples_query(&three, checked ? &with_check : &callbacks)};
        xap_query *query;
        ok(xap_query_combine(XAP_FILTER, (const xap_query *const *)parts, 2, 0, &query, &err));
        xap_query_free(parts[0]);
        xap_query_free(parts[1]);
        ok(search(one, 1, query, 0, hits, ARTICLES, &count));
        assert_int_equal(count, ARTICLES / 15);
        for (uint32_t i = 0; i < count; i++)
            assert_int_equal(hits[i].docid % 15, 0);
        assert_int_equal(alive, 0);
    }
}

static void test_shards(void **state)
{
    const struct multiples settings = {.step = 100};
    xap_hit hits[ARTICLES];
    uint32_t count, found[2] = {0, 0};
    (void)state;
    ok(search(both, 2, multiples_query(&settings, &callbacks), 0, hits, ARTICLES, &count));
    assert_int_equal(count, 10 + 5);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t shard = (hits[i].docid - 1) % 2, docid = (hits[i].docid - 1) / 2 + 1;
        assert_int_equal(docid % 100, 0);
        found[shard]++;
    }
    assert_int_equal(found[0], 10);
    assert_int_equal(found[1], 5);
    assert_int_equal(alive, 0);
}

static void check_failure(const char *where, xap_status failure, xap_status expected,
                          const char *message)
{
    const struct multiples settings = {
        .step = 2, .fail_in = where, .fail_at = 2, .failure = failure};
    xap_query *parts[2] = {multiples_query(&settings, &callbacks), term_query("n3")}, *query;
    xap_hit hits[10];
    uint32_t count;
    xap_query_operator op = strcmp(where, "skip_to") == 0 ? XAP_AND : XAP_OR;
    ok(xap_query_combine(op, (const xap_query *const *)parts, 2, 0, &query, &err));
    xap_query_free(parts[0]);
    xap_query_free(parts[1]);
    fails(expected, search(both, 2, query, 0, hits, 10, &count));
    assert_non_null(strstr(err.message, message));
    assert_int_equal(alive, 0);
}

static void test_failures_come_back(void **state)
{
    (void)state;
    check_failure("next", XAP_E_CORRUPT, XAP_E_CORRUPT, "side file damaged at 2");
    check_failure("next", XAP_E_NETWORK, XAP_E_NETWORK, "source next failed: network");
    check_failure("next", XAP_DONE, XAP_E_CALLBACK, "source next failed: callback");
    check_failure("skip_to", XAP_E_CORRUPT, XAP_E_CORRUPT, "side file damaged at");
    check_failure("init", XAP_E_MODIFIED, XAP_E_MODIFIED, "source init failed");
    check_failure("clone", XAP_E_NO_MEMORY, XAP_E_NO_MEMORY, "source clone failed");
    check_failure("bounds", XAP_OK, XAP_E_CALLBACK, "impossible bounds");
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* A thousand documents at a millisecond each, stopped long before. */
static void test_deadline_stops_a_slow_query(void **state)
{
    const struct multiples slow = {.step = 1, .sleep_ns = 1000000};
    xap_hit hits[ARTICLES];
    uint32_t count;
    (void)state;
    double start = seconds();
    fails(XAP_E_TIMEOUT,
          search(one, 1, multiples_query(&slow, &callbacks), 20, hits, ARTICLES, &count));
    double taken = seconds() - start;
    assert_true(taken >= 0.02 && taken < 0.9);
    assert_non_null(strstr(err.message, "20 ms"));
    assert_int_equal(alive, 0);
    ok(search(one, 1, multiples_query(&slow, &callbacks), 60000, hits, 10, &count));
    assert_int_equal(count, 10);
}

static void test_sources_are_not_scaled_up(void **state)
{
    const struct multiples settings = {.step = 30};
    xap_query *query = multiples_query(&settings, &callbacks), *scaled, *outer;
    xap_hit hits[20];
    uint32_t count;
    (void)state;
    fails(XAP_E_QUERY, xap_query_scale(query, 1.5, &scaled, &err));
    ok(xap_query_combine(XAP_OR, (const xap_query *const *)&query, 1, 0, &outer, &err));
    fails(XAP_E_QUERY, xap_query_scale(outer, 1.5, &scaled, &err));
    xap_query_free(outer);
    ok(xap_query_scale(query, 0.5, &scaled, &err));
    xap_query_free(query);
    ok(search(one, 1, scaled, 0, hits, 20, &count));
    assert_int_equal(count, 20);
    assert_true(hits[0].weight == 0.5 / 30);
    assert_int_equal(hits[0].docid, 30);
}

static void test_unusable_arguments(void **state)
{
    xap_source_callbacks incomplete = callbacks;
    xap_source *source;
    xap_query *query;
    struct multiples self = {.step = 1};
    (void)state;
    incomplete.clone = NULL;
    fails(XAP_E_ARGUMENT, xap_source_new(&incomplete, &self, &source, &err));
    assert_null(source);
    fails(XAP_E_ARGUMENT, xap_source_new(NULL, &self, &source, &err));
    fails(XAP_E_ARGUMENT, xap_source_new(&callbacks, &self, NULL, &err));
    fails(XAP_E_ARGUMENT, xap_query_source(NULL, &query, &err));
    xap_source_free(NULL);
    const struct multiples settings = {.step = 1};
    xap_buffer text = XAP_BUFFER_INIT;
    query = multiples_query(&settings, &callbacks);
    ok(xap_query_describe(query, &text, &err));
    assert_non_null(strstr(text.bytes, "multiples"));
    xap_buffer_dispose(&text);
    xap_query_free(query);
    assert_int_equal(alive, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents_and_weights),
        cmocka_unit_test(test_shards),
        cmocka_unit_test(test_failures_come_back),
        cmocka_unit_test(test_deadline_stops_a_slow_query),
        cmocka_unit_test(test_sources_are_not_scaled_up),
        cmocka_unit_test(test_unusable_arguments),
    };
    return cmocka_run_group_tests(tests, make_corpora, directory_remove);
}
