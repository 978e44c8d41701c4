/* Opening and reading databases, and every status that reading can have. */

#include "test_xap_support.h"

#include <fcntl.h>
#include <sys/wait.h>

static void test_open_refuses_what_is_no_database(void **state)
{
    xap_database *db = (xap_database *)1;
    (void)state;
    fails(XAP_E_NO_DATABASE, xap_database_open("missing", &db, &err));
    assert_null(db);
    assert_string_equal(err.message, "cannot open 'missing': no such file or directory");
    assert_int_equal(mkdir("empty", 0777), 0);
    fails(XAP_E_NO_DATABASE, xap_database_open("empty", &db, &err));
    FILE *file = fopen("file", "w");
    assert_non_null(file);
    fputs("not a database\n", file);
    fclose(file);
    fails(XAP_E_NO_DATABASE, xap_database_open("file", &db, &err));
    fails(XAP_E_NO_DATABASE, xap_database_open("file/below", &db, &err));
    fails(XAP_E_ARGUMENT, xap_database_open(NULL, &db, &err));
    fails(XAP_E_ARGUMENT, xap_database_open("x", NULL, &err));
    assert_int_equal(xap_database_open("missing", &db, NULL), XAP_E_NO_DATABASE);
}

/* A stub is a text file that leads elsewhere, a remote host for one; it is not followed. */
static void test_open_does_not_follow_stubs(void **state)
{
    xap_database *db;
    (void)state;
    make_database("db", 1, 3);
    assert_int_equal(mkdir("stub", 0777), 0);
    FILE *file = fopen("stub/XAPIANDB", "w");
    assert_non_null(file);
    fputs("auto ../db\n", file);
    fclose(file);
    fails(XAP_E_NO_DATABASE, xap_database_open("stub", &db, &err));
    fails(XAP_E_NO_DATABASE, xap_database_open("stub/XAPIANDB", &db, &err));
}

static void test_statistics(void **state)
{
    xap_database *db;
    uint32_t number, upper;
    uint64_t sum;
    double mean;
    bool found;
    (void)state;
    make_database("db", 1, 210);
    db = open_reader("db");
    ok(xap_database_document_count(db, &number, &err));
    assert_int_equal(number, 210);
    ok(xap_database_last_document(db, &number, &err));
    assert_int_equal(number, 210);
    /* Two words each, and 105 + 70 + 42 + 30 divisors. */
    ok(xap_database_total_length(db, &sum, &err));
    assert_int_equal(sum, 2 * 210 + 247);
    ok(xap_database_average_length(db, &mean, &err));
    assert_true(mean > 667.0 / 210 - 1e-9 && mean < 667.0 / 210 + 1e-9);
    ok(xap_database_length_bounds(db, &number, &upper, &err));
    assert_in_range(number, 1, 2);
    assert_in_range(upper, 6, 100);
    ok(xap_database_length_bounds(db, NULL, NULL, &err));
    ok(xap_database_has_positions(db, &found, &err));
    assert_true(found);
    ok(xap_database_term_frequency(db, "n7", 2, &number, &err));
    assert_int_equal(number, 30);
    ok(xap_database_collection_frequency(db, "alpha", 5, &sum, &err));
    assert_int_equal(sum, 210);
    ok(xap_database_wdf_bound(db, "alpha", 5, &number, &err));
    assert_true(number >= 1);
    ok(xap_database_has_term(db, "n7", 2, &found, &err));
    assert_true(found);
    ok(xap_database_has_term(db, "n8", 2, &found, &err));
    assert_false(found);
    ok(xap_database_has_term(db, NULL, 0, &found, &err));
    assert_true(found);
    ok(xap_database_document_length(db, 210, &number, &err));
    assert_int_equal(number, 6);
    ok(xap_database_unique_terms(db, 30, &number, &err));
    assert_int_equal(number, 5);
    xap_database_free(db);
}

static void test_documents_and_values(void **state)
{
    xap_database *db;
    xap_buffer buffer = XAP_BUFFER_INIT, other = XAP_BUFFER_INIT;
    xap_document *doc;
    uint32_t number;
    (void)state;
    make_database("db", 1, 9);
    db = open_reader("db");
    ok(xap_document_new(&doc, &err));
    ok(xap_database_document(db, 7, doc, &err));
    ok(xap_document_docid(doc, &number, &err));
    assert_int_equal(number, 7);
    ok(xap_document_data(doc, &buffer, &err));
    assert_string_equal(buffer.bytes, "article 7");
    ok(xap_database_document_data(db, 8, &buffer, &err));
    assert_string_equal(buffer.bytes, "article 8");
    ok(xap_database_document_value(db, 8, 1, &buffer, &err));
    assert_string_equal(buffer.bytes, "g0");
    ok(xap_database_document_value(db, 8, 99, &buffer, &err));
    assert_int_equal(buffer.length, 0);
    ok(xap_database_value_bounds(db, 1, &number, &buffer, &other, &err));
    assert_int_equal(number, 9);
    assert_string_equal(buffer.bytes, "g0");
    assert_string_equal(other.bytes, "g3");
    fails(XAP_E_NOT_FOUND, xap_database_document(db, 10, doc, &err));
    fails(XAP_E_NOT_FOUND, xap_database_document_data(db, 10, &buffer, &err));
    assert_int_equal(buffer.length, 0);
    fails(XAP_E_NOT_FOUND, xap_database_document_length(db, 10, &number, &err));
    assert_string_equal(err.type, "DocNotFoundError");
    fails(XAP_E_ARGUMENT, xap_database_document(db, 0, doc, &err));
    fails(XAP_E_ARGUMENT, xap_database_document_value(db, 1, UINT32_MAX, &buffer, &err));
    xap_document_free(doc);
    xap_buffer_dispose(&buffer);
    xap_buffer_dispose(&other);
    xap_database_free(db);
}

static void test_unusable_arguments(void **state)
{
    char text[300];
    xap_database *db;
    xap_buffer value = XAP_BUFFER_INIT;
    uint32_t number;
    bool found;
    (void)state;
    memset(text, 'x', sizeof text);
    make_database("db", 1, 2);
    db = open_reader("db");
    ok(xap_database_has_term(db, text, XAP_TERM_MAX, &found, &err));
    fails(XAP_E_ARGUMENT, xap_database_has_term(db, text, XAP_TERM_MAX + 1, &found, &err));
    text[0] = '\0';
    fails(XAP_E_ARGUMENT, xap_database_term_frequency(db, text, XAP_TERM_MAX, &number, &err));
    fails(XAP_E_ARGUMENT, xap_database_term_frequency(db, NULL, 3, &number, &err));
    fails(XAP_E_ARGUMENT, xap_database_term_frequency(db, "a", 1, NULL, &err));
    fails(XAP_E_ARGUMENT, xap_database_document_count(NULL, &number, &err));
    fails(XAP_E_ARGUMENT, xap_database_metadata(db, "", 0, &value, &err));
    fails(XAP_E_ARGUMENT, xap_database_metadata(db, text, XAP_METADATA_KEY_MAX + 1, &value, &err));
    xap_database_free(db);
    xap_database_free(NULL);
}

static void test_several_shards(void **state)
{
    static const char *const paths[] = {"a", "b"};
    static const char *const broken[] = {"a", "missing"};
    xap_database *db;
    xap_buffer buffer = XAP_BUFFER_INIT;
    uint32_t number;
    uint64_t revision;
    size_t shards;
    (void)state;
    make_database("a", 1, 3);
    make_database("b", 4, 6);
    ok(xap_database_open_many(paths, 2, &db, &err));
    ok(xap_database_shards(db, &shards, &err));
    assert_int_equal(shards, 2);
    ok(xap_database_document_count(db, &number, &err));
    assert_int_equal(number, 6);
    /* (id - 1) * 2 + shard + 1: the second of shard 1 is document 4. */
    ok(xap_database_document_data(db, 4, &buffer, &err));
    assert_string_equal(buffer.bytes, "article 5");
    ok(xap_database_uuid(db, &buffer, &err));
    assert_int_equal(buffer.length, 73);
    fails(XAP_E_OPERATION, xap_database_revision(db, &revision, &err));
    xap_database_free(db);
    fails(XAP_E_NO_DATABASE, xap_database_open_many(broken, 2, &db, &err));
    assert_non_null(strstr(err.message, "missing"));
    assert_null(db);
    fails(XAP_E_LIMIT, xap_database_open_many(paths, XAP_SHARDS_MAX + 1, &db, &err));
    ok(xap_database_open_many(NULL, 0, &db, &err));
    ok(xap_database_document_count(db, &number, &err));
    assert_int_equal(number, 0);
    xap_database_free(db);
    xap_buffer_dispose(&buffer);
}

/* With ids up to 2^31 in one of two shards, interleaved ids would wrap. */
static void test_shard_ids_do_not_wrap(void **state)
{
    static const char *const paths[] = {"a", "b"};
    xap_database *db;
    xap_document *doc;
    (void)state;
    make_database("a", 1, 3);
    xap_writable *writer = open_writer("b");
    ok(xap_document_new(&doc, &err));
    ok(xap_writable_replace(writer, UINT32_C(1) << 31, doc, &err));
    ok(xap_writable_close(writer, &err));
    xap_writable_free(writer);
    xap_document_free(doc);
    fails(XAP_E_LIMIT, xap_database_open_many(paths, 2, &db, &err));
}

static void test_revision_and_reopen(void **state)
{
    xap_database *db;
    uint64_t before, after;
    uint32_t count;
    bool changed = true;
    (void)state;
    make_database("db", 1, 3);
    db = open_reader("db");
    ok(xap_database_revision(db, &before, &err));
    ok(xap_database_reopen(db, &changed, &err));
    assert_false(changed);
    xap_writable *writer = open_writer("db");
    write_articles(writer, 4, 5);
    xap_writable_free(writer);
    ok(xap_database_document_count(db, &count, &err));
    assert_int_equal(count, 3);
    ok(xap_database_reopen(db, &changed, &err));
    assert_true(changed);
    ok(xap_database_revision(db, &after, &err));
    assert_true(after > before);
    ok(xap_database_document_count(db, &count, &err));
    assert_int_equal(count, 5);
    ok(xap_database_reopen(db, NULL, &err));
    xap_database_free(db);
}

/* Read everything that a reader can; the first failure, or XAP_OK. */
static xap_status read_all(xap_database *db, uint32_t count)
{
    xap_buffer data = XAP_BUFFER_INIT;
    xap_status status = XAP_OK;
    for (uint32_t i = 1; i <= count && status == XAP_OK; i++)
        status = xap_database_document_data(db, i, &data, &err);
    xap_buffer_dispose(&data);
    return status;
}

static void rewrite(xap_writable *writer, uint32_t count, const char *data)
{
    for (uint32_t i = 1; i <= count; i++)
        ok(xap_writable_set_data(writer, i, data, strlen(data), &err));
    ok(xap_writable_commit(writer, &err));
}

static void test_modified_after_two_commits(void **state)
{
    const uint32_t count = 3000;
    xap_database *db;
    (void)state;
    make_database("db", 1, count);
    db = open_reader("db");
    xap_writable *writer = open_writer("db");
    rewrite(writer, count, "once");
    ok(read_all(db, count));
    rewrite(writer, count, "twice");
    rewrite(writer, count, "thrice");
    fails(XAP_E_MODIFIED, read_all(db, count));
    assert_string_equal(err.type, "DatabaseModifiedError");
    ok(xap_database_reopen(db, NULL, &err));
    ok(read_all(db, count));
    xap_writable_free(writer);
    xap_database_free(db);
}

static void test_closed(void **state)
{
    xap_database *db;
    xap_postings *postings;
    xap_enquire *enquire;
    xap_buffer uuid = XAP_BUFFER_INIT;
    uint32_t ids[300], number;
    size_t count;
    (void)state;
    make_database("db", 1, 200);
    db = open_reader("db");
    ok(xap_postings_open(db, "n2", 2, &postings, &err));
    ok(xap_database_close(db, &err));
    ok(xap_database_close(db, &err));
    fails(XAP_E_CLOSED, xap_database_document_count(db, &number, &err));
    fails(XAP_E_CLOSED, xap_database_uuid(db, &uuid, &err));
    fails(XAP_E_CLOSED, xap_database_reopen(db, NULL, &err));
    fails(XAP_E_CLOSED, xap_enquire_new(db, &enquire, &err));
    xap_postings_free(postings);
    fails(XAP_E_CLOSED, xap_postings_open(db, "n2", 2, &postings, &err));
    assert_null(postings);
    xap_database_free(db);
    ok(xap_database_open("db", &db, &err));
    ok(xap_postings_open(db, "", 0, &postings, &err));
    xap_database_free(db);
    /* The iterator keeps what it needs. */
    ok(xap_postings_block(postings, ids, NULL, NULL, 300, &count, &err));
    assert_int_equal(count, 200);
    xap_postings_free(postings);
}

static void test_locked_is_seen(void **state)
{
    xap_database *db;
    bool locked = true;
    (void)state;
    make_database("db", 1, 2);
    db = open_reader("db");
    ok(xap_database_locked(db, &locked, &err));
    assert_false(locked);
    xap_writable *writer = open_writer("db");
    ok(xap_database_locked(db, &locked, &err));
    assert_true(locked);
    xap_writable_free(writer);
    xap_database_free(db);
}

static void flip_byte(const char *path, off_t offset)
{
    unsigned char byte;
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(pread(fd, &byte, 1, offset), 1);
    byte ^= 0xff;
    assert_int_equal(pwrite(fd, &byte, 1, offset), 1);
    close(fd);
}

static void test_version_file_damaged(void **state)
{
    xap_database *db;
    (void)state;
    make_database("db", 1, 3);
    flip_byte("db/iamglass", 15); /* the format version follows 14 bytes of magic */
    fails(XAP_E_VERSION, xap_database_open("db", &db, &err));
    flip_byte("db/iamglass", 15);
    flip_byte("db/iamglass", 3); /* the magic */
    fails(XAP_E_CORRUPT, xap_database_open("db", &db, &err));
    flip_byte("db/iamglass", 3);
    assert_int_equal(truncate("db/iamglass", 20), 0);
    fails(XAP_E_CORRUPT, xap_database_open("db", &db, &err));
}

static void test_tables_damaged(void **state)
{
    xap_database *db;
    xap_buffer report = XAP_BUFFER_INIT;
    size_t problems = 99;
    (void)state;
    make_database("db", 1, 3000);
    ok(xap_database_check("db", 0, &problems, &report, &err));
    assert_int_equal(problems, 0);
    assert_non_null(strstr(report.bytes, "postlist"));
    ok(xap_database_check("db", XAP_CHECK_TREES | XAP_CHECK_STATS, &problems, NULL, &err));
    for (off_t block = 0; block < 3; block++)
        flip_byte("db/postlist.glass", block * 8192 + 4); /* the block's level */
    fails(XAP_E_CORRUPT, xap_database_open("db", &db, &err));
    assert_string_equal(err.type, "DatabaseCorruptError");
    xap_status status = xap_database_check("db", 0, &problems, &report, &err);
    assert_true(status == XAP_E_CORRUPT || (status == XAP_OK && problems > 0));
    for (off_t block = 0; block < 3; block++)
        flip_byte("db/postlist.glass", block * 8192 + 4);
    assert_int_equal(truncate("db/docdata.glass", 8192 + 100), 0);
    fails(XAP_E_CORRUPT, xap_database_open("db", &db, &err));
    fails(XAP_E_ARGUMENT, xap_database_check("db", 99, &problems, &report, &err));
    fails(XAP_E_NO_DATABASE, xap_database_check("missing", 0, &problems, &report, &err));
    xap_buffer_dispose(&report);
}

/* Long data are packed; no byte of them may be wrong without a word of damage. */
static void test_packed_data_damaged(void **state)
{
    struct stat about;
    xap_buffer data = XAP_BUFFER_INIT;
    size_t unpacking = 0;
    char text[3000];
    (void)state;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + i * i % 23);
    make_database("db", 1, 3);
    xap_writable *writer = open_writer("db");
    ok(xap_writable_set_data(writer, 2, text, sizeof text, &err));
    ok(xap_writable_close(writer, &err));
    xap_writable_free(writer);
    assert_int_equal(stat("db/docdata.glass", &about), 0);
    for (off_t at = about.st_size - 200; at < about.st_size; at++) {
        flip_byte("db/docdata.glass", at);
        xap_database *db = open_reader("db");
        xap_status status = xap_database_document_data(db, 2, &data, &err);
        assert_true(status == XAP_OK || status == XAP_E_CORRUPT);
        unpacking += status == XAP_E_CORRUPT && strstr(err.message, "inflate failed");
        xap_database_free(db);
        flip_byte("db/docdata.glass", at);
    }
    assert_true(unpacking > 0);
    xap_buffer_dispose(&data);
}

static void test_in_memory(void **state)
{
    xap_writable *writer;
    xap_database *db;
    xap_buffer uuid = XAP_BUFFER_INIT;
    uint32_t count;
    uint64_t revision;
    (void)state;
    ok(xap_writable_open_memory(&writer, &err));
    ok(xap_database_open_writable(writer, &db, &err));
    write_articles(writer, 1, 5);
    ok(xap_database_document_count(db, &count, &err));
    assert_int_equal(count, 5);
    ok(xap_database_uuid(db, &uuid, &err));
    assert_int_equal(uuid.length, 0);
    fails(XAP_E_UNSUPPORTED, xap_database_revision(db, &revision, &err));
    xap_writable_free(writer);
    xap_database_free(db);
    ok(xap_database_open_memory(&db, &err));
    ok(xap_database_document_count(db, &count, &err));
    assert_int_equal(count, 0);
    xap_database_free(db);
    xap_buffer_dispose(&uuid);
}

static void test_permission(void **state)
{
    xap_database *db;
    xap_writable *writer;
    const bool root = geteuid() == 0;
    (void)state;
    make_database("db", 1, 2);
    assert_int_equal(chmod("db", 0), 0);
    /* The superuser may read everything: be somebody else for a moment. */
    if (root)
        assert_int_equal(seteuid(65534), 0);
    xap_status reading = xap_database_open("db", &db, &err);
    xap_status writing = xap_writable_open("db", NULL, &writer, &err);
    if (root)
        assert_int_equal(seteuid(0), 0);
    assert_int_equal(reading, XAP_E_OPEN);
    assert_int_equal(writing, XAP_E_OPEN);
    assert_non_null(strstr(err.message, "ermission denied"));
    chmod("db", 0700);
}

static void test_status_names(void **state)
{
    (void)state;
    assert_string_equal(xap_status_name(XAP_OK), "ok");
    assert_string_equal(xap_status_name(XAP_E_LOCKED), "locked");
    assert_string_equal(xap_status_name(XAP_E_BATCH_LOST), "batch lost");
    assert_string_equal(xap_status_name(XAP_E_CALLBACK), "callback");
    assert_string_equal(xap_status_name(XAP_E_INTERNAL), "internal");
    assert_string_equal(xap_status_name((xap_status)99), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_directory(test_open_refuses_what_is_no_database),
        in_directory(test_open_does_not_follow_stubs),
        in_directory(test_statistics),
        in_directory(test_documents_and_values),
        in_directory(test_unusable_arguments),
        in_directory(test_several_shards),
        in_directory(test_shard_ids_do_not_wrap),
        in_directory(test_revision_and_reopen),
        in_directory(test_modified_after_two_commits),
        in_directory(test_closed),
        in_directory(test_locked_is_seen),
        in_directory(test_version_file_damaged),
        in_directory(test_tables_damaged),
        in_directory(test_packed_data_damaged),
        in_directory(test_in_memory),
        in_directory(test_permission),
        in_directory(test_status_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
