/* Generated queries: the canonical form of a query gives the same query again. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "corpus/utf8.h"
#include "query_generator.h"

#define ROUNDS 20000

static void prints_what_it_parses(void **state)
{
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        random_state = 0x9E3779B97F4A7C15ULL ^ round;
        struct query query = {0}, again = {0};
        struct buffer text = BUFFER_INIT, second = BUFFER_INIT, words = BUFFER_INIT;
        struct herald_error err = {0};
        query.root = generate(&query, 1 + random_below(6), false);
        query.any = random_below(4) == 0;
        query_print(&query, &text);
        if (query_parse(&again, buffer_slice(&text), NULL, NULL, &err) != HERALD_OK)
            fail_msg("round %u: '%s': %s", round, text.bytes, err.message);
        query_print(&again, &second);
        if (!query_equal(query.root, again.root) || query.any != again.any)
            fail_msg("round %u: '%s' became '%s'", round, text.bytes, second.bytes);
        assert_string_equal(text.bytes, second.bytes);
        query_describe(&query, &words);
        assert_false(words.failed);
        assert_true(words.length > 0);
        buffer_dispose(&text);
        buffer_dispose(&second);
        buffer_dispose(&words);
        query_dispose(&query);
        query_dispose(&again);
    }
}

/* Every leaf has its number, in the order of the text. */
static void check_leaves(const struct query_node *node, bool *seen, size_t count)
{
    if (query_is_leaf(node)) {
        assert_true(node->leaf < count);
        assert_false(seen[node->leaf]);
        seen[node->leaf] = true;
    }
    for (const struct query_node *child = node->child; child; child = child->next)
        check_leaves(child, seen, count);
}

static void check_query(const struct query *query, const char *text)
{
    struct query again = {0};
    struct buffer canonical = BUFFER_INIT, words = BUFFER_INIT;
    query_print(query, &canonical);
    query_describe(query, &words);
    if (query_parse(&again, buffer_slice(&canonical), NULL, NULL, NULL) != HERALD_OK ||
        !query_equal(query->root, again.root) || query->any != again.any)
        fail_msg("'%s' became '%s'", text, canonical.bytes);
    bool *seen = calloc(query->leaf_count + 1, sizeof(*seen));
    assert_non_null(seen);
    check_leaves(query->root, seen, query->leaf_count);
    for (size_t at = 0; at < query->leaf_count; at++)
        assert_true(seen[at]);
    for (const struct query_warning *warning = query->warnings; warning; warning = warning->next)
        assert_true(utf8_is_valid(warning->message));
    free(seen);
    buffer_dispose(&canonical);
    buffer_dispose(&words);
    query_dispose(&again);
}

/* What texts at random are made of. */
static const char *const pieces[] = {
    "a",
    "b",
    " ",
    "\"",
    "(",
    ")",
    "-",
    "+",
    "*",
    "OR",
    "AND",
    " NOT ",
    "title:",
    ":",
    "\\",
    "«",
    "»",
    "“",
    "”",
    "ה",
    "\"",
    "中",
    " ",
    "\xC2\xA0",
    "or",
    "~3",
    "\xE2\x80\x8F",
    " near/5 ",
    " w/in 5 ",
    " within 5 ",
    " pre/2 ",
    " w/s ",
    "first/9 ",
    "atleast/2 ",
    "/F5/",
    "/n3/",
    "date:2025-02",
    "date:",
    "..",
    "words:",
    ">5",
    "source:",
    "lead:",
    "body:",
    "=",
    "near5:",
    "repeat2:",
    "any:",
    " NOT w/3 ",
    "?",
    "!",
    "|",
    "7d",
    "/",
    " near/ ",
    "naer/5 ",
    "\xFF",
    "since:",
    "\0x",
    "(a OR b) ",
};

static void check_text(struct slice text, struct query_options options)
{
    struct query query = {0}, lenient = {0};
    bool fine = query_parse(&query, text, &options, NULL, NULL) == HERALD_OK;
    if (fine)
        check_query(&query, text.bytes);
    options.lenient = true;
    if (query_parse(&lenient, text, &options, NULL, NULL) != HERALD_OK)
        fail_msg("'%.*s' is refused", (int)text.length, text.bytes);
    check_query(&lenient, text.bytes);
    assert_true(!fine || query_equal(query.root, lenient.root));
    assert_true(fine || lenient.warning_count > 0);
    query_dispose(&query);
    query_dispose(&lenient);
}

/* Any text at all is either refused or understood, and then its canonical form is stable; read
 * leniently it is always understood, and as before where it was. */
static void survives_any_text(void **state)
{
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        random_state = 0xD1B54A32D192ED03ULL ^ round;
        struct query_options options = {.any = random_below(4) == 0, .plain = random_below(8) == 0};
        struct buffer text = BUFFER_INIT;
        buffer_append_string(&text, "");
        for (uint32_t count = random_below(24); count > 0; count--)
            buffer_append_string(&text, PICK(pieces));
        check_text(buffer_slice(&text), options);
        buffer_dispose(&text);
    }
}

/* Bytes at random: NUL, surrogates and overlong forms among them. */
static void survives_any_bytes(void **state)
{
    (void)state;
    static const char *const hard[] = {"\xED\xA0\xBD",     "\xED\xB2\xA9", "\xC0\x80",
                                       "\xF4\x90\x80\x80", "\xE2\x80\xAE", "\xF0\x9F\x95\x8A",
                                       "\xD9\x90",         "\xEF\xBF\xBF"};
    for (unsigned round = 0; round < ROUNDS; round++) {
        random_state = 0x94D049BB133111EBULL ^ round;
        struct query_options options = {.any = random_below(4) == 0};
        struct buffer text = BUFFER_INIT;
        buffer_append_byte(&text, 0);
        for (uint32_t count = random_below(40); count > 0; count--) {
            if (random_below(4) == 0)
                buffer_append_string(&text, PICK(hard));
            else
                buffer_append_byte(&text, (unsigned char)random_below(random_below(2) ? 128 : 256));
        }
        check_text(buffer_slice(&text), options);
        buffer_dispose(&text);
    }
}

struct printed {
    const char *text, *canonical;
};

static void prints_canonically(void **state)
{
    (void)state;
    static const struct printed cases[] = {
        {"Russia mediation Iran", "Russia AND mediation AND Iran"},
        {"a b OR -c", "(a AND b) OR NOT c"},
        {"title:(x y) -\"p q\"", "title:(x AND y) AND NOT \"p q\""},
        {"\\OR \\-5 *", "\\OR AND \\-5 AND *"},
        {"-(a b)", "NOT (a AND b)"},
        {"title:\"p q\"", "title:\"p q\""},
        {"title:(-a)", "title:(NOT a)"},
        {"a w/5 b", "a near/5 b"},
        {"a NEAR5 b adj3 c", "(a near/5 b) pre/3 c"},
        {"(a OR b) /s c", "(a OR b) w/s c"},
        {"a not w/5 b", "a NOT near/5 b"},
        {"-a near/5 b", "NOT a near/5 b"},
        {"toyota/F50/", "first/50 toyota"},
        {"atleast5 microsoft", "atleast/5 microsoft"},
        {"atleast/3 a near/5 b", "atleast/3 (a near/5 b)"},
        {"near20:\"russia iran\"", "russia near/20 iran"},
        {"repeat3:\"mediation\"", "atleast/3 mediation"},
        {"wc>1000", "words:>1000"},
        {"words:500..1000", "words:500..1000"},
        {"words:<=9", "words:<10"},
        {"source:(Reuters OR \"Associated Press\")",
         "source:Reuters OR source:\"Associated Press\""},
        {"DATE:2025-02", "date:2025-02"},
        {"\"nuclear (talks OR negotiat*)\"~2", "\"nuclear (talks OR negotiat*)\"~2"},
        {"any: +a b -c", "any: a AND (* OR b) AND NOT c"},
        {"any: a AND b c", "any: (a AND b) OR c"},
        {"all: any b", "any AND b"},
        {"\\any:a", "\\any:a"},
    };
    for (size_t at = 0; at < sizeof(cases) / sizeof(*cases); at++) {
        struct query query = {0};
        struct buffer text = BUFFER_INIT;
        struct herald_error err;
        if (query_parse(&query, slice_of(cases[at].text), NULL, NULL, &err) != HERALD_OK)
            fail_msg("'%s': %s", cases[at].text, err.message);
        query_print(&query, &text);
        assert_string_equal(text.bytes, cases[at].canonical);
        buffer_dispose(&text);
        query_dispose(&query);
    }
}

static void describes_in_words(void **state)
{
    (void)state;
    static const struct printed cases[] = {
        {"*", "all articles"},
        {"mediation near/5 Iran",
         "articles that hold any form of \"mediation\" within 5 words of any form of \"Iran\""},
        {"Russia \"nuclear talks\" -Iraq",
         "articles that hold any form of \"Russia\", the phrase \"nuclear talks\" and not any form "
         "of \"Iraq\""},
        {"title:(Iran OR Iraq) source:Reuters date:2025-02..",
         "articles that hold (any form of \"Iran\" or any form of \"Iraq\") in the title, have the "
         "source \"Reuters\" and are dated 2025-02 or later"},
        {"a pre/1 b w/s c",
         "articles that hold (any form of \"a\" right before any form of \"b\") in the same "
         "sentence as any form of \"c\""},
        {"atleast/3 =mediate first/50 mediat*",
         "articles that hold exactly \"mediate\" at least 3 times and a word that begins with "
         "\"mediat\" in the first 50 words"},
        {"a near/2 b near/2 c", "articles that hold any form of \"a\" within 2 words of any form "
                                "of \"b\", and that within "
                                "2 words of any form of \"c\""},
        {"words:>1000 -language:en",
         "articles that have 1001 words or more and are not among those that have the language "
         "\"en\""},
        {"date:..1990", "articles that are dated 1990 or earlier"},
        {"any: +a b", "articles that hold any form of \"a\" and preferably hold any form of \"b\""},
    };
    for (size_t at = 0; at < sizeof(cases) / sizeof(*cases); at++) {
        struct query query = {0};
        struct buffer text = BUFFER_INIT;
        assert_int_equal(query_parse(&query, slice_of(cases[at].text), NULL, NULL, NULL),
                         HERALD_OK);
        query_describe(&query, &text);
        assert_string_equal(text.bytes, cases[at].canonical);
        buffer_dispose(&text);
        query_dispose(&query);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_what_it_parses), cmocka_unit_test(survives_any_text),
        cmocka_unit_test(survives_any_bytes),    cmocka_unit_test(prints_canonically),
        cmocka_unit_test(describes_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
