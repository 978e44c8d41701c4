#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "indexer/schema.h"
#include "indexer/url_domain.h"

static void assert_buffer(struct buffer *buffer, const char *expected)
{
    assert_false(buffer->failed);
    assert_int_equal(buffer->length, strlen(expected));
    assert_memory_equal(buffer->bytes, expected, buffer->length);
    buffer_clear(buffer);
}

static void test_term_short(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    schema_term(&out, SCHEMA_ID, SLICE("42"));
    assert_buffer(&out, "I42");
    buffer_dispose(&out);
}

/* libxapian takes 245 bytes, a zero byte counting double: just fits, just not, and not by zeros. */
static void test_term_limit(void **state)
{
    (void)state;
    char value[400];
    struct buffer out = BUFFER_INIT;
    memset(value, 'x', sizeof value);
    schema_term(&out, SCHEMA_IDENTITY, (struct slice){value, SCHEMA_TERM_MAX - 1});
    assert_int_equal(out.length, SCHEMA_TERM_MAX);
    buffer_clear(&out);
    schema_term(&out, SCHEMA_IDENTITY, (struct slice){value, SCHEMA_TERM_MAX});
    assert_int_equal(out.length, 1 + 1 + 32);
    assert_memory_equal(out.bytes, "Q#", 2);
    buffer_clear(&out);
    memset(value, 0, 123);
    schema_term(&out, SCHEMA_IDENTITY, (struct slice){value, 123});
    assert_int_equal(out.length, 1 + 1 + 32);
    buffer_dispose(&out);
}

static void test_long_terms_stay_distinct(void **state)
{
    (void)state;
    char value[400];
    struct buffer one = BUFFER_INIT, two = BUFFER_INIT;
    memset(value, 'x', sizeof value);
    schema_term(&one, SCHEMA_IDENTITY, (struct slice){value, sizeof value});
    value[399] = 'y';
    schema_term(&two, SCHEMA_IDENTITY, (struct slice){value, sizeof value});
    assert_memory_not_equal(one.bytes, two.bytes, one.length);
    buffer_dispose(&one);
    buffer_dispose(&two);
}

static void test_stem_term_is_cut_at_a_code_point(void **state)
{
    (void)state;
    char stem[300];
    struct buffer out = BUFFER_INIT;
    for (size_t i = 0; i < sizeof stem; i += 2)
        memcpy(stem + i, "\xD0\xB8", 2);
    schema_stem_term(&out, SCHEMA_TITLE_STEM, language_find(SLICE("ru")),
                     (struct slice){stem, sizeof stem});
    assert_int_equal(out.length, SCHEMA_TERM_MAX - 1);
    assert_memory_equal(out.bytes, "ZSru", 4);
    buffer_dispose(&out);
}

static void test_words_with_digits_have_no_stem(void **state)
{
    (void)state;
    assert_true(schema_has_stem(SLICE("mediation")));
    assert_true(schema_has_stem(SLICE("\xD0\xB8\xD1\x80\xD0\xB0\xD0\xBD")));
    assert_false(schema_has_stem(SLICE("1987")));
    assert_false(schema_has_stem(SLICE("g20")));
    assert_false(schema_has_stem(SLICE("3.5")));
}

static void test_fold_name(void **state)
{
    static const struct {
        const char *name, *folded;
    } CASES[] = {
        {"Herald Wire", "herald wire"},
        {"  Two \t words\n ", "two words"},
        {"\xC3\x89lys\xC3\xA9"
         "e",
         "\xC3\xA9lys\xC3\xA9"
         "e"},
        {"\xEF\xBC\xA1\xEF\xBC\xA2", "ab"}, /* full width */
        {"", ""},
    };
    (void)state;
    struct buffer out = BUFFER_INIT;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        schema_fold_name(&out, slice_of(CASES[i].name));
        assert_buffer(&out, CASES[i].folded);
    }
    buffer_dispose(&out);
}

static void test_language_value(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    schema_language_value(&out, SLICE("pt-BR"));
    assert_buffer(&out, "pt");
    schema_language_value(&out, SLICE("EN_us"));
    assert_buffer(&out, "en");
    schema_language_value(&out, (struct slice){NULL, 0});
    assert_buffer(&out, "und");
    buffer_dispose(&out);
}

/* The order of the bytes is the order of time, before 1970 too. */
static void test_domain(void **state)
{
    static const struct {
        const char *url, *domain;
    } rows[] = {
        {"https://www.state.gov/briefings/1", "state.gov"},
        {"HTTP://News.UN.org:8080?q", "news.un.org"},
        {"//user:secret@www.bbc.co.uk#top", "bbc.co.uk"},
        {"ftp://host.example./x", "host.example"},
        {"https://www./x", "www"},
        {"https://правительство.рф/a", "правительство.рф"},
        {"http://[2001:db8::1]:80/", "[2001:db8::1]"},
        {"http://127.0.0.1/x", "127.0.0.1"},
        {"www.gov.uk", "gov.uk"},
        {"state.gov/x", "state.gov"},
        {"localhost:80/x", "localhost"},
        {"mailto:press@un.org", ""},
        {"urn:isbn:1", ""},
        {"https://", ""},
        {"https://a b/", ""},
        {"", ""},
    };
    struct buffer out = BUFFER_INIT;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        url_domain(&out, slice_of(rows[i].url));
        assert_buffer(&out, rows[i].domain);
    }
    buffer_dispose(&out);
}

static void assert_parent(const char *domain, const char *parent)
{
    struct slice at = slice_of(domain);
    assert_int_equal(url_parent_domain(&at), parent != NULL);
    assert_true(!parent || slice_equal(at, slice_of(parent)));
}

static void test_parent_domain(void **state)
{
    (void)state;
    assert_parent("news.un.org", "un.org");
    assert_parent("un.org", "org");
    assert_parent("org", NULL);
    assert_parent("", NULL);
    assert_parent("127.0.0.1", NULL);
    assert_parent("[2001:db8::1]", NULL);
    assert_parent("4chan.org", "org");
}

static void test_words_order(void **state)
{
    static const uint64_t counts[] = {0, 1, 255, 256, 65536, SCHEMA_WORDS_MAX};
    char before[SCHEMA_WORDS_SIZE], now[SCHEMA_WORDS_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        uint32_t words;
        schema_encode_words(counts[i], now);
        assert_true(i == 0 || memcmp(before, now, sizeof now) < 0);
        assert_true(schema_decode_words((struct slice){now, sizeof now}, &words));
        assert_int_equal(words, counts[i]);
        memcpy(before, now, sizeof now);
    }
    schema_encode_words(UINT64_MAX, now);
    assert_memory_equal(now, before, sizeof now);
    uint32_t words;
    assert_false(schema_decode_words(SLICE("ab"), &words));
}

static void test_time_order(void **state)
{
    static const int64_t TIMES[] = {
        -62135596800, -3000000000, -1, 0, 1, 255, 256, 1741046400, 253402300799};
    char last[SCHEMA_TIME_SIZE] = {0}, bytes[SCHEMA_TIME_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof TIMES / sizeof TIMES[0]; i++) {
        int64_t back;
        schema_encode_time(TIMES[i], bytes);
        assert_true(schema_decode_time((struct slice){bytes, sizeof bytes}, &back));
        assert_int_equal(back, TIMES[i]);
        if (i > 0)
            assert_true(memcmp(last, bytes, sizeof bytes) < 0);
        memcpy(last, bytes, sizeof bytes);
    }
}

static void test_time_is_clamped(void **state)
{
    char bytes[SCHEMA_TIME_SIZE];
    int64_t back;
    (void)state;
    schema_encode_time(INT64_MIN, bytes);
    assert_true(schema_decode_time((struct slice){bytes, sizeof bytes}, &back));
    assert_int_equal(back, -62135596800);
    schema_encode_time(INT64_MAX, bytes);
    assert_true(schema_decode_time((struct slice){bytes, sizeof bytes}, &back));
    assert_int_equal(back, 253402300799);
    assert_false(schema_decode_time((struct slice){bytes, 4}, &back));
}

static void test_entry(void **state)
{
    struct schema_entry entry = {{7, 123, UINT64_C(5) << 32}, {8, 77, 3}, {1, UINT64_MAX}, "sn", true};
    struct schema_entry back;
    char bytes[SCHEMA_ENTRY_MAX];
    (void)state;
    size_t length = schema_encode_entry(&entry, bytes);
    assert_true(schema_decode_entry((struct slice){bytes, length}, &back));
    assert_int_equal(back.reference.segment, 7);
    assert_int_equal(back.reference.length, 123);
    assert_int_equal(back.reference.offset, UINT64_C(5) << 32);
    assert_int_equal(back.positions.segment, 8);
    assert_int_equal(back.positions.length, 77);
    assert_int_equal(back.positions.offset, 3);
    assert_int_equal(back.hash.low, 1);
    assert_true(back.hash.high == UINT64_MAX);
    assert_string_equal(back.language, "sn");
    assert_true(back.mixed);
    for (size_t cut = 0; cut < length; cut++)
        assert_false(schema_decode_entry((struct slice){bytes, cut}, &back));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_term_short),
        cmocka_unit_test(test_term_limit),
        cmocka_unit_test(test_long_terms_stay_distinct),
        cmocka_unit_test(test_stem_term_is_cut_at_a_code_point),
        cmocka_unit_test(test_words_with_digits_have_no_stem),
        cmocka_unit_test(test_fold_name),
        cmocka_unit_test(test_language_value),
        cmocka_unit_test(test_domain),
        cmocka_unit_test(test_parent_domain),
        cmocka_unit_test(test_words_order),
        cmocka_unit_test(test_time_order),
        cmocka_unit_test(test_time_is_clamped),
        cmocka_unit_test(test_entry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
