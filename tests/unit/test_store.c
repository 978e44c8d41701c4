#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store_fixture.h"

/* --- references --------------------------------------------------------------------------- */

static void test_references(void **state)
{
    (void)state;
    const struct store_reference references[] = {
        {0, 0, 0}, {1, 412, 127}, {300, 128, 16384}, {UINT32_MAX, UINT32_MAX, UINT64_MAX}};
    for (size_t i = 0; i < COUNT(references); i++) {
        char bytes[STORE_REFERENCE_MAX + 1];
        size_t length = store_reference_encode(references[i], bytes);
        assert_in_range(length, 3, STORE_REFERENCE_MAX);
        bytes[length] = 'x';
        struct store_reference back;
        assert_int_equal(store_reference_decode((struct slice){bytes, length + 1}, &back), length);
        assert_int_equal(back.segment, references[i].segment);
        assert_int_equal(back.offset, references[i].offset);
        assert_int_equal(back.length, references[i].length);
        for (size_t cut = 0; cut < length; cut++)
            assert_int_equal(store_reference_decode((struct slice){bytes, cut}, &back), 0);
    }
    char bytes[STORE_REFERENCE_MAX];
    size_t length = store_reference_encode(references[1], bytes);
    assert_int_equal(length, 4);
    assert_memory_equal(bytes, "\x01\x7F\x9C\x03", 4); /* segment, offset, length */
    assert_int_equal(
        store_reference_decode(SLICE("\xFF\xFF\xFF\xFF\x10\x00\x00"), &(struct store_reference){0}),
        0);
}

/* --- writing and reading ------------------------------------------------------------------ */

/* Articles of many lengths, with two dictionaries and with none, in one segment. */
static void test_round_trip(void **state)
{
    (void)state;
    const size_t lengths[] = {0, 1, 100, 850, 4096, 40000, 300000, 3000000};
    struct store_dictionary *one = make_dictionary(), *other;
    OK(store_dictionary_make(SLICE("Tehran envoy the \xE2\x82\xAC "), &other, &failure));
    const struct store_dictionary *const dictionaries[] = {one, NULL, other};
    struct store_writer *writer = open_writer();
    struct store_reference references[COUNT(lengths) * 3];
    uint64_t bytes = 0, record_bytes, packed_bytes;
    for (unsigned i = 0; i < COUNT(references); i++) {
        references[i] = add(writer, i, lengths[i / 3], dictionaries[i % 3]);
        struct buffer record = make_record(i, lengths[i / 3]);
        bytes += record.length;
        buffer_dispose(&record);
    }
    OK(store_writer_sync(writer, &failure));
    store_writer_totals(writer, &record_bytes, &packed_bytes);
    assert_int_equal(record_bytes, bytes);
    store_writer_free(writer);
    struct store_segment *segments;
    size_t count;
    OK(store_segments(store, &segments, &count, &failure));
    assert_int_equal(count, 1);
    assert_int_equal(segments[0].number, 1);
    assert_int_equal(segments[0].bytes, packed_bytes);
    free(segments);
    struct store_reader *reader = open_reader();
    for (unsigned i = COUNT(references); i-- > 0;)
        assert_stored(reader, references[i], i, lengths[i / 3]);
    store_reader_free(reader);
    store_dictionary_free(one);
    store_dictionary_free(other);
}

/* Heads that end at, before and behind every step in which they are unpacked, with a body and
 * without, that shrink well and not at all. */
static void test_heads(void **state)
{
    (void)state;
    struct store_dictionary *dictionary = make_dictionary();
    struct buffer noise = make_noise(2000);
    struct store_writer *writer = open_writer();
    struct store_reference references[2][1200];
    struct buffer records[2][1200] = {0};
    for (size_t with = 0; with < 2; with++)
        for (size_t length = 0; length < 1200; length++) {
            struct article article = {.title = {noise.bytes, length},
                                      .body = {noise.bytes, with * (1 + length % 700)}};
            if (length % 2)
                article.section = SLICE("the envoy said the minister offered the talks");
            article_encode(&article, &records[with][length]);
            OK(store_writer_add(writer, buffer_slice(&records[with][length]),
                                length % 3 ? dictionary : NULL, &references[with][length],
                                &failure));
        }
    OK(store_writer_sync(writer, &failure));
    store_writer_free(writer);
    struct store_reader *reader = open_reader();
    for (size_t with = 0; with < 2; with++)
        for (size_t length = 0; length < 1200; length++) {
            assert_article_stored(reader, references[with][length],
                                  buffer_slice(&records[with][length]));
            buffer_dispose(&records[with][length]);
        }
    store_reader_free(reader);
    store_dictionary_free(dictionary);
    buffer_dispose(&noise);
}

/* The example of docs/format.md: an article alone, a dictionary, an article packed with it. */
static void test_bytes(void **state)
{
    (void)state;
    struct store_dictionary *dictionary;
    struct store_reference alone, preset;
    OK(store_dictionary_make(SLICE("Moscow offers talks "), &dictionary, &failure));
    struct store_writer *writer = open_writer();
    OK(store_writer_add(writer, SLICE("\x01\x01\x01\x37"), NULL, &alone, &failure));
    const struct slice record =
        SLICE("\x01\x01\x01\x37\x05\x06\x04\xDA\xE2\xA2\x84\x04\x0B\x04iran\x0F\x04\x01n42\x10\x05"
              "Talks\x12\x07Moscow.");
    OK(store_writer_add(writer, record, dictionary, &preset, &failure));
    OK(store_writer_sync(writer, &failure));
    store_writer_free(writer);
    store_dictionary_free(dictionary);
    char reference[STORE_REFERENCE_MAX];
    assert_int_equal(store_reference_encode(preset, reference), 3);
    assert_memory_equal(reference, "\x01\x28\x2D", 3);
    static const unsigned char expected[] = {
        0xd8, 0x39, 0x75, 0x27, 0x41, 0x06, 0x04, 0x63, 0x64, 0x64, 0x34, 0x07, 0x00, 0x6a, 0x55,
        0xf7, 0x2c, 0x44, 0x14, 0x14, 0x4d, 0x6f, 0x73, 0x63, 0x6f, 0x77, 0x20, 0x6f, 0x66, 0x66,
        0x65, 0x72, 0x73, 0x20, 0x74, 0x61, 0x6c, 0x6b, 0x73, 0x20, 0xd8, 0xd8, 0xd3, 0xcd, 0x50,
        0x25, 0x28, 0x0d, 0x63, 0x64, 0x64, 0x34, 0x67, 0x65, 0x63, 0xb9, 0xf5, 0x68, 0x51, 0x0b,
        0x0b, 0x37, 0x4b, 0x66, 0x51, 0x62, 0x1e, 0x3f, 0x0b, 0x63, 0x9e, 0x89, 0x91, 0x00, 0x6b,
        0x08, 0x48, 0x5e, 0x88, 0xdd, 0x17, 0xac, 0x49, 0x0f, 0x00};
    char path[64], bytes[128];
    snprintf(path, sizeof(path), "%s/00000001.seg", store);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(bytes, 1, sizeof(bytes), file), sizeof(expected));
    fclose(file);
    assert_memory_equal(bytes, expected, sizeof(expected));
}

static void test_large_article(void **state)
{
    (void)state;
    struct buffer record = make_noise(50u << 20);
    struct store_dictionary *dictionary = make_dictionary();
    struct store_writer *writer = open_writer();
    struct store_reference small, large, after;
    small = add(writer, 1, 100, dictionary);
    OK(store_writer_add(writer, buffer_slice(&record), dictionary, &large, &failure));
    after = add(writer, 2, 100, dictionary);
    OK(store_writer_sync(writer, &failure));
    store_writer_free(writer);
    struct store_reader *reader = open_reader();
    struct article article = {0};
    assert_stored(reader, small, 1, 100);
    OK(store_reader_get(reader, large, &article, &failure));
    assert_true(is_record(&article, buffer_slice(&record)));
    assert_stored(reader, after, 2, 100);
    article_dispose(&article);
    store_reader_free(reader);
    store_dictionary_free(dictionary);
    buffer_dispose(&record);
}

static void test_too_large(void **state)
{
    (void)state;
    struct store_writer *writer = open_writer();
    struct store_reference reference;
    struct herald_error err;
    struct slice record = {"", (size_t)STORE_RECORD_MAX + 1};
    assert_int_equal(store_writer_add(writer, record, NULL, &reference, &err), HERALD_E_LIMIT);
    assert_non_null(strstr(err.message, "STORE_RECORD_MAX"));
    store_writer_free(writer);
}

/* What was not synced is gone, and with it a segment that holds nothing else. */
static void test_unsynced(void **state)
{
    (void)state;
    store_writer_free(NULL);
    store_reader_free(NULL);
    store_writer_free(open_writer());
    assert_int_equal(count_segments(), 0);
    struct store_writer *writer = open_writer();
    OK(store_writer_sync(writer, &failure)); /* nothing */
    for (unsigned i = 0; i < 100; i++)
        add(writer, i, 10000, NULL);
    store_writer_free(writer);
    assert_int_equal(count_segments(), 0);
    writer = open_writer();
    struct store_reference kept = add(writer, 1, 1000, NULL);
    OK(store_writer_sync(writer, &failure));
    struct store_reference dropped = add(writer, 2, 1000, NULL);
    store_writer_free(writer);
    struct store_reader *reader = open_reader();
    assert_stored(reader, kept, 1, 1000);
    assert_status(reader, dropped, HERALD_E_CORRUPT);
    store_reader_free(reader);
}

static void test_not_there(void **state)
{
    (void)state;
    struct store_reader *reader;
    struct store_segment *segments;
    size_t count;
    assert_int_equal(store_reader_open(store, &reader, NULL), HERALD_E_NOT_FOUND);
    assert_null(reader);
    assert_int_equal(store_segments(store, &segments, &count, NULL), HERALD_E_NOT_FOUND);
    OK(store_segment_remove(store, 1, &failure));
    struct store_writer *writer = open_writer();
    struct store_reference reference = add(writer, 1, 100, NULL);
    OK(store_writer_sync(writer, &failure));
    store_writer_free(writer);
    reader = open_reader();
    assert_status(reader, (struct store_reference){2, reference.length, 0}, HERALD_E_NOT_FOUND);
    OK(store_segment_remove(store, 1, &failure));
    OK(store_segment_remove(store, 1, &failure));
    assert_status(reader, reference, HERALD_E_NOT_FOUND);
    store_reader_free(reader);
}

/* Other files are not segments; a new number is above every one that exists. */
static void test_segment_names(void **state)
{
    (void)state;
    assert_int_equal(mkdir(store, 0777), 0);
    const char *const names[] = {"00000007.seg",  "7.seg",          "00000009.segx", "x0000009.seg",
                                 "000000009.seg", "4294967296.seg", "00000008.seg~", ".seg"};
    for (size_t i = 0; i < COUNT(names); i++) {
        char path[128];
        snprintf(path, sizeof(path), "%s/%s", store, names[i]);
        fclose(fopen(path, "wb"));
    }
    assert_int_equal(count_segments(), 1);
    struct store_writer *writer = open_writer(), *next = open_writer();
    assert_int_equal(add(writer, 1, 10, NULL).segment, 8);
    assert_int_equal(add(next, 1, 10, NULL).segment, 9);
    store_writer_free(writer);
    store_writer_free(next);
    char path[128];
    snprintf(path, sizeof(path), "%s/4294967295.seg", store);
    fclose(fopen(path, "wb"));
    assert_int_equal(store_writer_open(store, &writer, NULL), HERALD_E_LIMIT);
    assert_null(writer);
}

/* More segments and dictionaries than a reader holds open. */
static void test_many_segments(void **state)
{
    (void)state;
    enum { MANY = 70 };
    struct store_reference references[MANY][2];
    struct store_dictionary *dictionary = make_dictionary();
    for (unsigned i = 0; i < MANY; i++) {
        struct store_writer *writer = open_writer();
        references[i][0] = add(writer, i, 300, dictionary);
        references[i][1] = add(writer, i + 1, 300, NULL);
        OK(store_writer_sync(writer, &failure));
        store_writer_free(writer);
    }
    struct store_reader *reader = open_reader();
    for (unsigned i = 0; i < MANY * 3; i++) {
        unsigned at = i * 37 % MANY;
        assert_stored(reader, references[at][0], at, 300);
        assert_stored(reader, references[at][1], at + 1, 300);
    }
    store_reader_free(reader);
    store_dictionary_free(dictionary);
}

/* --- side by side ------------------------------------------------------------------------- */

enum { THREAD_ARTICLES = 2000, THREADS = 4 };

/* One writer, and how far it has synced. */
struct shared {
    struct store_reference references[THREAD_ARTICLES];
    atomic_uint synced;
    const struct store_dictionary *dictionary;
    unsigned first;
};

static void *write_all(void *argument)
{
    struct shared *shared = argument;
    struct store_writer *writer;
    if (store_writer_open(store, &writer, NULL) != HERALD_OK)
        return argument;
    for (unsigned i = 0; i < THREAD_ARTICLES; i++) {
        struct buffer record = make_record(shared->first + i, 400);
        enum herald_status status =
            store_writer_add(writer, buffer_slice(&record), i % 5 ? shared->dictionary : NULL,
                             &shared->references[i], NULL);
        buffer_dispose(&record);
        if (status != HERALD_OK || (i % 100 == 99 && store_writer_sync(writer, NULL) != HERALD_OK))
            return argument;
        if (i % 100 == 99)
            atomic_store(&shared->synced, i + 1);
    }
    store_writer_free(writer);
    return NULL;
}

/* Several writers in one store, and readers of all they have synced, while they write. */
static void test_writers_and_reader(void **state)
{
    (void)state;
    static struct shared shared[THREADS];
    struct store_dictionary *dictionary = make_dictionary();
    pthread_t threads[THREADS];
    assert_int_equal(mkdir(store, 0777), 0);
    for (unsigned i = 0; i < THREADS; i++) {
        shared[i].dictionary = dictionary;
        shared[i].first = i * 10000;
        shared[i].synced = 0;
        assert_int_equal(pthread_create(&threads[i], NULL, write_all, &shared[i]), 0);
    }
    struct store_reader *reader = open_reader();
    unsigned checked[THREADS] = {0}, total = 0;
    for (time_t start = time(NULL); total < THREADS * THREAD_ARTICLES && time(NULL) < start + 120;)
        for (unsigned i = 0; i < THREADS; i++)
            for (; checked[i] < atomic_load(&shared[i].synced); checked[i]++, total++)
                assert_stored(reader, shared[i].references[checked[i]],
                              shared[i].first + checked[i], 400);
    for (unsigned i = 0; i < THREADS; i++) {
        void *failure;
        pthread_join(threads[i], &failure);
        assert_null(failure);
        for (unsigned j = 0; j < i; j++)
            assert_int_not_equal(shared[i].references[0].segment, shared[j].references[0].segment);
    }
    assert_int_equal(total, THREADS * THREAD_ARTICLES);
    assert_int_equal(count_segments(), THREADS);
    store_reader_free(reader);
    store_dictionary_free(dictionary);
}

enum { OPENERS = 8, OPENED = 25 };

/* The segments that one thread was given, opened in step with the others. */
struct opener {
    pthread_barrier_t *barrier;
    struct store_writer *writers[OPENED];
    struct store_reference references[OPENED];
};

static void *open_many(void *argument)
{
    struct opener *opener = argument;
    for (size_t i = 0; i < OPENED; i++) {
        pthread_barrier_wait(opener->barrier);
        if (store_writer_open(store, &opener->writers[i], NULL) != HERALD_OK ||
            store_writer_add(opener->writers[i], SLICE("\x01"), NULL, &opener->references[i],
                             NULL) != HERALD_OK)
            return argument;
    }
    return NULL;
}

/* Writers that start at the same moment never share a segment. */
static void test_openers(void **state)
{
    (void)state;
    static struct opener openers[OPENERS];
    pthread_barrier_t barrier;
    pthread_t threads[OPENERS];
    assert_int_equal(pthread_barrier_init(&barrier, NULL, OPENERS), 0);
    for (size_t i = 0; i < OPENERS; i++) {
        openers[i].barrier = &barrier;
        assert_int_equal(pthread_create(&threads[i], NULL, open_many, &openers[i]), 0);
    }
    for (size_t i = 0; i < OPENERS; i++) {
        void *failed;
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    bool seen[OPENERS * OPENED + 1] = {false};
    for (size_t i = 0; i < OPENERS * OPENED; i++) {
        uint32_t segment = openers[i % OPENERS].references[i / OPENERS].segment;
        assert_in_range(segment, 1, OPENERS * OPENED);
        assert_false(seen[segment]);
        seen[segment] = true;
    }
    for (size_t i = 0; i < OPENERS * OPENED; i++)
        store_writer_free(openers[i % OPENERS].writers[i / OPENERS]);
    pthread_barrier_destroy(&barrier);
}

/* --- copying ------------------------------------------------------------------------------ */

enum { COPIED = 60 };

/* Three segments of articles, every fourth without a dictionary, the second with another one. */
static void fill_three_segments(struct store_reference *references)
{
    struct store_dictionary *one = make_dictionary(), *other;
    OK(store_dictionary_make(SLICE("Tehran envoy the talks said "), &other, &failure));
    struct store_writer *writer = NULL;
    for (unsigned i = 0; i < COPIED; i++) {
        if (i % 20 == 0)
            writer = open_writer();
        references[i] = add(writer, i, 50 * i, i % 4 == 0 ? NULL : i / 20 == 1 ? other : one);
        if (i % 20 < 19)
            continue;
        OK(store_writer_sync(writer, &failure));
        store_writer_free(writer);
    }
    store_dictionary_free(one);
    store_dictionary_free(other);
}

static void test_copy(void **state)
{
    (void)state;
    struct store_reference references[COPIED], kept[COPIED], moved[COPIED];
    fill_three_segments(references);
    size_t count = 0;
    for (unsigned i = 1; i < COPIED; i += 2) /* replaced: the even ones */
        kept[count++] = references[i];
    OK(store_copy(store, kept, count, moved, NULL, &failure));
    for (uint32_t segment = 1; segment <= 3; segment++)
        OK(store_segment_remove(store, segment, &failure));
    assert_int_equal(count_segments(), 1);
    struct store_reader *reader = open_reader();
    uint64_t packed = 0;
    for (size_t i = 0; i < count; i++) {
        assert_stored(reader, moved[i], (unsigned)(2 * i + 1), 50 * (2 * i + 1));
        packed += moved[i].length;
    }
    store_reader_free(reader);
    /* Each dictionary (81 and 28 bytes) is there once. */
    uint64_t size = segment_size(moved[0].segment);
    assert_in_range(size - packed, 30, 30 + 81 + 28);
}

static void test_copy_nothing(void **state)
{
    (void)state;
    OK(store_copy(store, NULL, 0, NULL, NULL, &failure));
    struct store_reference nowhere = {9, 100, 0}, moved;
    assert_int_equal(store_copy(store, &nowhere, 1, &moved, NULL, NULL), HERALD_E_NOT_FOUND);
    store_writer_free(open_writer());
    assert_int_equal(store_copy(store, &nowhere, 1, &moved, NULL, NULL), HERALD_E_NOT_FOUND);
    assert_int_equal(count_segments(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_references),
        STORE_TEST(test_round_trip),
        STORE_TEST(test_heads),
        STORE_TEST(test_bytes),
        STORE_TEST(test_large_article),
        STORE_TEST(test_too_large),
        STORE_TEST(test_unsynced),
        STORE_TEST(test_not_there),
        STORE_TEST(test_segment_names),
        STORE_TEST(test_many_segments),
        STORE_TEST(test_writers_and_reader),
        STORE_TEST(test_openers),
        STORE_TEST(test_copy),
        STORE_TEST(test_copy_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
