#include "corpus/dictionary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <zlib.h>

#include <cmocka.h>

enum { SAMPLES = 3000, SAMPLE_SIZE = 800 };

/* Text of a small vocabulary, the same on every machine: words repeat, sentences do not. */
static void write_text(uint64_t seed, char *out, size_t length)
{
    static const char *const words[] = {
        "talks ",      "ceasefire ", "minister ",   "said ",      "Tehran ",
        "Moscow ",     "mediation ", "the ",        "of ",        "agreement ",
        "sanctions ",  "offered ",   "delegation ", "on ",        "to ",
        "Washington ", "foreign ",   "ministry ",   "statement ", "Tuesday ",
    };
    for (size_t at = 0; at < length;) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        for (const char *word = words[(seed >> 40) % 20]; *word && at < length; word++)
            out[at++] = *word;
    }
}

static char text[SAMPLES][SAMPLE_SIZE];
static struct slice samples[SAMPLES];

static int make_samples(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        write_text(i, text[i], SAMPLE_SIZE);
        samples[i] = (struct slice){text[i], SAMPLE_SIZE};
    }
    return 0;
}

static struct store_dictionary *train(const struct slice *from, size_t count)
{
    struct store_dictionary *dictionary;
    assert_int_equal(store_dictionary_train(from, count, &dictionary, NULL), HERALD_OK);
    return dictionary;
}

static void test_same_samples_same_dictionary(void **state)
{
    (void)state;
    struct store_dictionary *one = train(samples, SAMPLES), *other = train(samples, SAMPLES);
    assert_non_null(one);
    assert_in_range(one->length, 1000, DICTIONARY_BYTES);
    assert_true(slice_equal(store_dictionary_bytes(one), store_dictionary_bytes(other)));
    assert_int_equal(one->checksum, crc32(0, one->bytes, one->length));
    store_dictionary_free(one);
    store_dictionary_free(other);
}

/* Below 64 KiB of sample, and where no two articles share anything, there is no dictionary. */
static void test_too_little(void **state)
{
    (void)state;
    size_t just_below = (64 << 10) / SAMPLE_SIZE;
    assert_null(train(NULL, 0));
    assert_null(train(samples, just_below));
    struct store_dictionary *dictionary = train(samples, just_below + 1);
    assert_non_null(dictionary);
    store_dictionary_free(dictionary);
    assert_null(train(&(struct slice){text[0], sizeof(text)}, 1));
}

static void test_odd_samples(void **state)
{
    (void)state;
    /* Shorter than a gram, empty, huge, all alike. */
    struct slice odd[300];
    for (size_t i = 0; i < 300; i++)
        odd[i] = (struct slice){text[0], i % 3 == 0 ? i % 7 : 700};
    odd[1] = (struct slice){NULL, 0};
    odd[2] = (struct slice){text[0], sizeof(text)};
    struct store_dictionary *dictionary = train(odd, 300);
    assert_non_null(dictionary);
    assert_in_range(dictionary->length, 1, DICTIONARY_BYTES);
    store_dictionary_free(dictionary);
}

static void test_made_of_bytes(void **state)
{
    (void)state;
    struct store_dictionary *dictionary;
    char bytes[DICTIONARY_BYTES + 1] = {0};
    assert_int_equal(store_dictionary_make((struct slice){bytes, 0}, &dictionary, NULL),
                     HERALD_E_ARGUMENT);
    assert_int_equal(store_dictionary_make((struct slice){bytes, sizeof(bytes)}, &dictionary, NULL),
                     HERALD_E_ARGUMENT);
    assert_null(dictionary);
    assert_int_equal(store_dictionary_make(SLICE("the \0"), &dictionary, NULL), HERALD_OK);
    assert_true(slice_equal(store_dictionary_bytes(dictionary), SLICE("the \0")));
    store_dictionary_free(dictionary);
    store_dictionary_free(NULL);
}

static size_t packed_size(const struct store_dictionary *dictionary, struct slice article)
{
    unsigned char out[4096];
    z_stream stream = {.next_in = (z_const Bytef *)article.bytes,
                       .avail_in = (uInt)article.length,
                       .next_out = out,
                       .avail_out = sizeof(out)};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
    if (dictionary)
        deflateSetDictionary(&stream, dictionary->bytes, dictionary->length);
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    return sizeof(out) - stream.avail_out;
}

/* It does what it is for, on articles that it has not seen, and quickly. */
static void test_worth_having(void **state)
{
    (void)state;
    clock_t start = clock();
    struct store_dictionary *dictionary = train(samples, SAMPLES - 100);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    size_t with = 0, without = 0;
    for (size_t i = SAMPLES - 100; i < SAMPLES; i++) {
        with += packed_size(dictionary, samples[i]);
        without += packed_size(NULL, samples[i]);
    }
    if (with * 100 > without * 85)
        fail_msg("%zu bytes with a dictionary, %zu without", with, without);
    if (seconds > 5) /* 0.06 at full speed; sanitizers and busy machines are slower */
        fail_msg("training took %.2f seconds", seconds);
    store_dictionary_free(dictionary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_samples_same_dictionary),
        cmocka_unit_test(test_too_little),
        cmocka_unit_test(test_odd_samples),
        cmocka_unit_test(test_made_of_bytes),
        cmocka_unit_test(test_worth_having),
    };
    return cmocka_run_group_tests(tests, make_samples, NULL);
}
