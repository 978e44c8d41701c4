#ifndef HERALD_TESTS_STORE_FIXTURE_H
#define HERALD_TESTS_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "corpus/record.h"
#include "corpus/store.h"

/* A store in a directory of its own, and articles to put in; for the tests of the store. */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Fail the test with the message of a call that is not HERALD_OK; &failure is its last argument. */
#define OK(call)                                                                                   \
    do {                                                                                           \
        struct herald_error failure = {0};                                                         \
        if ((call) != HERALD_OK)                                                                   \
            fail_msg("%s: %s", #call, failure.message);                                            \
    } while (0)

/* A test that has a store, not made yet, to itself. */
#define STORE_TEST(function)                                                                       \
    cmocka_unit_test_setup_teardown(function, store_set_up, store_tear_down)

/* Where the store is. */
extern char store[];

int store_set_up(void **state);
int store_tear_down(void **state);

/* Remove the files of a directory; none is no matter. */
void empty_directory(const char *path);

/* Open a writer or a reader of the store, freed by the caller; make a small dictionary of words
 * that the articles below have. */
struct store_writer *open_writer(void);
struct store_reader *open_reader(void);
struct store_dictionary *make_dictionary(void);

/* The record of article `number`: text that a dictionary helps with, of about `length` bytes. */
struct buffer make_record(unsigned number, size_t length);

/* A record that does not shrink. */
struct buffer make_noise(size_t length);

/* Add that article. */
struct store_reference add(struct store_writer *writer, unsigned number, size_t length,
                           const struct store_dictionary *dictionary);

/* Whether an article that was read is the one with this record. */
bool is_record(const struct article *article, struct slice record);

/* Check that reading gives the article of this record, and reading its head the same without body.
 */
void assert_article_stored(struct store_reader *reader, struct store_reference reference,
                           struct slice record);

/* The same of article `number`; or check that both fail so. */
void assert_stored(struct store_reader *reader, struct store_reference reference, unsigned number,
                   size_t length);
void assert_status(struct store_reader *reader, struct store_reference reference,
                   enum herald_status expected);

/* The segments there are, and the size of the file of one; write a whole file. */
size_t count_segments(void);
uint64_t segment_size(uint32_t segment);
void write_file(const char *path, const char *bytes, size_t length);

#endif
