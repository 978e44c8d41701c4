#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "corpus/buffer.h"

static void test_append(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT;
    assert_null(buffer.bytes);
    buffer_append_string(&buffer, "ab");
    buffer_append_byte(&buffer, 'c');
    buffer_append(&buffer, "d\0e", 3);
    buffer_append_slice(&buffer, (struct slice){NULL, 0});
    buffer_append_format(&buffer, "%d-%s", 17, "f");
    assert_true(slice_equal(buffer_slice(&buffer), SLICE("abcd\0e17-f")));
    assert_int_equal(buffer.bytes[buffer.length], '\0');
    assert_false(buffer.failed);
    buffer_clear(&buffer);
    assert_int_equal(buffer.length, 0);
    assert_string_equal(buffer.bytes, "");
    buffer_dispose(&buffer);
    buffer_dispose(&buffer);
    assert_null(buffer.bytes);
}

static void test_growth_keeps_content(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT;
    for (unsigned i = 0; i < 100000; i++)
        buffer_append_byte(&buffer, (unsigned char)(i % 251));
    assert_int_equal(buffer.length, 100000);
    for (unsigned i = 0; i < 100000; i++)
        assert_int_equal((unsigned char)buffer.bytes[i], i % 251);
    buffer_dispose(&buffer);
}

static void test_limit(void **state)
{
    (void)state;
    struct buffer buffer = {.limit = 5};
    buffer_append_string(&buffer, "12345");
    assert_false(buffer.failed);
    buffer_append_byte(&buffer, '6');
    assert_true(buffer.failed);
    buffer_append_string(&buffer, "");
    assert_true(slice_equal(buffer_slice(&buffer), SLICE("12345")));
    buffer_clear(&buffer);
    assert_false(buffer.failed);
    buffer_append_format(&buffer, "%s", "123456");
    assert_true(buffer.failed);
    assert_int_equal(buffer.length, 0);
    buffer_dispose(&buffer);
}

static void test_impossible_size(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT;
    buffer_append_string(&buffer, "x");
    assert_null(buffer_reserve(&buffer, SIZE_MAX));
    assert_true(buffer.failed);
    buffer_clear(&buffer);
    assert_null(buffer_reserve(&buffer, SIZE_MAX / 2 + 2));
    assert_true(buffer.failed);
    buffer_dispose(&buffer);
}

static void test_reserve(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT;
    char *room = buffer_reserve(&buffer, 1000);
    assert_non_null(room);
    memset(room, 'z', 1000);
    buffer.length += 1000;
    buffer_append_string(&buffer, "!");
    assert_int_equal(buffer.length, 1001);
    assert_int_equal(buffer.bytes[999], 'z');
    assert_int_equal(buffer.bytes[1000], '!');
    buffer_dispose(&buffer);
}

static void test_slices(void **state)
{
    (void)state;
    assert_true(slice_equal(slice_of(NULL), (struct slice){NULL, 0}));
    assert_true(slice_equal(slice_of(""), (struct slice){NULL, 0}));
    assert_false(slice_equal(SLICE("a"), SLICE("b")));
    assert_true(slice_compare(SLICE("a"), SLICE("ab")) < 0);
    assert_true(slice_compare(SLICE("b"), SLICE("ab")) > 0);
    assert_true(slice_compare(SLICE("\xFF"), SLICE("a")) > 0);
    assert_true(slice_compare((struct slice){NULL, 0}, SLICE("")) == 0);
    assert_true(slice_compare(SLICE("a\0b"), SLICE("a\0c")) < 0);
}

static void test_arena(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    char *pieces[300];
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < 300; i++) {
            size_t size = i * 37 % 5000;
            pieces[i] = arena_alloc(&arena, size);
            assert_non_null(pieces[i]);
            assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
            memset(pieces[i], (int)(i % 256), size);
        }
        for (size_t i = 0; i < 300; i++)
            for (size_t at = 0; at < i * 37 % 5000; at++)
                assert_int_equal((unsigned char)pieces[i][at], i % 256);
        assert_true(arena.used > 0);
        arena_clear(&arena);
        assert_int_equal(arena.used, 0);
    }
    assert_non_null(arena_alloc(&arena, (size_t)20 << 20));
    assert_null(arena_alloc(&arena, SIZE_MAX - 8));
    arena_dispose(&arena);
    arena_dispose(&arena);
}

static void test_arena_copy(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct slice copy = arena_copy(&arena, SLICE("a\0b"));
    assert_true(slice_equal(copy, SLICE("a\0b")));
    assert_int_equal(copy.bytes[3], '\0');
    copy = arena_copy(&arena, (struct slice){NULL, 0});
    assert_non_null(copy.bytes);
    assert_int_equal(copy.length, 0);
    assert_int_equal(copy.bytes[0], '\0');
    arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_append),  cmocka_unit_test(test_growth_keeps_content),
        cmocka_unit_test(test_limit),   cmocka_unit_test(test_impossible_size),
        cmocka_unit_test(test_reserve), cmocka_unit_test(test_slices),
        cmocka_unit_test(test_arena),   cmocka_unit_test(test_arena_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
