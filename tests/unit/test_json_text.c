#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "corpus/json_text.h"
#include "corpus/reader.h"
#include "corpus/utf8.h"

/* Skip a value that lies in memory of exactly its size, so that a sanitizer sees a step beyond. */
static bool skip_exactly(struct slice text, const char **error, size_t *used)
{
    char *copy = malloc(text.length + !text.length);
    assert_non_null(copy);
    memcpy(copy, text.bytes, text.length);
    struct json_cursor c = {.at = copy, .end = copy + text.length};
    bool good = json_skip_value(&c, READER_DEPTH_LIMIT);
    *used = (size_t)(c.at - copy);
    *error = c.error;
    free(copy);
    return good;
}

static void test_values(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t used; /* 0: it is none */
    } cases[] = {
        {"0", 1},
        {"-0.5e+10,", 8},
        {"12345678901234567890]", 20},
        {"01", 0},
        {"-", 0},
        {"1.", 0},
        {"1e", 0},
        {".5", 0},
        {"+1", 0},
        {"true", 4},
        {"false ", 5},
        {"null", 4},
        {"nul", 0},
        {"nulx", 0},
        {"True", 0},
        {"NaN", 0},
        {"\"\"", 2},
        {"\"a\\u00e9\\n\\\"\"", 13},
        {"\"a", 0},
        {"\"a\nb\"", 0},
        {"\"\\x\"", 0},
        {"\"\\u12g4\"", 0},
        {"\"\\u12\"", 0},
        {"[]", 2},
        {"[ ]", 3},
        {"[1,2 , [3]]", 11},
        {"[1,]", 0},
        {"[,1]", 0},
        {"[1 2]", 0},
        {"[1}", 0},
        {"{}", 2},
        {"{ }", 3},
        {"{\"a\":1}", 7},
        {" { \"a\" : [ { } ] , \"b\" : { \"c\" : null } } ", 41},
        {"{\"a\":1,}", 0},
        {"{a:1}", 0},
        {"{\"a\" 1}", 0},
        {"{\"a\":}", 0},
        {"{\"a\":1 \"b\":2}", 0},
        {"{1:1}", 0},
        {"", 0},
        {"]", 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct slice text = slice_of(cases[i].text);
        const char *error;
        size_t used;
        bool good = skip_exactly(text, &error, &used);
        if (good != (cases[i].used > 0) || (good && used != cases[i].used))
            fail_msg("%s: %s, %zu", cases[i].text, good ? "good" : error, used);
        /* Whatever is cut off short is no value, and is told from what is wrong. */
        if (good && strchr("{[\"", *cases[i].text))
            for (text.length = 0; text.length < cases[i].used; text.length++) {
                assert_false(skip_exactly(text, &error, &used));
                assert_ptr_equal(error, JSON_CUT_OFF);
            }
    }
}

static void test_depth(void **state)
{
    (void)state;
    for (size_t depth = READER_DEPTH_LIMIT - 1; depth <= READER_DEPTH_LIMIT + 1; depth++) {
        struct buffer text = BUFFER_INIT;
        for (size_t i = 0; i < depth; i++)
            buffer_append_string(&text, i % 2 ? "[" : "{\"a\":");
        buffer_append_byte(&text, '1');
        for (size_t i = depth; i > 0; i--)
            buffer_append_byte(&text, (i - 1) % 2 ? ']' : '}');
        const char *error;
        size_t used;
        bool good = skip_exactly(buffer_slice(&text), &error, &used);
        assert_int_equal(good, depth <= READER_DEPTH_LIMIT);
        if (!good)
            assert_ptr_equal(error, JSON_TOO_DEEP);
        buffer_dispose(&text);
    }
}

static void expect_text(const char *json, size_t length, struct slice expected,
                        unsigned expected_notes)
{
    struct arena arena = ARENA_INIT;
    struct json_string string;
    struct json_cursor c = {.at = json, .end = json + length};
    assert_true(json_skip_string(&c, &string));
    assert_ptr_equal(c.at, c.end);
    unsigned notes = c.notes;
    struct slice text = json_string_text(&string, &arena, &notes);
    if (!slice_equal(text, expected))
        fail_msg("%s gives '%.*s'", json, (int)text.length, text.bytes);
    assert_int_equal(notes, expected_notes);
    arena_dispose(&arena);
}

#define EXPECT_TEXT(json, text, notes) expect_text(json, sizeof(json) - 1, SLICE(text), notes)

static void test_strings(void **state)
{
    (void)state;
    EXPECT_TEXT("\"\"", "", 0);
    EXPECT_TEXT("\"plain\"", "plain", 0);
    EXPECT_TEXT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 0);
    EXPECT_TEXT("\"\\u0041\\u00e9\\u20AC\"", "A\u00E9\u20AC", 0);
    EXPECT_TEXT("\"\\u0000\"", "\0", 0);
    EXPECT_TEXT("\"a\\u0000b\"", "a\0b", 0);
    EXPECT_TEXT("\"\\ud83d\\ude00\"", "\U0001F600", 0);
    EXPECT_TEXT("\"\\uDBFF\\uDFFF\"", "\U0010FFFF", 0);
    EXPECT_TEXT("\"\\ud800\"", "\uFFFD", JSON_NOTE_LONE_SURROGATE);
    EXPECT_TEXT("\"\\udc00x\"", "\uFFFDx", JSON_NOTE_LONE_SURROGATE);
    EXPECT_TEXT("\"\\ud83dx\\ude00\"", "\uFFFDx\uFFFD", JSON_NOTE_LONE_SURROGATE);
    EXPECT_TEXT("\"\\ud83d\\ud83d\\ude00\"", "\uFFFD\U0001F600", JSON_NOTE_LONE_SURROGATE);
    EXPECT_TEXT("\"\\ud83d\\u0041\"",
                "\uFFFD"
                "A",
                JSON_NOTE_LONE_SURROGATE);
    EXPECT_TEXT("\"\xD0\x96\xE2\x82\xAC\"", "\u0416\u20AC", 0);
    EXPECT_TEXT("\"caf\xE9\"", "caf\uFFFD", JSON_NOTE_INVALID_UTF8);
    EXPECT_TEXT("\"\xED\xA0\x80\\n\"", "\uFFFD\uFFFD\uFFFD\n", JSON_NOTE_INVALID_UTF8);
    EXPECT_TEXT("\"a\tb\"", "a\tb", JSON_NOTE_CONTROL);
    EXPECT_TEXT("\"a\0b\"", "a\0b", JSON_NOTE_CONTROL);
}

/* A quote, a backslash or a control at every place of a word of eight bytes ends the plain run. */
static void test_specials_at_every_place(void **state)
{
    (void)state;
    for (size_t before = 0; before < 40; before++)
        for (size_t after = 0; after < 20; after++) {
            struct buffer json = BUFFER_INIT, text = BUFFER_INIT;
            struct arena arena = ARENA_INIT;
            buffer_append_byte(&json, '"');
            for (size_t i = 0; i < before + after; i++) {
                if (i == before)
                    buffer_append_string(&json, "\\\"\x01");
                if (i == before)
                    buffer_append_string(&text, "\"\x01");
                buffer_append_byte(&json, (unsigned char)("a~\x7F\x80\xFF"[i % 3]));
                buffer_append_byte(&text, (unsigned char)("a~\x7F\x80\xFF"[i % 3]));
            }
            buffer_append_byte(&json, '"');
            struct json_string string;
            struct json_cursor c = {.at = json.bytes, .end = json.bytes + json.length};
            unsigned notes = 0;
            assert_true(json_skip_string(&c, &string));
            assert_ptr_equal(c.at, c.end);
            assert_true(
                slice_equal(json_string_text(&string, &arena, &notes), buffer_slice(&text)));
            arena_dispose(&arena);
            buffer_dispose(&json);
            buffer_dispose(&text);
        }
}

static void test_compact(void **state)
{
    (void)state;
    static const struct {
        const char *json, *compact;
    } cases[] = {
        {" { \"a b\" : [ 1 ,\n\t2.50 ] , \"c\":\"\\u00e9 \\\" x\" } ",
         "{\"a b\":[1,2.50],\"c\":\"\\u00e9 \\\" x\"}"},
        {"12345678901234567890123", "12345678901234567890123"},
        {"\"a\tb\"", "\"a\\u0009b\""},
        {"\"\xE9\\ud800\"", "\"\uFFFD\\ud800\""},
        {"true", "true"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out = BUFFER_INIT;
        json_append_compact(&out, slice_of(cases[i].json));
        assert_string_equal(out.bytes, cases[i].compact);
        buffer_dispose(&out);
    }
}

static void test_written_strings_read_back(void **state)
{
    (void)state;
    struct buffer text = BUFFER_INIT, json = BUFFER_INIT;
    for (uint32_t code_point = 0; code_point < 0x3000; code_point++) {
        char bytes[UTF8_MAX];
        buffer_append(&text, bytes, utf8_encode(code_point, bytes));
    }
    json_append_string(&json, buffer_slice(&text));
    expect_text(json.bytes, json.length, buffer_slice(&text), 0);
    buffer_clear(&json);
    json_append_string(&json, SLICE("\"\\\b\f\n\r\t\x01\0/"));
    assert_true(
        slice_equal(buffer_slice(&json), SLICE("\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u0000/\"")));
    buffer_dispose(&text);
    buffer_dispose(&json);
}

static void test_numbers(void **state)
{
    (void)state;
    assert_true(json_is_number(SLICE("-1.5e3")));
    assert_false(json_is_number(SLICE("")));
    assert_false(json_is_number(SLICE("1 ")));
    assert_false(json_is_number(SLICE("007")));
    assert_false(json_is_number(SLICE("-")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),  cmocka_unit_test(test_depth),
        cmocka_unit_test(test_strings), cmocka_unit_test(test_specials_at_every_place),
        cmocka_unit_test(test_compact), cmocka_unit_test(test_written_strings_read_back),
        cmocka_unit_test(test_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
