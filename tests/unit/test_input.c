#include "reader_support.h"

#include <sys/stat.h>

#include "corpus/input.h"

/* All that an input gives, and the status that it ends with. */
static enum herald_status read_all(const char *path, struct buffer *out, struct herald_error *err)
{
    struct input *input;
    enum herald_status status = input_open(path, NULL, &input, err);
    if (status != HERALD_OK)
        return status;
    do {
        struct slice window = input_window(input);
        buffer_append_slice(out, window);
        input_consume(input, window.length);
        status = input_more(input, err);
    } while (status == HERALD_OK);
    /* The end is the end, however often one asks. */
    assert_int_equal(input_more(input, err), status);
    assert_int_equal(input_offset(input), out->length);
    assert_int_equal(input_text_bytes(input), out->length);
    input_close(input);
    return status;
}

static struct buffer numbers(size_t length)
{
    struct buffer text = BUFFER_INIT;
    for (size_t i = 0; text.length < length; i++)
        buffer_append_format(&text, "line %zu\n", i * i);
    return text;
}

static void test_plain_and_gzip(void **state)
{
    (void)state;
    struct buffer text = numbers(3000000), got = BUFFER_INIT;
    write_file("plain", buffer_slice(&text));
    append_gzip("packed", buffer_slice(&text));
    assert_int_equal(read_all("plain", &got, NULL), HERALD_DONE);
    assert_true(slice_equal(buffer_slice(&got), buffer_slice(&text)));
    buffer_clear(&got);
    assert_int_equal(read_all("packed", &got, NULL), HERALD_DONE);
    assert_true(slice_equal(buffer_slice(&got), buffer_slice(&text)));
    buffer_dispose(&got);
    buffer_dispose(&text);
}

/* Several members, an empty one among them, and zeros behind, as tape blocks have them. */
static void test_members(void **state)
{
    (void)state;
    struct buffer got = BUFFER_INIT;
    append_gzip("members", SLICE("one "));
    append_gzip("members", SLICE(""));
    append_gzip("members", SLICE("two"));
    FILE *file = fopen("members", "ab");
    assert_non_null(file);
    assert_int_equal(fwrite("\0\0\0\0\0", 1, 5, file), 5);
    fclose(file);
    assert_int_equal(read_all("members", &got, NULL), HERALD_DONE);
    assert_slice(buffer_slice(&got), "one two");
    buffer_clear(&got);

    struct herald_error err;
    file = fopen("members", "ab");
    assert_non_null(file);
    fputs("garbage", file);
    fclose(file);
    assert_int_equal(read_all("members", &got, &err), HERALD_E_CORRUPT);
    assert_string_equal(err.message, "gzip data are followed by other data");
    assert_slice(buffer_slice(&got), "one two");
    buffer_dispose(&got);
}

/* Cut off at each of its last bytes, and at others: what comes before the cut is given. */
static void test_cut_off_gzip(void **state)
{
    (void)state;
    struct buffer text = numbers(100000), packed = BUFFER_INIT;
    append_gzip("whole", buffer_slice(&text));
    FILE *file = fopen("whole", "rb");
    assert_non_null(file);
    char *room = buffer_reserve(&packed, 200000);
    packed.length = fread(room, 1, 200000, file);
    fclose(file);
    for (size_t cut = packed.length - 1; cut > 3; cut -= cut > packed.length - 12 ? 1 : cut / 2) {
        struct buffer got = BUFFER_INIT;
        struct herald_error err;
        write_file("cut", (struct slice){packed.bytes, cut});
        assert_int_equal(read_all("cut", &got, &err), HERALD_E_CORRUPT);
        assert_string_equal(err.message, "gzip data are cut off: fetch the file again");
        assert_true(got.length <= text.length);
        assert_true(got.length == 0 || memcmp(got.bytes, text.bytes, got.length) == 0);
        if (cut > packed.length - 8)
            assert_int_equal(got.length, text.length);
        buffer_dispose(&got);
    }
    packed.bytes[packed.length / 2] ^= 0x55;
    struct buffer got = BUFFER_INIT;
    write_file("damaged", buffer_slice(&packed));
    struct herald_error err;
    assert_int_equal(read_all("damaged", &got, &err), HERALD_E_CORRUPT);
    assert_non_null(strstr(err.message, "gzip data are damaged"));
    buffer_dispose(&got);
    buffer_dispose(&packed);
    buffer_dispose(&text);
}

static void test_window(void **state)
{
    (void)state;
    struct buffer text = numbers(2000000);
    struct input *input;
    write_file("w", buffer_slice(&text));
    assert_int_equal(input_open("w", NULL, &input, NULL), HERALD_OK);
    size_t at = 0, lines = 1;
    for (size_t step = 1; at < text.length; step = step * 5 % 99991 + 1) {
        assert_int_equal(input_want(input, step, NULL), HERALD_OK);
        struct slice window = input_window(input);
        assert_int_equal(input_offset(input), at);
        assert_int_equal(input_line(input), lines);
        size_t length = window.length < step ? window.length : step;
        assert_memory_equal(window.bytes, text.bytes + at, length);
        for (size_t i = 0; i < length; i++)
            lines += window.bytes[i] == '\n';
        input_consume(input, length);
        at += length;
    }
    assert_int_equal(at, text.length);
    assert_int_equal(input_disk_bytes(input), text.length);
    input_close(input);
    input_close(NULL);

    /* All of it at once. */
    assert_int_equal(input_open("w", NULL, &input, NULL), HERALD_OK);
    assert_int_equal(input_want(input, SIZE_MAX, NULL), HERALD_OK);
    assert_true(slice_equal(input_window(input), buffer_slice(&text)));
    input_close(input);
    buffer_dispose(&text);
}

static void test_what_cannot_be_opened(void **state)
{
    (void)state;
    struct buffer got = BUFFER_INIT;
    struct herald_error err;
    assert_int_equal(read_all("nothing", &got, &err), HERALD_E_NOT_FOUND);
    assert_string_equal(err.message, "cannot open: no such file or directory");
    assert_int_equal(read_all(".", &got, &err), HERALD_E_IO);
    assert_string_equal(err.message, "cannot read: is a directory");
    write_text("locked", "x");
    assert_int_equal(chmod("locked", 0), 0);
    if (geteuid() != 0)
        assert_int_equal(read_all("locked", &got, &err), HERALD_E_PERMISSION);
    write_text("empty", "");
    assert_int_equal(read_all("empty", &got, &err), HERALD_DONE);
    assert_int_equal(got.length, 0);
    buffer_dispose(&got);
}

static void test_stop(void **state)
{
    (void)state;
    volatile sig_atomic_t stop = 0;
    struct input *input;
    struct herald_error err;
    write_text("s", "text");
    assert_int_equal(input_open("s", &stop, &input, &err), HERALD_OK);
    stop = 1;
    assert_int_equal(input_more(input, &err), HERALD_E_INTERRUPTED);
    input_close(input);
    assert_int_equal(input_open("s", &stop, &input, &err), HERALD_E_INTERRUPTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_and_gzip),        cmocka_unit_test(test_members),
        cmocka_unit_test(test_cut_off_gzip),          cmocka_unit_test(test_window),
        cmocka_unit_test(test_what_cannot_be_opened), cmocka_unit_test(test_stop),
    };
    return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
