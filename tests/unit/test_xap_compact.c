/* Compaction: merging, what it keeps, what it refuses, and that nothing is left after a failure. */

#include "test_xap_support.h"

#include <signal.h>
#include <sys/resource.h>

/* libxapian 1.4 leaks its tables when a compaction fails; the leaks of this library count. */
const char *__asan_default_options(void);
const char *__lsan_default_suppressions(void);

const char *__asan_default_options(void)
{
    return "fast_unwind_on_malloc=0";
}

const char *__lsan_default_suppressions(void)
{
    return "leak:Xapian::Database::compact_";
}

static const char *const sources[] = {"a", "b"};

static void make_sources(void)
{
    xap_writable *writer;
    make_database("a", 1, 100);
    make_database("b", 101, 210);
    writer = open_writer("a");
    ok(xap_writable_set_metadata(writer, "k", 1, "one", 3, &err));
    ok(xap_writable_add_synonym(writer, "s", 1, "both", 4, &err));
    ok(xap_writable_add_synonym(writer, "s", 1, "first", 5, &err));
    ok(xap_writable_close(writer, &err));
    xap_writable_free(writer);
    writer = open_writer("b");
    ok(xap_writable_set_metadata(writer, "k", 1, "two", 3, &err));
    ok(xap_writable_add_synonym(writer, "s", 1, "second", 6, &err));
    ok(xap_writable_add_synonym(writer, "s", 1, "both", 4, &err));
    ok(xap_writable_close(writer, &err));
    xap_writable_free(writer);
}

/* The synonyms of both sources, each once. */
static void check_synonyms(const xap_database *db)
{
    static const char *const expected[] = {"both", "first", "second"};
    xap_terms *terms;
    xap_view synonym;
    ok(xap_terms_open_synonyms(db, "s", 1, &terms, &err));
    for (size_t i = 0; i < 3; i++) {
        ok(xap_terms_next(terms, &synonym, NULL, &err));
        assert_int_equal(synonym.length, strlen(expected[i]));
        assert_memory_equal(synonym.bytes, expected[i], synonym.length);
    }
    assert_int_equal(xap_terms_next(terms, &synonym, NULL, &err), XAP_DONE);
    xap_terms_free(terms);
}

/* The merged database is what indexing all articles at once would have made. */
static void check_merged(const char *path, const char *metadata)
{
    xap_database *db = open_reader(path);
    xap_buffer text = XAP_BUFFER_INIT;
    xap_positions *positions;
    char expected[32];
    uint32_t number;
    size_t count;
    for (uint32_t i = 1; i <= 210; i++) {
        snprintf(expected, sizeof expected, "article %u", i);
        ok(xap_database_document_data(db, i, &text, &err));
        assert_string_equal(text.bytes, expected);
        ok(xap_database_document_value(db, i, 0, &text, &err));
        assert_true(xap_sortable_unserialise(text.bytes, text.length) == i);
    }
    ok(xap_database_term_frequency(db, "n7", 2, &number, &err));
    assert_int_equal(number, 30);
    ok(xap_positions_open(db, 102, "beta", 4, &positions, &err));
    ok(xap_positions_block(positions, &number, 1, &count, &err));
    assert_int_equal(number, 5);
    xap_positions_free(positions);
    ok(xap_database_metadata(db, "k", 1, &text, &err));
    assert_string_equal(text.bytes, metadata);
    check_synonyms(db);
    xap_database_free(db);
    ok(xap_database_check(path, 0, &count, NULL, &err));
    assert_int_equal(count, 0);
    xap_buffer_dispose(&text);
}

static void test_merge(void **state)
{
    xap_compact_options options = XAP_COMPACT_OPTIONS_INIT;
    (void)state;
    make_sources();
    ok(xap_compact(sources, 2, "merged", NULL, &err));
    check_merged("merged", "one");
    options.single_file = true;
    ok(xap_compact(sources, 2, "file", &options, &err));
    struct stat about;
    assert_int_equal(stat("file", &about), 0);
    assert_true(S_ISREG(about.st_mode));
    check_merged("file", "one");
    xap_writable *writer;
    fails(XAP_E_UNSUPPORTED, xap_writable_open("file", NULL, &writer, &err));
    options = (xap_compact_options)XAP_COMPACT_OPTIONS_INIT;
    options.full = false;
    options.multipass = true;
    options.block_size = 65536;
    ok(xap_compact(sources, 2, "other", &options, &err));
    check_merged("other", "one");
    /* A merged database can be written to. */
    writer = open_writer("merged");
    write_articles(writer, 211, 220);
    xap_writable_free(writer);
    assert_int_equal(document_count("merged"), 220);
}

static void test_what_exists_is_refused(void **state)
{
    xap_compact_options options = XAP_COMPACT_OPTIONS_INIT;
    static const char *const missing[] = {"a", "missing"};
    (void)state;
    make_sources();
    make_database("target", 1, 3);
    assert_int_equal(mkdir("empty", 0777), 0);
    fails(XAP_E_EXISTS, xap_compact(sources, 2, "target", NULL, &err));
    fails(XAP_E_EXISTS, xap_compact(sources, 2, "empty", NULL, &err));
    options.single_file = true;
    fails(XAP_E_EXISTS, xap_compact(sources, 2, "target/iamglass", &options, &err));
    assert_int_equal(document_count("target"), 3);
    fails(XAP_E_OPEN, xap_compact(sources, 2, "none/target", NULL, &err));
    fails(XAP_E_NO_DATABASE, xap_compact(missing, 2, "new", NULL, &err));
    fails(XAP_E_ARGUMENT, xap_compact(sources, 0, "new", NULL, &err));
    fails(XAP_E_ARGUMENT, xap_compact(sources, 2, NULL, NULL, &err));
    options.block_size = 3000;
    fails(XAP_E_ARGUMENT, xap_compact(sources, 2, "new", &options, &err));
    assert_int_equal(access("new", F_OK), -1);
}

static void test_keep_docids(void **state)
{
    xap_compact_options options = XAP_COMPACT_OPTIONS_INIT;
    xap_writable *writer;
    xap_document *doc;
    xap_buffer text = XAP_BUFFER_INIT;
    (void)state;
    make_sources();
    options.keep_docids = true;
    fails(XAP_E_OPERATION, xap_compact(sources, 2, "new", &options, &err));
    assert_int_equal(access("new", F_OK), -1);
    ok(xap_document_new(&doc, &err));
    writer = open_writer("c");
    fill_article(doc, 7);
    ok(xap_writable_replace(writer, 1007, doc, &err));
    ok(xap_writable_close(writer, &err));
    xap_writable_free(writer);
    xap_document_free(doc);
    static const char *const disjoint[] = {"a", "c"};
    ok(xap_compact(disjoint, 2, "new", &options, &err));
    xap_database *db = open_reader("new");
    ok(xap_database_document_data(db, 1007, &text, &err));
    assert_string_equal(text.bytes, "article 7");
    xap_database_free(db);
    xap_buffer_dispose(&text);
}

struct listener {
    uint32_t tables, merges;
    xap_status progress, metadata;
};

static xap_status on_progress(void *argument, const char *table, const char *status,
                              xap_error *error)
{
    struct listener *listener = argument;
    (void)error;
    if (table[0] && status[0])
        listener->tables++;
    return listener->progress;
}

static xap_status on_metadata(void *argument, xap_view key, const xap_view *values, size_t count,
                              xap_buffer *merged, xap_error *error)
{
    struct listener *listener = argument;
    listener->merges++;
    if (key.length != 1 || key.bytes[0] != 'k' || count != 2)
        return XAP_E_INTERNAL;
    if (listener->metadata != XAP_OK)
        return listener->metadata;
    return xap_buffer_assign(merged, values[1].bytes, values[1].length, error);
}

static void test_callbacks(void **state)
{
    struct listener listener = {0, 0, XAP_OK, XAP_OK};
    xap_compact_options options = XAP_COMPACT_OPTIONS_INIT;
    (void)state;
    options.progress = on_progress;
    options.metadata = on_metadata;
    options.argument = &listener;
    make_sources();
    ok(xap_compact(sources, 2, "merged", &options, &err));
    check_merged("merged", "two");
    assert_true(listener.tables >= 5);
    assert_int_equal(listener.merges, 1);
    listener.progress = XAP_E_TIMEOUT;
    fails(XAP_E_TIMEOUT, xap_compact(sources, 2, "new", &options, &err));
    assert_int_equal(access("new", F_OK), -1);
    listener.progress = XAP_OK;
    listener.metadata = XAP_E_LIMIT;
    fails(XAP_E_LIMIT, xap_compact(sources, 2, "new", &options, &err));
    assert_int_equal(access("new", F_OK), -1);
    ok(xap_compact(sources, 1, "new", NULL, &err));
}

/* Copying a database that somebody writes to: the revision that the handle sees. */
static void test_copy_of_a_live_database(void **state)
{
    xap_database *db;
    (void)state;
    make_database("db", 1, 50);
    db = open_reader("db");
    xap_writable *writer = open_writer("db");
    write_articles(writer, 51, 60);
    xap_document *doc;
    ok(xap_document_new(&doc, &err));
    ok(xap_writable_add(writer, doc, NULL, &err));
    ok(xap_database_compact(db, "copy", NULL, &err));
    assert_int_equal(document_count("copy"), 50);
    xap_document_free(doc);
    xap_writable_free(writer);
    ok(xap_database_close(db, &err));
    fails(XAP_E_CLOSED, xap_database_compact(db, "copy2", NULL, &err));
    xap_database_free(db);
    ok(xap_database_open_memory(&db, &err));
    fails(XAP_E_UNSUPPORTED, xap_database_compact(db, "copy2", NULL, &err));
    xap_database_free(db);
}

static void test_full_disk(void **state)
{
    struct rlimit old, limit;
    (void)state;
    make_database("a", 1, 3000);
    make_database("b", 3001, 6000);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = old;
    limit.rlim_cur = 32 * 1024;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    xap_status status = xap_compact(sources, 2, "new", NULL, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(status, XAP_E_NO_SPACE);
    assert_int_equal(access("new", F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_directory(test_merge),
        in_directory(test_what_exists_is_refused),
        in_directory(test_keep_docids),
        in_directory(test_callbacks),
        in_directory(test_copy_of_a_live_database),
        in_directory(test_full_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
