#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store_fixture.h"

/* --- failures on demand ------------------------------------------------------------------- */

static atomic_int
    pwrite_fault; /* an errno; -1: write one byte only; -2: interrupted, then as usual */
static atomic_int fsync_fault;                  /* an errno */
static atomic_long allocations_left = LONG_MAX; /* until the one that fails */

ssize_t __real_pwrite(int fd, const void *bytes, size_t length, off_t offset);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t length, off_t offset);
ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t length, off_t offset);
int __real_fsync(int fd);
int __wrap_fsync(int fd);
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *piece, size_t size);
void *__wrap_realloc(void *piece, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);

ssize_t __wrap_pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
    static atomic_uint calls;
    int fault = pwrite_fault;
    if (fault == -1 && length > 1)
        length = 1 + length / 3;
    if (fault == -2 && atomic_fetch_add(&calls, 1) % 2 == 0)
        fault = EINTR;
    if (fault <= 0)
        return __real_pwrite(fd, bytes, length, offset);
    errno = fault;
    return -1;
}

ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t length, off_t offset)
{
    return __wrap_pwrite(fd, bytes, length, offset);
}

int __wrap_fsync(int fd)
{
    if (!fsync_fault)
        return __real_fsync(fd);
    errno = fsync_fault;
    return -1;
}

static bool memory_runs_out(void)
{
    return allocations_left != LONG_MAX && atomic_fetch_sub(&allocations_left, 1) <= 0;
}

void *__wrap_malloc(size_t size)
{
    return memory_runs_out() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return memory_runs_out() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *piece, size_t size)
{
    return memory_runs_out() ? NULL : __real_realloc(piece, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return memory_runs_out() ? NULL : __real_aligned_alloc(alignment, size);
}

static int mend_and_tear_down(void **state)
{
    pwrite_fault = fsync_fault = 0;
    allocations_left = LONG_MAX;
    umount(store); /* left by a test that failed; else no matter */
    return store_tear_down(state);
}

#define FAILURE_TEST(function)                                                                     \
    cmocka_unit_test_setup_teardown(function, store_set_up, mend_and_tear_down)

/* --- writing fails ------------------------------------------------------------------------ */

/* Add noise until a call fails with `expected`; returns how many went in. */
static unsigned add_until_failure(struct store_writer *writer, enum herald_status expected,
                                  struct store_reference *references, unsigned limit)
{
    struct buffer noise = make_noise(20000);
    enum herald_status status = HERALD_OK;
    unsigned added = 0;
    while (status == HERALD_OK && added < limit) {
        status = store_writer_add(writer, buffer_slice(&noise), NULL, &references[added], NULL);
        added += status == HERALD_OK;
    }
    assert_int_equal(status, expected);
    buffer_dispose(&noise);
    return added;
}

static void assert_noise(struct store_reference reference)
{
    struct buffer noise = make_noise(20000);
    struct store_reader *reader = open_reader();
    struct article article = {0};
    OK(store_reader_get(reader, reference, &article, &failure));
    assert_true(is_record(&article, buffer_slice(&noise)));
    article_dispose(&article);
    store_reader_free(reader);
    buffer_dispose(&noise);
}

/*
 * With one article synced, the system refuses what comes next, then no longer: nothing of what was
 * taken is lost and the file never ends within an article.
 */
static void check_refusal(void (*refuse)(void), enum herald_status expected, void (*relent)(void))
{
    struct store_writer *writer = open_writer();
    struct store_reference first = add(writer, 1, 1000, NULL), references[100];
    OK(store_writer_sync(writer, &failure));
    refuse();
    unsigned added = add_until_failure(writer, expected, references, COUNT(references));
    assert_in_range(added, 13, 14); /* 256 KiB are gathered before they are written */
    assert_int_equal(segment_size(first.segment), first.length);
    struct herald_error err = {0};
    assert_int_equal(store_writer_sync(writer, &err), expected);
    assert_non_null(strstr(err.message, "00000001.seg"));
    assert_int_equal(segment_size(first.segment), first.length);
    struct store_reader *reader = open_reader();
    assert_stored(reader, first, 1, 1000);
    store_reader_free(reader);
    relent();
    struct store_reference last = add(writer, 2, 1000, NULL);
    OK(store_writer_sync(writer, &failure));
    store_writer_free(writer);
    for (unsigned i = 0; i < added; i++)
        assert_noise(references[i]);
    reader = open_reader();
    assert_stored(reader, last, 2, 1000);
    store_reader_free(reader);
    assert_int_equal(segment_size(first.segment), last.offset + last.length);
}

static void pwrite_fails(void)
{
    pwrite_fault = EIO;
}

static void pwrite_works(void)
{
    pwrite_fault = 0;
}

static void test_write_error(void **state)
{
    (void)state;
    check_refusal(pwrite_fails, HERALD_E_IO, pwrite_works);
}

static void limit_file_size(void)
{
    struct rlimit limit = {100000, RLIM_INFINITY};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void no_limit(void)
{
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* The kernel writes a part, then refuses. */
static void test_file_size_limit(void **state)
{
    (void)state;
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    if (limit.rlim_max != RLIM_INFINITY) {
        print_message("SKIP: a limit on file sizes is set already\n");
        skip();
    }
    signal(SIGXFSZ, SIG_IGN);
    check_refusal(limit_file_size, HERALD_E_IO, no_limit);
}

static void make_room(void)
{
    char path[64];
    snprintf(path, sizeof(path), "%s/filler", store);
    assert_int_equal(unlink(path), 0);
}

static void fill_disk(void)
{
    char path[64], block[4096] = {0};
    snprintf(path, sizeof(path), "%s/filler", store);
    int fd = open(path, O_WRONLY | O_CREAT, 0666);
    assert_true(fd >= 0);
    for (int left = 900; left > 0 && write(fd, block, sizeof(block)) > 0; left--)
        continue;
    assert_int_equal(ftruncate(fd, 4096 * 100), 0); /* leave a little: a part fits, not all */
    while (write(fd, block, sizeof(block)) > 0)
        continue;
    assert_int_equal(ftruncate(fd, lseek(fd, 0, SEEK_CUR) - 65536), 0);
    close(fd);
}

static void test_full_disk(void **state)
{
    (void)state;
    assert_int_equal(mkdir(store, 0777), 0);
    if (mount("none", store, "tmpfs", 0, "size=1m") != 0) {
        print_message("SKIP: cannot mount a small tmpfs: %s\n", strerror(errno));
        skip();
    }
    check_refusal(fill_disk, HERALD_E_NO_SPACE, make_room);
}

static void test_short_and_interrupted_writes(void **state)
{
    (void)state;
    for (int fault = -1; fault >= -2; fault--) {
        pwrite_fault = fault;
        struct store_writer *writer = open_writer();
        struct store_reference references[40];
        for (unsigned i = 0; i < COUNT(references); i++)
            references[i] = add(writer, i, 20000, NULL);
        OK(store_writer_sync(writer, &failure));
        store_writer_free(writer);
        struct store_reader *reader = open_reader();
        for (unsigned i = 0; i < COUNT(references); i++)
            assert_stored(reader, references[i], i, 20000);
        store_reader_free(reader);
    }
}

/* After a failed fsync nobody knows what is on disk: the writer says so for good. */
static void test_sync_error(void **state)
{
    (void)state;
    const int faults[] = {EIO, ENOSPC};
    const enum herald_status expected[] = {HERALD_E_IO, HERALD_E_NO_SPACE};
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct store_writer *writer = open_writer();
        struct store_reference first = add(writer, 1, 1000, NULL), second;
        OK(store_writer_sync(writer, &failure));
        second = add(writer, 2, 1000, NULL);
        fsync_fault = faults[i];
        assert_int_equal(store_writer_sync(writer, NULL), expected[i]);
        fsync_fault = 0;
        assert_int_equal(store_writer_sync(writer, NULL), expected[i]);
        struct buffer record = make_record(3, 10);
        struct store_reference third;
        assert_int_equal(store_writer_add(writer, buffer_slice(&record), NULL, &third, NULL),
                         expected[i]);
        buffer_dispose(&record);
        store_writer_free(writer);
        struct store_reader *reader = open_reader();
        assert_stored(reader, first, 1, 1000);
        assert_status(reader, second, HERALD_E_CORRUPT);
        store_reader_free(reader);
    }
}

static void test_no_permission(void **state)
{
    (void)state;
    if (geteuid() == 0) {
        /* Root may do all but make a directory below a file. */
        write_file(store, "", 0);
        struct store_writer *writer;
        assert_int_not_equal(store_writer_open(store, &writer, NULL), HERALD_OK);
        assert_null(writer);
        assert_int_equal(unlink(store), 0);
        return;
    }
    assert_int_equal(mkdir(store, 0555), 0);
    struct store_writer *writer;
    assert_int_equal(store_writer_open(store, &writer, NULL), HERALD_E_PERMISSION);
    assert_null(writer);
}

static void test_copy_to_full_disk(void **state)
{
    (void)state;
    struct store_reference references[20], moved[20];
    struct store_writer *writer = open_writer();
    for (unsigned i = 0; i < COUNT(moved); i++)
        references[i] = add(writer, i, 1000, NULL);
    OK(store_writer_sync(writer, &failure));
    store_writer_free(writer);
    pwrite_fault = ENOSPC;
    assert_int_equal(store_copy(store, references, COUNT(moved), moved, NULL, NULL),
                     HERALD_E_NO_SPACE);
    pwrite_fault = 0;
    fsync_fault = EIO;
    assert_int_equal(store_copy(store, references, COUNT(moved), moved, NULL, NULL), HERALD_E_IO);
    fsync_fault = 0;
    assert_int_equal(count_segments(), 1);
    OK(store_copy(store, references, COUNT(moved), moved, NULL, &failure));
    assert_int_equal(count_segments(), 2);
}

/* --- memory runs out ---------------------------------------------------------------------- */

/* The whole life of a store; true if it went well, else false, and then for want of memory. */
static bool live(const struct slice *samples, size_t count)
{
    struct store_dictionary *dictionary = NULL;
    struct store_writer *writer = NULL;
    struct store_reader *reader = NULL;
    struct store_reference references[2] = {{0}}, moved[2];
    struct article article = {0};
    enum herald_status status = store_dictionary_train(samples, count, &dictionary, NULL);
    if (status == HERALD_OK)
        status = store_writer_open(store, &writer, NULL);
    if (status == HERALD_OK)
        status = store_writer_add(writer, samples[0], dictionary, &references[0], NULL);
    if (status == HERALD_OK)
        status = store_writer_add(writer, samples[1], NULL, &references[1], NULL);
    if (status == HERALD_OK)
        status = store_writer_sync(writer, NULL);
    if (status == HERALD_OK)
        status = store_copy(store, references, 2, moved, NULL, NULL);
    if (status == HERALD_OK)
        status = store_reader_open(store, &reader, NULL);
    for (size_t i = 0; i < 2 && status == HERALD_OK; i++)
        status = store_reader_get(reader, moved[i], &article, NULL);
    article_dispose(&article);
    store_reader_free(reader);
    store_writer_free(writer);
    store_dictionary_free(dictionary);
    if (status != HERALD_OK)
        assert_int_equal(status, HERALD_E_NO_MEMORY);
    return status == HERALD_OK;
}

static void test_out_of_memory(void **state)
{
    (void)state;
    struct buffer records[100];
    struct slice samples[100];
    for (unsigned i = 0; i < COUNT(records); i++) {
        records[i] = make_record(i, 1000);
        samples[i] = buffer_slice(&records[i]);
    }
    long last = 0;
    for (bool done = false; !done; last++) {
        allocations_left = last;
        done = live(samples, COUNT(samples));
        allocations_left = LONG_MAX;
        empty_directory(store);
        assert_in_range(last, 0, 1000);
    }
    assert_in_range(last, 20, 1000);
    for (unsigned i = 0; i < COUNT(records); i++)
        buffer_dispose(&records[i]);
}

/* An addition that fails for want of memory, wherever it is, leaves the writer as it was. */
static void test_out_of_memory_in_between(void **state)
{
    (void)state;
    struct store_dictionary *dictionary = make_dictionary();
    struct buffer record = make_record(1, 100000);
    struct store_writer *writer = open_writer();
    struct store_reference reference;
    add(writer, 7, 10, NULL);
    struct store_reference expected = add(writer, 1, 100000, dictionary);
    store_writer_free(writer);
    enum herald_status status = HERALD_E_NO_MEMORY;
    for (long last = 0; status != HERALD_OK; last++) {
        writer = open_writer();
        struct store_reference before = add(writer, 7, 10, NULL);
        allocations_left = last;
        status = store_writer_add(writer, buffer_slice(&record), dictionary, &reference, NULL);
        allocations_left = LONG_MAX;
        assert_true(status == HERALD_E_NO_MEMORY || (status == HERALD_OK && last > 4));
        if (status != HERALD_OK)
            reference = add(writer, 1, 100000, dictionary);
        assert_int_equal(reference.offset, expected.offset);
        OK(store_writer_sync(writer, &failure));
        store_writer_free(writer);
        struct store_reader *reader = open_reader();
        assert_stored(reader, before, 7, 10);
        assert_stored(reader, reference, 1, 100000);
        store_reader_free(reader);
    }
    store_dictionary_free(dictionary);
    buffer_dispose(&record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAILURE_TEST(test_write_error),
        FAILURE_TEST(test_file_size_limit),
        FAILURE_TEST(test_full_disk),
        FAILURE_TEST(test_short_and_interrupted_writes),
        FAILURE_TEST(test_sync_error),
        FAILURE_TEST(test_no_permission),
        FAILURE_TEST(test_copy_to_full_disk),
        FAILURE_TEST(test_out_of_memory),
        FAILURE_TEST(test_out_of_memory_in_between),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
