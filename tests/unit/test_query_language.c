/* Every example of docs/query-language.md does what the page says, and every rule has some. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "corpus/date.h"
#include "searcher/query.h"

#define NOW "2025-03-15T12:00:00Z"

/* The page as a list of lines. */
static char *page;

static int read_page(void **state)
{
    (void)state;
    char path[4096];
    struct buffer text = BUFFER_INIT;
    const char *folder = getenv("HERALD_SOURCE_DIR");
    snprintf(path, sizeof(path), "%s/docs/query-language.md", folder ? folder : ".");
    FILE *file = fopen(path, "rb");
    if (!file)
        return -1;
    char room[4096];
    size_t count;
    while ((count = fread(room, 1, sizeof(room), file)) > 0)
        buffer_append(&text, room, count);
    fclose(file);
    page = text.bytes;
    return page ? 0 : -1;
}

static int free_page(void **state)
{
    (void)state;
    free(page);
    return 0;
}

static struct slice trim(struct slice text)
{
    while (text.length > 0 && text.bytes[0] == ' ')
        text = (struct slice){text.bytes + 1, text.length - 1};
    while (text.length > 0 && text.bytes[text.length - 1] == ' ')
        text.length--;
    return text;
}

/* The two sides of a line around a sign between blanks; false where it is not there. */
static bool split(struct slice line, const char *sign, struct slice *left, struct slice *right)
{
    const char *at = memmem(line.bytes, line.length, sign, strlen(sign));
    if (!at)
        return false;
    *left = trim((struct slice){line.bytes, (size_t)(at - line.bytes)});
    at += strlen(sign);
    *right = trim((struct slice){at, (size_t)(line.bytes + line.length - at)});
    return true;
}

/* Take a word off the front where it is the one. */
static bool take(struct slice *text, const char *word)
{
    size_t length = strlen(word);
    if (text->length < length || memcmp(text->bytes, word, length) != 0)
        return false;
    *text = trim((struct slice){text->bytes + length, text->length - length});
    return true;
}

/* The options before a query. */
static struct query_options take_options(struct slice *text, char zone[static 64])
{
    struct date now;
    assert_true(date_parse(slice_of(NOW), &now));
    struct query_options options = {.fixed_clock = true, .now = now.seconds};
    for (;;) {
        if (take(text, "--any")) {
            options.any = true;
        } else if (take(text, "--lenient")) {
            options.lenient = true;
        } else if (take(text, "--time-zone")) {
            size_t length = 0;
            for (; length < text->length && text->bytes[length] != ' '; length++)
                zone[length] = text->bytes[length];
            zone[length] = '\0';
            *text = trim((struct slice){text->bytes + length, text->length - length});
            options.time_zone = zone;
        } else {
            return options;
        }
    }
}

static void check_example(struct slice text, struct slice expected, bool refused)
{
    char zone[64];
    struct query query = {0};
    struct query_error where = {0};
    struct herald_error err = {0};
    struct buffer canonical = BUFFER_INIT;
    struct slice typed = text;
    struct query_options options = take_options(&text, zone);
    enum herald_status status = query_parse(&query, text, &options, &where, &err);
    if (status == HERALD_OK)
        query_print(&query, &canonical);
    else
        buffer_append_string(&canonical, query_error_name(where.code));
    if (refused != (status != HERALD_OK) || !slice_equal(buffer_slice(&canonical), expected))
        fail_msg("'%.*s' is '%s' (%s), not '%.*s'", (int)typed.length, typed.bytes, canonical.bytes,
                 err.message, (int)expected.length, expected.bytes);
    buffer_dispose(&canonical);
    query_dispose(&query);
}

/* Call for each indented line of the page: examples are checked, and rules are counted until an
 * example follows. */
static void does_what_the_page_says(void **state)
{
    (void)state;
    size_t examples = 0, rules = 0, bare = 0;
    for (const char *line = page, *end; *line; line = *end ? end + 1 : end) {
        end = strchr(line, '\n');
        end = end ? end : line + strlen(line);
        struct slice text = {line, (size_t)(end - line)}, left, right;
        if (text.length > 3 && memcmp(line, "## ", 3) == 0 && bare > 0)
            fail_msg("before '%.*s' are rules without examples", (int)text.length, line);
        if (text.length < 5 || memcmp(line, "    ", 4) != 0)
            continue;
        bool refused = split(text, " !! ", &left, &right);
        if (refused || split(text, " => ", &left, &right)) {
            check_example(left, right, refused);
            examples++;
            bare = 0;
        } else if (text.bytes[text.length - 1] == ';') {
            rules++;
            bare++;
        } else {
            fail_msg("'%.*s' is neither a rule nor an example", (int)text.length, line);
        }
    }
    assert_true(rules >= 20);
    assert_true(examples >= 150);
}

/* The table of reasons has all of them. */
static void names_every_reason(void **state)
{
    (void)state;
    for (int code = QUERY_ERROR_NONE + 1; code <= (int)QUERY_ERROR_LENGTH; code++) {
        char name[64];
        snprintf(name, sizeof(name), "`%s`", query_error_name((enum query_error_code)code));
        if (!strstr(page, name))
            fail_msg("no %s", name);
    }
}

/* So has the grammar all fields. */
static void names_every_field(void **state)
{
    (void)state;
    for (int field = 0; field < (int)QUERY_FIELD_COUNT; field++) {
        char name[64];
        snprintf(name, sizeof(name), "\"%s\"", query_field_name((enum query_field)field));
        if (!strstr(page, name))
            fail_msg("no %s", name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(does_what_the_page_says),
        cmocka_unit_test(names_every_reason),
        cmocka_unit_test(names_every_field),
    };
    return cmocka_run_group_tests(tests, read_page, free_page);
}
