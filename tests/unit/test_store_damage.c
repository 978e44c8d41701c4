#include <inttypes.h>
#include <unistd.h>

#include "store_fixture.h"
#include "tests/unit/random_numbers.h"

/* --- damage ------------------------------------------------------------------------------- */

enum { DAMAGE_ARTICLES = 5 };

/* A small segment: two articles without a dictionary, three with one, and the bytes of its file. */
struct small_segment {
    struct store_reference references[DAMAGE_ARTICLES];
    bool preset[DAMAGE_ARTICLES];
    uint64_t dictionary_end; /* the dictionary's block stands before the first article with it */
    uint64_t dictionary_start;
    char path[64];
    char bytes[4096];
    size_t length;
};

static void make_small_segment(struct small_segment *segment)
{
    struct store_dictionary *dictionary = make_dictionary();
    struct store_writer *writer = open_writer();
    for (unsigned i = 0; i < DAMAGE_ARTICLES; i++) {
        segment->preset[i] = i == 1 || i == 2 || i == 4;
        segment->references[i] = add(writer, i, 60 * i, segment->preset[i] ? dictionary : NULL);
    }
    segment->dictionary_start = segment->references[0].offset + segment->references[0].length;
    segment->dictionary_end = segment->references[1].offset;
    OK(store_writer_sync(writer, &failure));
    store_writer_free(writer);
    store_dictionary_free(dictionary);
    snprintf(segment->path, sizeof(segment->path), "%s/%08" PRIu32 ".seg", store,
             segment->references[0].segment);
    FILE *file = fopen(segment->path, "rb");
    assert_non_null(file);
    segment->length = fread(segment->bytes, 1, sizeof(segment->bytes), file);
    fclose(file);
    assert_in_range(segment->length, 100, sizeof(segment->bytes) - 1);
}

/* Check that exactly the articles that stand on byte `at` are refused. */
static void check_damage_at(const struct small_segment *segment, size_t at)
{
    bool dictionary = at >= segment->dictionary_start && at < segment->dictionary_end;
    struct store_reader *reader = open_reader();
    size_t damaged = 0;
    for (unsigned i = 0; i < DAMAGE_ARTICLES; i++) {
        struct store_reference reference = segment->references[i];
        bool here = at >= reference.offset && at < reference.offset + reference.length;
        damaged += here;
        if (here || (dictionary && segment->preset[i]))
            assert_status(reader, reference, HERALD_E_CORRUPT);
        else
            assert_stored(reader, reference, i, 60 * i);
    }
    assert_true(damaged == 1 || dictionary); /* no byte belongs to nobody */
    store_reader_free(reader);
}

static void test_every_byte_flipped(void **state)
{
    (void)state;
    struct small_segment segment;
    make_small_segment(&segment);
    for (size_t at = 0; at < segment.length; at++) {
        const int flips[] = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF};
        for (size_t i = 0; i < COUNT(flips); i++) {
            segment.bytes[at] = (char)(segment.bytes[at] ^ flips[i]);
            write_file(segment.path, segment.bytes, segment.length);
            check_damage_at(&segment, at);
            segment.bytes[at] = (char)(segment.bytes[at] ^ flips[i]);
        }
    }
}

static void test_cut_at_every_length(void **state)
{
    (void)state;
    struct small_segment segment;
    make_small_segment(&segment);
    struct store_reader *reader = open_reader();
    for (size_t length = segment.length; length-- > 0;) {
        assert_int_equal(truncate(segment.path, (off_t)length), 0);
        for (unsigned i = 0; i < DAMAGE_ARTICLES; i++) {
            struct store_reference reference = segment.references[i];
            if (reference.offset + reference.length <= length)
                assert_stored(reader, reference, i, 60 * i);
            else
                assert_status(reader, reference, HERALD_E_CORRUPT);
        }
    }
    store_reader_free(reader);
}

/* References that point anywhere, into good and into random bytes. */
static void test_wrong_references(void **state)
{
    (void)state;
    struct small_segment segment;
    make_small_segment(&segment);
    struct store_reader *reader = open_reader();
    for (uint32_t offset = 0; offset <= segment.length + 1; offset++) {
        for (uint32_t length = 0; length <= segment.length + 1; length += 1 + length / 8) {
            struct store_reference wrong = {segment.references[0].segment, length, offset};
            bool right = false;
            for (size_t i = 0; i < DAMAGE_ARTICLES; i++)
                right = right || (segment.references[i].offset == offset &&
                                  segment.references[i].length == length);
            if (!right)
                assert_status(reader, wrong, HERALD_E_CORRUPT);
        }
    }
    const uint64_t far[] = {UINT64_MAX, INT64_MAX, UINT64_MAX - 99, 1u << 31};
    for (size_t i = 0; i < COUNT(far); i++) {
        assert_status(reader, (struct store_reference){1, 100, far[i]}, HERALD_E_CORRUPT);
        assert_status(reader, (struct store_reference){1, UINT32_MAX, far[i]}, HERALD_E_CORRUPT);
    }
    store_reader_free(reader);
    for (unsigned round = 0; round < 3000; round++) {
        for (size_t i = 0; i < segment.length; i++)
            segment.bytes[i] = (char)random_below(256);
        segment.bytes[4] = "APDX"[round % 4];
        segment.bytes[5] = (char)(segment.length - 9 - round % 3);
        segment.bytes[6] = (char)(round >> 4);
        write_file(segment.path, segment.bytes, segment.length);
        reader = open_reader();
        assert_status(reader, (struct store_reference){1, (uint32_t)segment.length, 0},
                      HERALD_E_CORRUPT);
        store_reader_free(reader);
    }
}

/* A good block that points at another good dictionary than its own is not unpacked with that. */
static void test_other_dictionary(void **state)
{
    (void)state;
    struct store_dictionary *one, *other;
    OK(store_dictionary_make(SLICE("talks said envoy the "), &one, &failure));
    OK(store_dictionary_make(SLICE("envoy the said talks "), &other, &failure));
    struct store_writer *writer = open_writer();
    struct store_reference first = add(writer, 1, 50, one), second = add(writer, 1, 50, other);
    OK(store_writer_sync(writer, &failure));
    store_writer_free(writer);
    store_dictionary_free(one);
    store_dictionary_free(other);
    struct store_reader *reader = open_reader();
    assert_stored(reader, first, 1, 50);
    assert_stored(reader, second, 1, 50);
    store_reader_free(reader);
    char path[64];
    snprintf(path, sizeof(path), "%s/00000001.seg", store);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    /* Checksum, kind, two lengths of one byte; the first dictionary is at 0, the second after it.
     */
    assert_int_equal(fseek(file, (long)first.offset + 7, SEEK_SET), 0);
    assert_int_equal(fgetc(file), 0);
    assert_int_equal(fseek(file, (long)first.offset + 7, SEEK_SET), 0);
    fputc((int)(first.offset + first.length), file);
    fclose(file);
    reader = open_reader();
    assert_status(reader, first, HERALD_E_CORRUPT);
    assert_stored(reader, second, 1, 50);
    store_reader_free(reader);
}

/* The message says where. */
static void test_message(void **state)
{
    (void)state;
    struct small_segment segment;
    make_small_segment(&segment);
    struct store_reference reference = segment.references[3];
    segment.bytes[reference.offset + 20] ^= 4;
    write_file(segment.path, segment.bytes, segment.length);
    struct store_reader *reader = open_reader();
    struct herald_error err;
    struct article article = {0};
    assert_int_equal(store_reader_get(reader, reference, &article, &err), HERALD_E_CORRUPT);
    char expected[128];
    snprintf(expected, sizeof(expected),
             "the article at byte %" PRIu64 " of '%s' is damaged: its checksum is wrong",
             reference.offset, segment.path);
    assert_string_equal(err.message, expected);
    store_reader_free(reader);
}

/* A damaged file that is put right is read by a reader that had it open. */
static void test_restored_file(void **state)
{
    (void)state;
    struct small_segment segment;
    make_small_segment(&segment);
    struct store_reader *reader = open_reader();
    assert_stored(reader, segment.references[1], 1, 60);
    assert_int_equal(truncate(segment.path, 20), 0);
    assert_status(reader, segment.references[1], HERALD_E_CORRUPT);
    assert_int_equal(unlink(segment.path), 0);
    assert_status(reader, segment.references[1], HERALD_E_NOT_FOUND);
    write_file(segment.path, segment.bytes, segment.length);
    assert_stored(reader, segment.references[1], 1, 60);
    store_reader_free(reader);
}

/* Damage goes along and stays what it was; the rest is whole. */
static void test_copy_damage(void **state)
{
    (void)state;
    struct small_segment segment;
    make_small_segment(&segment);
    for (size_t at = 0; at <= segment.length; at++) {
        struct store_reference moved[DAMAGE_ARTICLES];
        if (at < segment.length) {
            segment.bytes[at] = (char)(segment.bytes[at] ^ 0x11);
            write_file(segment.path, segment.bytes, segment.length);
            segment.bytes[at] = (char)(segment.bytes[at] ^ 0x11);
        } else { /* the last round: the last two articles cut off */
            assert_int_equal(truncate(segment.path, (off_t)segment.references[3].offset + 9), 0);
        }
        bool damaged[DAMAGE_ARTICLES];
        OK(store_copy(store, segment.references, DAMAGE_ARTICLES, moved, damaged, &failure));
        bool dictionary = at >= segment.dictionary_start && at < segment.dictionary_end;
        struct store_reader *reader = open_reader();
        for (unsigned i = 0; i < DAMAGE_ARTICLES; i++) {
            struct store_reference old = segment.references[i];
            bool here =
                at < segment.length ? at >= old.offset && at < old.offset + old.length : i >= 3;
            assert_int_equal(damaged[i], here || (dictionary && segment.preset[i]));
            if (damaged[i])
                assert_status(reader, moved[i], HERALD_E_CORRUPT);
            else
                assert_stored(reader, moved[i], i, 60 * i);
        }
        store_reader_free(reader);
        OK(store_segment_remove(store, moved[0].segment, &failure));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_every_byte_flipped),
        STORE_TEST(test_cut_at_every_length),
        STORE_TEST(test_wrong_references),
        STORE_TEST(test_other_dictionary),
        STORE_TEST(test_message),
        STORE_TEST(test_restored_file),
        STORE_TEST(test_copy_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
