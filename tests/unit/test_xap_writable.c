/* Writing: batches, what loses them, and every way to change a document. */

#include "test_xap_support.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static xap_document *new_document(void)
{
    xap_document *doc = NULL;
    ok(xap_document_new(&doc, &err));
    return doc;
}

static void test_open_modes(void **state)
{
    xap_writable *writer;
    xap_writable_options options = XAP_WRITABLE_OPTIONS_INIT;
    (void)state;
    options.mode = XAP_OPEN;
    fails(XAP_E_NO_DATABASE, xap_writable_open("db", &options, &writer, &err));
    assert_null(writer);
    options.mode = XAP_CREATE;
    ok(xap_writable_open("db", &options, &writer, &err));
    write_articles(writer, 1, 4);
    xap_writable_free(writer);
    fails(XAP_E_EXISTS, xap_writable_open("db", &options, &writer, &err));
    fails(XAP_E_OPEN, xap_writable_open("none/db", &options, &writer, &err));
    options.mode = XAP_OPEN;
    ok(xap_writable_open("db", &options, &writer, &err));
    xap_writable_free(writer);
    assert_int_equal(document_count("db"), 4);
    options.mode = XAP_OVERWRITE;
    ok(xap_writable_open("db", &options, &writer, &err));
    xap_writable_free(writer);
    assert_int_equal(document_count("db"), 0);
    options.block_size = 1000;
    fails(XAP_E_ARGUMENT, xap_writable_open("db", &options, &writer, &err));
    options.block_size = 0;
    options.mode = (xap_open_mode)17;
    fails(XAP_E_ARGUMENT, xap_writable_open("db", &options, &writer, &err));
    fails(XAP_E_ARGUMENT, xap_writable_open(NULL, NULL, &writer, &err));
    fails(XAP_E_NO_DATABASE, xap_writable_open("/dev/null", NULL, &writer, &err));
}

static void test_locked(void **state)
{
    xap_writable *writer, *other;
    int pipes[2][2];
    char byte = 'x';
    (void)state;
    make_database("db", 1, 2);
    writer = open_writer("db");
    fails(XAP_E_LOCKED, xap_writable_open("db", NULL, &other, &err));
    assert_null(other);
    xap_writable_free(writer);
    assert_true(pipe(pipes[0]) == 0 && pipe(pipes[1]) == 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        bool opened = xap_writable_open("db", NULL, &writer, NULL) == XAP_OK;
        bool told = write(pipes[0][1], &byte, 1) == 1 && read(pipes[1][0], &byte, 1) == 1;
        _exit(opened && told ? 0 : 1);
    }
    assert_int_equal(read(pipes[0][0], &byte, 1), 1);
    fails(XAP_E_LOCKED, xap_writable_open("db", NULL, &writer, &err));
    assert_int_equal(write(pipes[1][1], &byte, 1), 1);
    int status = 1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    xap_writable_free(open_writer("db"));
    for (int i = 0; i < 4; i++)
        close(pipes[i / 2][i % 2]);
}

/* What keeps the lock from being taken may be no other writer, for whom one could wait. */
static void test_no_lock(void **state)
{
    xap_writable *writer;
    (void)state;
    make_database("db", 1, 2);
    assert_int_equal(unlink("db/flintlock"), 0);
    assert_int_equal(mkdir("db/flintlock", 0777), 0);
    fails(XAP_E_OPEN, xap_writable_open("db", NULL, &writer, &err));
    assert_non_null(strstr(err.message, "lock"));
}

static void test_free_discards(void **state)
{
    xap_writable *writer;
    xap_document *doc = new_document();
    (void)state;
    make_database("db", 1, 2);
    writer = open_writer("db");
    add_term(doc, "x", 1);
    ok(xap_writable_add(writer, doc, NULL, &err));
    ok(xap_writable_set_metadata(writer, "k", 1, "v", 1, &err));
    ok(xap_writable_add_spelling(writer, "word", 4, 1, &err));
    xap_writable_free(writer);
    assert_int_equal(document_count("db"), 2);
    writer = open_writer("db");
    ok(xap_writable_add(writer, doc, NULL, &err));
    ok(xap_writable_close(writer, &err));
    fails(XAP_E_CLOSED, xap_writable_close(writer, &err));
    fails(XAP_E_CLOSED, xap_writable_commit(writer, &err));
    fails(XAP_E_CLOSED, xap_writable_add(writer, doc, NULL, &err));
    xap_writable_free(writer);
    assert_int_equal(document_count("db"), 3);
    xap_writable_free(NULL);
    xap_document_free(doc);
}

static void test_cancel(void **state)
{
    xap_writable *writer = open_writer("db");
    xap_document *doc = new_document();
    xap_buffer value = XAP_BUFFER_INIT;
    uint32_t count, docid;
    (void)state;
    write_articles(writer, 1, 3);
    ok(xap_writable_add(writer, doc, NULL, &err));
    ok(xap_writable_delete(writer, 1, &err));
    ok(xap_writable_set_metadata(writer, "k", 1, "v", 1, &err));
    ok(xap_writable_document_count(writer, &count, &err));
    assert_int_equal(count, 3);
    ok(xap_writable_cancel(writer, &err));
    ok(xap_writable_document_count(writer, &count, &err));
    assert_int_equal(count, 3);
    ok(xap_writable_metadata(writer, "k", 1, &value, &err));
    assert_int_equal(value.length, 0);
    /* The handle goes on. */
    ok(xap_writable_add(writer, doc, &docid, &err));
    assert_int_equal(docid, 4);
    ok(xap_writable_close(writer, &err));
    xap_writable_free(writer);
    assert_int_equal(document_count("db"), 4);
    ok(xap_writable_open_memory(&writer, &err));
    fails(XAP_E_UNSUPPORTED, xap_writable_cancel(writer, &err));
    fails(XAP_E_UNSUPPORTED, xap_writable_add_spelling(writer, "w", 1, 1, &err));
    fails(XAP_E_UNSUPPORTED, xap_writable_add_synonym(writer, "w", 1, "v", 1, &err));
    fails(XAP_E_UNSUPPORTED, xap_writable_clear_synonyms(writer, "w", 1, &err));
    ok(xap_writable_commit(writer, &err));
    xap_writable_free(writer);
    xap_document_free(doc);
    xap_buffer_dispose(&value);
}

/* libxapian commits by itself when its threshold is reached; this library does not let it. */
static void test_threshold_does_not_commit(void **state)
{
    xap_document *doc = new_document();
    uint32_t count;
    (void)state;
    setenv("XAPIAN_FLUSH_THRESHOLD", "5", 1);
    xap_writable *writer = open_writer("db");
    for (uint32_t i = 1; i <= 32; i++) {
        fill_article(doc, i);
        ok(xap_writable_add(writer, doc, NULL, &err));
    }
    assert_int_equal(document_count("db"), 0);
    ok(xap_writable_document_count(writer, &count, &err));
    assert_int_equal(count, 32);
    ok(xap_writable_commit(writer, &err));
    assert_int_equal(document_count("db"), 32);
    for (uint32_t i = 33; i <= 50; i++)
        ok(xap_writable_add(writer, doc, NULL, &err));
    ok(xap_writable_cancel(writer, &err));
    ok(xap_writable_close(writer, &err));
    xap_writable_free(writer);
    unsetenv("XAPIAN_FLUSH_THRESHOLD");
    assert_int_equal(document_count("db"), 32);
    size_t problems;
    ok(xap_database_check("db", 0, &problems, NULL, &err));
    assert_int_equal(problems, 0);
    xap_document_free(doc);
}

/* A term that libxapian would refuse is refused before: no document of the batch is lost. */
static void test_long_terms_cost_nothing(void **state)
{
    char term[XAP_TERM_MAX + 1];
    xap_writable *writer = open_writer("db");
    xap_document *doc = new_document();
    bool found;
    (void)state;
    memset(term, 'x', sizeof term);
    for (uint32_t i = 1; i <= 100; i++) {
        fill_article(doc, i);
        ok(xap_writable_add(writer, doc, NULL, &err));
    }
    fails(XAP_E_ARGUMENT, xap_document_add_term(doc, term, sizeof term, 1, &err));
    fails(XAP_E_ARGUMENT, xap_writable_put(writer, term, sizeof term, doc, NULL, &err));
    fails(XAP_E_ARGUMENT, xap_writable_put(writer, "", 0, doc, NULL, &err));
    fails(XAP_E_ARGUMENT, xap_writable_delete_term(writer, term, sizeof term, NULL, &err));
    fails(XAP_E_ARGUMENT, xap_writable_has_term(writer, term, sizeof term, &found, &err));
    ok(xap_writable_put(writer, term, XAP_TERM_MAX, doc, NULL, &err));
    /* The worst term that is allowed, half of it zero bytes, goes through the commit. */
    memset(term, 0, sizeof term);
    fails(XAP_E_ARGUMENT, xap_document_add_term(doc, term, XAP_TERM_MAX / 2 + 1, 1, &err));
    ok(xap_writable_put(writer, term, XAP_TERM_MAX / 2, doc, NULL, &err));
    ok(xap_writable_close(writer, &err));
    xap_writable_free(writer);
    xap_document_free(doc);
    assert_int_equal(document_count("db"), 102);
}

static void test_put_and_delete(void **state)
{
    xap_writable *writer = open_writer("db");
    xap_document *doc = new_document();
    uint32_t first, again, count;
    bool found;
    (void)state;
    add_term(doc, "body", 1);
    ok(xap_writable_put(writer, "Q1", 2, doc, &first, &err));
    ok(xap_writable_commit(writer, &err));
    ok(xap_document_clear(doc, &err));
    add_term(doc, "other", 1);
    ok(xap_writable_put(writer, "Q1", 2, doc, &again, &err));
    assert_int_equal(first, again);
    ok(xap_writable_has_term(writer, "body", 4, &found, &err));
    assert_false(found);
    ok(xap_writable_has_term(writer, "Q1", 2, &found, &err));
    assert_true(found);
    ok(xap_writable_document_count(writer, &count, &err));
    assert_int_equal(count, 1);
    ok(xap_writable_delete_term(writer, "nothing", 7, &count, &err));
    assert_int_equal(count, 0);
    ok(xap_writable_delete_term(writer, "Q1", 2, &count, &err));
    assert_int_equal(count, 1);
    fails(XAP_E_NOT_FOUND, xap_writable_delete(writer, 99, &err));
    fails(XAP_E_ARGUMENT, xap_writable_delete(writer, 0, &err));
    ok(xap_writable_replace(writer, 7, doc, &err));
    ok(xap_writable_replace(writer, 7, doc, &err));
    ok(xap_writable_last_document(writer, &again, &err));
    assert_int_equal(again, 7);
    ok(xap_writable_delete(writer, 7, &err));
    ok(xap_writable_document_count(writer, &count, &err));
    assert_int_equal(count, 0);
    ok(xap_writable_close(writer, &err));
    xap_writable_free(writer);
    xap_document_free(doc);
}

static void check_untouched(const char *path, const char *data)
{
    xap_database *db = open_reader(path);
    xap_buffer bytes = XAP_BUFFER_INIT;
    xap_positions *positions;
    uint32_t position, number;
    size_t count;
    ok(xap_database_document_data(db, 2, &bytes, &err));
    assert_string_equal(bytes.bytes, data);
    ok(xap_database_document_value(db, 2, 1, &bytes, &err));
    assert_string_equal(bytes.bytes, "g2");
    ok(xap_database_term_frequency(db, "n2", 2, &number, &err));
    assert_int_equal(number, 1);
    ok(xap_positions_open(db, 2, "beta", 4, &positions, &err));
    ok(xap_positions_block(positions, &position, 1, &count, &err));
    assert_int_equal(position, 5);
    xap_positions_free(positions);
    xap_buffer_dispose(&bytes);
    xap_database_free(db);
}

static void test_data_alone(void **state)
{
    xap_writable *writer;
    xap_document *doc = new_document();
    struct stat before, after;
    (void)state;
    make_database("db", 1, 3);
    assert_int_equal(stat("db/postlist.glass", &before), 0);
    writer = open_writer("db");
    ok(xap_writable_set_data(writer, 2, "moved", 5, &err));
    fails(XAP_E_NOT_FOUND, xap_writable_set_data(writer, 9, "x", 1, &err));
    fails(XAP_E_ARGUMENT, xap_writable_set_data(writer, 0, "x", 1, &err));
    fails(XAP_E_LIMIT, xap_writable_set_data(writer, 2, "x", (size_t)XAP_DATA_MAX + 1, &err));
    ok(xap_writable_commit(writer, &err));
    check_untouched("db", "moved");
    /* Nothing but the table of data was written. */
    assert_int_equal(stat("db/postlist.glass", &after), 0);
    assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
    /* The longer way. */
    ok(xap_writable_document(writer, 2, doc, &err));
    ok(xap_document_set_data(doc, "again", 5, &err));
    ok(xap_writable_replace(writer, 2, doc, &err));
    fails(XAP_E_NOT_FOUND, xap_writable_document(writer, 9, doc, &err));
    ok(xap_writable_close(writer, &err));
    xap_writable_free(writer);
    check_untouched("db", "again");
    xap_document_free(doc);
}

static void test_metadata_and_spelling(void **state)
{
    char key[XAP_METADATA_KEY_MAX + 1];
    xap_writable *writer = open_writer("db");
    xap_buffer value = XAP_BUFFER_INIT;
    (void)state;
    memset(key, 'k', sizeof key);
    ok(xap_writable_set_metadata(writer, key, XAP_METADATA_KEY_MAX, "a\0b", 3, &err));
    memset(key, 0, sizeof key);
    ok(xap_writable_set_metadata(writer, key, XAP_METADATA_KEY_MAX, "zeros", 5, &err));
    fails(XAP_E_ARGUMENT, xap_writable_set_metadata(writer, key, sizeof key, "v", 1, &err));
    fails(XAP_E_ARGUMENT, xap_writable_set_metadata(writer, "", 0, "v", 1, &err));
    fails(XAP_E_ARGUMENT, xap_writable_set_metadata(writer, "k", 1, NULL, 1, &err));
    fails(XAP_E_LIMIT,
          xap_writable_set_metadata(writer, "k", 1, "v", (size_t)XAP_METADATA_MAX + 1, &err));
    memset(key, 'w', sizeof key);
    ok(xap_writable_add_spelling(writer, key, XAP_SPELLING_MAX, 2, &err));
    fails(XAP_E_ARGUMENT, xap_writable_add_spelling(writer, key, XAP_SPELLING_MAX + 1, 2, &err));
    fails(XAP_E_ARGUMENT, xap_writable_add_spelling(writer, "", 0, 2, &err));
    ok(xap_writable_remove_spelling(writer, key, XAP_SPELLING_MAX, 1, &err));
    ok(xap_writable_remove_spelling(writer, "absent", 6, 1, &err));
    ok(xap_writable_commit(writer, &err));
    memset(key, 'k', sizeof key);
    ok(xap_writable_metadata(writer, key, XAP_METADATA_KEY_MAX, &value, &err));
    assert_int_equal(value.length, 3);
    assert_memory_equal(value.bytes, "a\0b", 3);
    xap_database *db;
    ok(xap_database_open_writable(writer, &db, &err));
    memset(key, 0, sizeof key);
    ok(xap_database_metadata(db, key, XAP_METADATA_KEY_MAX, &value, &err));
    assert_string_equal(value.bytes, "zeros");
    xap_database_free(db);
    xap_writable_free(writer);
    xap_buffer_dispose(&value);
}

/* The synonyms of a term in the committed database, each with a comma. */
static void check_synonyms(const char *term, const char *expected)
{
    xap_database *db = open_reader("db");
    char found[100] = "";
    xap_terms *terms;
    xap_view synonym;
    ok(xap_terms_open_synonyms(db, term, strlen(term), &terms, &err));
    while (xap_terms_next(terms, &synonym, NULL, &err) == XAP_OK)
        snprintf(found + strlen(found), sizeof found - strlen(found), "%.*s,", (int)synonym.length,
                 synonym.bytes);
    assert_string_equal(found, expected);
    xap_terms_free(terms);
    xap_database_free(db);
}

static void test_synonyms(void **state)
{
    char long_term[XAP_TERM_MAX + 1];
    xap_writable *writer = open_writer("db");
    (void)state;
    memset(long_term, 't', sizeof long_term);
    ok(xap_writable_add_synonym(writer, long_term, XAP_TERM_MAX, long_term, XAP_TERM_MAX, &err));
    ok(xap_writable_add_synonym(writer, "a", 1, "x", 1, &err));
    ok(xap_writable_add_synonym(writer, "b", 1, "x", 1, &err));
    ok(xap_writable_commit(writer, &err));
    ok(xap_writable_add_synonym(writer, "a", 1, "y", 1, &err));
    ok(xap_writable_add_synonym(writer, "a", 1, "x", 1, &err));
    ok(xap_writable_remove_synonym(writer, "b", 1, "absent", 6, &err));
    ok(xap_writable_commit(writer, &err));
    check_synonyms("a", "x,y,");
    check_synonyms("b", "x,");
    ok(xap_writable_remove_synonym(writer, "a", 1, "x", 1, &err));
    ok(xap_writable_clear_synonyms(writer, "b", 1, &err));
    ok(xap_writable_commit(writer, &err));
    ok(xap_writable_add_synonym(writer, "a", 1, "lost", 4, &err));
    ok(xap_writable_cancel(writer, &err));
    ok(xap_writable_commit(writer, &err));
    check_synonyms("a", "y,");
    check_synonyms("b", "");
    fails(XAP_E_ARGUMENT,
          xap_writable_add_synonym(writer, long_term, sizeof long_term, "x", 1, &err));
    fails(XAP_E_ARGUMENT,
          xap_writable_add_synonym(writer, "x", 1, long_term, sizeof long_term, &err));
    fails(XAP_E_ARGUMENT, xap_writable_add_synonym(writer, "", 0, "x", 1, &err));
    fails(XAP_E_ARGUMENT, xap_writable_remove_synonym(writer, "x", 1, "", 0, &err));
    fails(XAP_E_ARGUMENT, xap_writable_clear_synonyms(writer, "", 0, &err));
    fails(XAP_E_ARGUMENT, xap_writable_add_synonym(NULL, "x", 1, "y", 1, &err));
    ok(xap_writable_close(writer, &err));
    fails(XAP_E_CLOSED, xap_writable_add_synonym(writer, "x", 1, "y", 1, &err));
    xap_writable_free(writer);
}

/* Add articles until the file size limit stops it; the failure. */
static xap_status fill_disk(xap_writable *writer, xap_document *doc)
{
    xap_status status = XAP_OK;
    for (uint32_t i = 1; i < 20000 && status == XAP_OK; i++) {
        char data[200];
        for (size_t k = 0; k < sizeof data; k++)
            data[k] = (char)(rand() % 256);
        fill_article(doc, i);
        ok(xap_document_set_data(doc, data, sizeof data, &err));
        status = xap_writable_add(writer, doc, NULL, &err);
        if (status == XAP_OK && i % 100 == 0)
            status = xap_writable_commit(writer, &err);
    }
    return status;
}

static void test_full_disk(void **state)
{
    struct rlimit old, limit;
    xap_writable *writer;
    xap_document *doc = new_document();
    uint32_t before;
    (void)state;
    make_database("db", 1, 50);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = old;
    limit.rlim_cur = 256 * 1024;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    writer = open_writer("db");
    fails(XAP_E_BATCH_LOST, fill_disk(writer, doc));
    assert_int_equal(err.cause, XAP_E_NO_SPACE);
    assert_non_null(strstr(err.message, "ile too large"));
    assert_string_equal(err.system, "File too large");
    assert_true(err.type[0] != '\0');
    fails(XAP_E_CLOSED, xap_writable_add(writer, doc, NULL, &err));
    fails(XAP_E_CLOSED, xap_writable_commit(writer, &err));
    fails(XAP_E_CLOSED, xap_writable_document_count(writer, &before, &err));
    xap_writable_free(writer);
    /* What was committed before is there; the batch can be replayed once there is space. */
    before = document_count("db");
    assert_true(before >= 50 && (before - 50) % 100 == 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    writer = open_writer("db");
    write_articles(writer, 1, 100);
    xap_writable_free(writer);
    assert_int_equal(document_count("db"), before + 100);
    xap_document_free(doc);
}

static void test_no_termlist(void **state)
{
    xap_writable_options options = XAP_WRITABLE_OPTIONS_INIT;
    xap_writable *writer;
    xap_document *doc = new_document();
    (void)state;
    options.no_termlist = true;
    ok(xap_writable_open("db", &options, &writer, &err));
    add_term(doc, "a", 1);
    ok(xap_writable_put(writer, "Q1", 2, doc, NULL, &err));
    fails(XAP_E_UNSUPPORTED, xap_writable_put(writer, "Q1", 2, doc, NULL, &err));
    fails(XAP_E_UNSUPPORTED, xap_writable_delete(writer, 1, &err));
    fails(XAP_E_UNSUPPORTED, xap_writable_delete_term(writer, "Q1", 2, NULL, &err));
    fails(XAP_E_UNSUPPORTED, xap_writable_replace(writer, 1, doc, &err));
    ok(xap_writable_close(writer, &err));
    xap_writable_free(writer);
    assert_int_equal(document_count("db"), 1);
    xap_document_free(doc);
}

static void test_options_of_opening(void **state)
{
    xap_writable_options options = XAP_WRITABLE_OPTIONS_INIT;
    xap_writable *writer;
    (void)state;
    options.no_sync = true;
    options.block_size = 16384;
    ok(xap_writable_open("db", &options, &writer, &err));
    write_articles(writer, 1, 20);
    ok(xap_writable_close(writer, &err));
    xap_writable_free(writer);
    assert_int_equal(document_count("db"), 20);
    fails(XAP_E_ARGUMENT, xap_writable_commit(NULL, &err));
    fails(XAP_E_ARGUMENT, xap_writable_close(NULL, &err));
    writer = open_writer("db");
    fails(XAP_E_ARGUMENT, xap_writable_add(writer, NULL, NULL, &err));
    xap_writable_free(writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_directory(test_open_modes),
        in_directory(test_locked),
        in_directory(test_no_lock),
        in_directory(test_free_discards),
        in_directory(test_cancel),
        in_directory(test_threshold_does_not_commit),
        in_directory(test_long_terms_cost_nothing),
        in_directory(test_put_and_delete),
        in_directory(test_data_alone),
        in_directory(test_metadata_and_spelling),
        in_directory(test_synonyms),
        in_directory(test_full_disk),
        in_directory(test_no_termlist),
        in_directory(test_options_of_opening),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
