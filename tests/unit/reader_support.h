#ifndef HERALD_TESTS_READER_SUPPORT_H
#define HERALD_TESTS_READER_SUPPORT_H

/* For tests of readers: files in a directory of their own, and all that a reader gives for them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "corpus/reader.h"

/* A directory under /tmp, the current one during a test; removed by leave_directory. */
static char test_directory[64];

static inline int enter_directory(void **state)
{
    (void)state;
    snprintf(test_directory, sizeof(test_directory), "/tmp/herald-test-XXXXXX");
    return mkdtemp(test_directory) && chdir(test_directory) == 0 ? 0 : -1;
}

static inline int leave_directory(void **state)
{
    (void)state;
    char command[256];
    snprintf(command, sizeof(command), "chmod -R u+rwx %s; rm -rf %s", test_directory,
             test_directory);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static inline void write_file(const char *path, struct slice content)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content.bytes, 1, content.length, file), content.length);
    assert_int_equal(fclose(file), 0);
}

static inline void write_text(const char *path, const char *content)
{
    write_file(path, slice_of(content));
}

/* Append a gzip member. */
static inline void append_gzip(const char *path, struct slice content)
{
    gzFile file = gzopen(path, "ab");
    assert_non_null(file);
    if (content.length)
        assert_int_equal(gzwrite(file, content.bytes, (unsigned)content.length), content.length);
    assert_int_equal(gzclose(file), Z_OK);
}

#define HARVEST_MAX 64

/* The articles and events of one reading. */
struct harvest {
    struct article articles[HARVEST_MAX];
    size_t count;
    char events[HARVEST_MAX][HERALD_ERROR_MESSAGE_SIZE]; /* "warning x:1:0 message" */
    size_t event_count;
    struct reader_progress progress;
    char file[256]; /* of progress, which is lent by the reader */
};

static inline void harvest_event(void *context, const struct reader_event *event)
{
    static const char *const severities[] = {"warning", "record", "file"};
    struct harvest *harvest = context;
    assert_true(harvest->event_count < HARVEST_MAX);
    snprintf(harvest->events[harvest->event_count++], sizeof(harvest->events[0]),
             "%s %s:%llu:%llu %s", severities[event->severity], event->file,
             (unsigned long long)event->line, (unsigned long long)event->offset, event->message);
}

/* Read paths to the end; the options' report is replaced. */
static inline void harvest_paths(struct harvest *harvest, const char *const *paths, size_t count,
                                 const struct reader_options *options)
{
    struct reader_options ours = options ? *options : (struct reader_options){.format = NULL};
    struct reader *reader;
    struct herald_error err = {.status = HERALD_OK};
    enum herald_status status;
    memset(harvest, 0, sizeof(*harvest));
    ours.report = harvest_event;
    ours.report_context = harvest;
    assert_int_equal(reader_open(paths, count, &ours, &reader, &err), HERALD_OK);
    for (;;) {
        assert_true(harvest->count < HARVEST_MAX);
        status = reader_next(reader, &harvest->articles[harvest->count], &err);
        if (status != HERALD_OK)
            break;
        harvest->count++;
    }
    assert_int_equal(status, HERALD_DONE);
    assert_int_equal(reader_next(reader, &harvest->articles[harvest->count], &err), HERALD_DONE);
    reader_progress(reader, &harvest->progress);
    snprintf(harvest->file, sizeof(harvest->file), "%s", harvest->progress.file);
    harvest->progress.file = harvest->file;
    assert_int_equal(harvest->progress.articles, harvest->count);
    assert_int_equal(harvest->progress.warnings + harvest->progress.skipped +
                         harvest->progress.skipped_files,
                     harvest->event_count);
    reader_free(reader);
}

static inline void harvest_path(struct harvest *harvest, const char *path,
                                const struct reader_options *options)
{
    harvest_paths(harvest, &path, 1, options);
}

/* Write a text to a file, and read it. */
static inline void harvest_text(struct harvest *harvest, const char *name, const char *content,
                                const struct reader_options *options)
{
    write_text(name, content);
    harvest_path(harvest, name, options);
}

static inline void harvest_dispose(struct harvest *harvest)
{
    for (size_t i = 0; i < HARVEST_MAX; i++)
        article_dispose(&harvest->articles[i]);
}

static inline void assert_slice(struct slice slice, const char *expected)
{
    if (!slice_equal(slice, slice_of(expected)))
        fail_msg("'%.*s' is not '%s'", (int)slice.length, slice.bytes, expected);
}

/* The items of a list, joined by '|'. */
static inline void assert_list(struct slice_list list, const char *expected)
{
    struct buffer joined = BUFFER_INIT;
    for (size_t i = 0; i < list.count; i++) {
        if (i)
            buffer_append_byte(&joined, '|');
        buffer_append_slice(&joined, list.items[i]);
    }
    assert_slice(buffer_slice(&joined), expected);
    buffer_dispose(&joined);
}

static inline void assert_date(struct date date, const char *expected)
{
    char text[DATE_TEXT_SIZE];
    date_format(date, text);
    assert_string_equal(text, expected);
}

/* The extra fields as "name=json|name=json". */
static inline void assert_extra(const struct article *article, const char *expected)
{
    struct buffer joined = BUFFER_INIT;
    for (size_t i = 0; i < article->extra_count; i++) {
        if (i)
            buffer_append_byte(&joined, '|');
        buffer_append_slice(&joined, article->extra[i].name);
        buffer_append_byte(&joined, '=');
        buffer_append_slice(&joined, article->extra[i].json);
    }
    assert_slice(buffer_slice(&joined), expected);
    buffer_dispose(&joined);
}

/* The events, each on a line of its own. */
static inline void assert_events(const struct harvest *harvest, const char *expected)
{
    struct buffer joined = BUFFER_INIT;
    for (size_t i = 0; i < harvest->event_count; i++)
        buffer_append_format(&joined, "%s\n", harvest->events[i]);
    assert_slice(buffer_slice(&joined), expected);
    buffer_dispose(&joined);
}

/* The ids of the articles, joined by a blank. */
static inline void assert_ids(const struct harvest *harvest, const char *expected)
{
    struct buffer joined = BUFFER_INIT;
    for (size_t i = 0; i < harvest->count; i++) {
        if (i)
            buffer_append_byte(&joined, ' ');
        buffer_append_slice(&joined, harvest->articles[i].id);
    }
    assert_slice(buffer_slice(&joined), expected);
    buffer_dispose(&joined);
}

#endif
