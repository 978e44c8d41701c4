#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "corpus/utf8.h"

static bool is_scalar(uint32_t code_point)
{
    return code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF);
}

static void test_every_code_point(void **state)
{
    (void)state;
    for (uint32_t code_point = 0; code_point <= 0x10FFFF; code_point++) {
        char bytes[UTF8_MAX];
        uint32_t back;
        if (!is_scalar(code_point))
            continue;
        size_t length = utf8_encode(code_point, bytes);
        if (utf8_decode(bytes, length, &back) != length || back != code_point ||
            utf8_valid_length(bytes, length) != length ||
            utf8_count((struct slice){bytes, length}) != 1)
            fail_msg("U+%04X", code_point);
    }
}

/* The twin: which of all sequences of up to three bytes are valid, by trying all code points. */
static void test_every_short_sequence(void **state)
{
    (void)state;
    size_t valid[4] = {0};
    for (uint32_t value = 0; value < 0x1000000; value++) {
        char bytes[3] = {(char)(value >> 16), (char)(value >> 8), (char)value};
        uint32_t code_point;
        size_t taken = utf8_decode(bytes, 3, &code_point);
        valid[taken]++;
        char again[UTF8_MAX];
        if (taken && (utf8_encode(code_point, again) != taken || memcmp(again, bytes, taken) != 0))
            fail_msg("%06X", value);
    }
    assert_int_equal(valid[1], 128 * 65536);
    assert_int_equal(valid[2], (0x800 - 0x80) * 256);
    assert_int_equal(valid[3], 0x10000 - 0x800 - 0x800);
}

/* The fast validator against the plain decoder, with faults at every place around its blocks. */
static void test_valid_length_against_decoder(void **state)
{
    (void)state;
    static const char *const faults[] = {"\x80",
                                         "\xC0\xAF",
                                         "\xE0\x80\x80",
                                         "\xED\xA0\x80",
                                         "\xF0\x80\x80\x80",
                                         "\xF4\x90\x80\x80",
                                         "\xF5",
                                         "\xE2\x82",
                                         "\xF0\x9F\x98",
                                         "\xC3",
                                         "\xFF"};
    static const char *const fillers[] = {"a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
                                          "ab\xD0\x96"};
    for (size_t f = 0; f < sizeof(fillers) / sizeof(fillers[0]); f++)
        for (size_t bad = 0; bad < sizeof(faults) / sizeof(faults[0]); bad++)
            for (size_t before = 0; before < 45; before++)
                for (size_t after = 0; after < 40; after += 13) {
                    struct buffer text = BUFFER_INIT;
                    for (size_t i = 0; i < before; i++)
                        buffer_append_string(&text, fillers[f]);
                    size_t expected = text.length;
                    assert_int_equal(utf8_valid_length(text.bytes ? text.bytes : "", expected),
                                     expected);
                    buffer_append_string(&text, faults[bad]);
                    for (size_t i = 0; i < after; i++)
                        buffer_append_string(&text, fillers[f]);
                    assert_int_equal(utf8_valid_length(text.bytes, text.length), expected);
                    buffer_dispose(&text);
                }
}

static void test_repair(void **state)
{
    (void)state;
    /* From the Unicode standard, section 3.9, tables 3-8 to 3-11, and more. */
    static const struct {
        const char *text, *repaired;
        size_t replaced;
    } cases[] = {
        {"plain", "plain", 0},
        {"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41",
         "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"
         "A",
         8},
        {"\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41",
         "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"
         "A",
         8},
        {"\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42",
         "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"
         "A\uFFFD\uFFFD"
         "B",
         7},
        {"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41",
         "\uFFFD\uFFFD\uFFFD\uFFFD"
         "A",
         4},
        {"caf\xE9 noir", "caf\uFFFD noir", 1},
        {"\xE2\x82", "\uFFFD", 1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out = BUFFER_INIT;
        assert_int_equal(utf8_repair(slice_of(cases[i].text), &out), cases[i].replaced);
        assert_string_equal(out.bytes, cases[i].repaired);
        assert_true(utf8_is_valid(buffer_slice(&out)));
        buffer_dispose(&out);
    }
}

static void test_steps_and_count(void **state)
{
    (void)state;
    struct slice text =
        SLICE("a\u00E9\u20AC\U0001F600\0z, and so on until a word is filled \u0416");
    size_t count = 0;
    for (size_t at = 0; at < text.length; at = utf8_next(text, at)) {
        count++;
        assert_int_equal(utf8_floor(text, at), at);
        if (at > 0)
            assert_int_equal(utf8_next(text, utf8_previous(text, at)), at);
    }
    assert_int_equal(utf8_count(text), count);
    assert_int_equal(utf8_floor(text, 2), 1);
    assert_int_equal(utf8_floor(text, 5), 3);
    assert_int_equal(utf8_floor(text, 9), 6);
    assert_int_equal(utf8_floor(text, 1000), text.length);
    assert_int_equal(utf8_count((struct slice){NULL, 0}), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_point),
        cmocka_unit_test(test_every_short_sequence),
        cmocka_unit_test(test_valid_length_against_decoder),
        cmocka_unit_test(test_repair),
        cmocka_unit_test(test_steps_and_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
