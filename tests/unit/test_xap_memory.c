/*
 * Running out of memory: one run of indexing and one of searching, with each allocation failing in
 * turn. Every failure must come out as a status, close what it must close, and leak nothing.
 *
 * The test puts itself in front of operator new, by the name that C++ gives it, and of realloc as
 * this library uses it. What libxapian itself leaks in such a case is not counted.
 */

#include "test_xap_support.h"

#include <signal.h>
#include <sys/wait.h>

const char *__asan_default_options(void);
const char *__lsan_default_suppressions(void);

const char *__asan_default_options(void)
{
    return "fast_unwind_on_malloc=0";
}

const char *__lsan_default_suppressions(void)
{
    return "leak:libxapian.so";
}

static long allocations;  /* made since the count began */
static long failing = -1; /* the one that fails; -1: none */

_Noreturn void throw_bad_alloc(void) __asm__("_ZSt17__throw_bad_allocv");
__attribute__((visibility("default"))) void *operator_new(size_t size) __asm__("_Znwm");
__attribute__((visibility("default"))) void *operator_new_array(size_t size) __asm__("_Znam");

void *operator_new(size_t size)
{
    if (allocations++ == failing)
        throw_bad_alloc();
    void *memory = malloc(size ? size : 1);
    if (!memory)
        throw_bad_alloc();
    return memory;
}

void *operator_new_array(size_t size)
{
    return operator_new(size);
}

/* What a run may end with when an allocation fails. */
static bool is_expected(xap_status status, const xap_error *error)
{
    switch (status) {
    case XAP_OK: /* the library could do without */
    case XAP_E_NO_MEMORY:
        return true;
    case XAP_E_BATCH_LOST:
        return error->cause == XAP_E_NO_MEMORY;
    default:
        return false;
    }
}

static xap_status fill(xap_document *doc, xap_error *error)
{
    static const uint32_t positions[] = {1, 4, 90};
    static const xap_posting postings[] = {
        {"mediation", 9, 3, positions, 3},
        {"a term that no short string holds", 33, 1, positions, 1},
        {"Lenglish", 8, 0, NULL, 0},
    };
    xap_status status = xap_document_add_postings(doc, postings, 3, error);
    if (status == XAP_OK)
        status = xap_document_set_value(doc, 0, "a value of more than fifteen", 28, error);
    if (status == XAP_OK)
        status = xap_document_set_data(doc, "data of more than fifteen bytes", 31, error);
    return status;
}

static xap_status write_batch(xap_writable *writer, xap_document *doc, xap_error *error)
{
    xap_status status = fill(doc, error);
    if (status == XAP_OK)
        status = xap_writable_put(writer, "Qa", 2, doc, NULL, error);
    if (status == XAP_OK)
        status = xap_writable_add(writer, doc, NULL, error);
    if (status == XAP_OK)
        status = xap_writable_set_data(writer, 1, "other data, not short either", 28, error);
    if (status == XAP_OK)
        status = xap_writable_set_metadata(writer, "key", 3, "value", 5, error);
    if (status == XAP_OK)
        status = xap_writable_commit(writer, error);
    return status;
}

static xap_status index_once(xap_error *error)
{
    static const xap_writable_options options = {.mode = XAP_OVERWRITE, .no_sync = true};
    xap_writable *writer = NULL;
    xap_document *doc = NULL;
    xap_status status = xap_writable_open("written", &options, &writer, error);
    if (status == XAP_OK)
        status = xap_document_new(&doc, error);
    if (status == XAP_OK)
        status = write_batch(writer, doc, error);
    if (status == XAP_E_BATCH_LOST)
        assert_int_equal(xap_writable_commit(writer, NULL), XAP_E_CLOSED);
    if (status == XAP_OK)
        status = xap_writable_close(writer, error);
    xap_document_free(doc);
    xap_writable_free(writer);
    return status;
}

static xap_status build_query(xap_query **query, xap_error *error)
{
    static const xap_view words[] = {{"n2", 2}, {"n3", 2}};
    xap_query *parts[3] = {NULL, NULL, NULL};
    xap_status status = xap_query_terms(XAP_OR, words, 2, 0, &parts[0], error);
    if (status == XAP_OK)
        status = xap_query_wildcard("n", 1, 10, XAP_WILDCARD_FAIL, XAP_SYNONYM, &parts[1], error);
    if (status == XAP_OK)
        status = xap_query_docid_range(1, 30, &parts[2], error);
    if (status == XAP_OK)
        status = xap_query_combine(XAP_FILTER, (const xap_query *const *)parts, 3, 0, query, error);
    for (int i = 0; i < 3; i++)
        xap_query_free(parts[i]);
    return status;
}

static xap_status look_at(xap_mset *mset, xap_facets *facets, xap_error *error)
{
    xap_hit hits[10];
    xap_view value;
    uint32_t count;
    xap_buffer text = XAP_BUFFER_INIT;
    xap_status status =
        xap_mset_hits(mset, 0, 10, XAP_HIT_DATA | XAP_HIT_KEYS, hits, &count, error);
    if (status == XAP_OK)
        status = xap_facets_next(facets, &value, &count, error);
    if (status == XAP_OK)
        status = xap_buffer_assign(&text, value.bytes, value.length, error);
    xap_buffer_dispose(&text);
    return status;
}

static xap_status search_in(const xap_database *db, xap_error *error)
{
    xap_query *query = NULL;
    xap_enquire *enquire = NULL;
    xap_facets *facets = NULL;
    xap_mset *mset = NULL;
    xap_status status = build_query(&query, error);
    if (status == XAP_OK)
        status = xap_enquire_new(db, &enquire, error);
    if (status == XAP_OK)
        status = xap_enquire_set_query(enquire, query, 0, error);
    if (status == XAP_OK)
        status = xap_enquire_set_bm25(enquire, NULL, error);
    if (status == XAP_OK)
        status = xap_enquire_set_time_budget(enquire, 60000, error);
    if (status == XAP_OK)
        status = xap_enquire_count_facet(enquire, 1, &facets, error);
    if (status == XAP_OK)
        status = xap_enquire_search(enquire, 0, 10, 50, &mset, error);
    if (status == XAP_OK)
        status = look_at(mset, facets, error);
    xap_mset_free(mset);
    xap_facets_free(facets);
    xap_enquire_free(enquire);
    xap_query_free(query);
    return status;
}

static xap_status iterate_over(const xap_database *db, xap_error *error)
{
    xap_terms *terms = NULL;
    xap_postings *postings = NULL;
    xap_view term;
    uint32_t ids[64];
    size_t count;
    xap_status status = xap_terms_open(db, "n", 1, &terms, error);
    while (status == XAP_OK)
        status = xap_terms_next(terms, &term, NULL, error);
    if (status == XAP_DONE)
        status = xap_postings_open(db, "alpha", 5, &postings, error);
    while (status == XAP_OK)
        status = xap_postings_block(postings, ids, NULL, NULL, 64, &count, error);
    xap_postings_free(postings);
    xap_terms_free(terms);
    return status == XAP_DONE ? XAP_OK : status;
}

static xap_status search_once(xap_error *error)
{
    xap_database *db = NULL;
    xap_status status = xap_database_open("read", &db, error);
    if (status == XAP_OK)
        status = search_in(db, error);
    if (status == XAP_OK)
        status = iterate_over(db, error);
    xap_database_free(db);
    return status;
}

/* One run with allocation `n` failing. */
static xap_status run_failing(xap_status (*run)(xap_error *), long n, xap_error *error)
{
    remove_tree("written");
    allocations = 0;
    failing = n;
    xap_status status = run(error);
    failing = -1;
    return status;
}

/* libxapian 1.4 has a few allocations in functions that must not throw: there the process ends, and
 * nothing can be done from outside. Whether `n` is one of them is tried in a child. */
static bool survives(xap_status (*run)(xap_error *), long n)
{
    int status = 0;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        xap_error error = XAP_ERROR_INIT;
        close(STDERR_FILENO);
        run_failing(run, n, &error);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) || WTERMSIG(status) == SIGABRT);
    return WIFEXITED(status);
}

/* Run with the first allocation failing, then the second, and so on to the last. */
static void fail_each(xap_status (*run)(xap_error *))
{
    long refused = 0, fatal = 0;
    assert_int_equal(run_failing(run, -1, &err), XAP_OK);
    const long needed = allocations;
    assert_true(needed > 100);
    for (long n = 0; n < needed; n++) {
        xap_error error = XAP_ERROR_INIT;
        if (!survives(run, n)) {
            fatal++;
            continue;
        }
        xap_status status = run_failing(run, n, &error);
        if (!is_expected(status, &error))
            fail_msg("allocation %ld of %ld: '%s', cause '%s': %s", n, needed,
                     xap_status_name(status), xap_status_name(error.cause), error.message);
        if (status != XAP_OK) {
            assert_int_equal(error.status, status);
            refused++;
        }
    }
    print_message("%ld allocations: %ld failures reported, %ld fatal in libxapian\n", needed,
                  refused, fatal);
    assert_true(refused > needed / 2);
    assert_true(fatal <= needed / 50);
}

static void test_indexing(void **state)
{
    (void)state;
    fail_each(index_once);
    assert_int_equal(index_once(&err), XAP_OK);
    assert_int_equal(document_count("written"), 2);
}

static void test_searching(void **state)
{
    (void)state;
    make_database("read", 1, 210);
    fail_each(search_once);
}

_Noreturn void end_by_cxx(void) __asm__("_ZSt9terminatev");

static void say_and_leave(const xap_error *error)
{
    _exit(error->status == XAP_E_INTERNAL && error->message[0] ? 42 : 43);
}

/* How a child ends that C++ ends, with a handler or without. */
static int end_of_child(xap_fatal_handler *first, xap_fatal_handler *then)
{
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        xap_set_fatal_handler(first);
        xap_set_fatal_handler(then);
        close(STDERR_FILENO);
        end_by_cxx();
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_fatal_handler(void **state)
{
    (void)state;
    assert_int_equal(end_of_child(NULL, say_and_leave), 42);
    assert_int_equal(end_of_child(say_and_leave, say_and_leave), 42);
    assert_int_not_equal(end_of_child(say_and_leave, NULL), 42);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_directory(test_indexing),
        in_directory(test_searching),
        in_directory(test_fatal_handler),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
