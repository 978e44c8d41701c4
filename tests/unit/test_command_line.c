/* Command lines read from tables, their help and their completion. */

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "corpus/article.h"
#include "corpus/command_line.h"
#include "corpus/date.h"

enum colour { RED, GREEN, BLUE };

struct target {
    bool loud;
    enum colour colour, paint;
    const char *text;
    struct slice_list list;
    uint32_t number, milliseconds;
    size_t bytes;
    double seconds;
    struct date date;
    unsigned calls;
    enum command_asked asked;
};

static enum herald_status count_call(void *command, const char *value, struct herald_error *err)
{
    struct target *target = command;
    if (strcmp(value, "bad") == 0)
        return herald_fail(err, HERALD_E_LIMIT, "bad call");
    target->calls++;
    return HERALD_OK;
}

#define AT(member) offsetof(struct target, member)

static const struct command_option items[] = {
    OPTION_GROUP("Group:"),
    OPTION("loud", 'l', OPTION_FLAG, AT(loud), NULL, "be loud"),
    OPTION("green", 0, OPTION_SET, AT(colour), NULL, "the colour is green", .least = GREEN),
    OPTION("blue", 0, OPTION_SET, AT(colour), NULL, NULL, .least = BLUE),
    OPTION("azure", 0, OPTION_SET, AT(colour), NULL, NULL, .least = BLUE),
    OPTION("paint", 0, OPTION_CHOICE, AT(paint), "COLOUR", "red, green or blue",
           .choices = "red green blue"),
    OPTION("text", 't', OPTION_TEXT, AT(text), "FILE", "a file"),
    OPTION("item", 0, OPTION_LIST, AT(list), "ITEM", "any number"),
    OPTION("number", 'n', OPTION_NUMBER, AT(number), "N",
           "a number the help of which is so long that it has to be wrapped into two lines",
           .least = 2, .most = 9),
    OPTION("bytes", 0, OPTION_BYTES, AT(bytes), "SIZE", "a size", .least = 1024),
    OPTION("seconds", 0, OPTION_SECONDS, AT(seconds), "S", "time", .most = 100),
    OPTION("limit-of-time", 0, OPTION_MILLISECONDS, AT(milliseconds), "SECONDS", "time",
           .most = 100),
    OPTION("date", 0, OPTION_DATE, AT(date), "DATE", "a date"),
    OPTION("call", 0, OPTION_CALL, 0, "X", "a call", .read = count_call),
    OPTION("grey", 0, OPTION_FLAG, AT(loud), NULL, NULL),
    OPTION("gray", 0, OPTION_FLAG, AT(loud), NULL, NULL),
    COMMAND_HELP_OPTIONS(AT(asked)),
};

static const struct command_options options = {.items = items,
                                               .count = sizeof(items) / sizeof(items[0]),
                                               .before = "before\n",
                                               .after = "after\n",
                                               .advice = "look it up"};

/* Read a command line of words; NULL ends them. */
static enum herald_status read_words(struct target *target, int *others, char ***rest,
                                     struct herald_error *err, ...)
{
    static char *argv[32];
    va_list words;
    int argc = 1;
    va_start(words, err);
    argv[0] = NULL;
    for (char *word; (word = va_arg(words, char *)) != NULL;)
        argv[argc++] = word;
    va_end(words);
    argv[argc] = NULL;
    *rest = argv + 1;
    return command_line_read(&options, argc, argv, target, others, err);
}

#define READ(...) read_words(&target, &others, &rest, &error, __VA_ARGS__, (char *)NULL)

#define BEGIN                                                                                      \
    struct target target = {0};                                                                    \
    struct herald_error error = {0};                                                               \
    char **rest = NULL;                                                                            \
    int others = -1

static void sets_members(void **state)
{
    (void)state;
    BEGIN;
    assert_int_equal(READ("one", "-l", "--paint=blue", "--text", "--odd", "two", "--item", "a",
                          "--item=b", "-n7", "--bytes", "3k", "--seconds", "1.5", "--limit-of-time",
                          "0.0004", "--date", "1963-01", "--call", "x", "--green"),
                     HERALD_OK);
    assert_true(target.loud);
    assert_int_equal(target.paint, BLUE);
    assert_int_equal(target.colour, GREEN);
    assert_string_equal(target.text, "--odd");
    assert_int_equal(target.list.count, 2);
    assert_string_equal(target.list.items[1].bytes, "b");
    assert_int_equal(target.number, 7);
    assert_int_equal(target.bytes, 3072);
    assert_true(fabs(target.seconds - 1.5) < 1e-9);
    assert_int_equal(target.milliseconds, 1); /* never rounded to "none" */
    assert_int_equal(target.date.precision, DATE_MONTH);
    assert_int_equal(target.calls, 1);
    assert_int_equal(others, 2);
    assert_string_equal(rest[0], "one");
    assert_string_equal(rest[1], "two");
    free(target.list.items);
}

static void reads_prefixes_and_clusters(void **state)
{
    (void)state;
    BEGIN;
    assert_int_equal(READ("--num", "3", "-ln4", "--", "-l", "--loud"), HERALD_OK);
    assert_int_equal(target.number, 4);
    assert_int_equal(others, 2);
    assert_string_equal(rest[1], "--loud");
    assert_int_equal(READ("--gr"), HERALD_E_ARGUMENT); /* green, grey or gray */
    assert_string_equal(error.message, "no option '--gr'; look it up");
    target.loud = false;
    assert_int_equal(READ("--gra"), HERALD_OK);
    assert_true(target.loud);
    assert_int_equal(READ("-", "-lt-"), HERALD_OK); /* a dash alone is no option */
    assert_int_equal(others, 1);
    assert_string_equal(target.text, "-");
}

static void tells_the_first_mistake(void **state)
{
    (void)state;
    BEGIN;
    assert_int_equal(READ("--nothing", "--paint", "black", "--green"), HERALD_E_ARGUMENT);
    assert_string_equal(error.message, "no option '--nothing'; look it up");
    assert_int_equal(target.colour, GREEN); /* what follows is read all the same */
    assert_int_equal(READ("--call", "bad"), HERALD_E_LIMIT);
    assert_string_equal(error.message, "bad call");
}

static void refuses_two_of_one_choice(void **state)
{
    (void)state;
    BEGIN;
    assert_int_equal(READ("--blue", "--azure", "--blue"), HERALD_OK);
    assert_int_equal(target.colour, BLUE);
    target.colour = RED;
    assert_int_equal(READ("--green", "--paint", "red", "--azure"), HERALD_E_ARGUMENT);
    assert_string_equal(error.message, "--azure does not go with --green");
    assert_int_equal(target.colour, GREEN); /* the first one counts for the report */
}

static void refuses_values(void **state)
{
    static const char *const cases[][3] = {
        {"--paint", "black", "--paint takes red, green or blue, not 'black'"},
        {"--paint", "re", "--paint takes red, green or blue, not 're'"},
        {"--number", "1", "--number takes a whole number from 2 to 9, not '1'"},
        {"--number", "10", "--number takes a whole number from 2 to 9, not '10'"},
        {"--number", "-3", "--number takes a whole number from 2 to 9, not '-3'"},
        {"--number", "3x", "--number takes a whole number from 2 to 9, not '3x'"},
        {"--number", "", "--number takes a whole number from 2 to 9, not ''"},
        {"--bytes", "1023", "--bytes takes a size from 1k on, such as 512M, not '1023'"},
        {"--bytes", "3kx", "--bytes takes a size from 1k on, such as 512M, not '3kx'"},
        {"--bytes", "M", "--bytes takes a size from 1k on, such as 512M, not 'M'"},
        {"--seconds", "-1", "--seconds takes seconds from 0 to 100, not '-1'"},
        {"--seconds", "nan", "--seconds takes seconds from 0 to 100, not 'nan'"},
        {"--seconds", "101", "--seconds takes seconds from 0 to 100, not '101'"},
        {"--date", "soon", "--date takes a date such as 2025, 2025-02 or 2025-02-14, not 'soon'"},
        {"--loud=yes", "", "option '--loud' takes no value"},
        {"-", "--text", "option '--text' lacks its value"},
        {"-", "-ln", "option '-ln' lacks its value"},
        {"-x", "", "no option '-x'; look it up"},
        {"--=x", "", "no option '--=x'; look it up"},
    };
    (void)state;
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        BEGIN;
        assert_int_equal(READ(cases[at][0], cases[at][1]), HERALD_E_ARGUMENT);
        assert_string_equal(error.message, cases[at][2]);
    }
}

static void expects_no_arguments(void **state)
{
    char *argv[] = {NULL, "extra", NULL};
    struct herald_error error = {0};
    (void)state;
    assert_int_equal(command_line_expect_none(argv, 0, &error), HERALD_OK);
    assert_int_equal(command_line_expect_none(argv, 1, &error), HERALD_E_ARGUMENT);
    assert_string_equal(error.message, "unexpected argument 'extra'");
}

static void prints_help_and_completion(void **state)
{
    char text[4096];
    (void)state;
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_false(command_asked_print(&options, COMMAND_RUN, file));
    assert_true(command_asked_print(&options, COMMAND_HELP, file));
    long end = ftell(file);
    assert_true(command_asked_print(&options, COMMAND_COMPLETION, file));
    rewind(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    fclose(file);
    assert_non_null(strstr(text, "before\nGroup:\n  -l, --loud          be loud\n"));
    assert_non_null(strstr(text,
                           "  -n, --number N      a number the help of which is so long that it "
                           "has to be\n                      wrapped into two lines\n"));
    assert_non_null(strstr(text, "      --limit-of-time SECONDS\n                      time\n"));
    assert_null(strstr(text, "--gray"));
    assert_null(strstr(text, "--completion"));
    assert_non_null(strstr(text, "print this\nafter\n--loud\t\n"));
    assert_non_null(strstr(text + end, "--paint\tred green blue\n--text\tFILE\n-t\tFILE\n"));
    for (const char *line = text; line < text + end; line = strchr(line, '\n') + 1)
        assert_true(strchr(line, '\n') - line < 80);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_members),
        cmocka_unit_test(reads_prefixes_and_clusters),
        cmocka_unit_test(tells_the_first_mistake),
        cmocka_unit_test(refuses_two_of_one_choice),
        cmocka_unit_test(refuses_values),
        cmocka_unit_test(expects_no_arguments),
        cmocka_unit_test(prints_help_and_completion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
