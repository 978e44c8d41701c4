#ifndef TEST_XAP_SUPPORT_H
#define TEST_XAP_SUPPORT_H

/* What the tests of libxap share. Each test runs in a directory of its own, see directory_make. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "xap/xap.h"

/* The error that every call of a test fills. */
static xap_error err;

#define ok(call) check_status((call), XAP_OK, #call, __LINE__)

/* The call fails with this status, and says so in the error. */
#define fails(expected, call)                                                                      \
    do {                                                                                           \
        memset(&err, 0, sizeof err);                                                               \
        check_status((call), (expected), #call, __LINE__);                                         \
        assert_int_equal(err.status, (expected));                                                  \
        assert_true(err.message[0] != '\0');                                                       \
    } while (0)

static inline void check_status(xap_status status, xap_status expected, const char *call, int line)
{
    if (status != expected)
        fail_msg("line %d: %s: '%s' (%s), expected '%s'", line, call, xap_status_name(status),
                 err.message, xap_status_name(expected));
}

static inline int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *at)
{
    (void)about;
    (void)kind;
    (void)at;
    return remove(path);
}

static inline void remove_tree(const char *path)
{
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* Setup and teardown: the directory that a test works in. */
static inline int directory_make(void **state)
{
    char *path = strdup("/tmp/xap-test-XXXXXX");
    if (!path || !mkdtemp(path) || chdir(path) != 0)
        return -1;
    *state = path;
    return 0;
}

static inline int directory_remove(void **state)
{
    if (chdir("/") != 0)
        return -1;
    remove_tree(*state);
    free(*state);
    return 0;
}

#define in_directory(test) cmocka_unit_test_setup_teardown(test, directory_make, directory_remove)

static inline void add_term(xap_document *doc, const char *term, uint32_t wdf)
{
    ok(xap_document_add_term(doc, term, strlen(term), wdf, &err));
}

static inline void add_word(xap_document *doc, const char *term, uint32_t position)
{
    ok(xap_document_add_posting(doc, term, strlen(term), position, 1, &err));
}

static inline void set_value(xap_document *doc, uint32_t slot, const char *value)
{
    ok(xap_document_set_value(doc, slot, value, strlen(value), &err));
}

static inline void set_number(xap_document *doc, uint32_t slot, double number)
{
    char bytes[XAP_SORTABLE_MAX];
    size_t length = xap_sortable_serialise(number, bytes);
    ok(xap_document_set_value(doc, slot, bytes, length, &err));
}

static inline xap_writable *open_writer(const char *path)
{
    xap_writable *writer = NULL;
    ok(xap_writable_open(path, NULL, &writer, &err));
    assert_non_null(writer);
    return writer;
}

static inline xap_database *open_reader(const char *path)
{
    xap_database *db = NULL;
    ok(xap_database_open(path, &db, &err));
    assert_non_null(db);
    return db;
}

/*
 * Article i of the corpus that many tests use. It holds the term "nK" for each K of 2, 3, 5 and 7
 * that divides i; the word "alpha" at position 1 and "beta" at position 2, or 5 where i is even;
 * its number in slot 0 and "g" with i modulo 4 in slot 1.
 */
static inline void fill_article(xap_document *doc, uint32_t i)
{
    static const uint32_t divisors[] = {2, 3, 5, 7};
    char text[64];
    ok(xap_document_clear(doc, &err));
    for (size_t k = 0; k < 4; k++) {
        if (i % divisors[k])
            continue;
        snprintf(text, sizeof text, "n%u", divisors[k]);
        add_term(doc, text, 1);
    }
    add_word(doc, "alpha", 1);
    add_word(doc, "beta", i % 2 ? 2 : 5);
    set_number(doc, 0, i);
    snprintf(text, sizeof text, "g%u", i % 4);
    set_value(doc, 1, text);
    int length = snprintf(text, sizeof text, "article %u", i);
    ok(xap_document_set_data(doc, text, (size_t)length, &err));
}

/* Write articles `first` to `last` to `writer` and commit. */
static inline void write_articles(xap_writable *writer, uint32_t first, uint32_t last)
{
    xap_document *doc = NULL;
    ok(xap_document_new(&doc, &err));
    for (uint32_t i = first; i <= last; i++) {
        fill_article(doc, i);
        ok(xap_writable_add(writer, doc, NULL, &err));
    }
    ok(xap_writable_commit(writer, &err));
    xap_document_free(doc);
}

/* A database of articles `first` to `last` at `path`. */
static inline void make_database(const char *path, uint32_t first, uint32_t last)
{
    xap_writable *writer = open_writer(path);
    write_articles(writer, first, last);
    ok(xap_writable_close(writer, &err));
    xap_writable_free(writer);
}

static inline xap_query *term_query(const char *term)
{
    xap_query *query = NULL;
    ok(xap_query_term(term, strlen(term), 1, 0, &query, &err));
    return query;
}

static inline uint32_t document_count(const char *path)
{
    uint32_t count = 0;
    xap_database *db = open_reader(path);
    ok(xap_database_document_count(db, &count, &err));
    xap_database_free(db);
    return count;
}

#endif
