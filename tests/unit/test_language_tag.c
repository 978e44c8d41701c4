/* Languages as people and programs write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "corpus/language_tag.h"

static int open_names(void **state)
{
    struct language_names *names;
    assert_int_equal(language_names_open(&names, NULL), HERALD_OK);
    *state = names;
    return 0;
}

static int free_names(void **state)
{
    language_names_free(*state);
    language_names_free(NULL);
    return 0;
}

static void check(struct language_names *names, const char *given, const char *expected)
{
    struct buffer out = BUFFER_INIT;
    const bool found = language_tag(names, slice_of(given), &out);
    if (found != (expected != NULL) ||
        !slice_equal(buffer_slice(&out), slice_of(expected ? expected : "")))
        fail_msg("'%s' gives '%.*s', not '%s'", given, (int)out.length, out.bytes ? out.bytes : "",
                 expected ? expected : "nothing");
    buffer_dispose(&out);
}

static void test_tags(void **state)
{
    static const char *const rows[][2] = {
        {"en", "en"},
        {"EN", "en"},
        {"en-gb", "en-GB"},
        {"en_GB", "en-GB"},
        {"pt-br", "pt-BR"},
        {"zh-hans-cn", "zh-Hans-CN"},
        {"sr-latn", "sr-Latn"},
        {"eng", "en"},
        {"ger", "de"},
        {"deu", "de"},
        {"chi", "zh"},
        {"iw", "he"},
        {"cmn", "zh"},
        {"prs", "fa-AF"},
        {"pcm", "pcm"},
        {"und", "und"},
        {"en_US.UTF-8", "en-US"},
        {"de_DE@euro", "de-DE"},
        {" fr ", "fr"},
        {"xyz", "xyz"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(*state, rows[i][0], rows[i][1]);
}

static void test_names(void **state)
{
    static const char *const rows[][2] = {
        {"English", "en"},
        {"ENGLISH", "en"},
        {"french", "fr"},
        {"français", "fr"},
        {"FRANÇAIS", "fr"},
        {"Deutsch", "de"},
        {"русский", "ru"},
        {"العربية", "ar"},
        {"فارسی", "fa"},
        {"中文", "zh"},
        {"Türkçe", "tr"},
        {"Hausa", "ha"},
        {"Nigerian Pidgin", "pcm"},
        {"Farsi", "fa"},
        {"Norwegian", "no"},
        {"English (US)", "en"},
        {"British English", "en-GB"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(*state, rows[i][0], rows[i][1]);
}

static void test_none(void **state)
{
    static const char *const rows[] = {
        "",  " ",  "e",        "xx", "Klingonish", "en--gb", "en-toolongsubtag", "english french",
        "?", "42", "\xFF\xFF", "()", "en-a",
    };
    char text[5000];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(*state, rows[i], NULL);
    memset(text, 'e', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    check(*state, text, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, open_names, free_names);
}
