/* The query language: what is refused and where, what is suggested, mended and warned of. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "corpus/utf8.h"
#include "query_tree.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

struct bad {
    const char *text;
    enum query_error_code code;
    size_t offset, length;
};

static void refuses(void **state)
{
    (void)state;
    static const struct bad cases[] = {
        {"", QUERY_ERROR_EMPTY, 0, 0},
        {"  ", QUERY_ERROR_EMPTY, 2, 0},
        {"-", QUERY_ERROR_EMPTY, 1, 0},
        {"Iran \"nuclear talks", QUERY_ERROR_UNCLOSED_QUOTE, 5, 1},
        {"\"", QUERY_ERROR_UNCLOSED_QUOTE, 0, 1},
        {"Иран “ядерная", QUERY_ERROR_UNCLOSED_QUOTE, 5, 1},
        {"\"\"", QUERY_ERROR_EMPTY_PHRASE, 0, 2},
        {"a \" \" b", QUERY_ERROR_EMPTY_PHRASE, 2, 3},
        {"Россия (Иран", QUERY_ERROR_UNCLOSED_GROUP, 7, 1},
        {"(", QUERY_ERROR_UNCLOSED_GROUP, 0, 1},
        {"a (b (c)", QUERY_ERROR_UNCLOSED_GROUP, 2, 1},
        {"a) b", QUERY_ERROR_UNOPENED_GROUP, 1, 1},
        {")", QUERY_ERROR_UNOPENED_GROUP, 0, 1},
        {"a ()", QUERY_ERROR_EMPTY_GROUP, 2, 2},
        {"a ( ) b", QUERY_ERROR_EMPTY_GROUP, 2, 3},
        {"OR a", QUERY_ERROR_MISSING_OPERAND, 0, 2},
        {"a OR", QUERY_ERROR_MISSING_OPERAND, 2, 2},
        {"a OR OR b", QUERY_ERROR_MISSING_OPERAND, 2, 2},
        {"Iran AND", QUERY_ERROR_MISSING_OPERAND, 5, 3},
        {"AND a", QUERY_ERROR_MISSING_OPERAND, 0, 3},
        {"a AND OR b", QUERY_ERROR_MISSING_OPERAND, 2, 3},
        {"Russia AND (mediation OR", QUERY_ERROR_MISSING_OPERAND, 22, 2},
        {"NOT", QUERY_ERROR_MISSING_OPERAND, 0, 3},
        {"a -OR", QUERY_ERROR_MISSING_OPERAND, 2, 1},
        {"(a OR)", QUERY_ERROR_MISSING_OPERAND, 3, 2},
        {"title:", QUERY_ERROR_MISSING_FIELD_VALUE, 0, 6},
        {"a title: b", QUERY_ERROR_MISSING_FIELD_VALUE, 2, 6},
        {"title:*", QUERY_ERROR_MISSING_FIELD_VALUE, 0, 6},
        {"title:()", QUERY_ERROR_EMPTY_GROUP, 6, 2},
        {"Иран \xFF", QUERY_ERROR_ENCODING, 5, 1},
        {"a \xED\xA0\x80 b", QUERY_ERROR_ENCODING, 2, 1},
        {"a near/5", QUERY_ERROR_MISSING_OPERAND, 2, 6},
        {"near/5 a", QUERY_ERROR_MISSING_OPERAND, 0, 6},
        {"a near/5 OR b", QUERY_ERROR_MISSING_OPERAND, 2, 6},
        {"a near/ b", QUERY_ERROR_MISSING_NUMBER, 2, 5},
        {"a near/five b", QUERY_ERROR_MISSING_NUMBER, 2, 9},
        {"a NEAR b", QUERY_ERROR_MISSING_NUMBER, 2, 4},
        {"\"a b\"~ c", QUERY_ERROR_MISSING_NUMBER, 5, 1},
        {"a near/0 b", QUERY_ERROR_NUMBER, 2, 6},
        {"a near/1001 b", QUERY_ERROR_NUMBER, 2, 9},
        {"a near/5x b", QUERY_ERROR_NUMBER, 2, 7},
        {"atleast/99999999999999999999 b", QUERY_ERROR_NUMBER, 0, 28},
        {"\"a b\"~1001", QUERY_ERROR_NUMBER, 5, 5},
        {"a naer/5 b", QUERY_ERROR_UNKNOWN_OPERATOR, 2, 6},
        {"a within/5 b", QUERY_ERROR_UNKNOWN_OPERATOR, 2, 8},
        {"a near:5 b", QUERY_ERROR_UNKNOWN_OPERATOR, 2, 6},
        {"atlest/3 b", QUERY_ERROR_UNKNOWN_OPERATOR, 0, 8},
        {"*ran", QUERY_ERROR_WILDCARD, 0, 4},
        {"Иран w*n", QUERY_ERROR_WILDCARD, 5, 3},
        {"wom?n", QUERY_ERROR_WILDCARD, 0, 5},
        {"\"a * b\"", QUERY_ERROR_WILDCARD, 3, 1},
        {"\"a b\"*", QUERY_ERROR_WILDCARD, 5, 1},
        {"(a)*", QUERY_ERROR_WILDCARD, 3, 1},
        {"\"a (b OR ) c\"", QUERY_ERROR_MISSING_OPERAND, 3, 7},
        {"(a b) near/5 c", QUERY_ERROR_OPERAND, 0, 5},
        {"a near/5 date:2025", QUERY_ERROR_OPERAND, 9, 9},
        {"a near/5 NOT b", QUERY_ERROR_OPERAND, 9, 3},
        {"title:a near/5 b", QUERY_ERROR_OPERAND, 0, 16},
        {"title:(a body:b)", QUERY_ERROR_OPERAND, 9, 5},
        {"first/5 (title:a)", QUERY_ERROR_OPERAND, 9, 6},
        {"atleast/3 (a b)", QUERY_ERROR_OPERAND, 10, 5},
        {"a any: b", QUERY_ERROR_OPERAND, 2, 4},
        {"near5: b", QUERY_ERROR_MISSING_FIELD_VALUE, 0, 6},
        {"near5:\"\"", QUERY_ERROR_EMPTY_PHRASE, 6, 2},
        {"source:\"\"", QUERY_ERROR_EMPTY_PHRASE, 7, 2},
        {"date:never", QUERY_ERROR_DATE, 5, 5},
        {"date:2025-02-30", QUERY_ERROR_DATE, 5, 10},
        {"date:0000", QUERY_ERROR_DATE, 5, 4},
        {"date:10000", QUERY_ERROR_DATE, 5, 5},
        {"date:>9999", QUERY_ERROR_DATE, 5, 5},
        {"date:..", QUERY_ERROR_DATE, 5, 2},
        {"date:2025..2024", QUERY_ERROR_DATE, 5, 10},
        {"words:many", QUERY_ERROR_LENGTH, 6, 4},
        {"words:9..5", QUERY_ERROR_LENGTH, 6, 4},
        {"any:", QUERY_ERROR_EMPTY, 4, 0},
    };
    for (size_t at = 0; at < COUNT(cases); at++) {
        struct query query = {0};
        struct query_error where = {0};
        struct herald_error err = {0};
        enum herald_status status =
            query_parse(&query, slice_of(cases[at].text), NULL, &where, &err);
        if (status != HERALD_E_QUERY || where.code != cases[at].code ||
            where.place.offset != cases[at].offset || where.place.length != cases[at].length)
            fail_msg("'%s': status %d, %s at %zu+%zu", cases[at].text, (int)status,
                     query_error_name(where.code), where.place.offset, where.place.length);
        assert_null(query.root);
        assert_true(err.message[0] != '\0');
        query_dispose(&query);
    }
}

struct suggested {
    const char *text, *suggestion;
};

static void suggests(void **state)
{
    (void)state;
    static const struct suggested cases[] = {
        {"date:31.12.2021", "2021-12-31"},
        {"date:24-02-2022", "2022-02-24"},
        {"date:12/31/2021", "2021-12-31"},
        {"date:31/12/2021", "2021-12-31"},
        {"date:5.5.2021", "2021-05-05"},
        {"date:29.2.2020", "2020-02-29"},
        {"date:02.03.2022", ""},
        {"date:31.02.2022", ""},
        {"date:13/13/2022", ""},
        {"date:31.12-2021", ""},
        {"date:31.12.2021.", ""},
        {"date:31.12.21", ""},
        {"since:lastweek", "last-week"},
        {"since:yesterdya", "yesterday"},
        {"since:never", ""},
        {"a naer/5 b", "near/5"},
        {"a within/12 b", "near/12"},
        {"a NEAR b", "near/5"},
        {"a near/0 b", "near/1"},
        {"atlest/3 b", "atleast/3"},
        {"a per/5 b", "pre/5"},
        {"w*n", "w*"},
        {"*ran", "ran"},
        {"title:a near/5 b", "title:(a near/5 b)"},
        {"(nuclear talks) near/5 c", "\"nuclear talks\""},
        {"date:2025/2/14", "2025-02-14"},
        {"date:2025..2024", "2024..2025"},
        {"words:9..5", "words:5..9"},
        {"(a", ""},
        {"a OR", ""},
    };
    for (size_t at = 0; at < COUNT(cases); at++) {
        struct query query = {0};
        struct query_error where = {0};
        assert_int_equal(query_parse(&query, slice_of(cases[at].text), NULL, &where, NULL),
                         HERALD_E_QUERY);
        assert_string_equal(where.suggestion, cases[at].suggestion);
    }
}

/* What a lenient reading makes of what is wrong, and the first thing that it says. */
struct mended {
    const char *text, *tree, *code;
};

static void mends(void **state)
{
    (void)state;
    static const struct query_options lenient = {.lenient = true};
    static const struct mended cases[] = {
        {"", "(all)", "empty-query"},
        {"Iran \"nuclear talks", "(and Iran \"nuclear talks\")", "unclosed-quote"},
        {"Russia (Iran OR Iraq", "(and Russia (or Iran Iraq))", "unclosed-group"},
        {"a) b", "(and a b)", "unopened-group"},
        {"a () b \"\"", "(and a b)", "empty-group"},
        {"OR a AND", "a", "missing-operand"},
        {"a AND OR b", "(or a b)", "missing-operand"},
        {"a NOT", "a", "missing-operand"},
        {"a near/5", "a", "missing-operand"},
        {"title: b", "(title b)", "missing-field-value"},
        {"title:", "(all)", "missing-field-value"},
        {"a NEAR b", "(near5 a b)", "missing-number"},
        {"a near/5000 b", "(near1000 a b)", "number"},
        {"a naer/3 b", "(near3 a b)", "unknown-operator"},
        {"w*n", "w*n", "wildcard"},
        {"\"a * b\"", "\"a ; b\"", "wildcard"},
        {"\"a b\"*", "\"a b\"", "wildcard"},
        {"(a b) near/5 c", "(and a b c)", "operand"},
        {"a NOT near/5 date:2025", "(and a (not [dates 1735689600 1767225599]))", "operand"},
        {"a near/5 NOT b", "(near5 a b)", "operand"},
        {"title:a near/5 b near/5 c", "(title (near5 a b c))", "operand"},
        {"title:(a body:b)", "(title (and a b))", "operand"},
        {"atleast/3 (a b)", "(and a b)", "operand"},
        {"a date:never", "a", "date"},
        {"date:2025..2024", "[dates 1704067200 1767225599]", "date"},
        {"words:9..5", "[words 5 9]", "length"},
        {"a \xFF", "(and a \xEF\xBF\xBD)", "not-utf-8"},
    };
    for (size_t at = 0; at < COUNT(cases); at++) {
        struct query query = {0};
        struct buffer shown = BUFFER_INIT;
        assert_int_equal(query_parse(&query, slice_of(cases[at].text), &lenient, NULL, NULL),
                         HERALD_OK);
        show(query.root, &shown);
        assert_string_equal(shown.bytes, cases[at].tree);
        assert_non_null(query.warnings);
        assert_string_equal(query.warnings->code, cases[at].code);
        buffer_dispose(&shown);
        query_dispose(&query);
    }
}

static enum query_error_code parse_repeated(const char *part, size_t times, const char *tail)
{
    struct buffer text = BUFFER_INIT;
    struct query query = {0};
    struct query_error where = {0};
    for (size_t at = 0; at < times; at++)
        buffer_append_string(&text, part);
    buffer_append_string(&text, tail);
    enum herald_status status = query_parse(&query, buffer_slice(&text), NULL, &where, NULL);
    assert_true(status == HERALD_OK || status == HERALD_E_LIMIT || status == HERALD_E_QUERY);
    assert_true((status == HERALD_OK) == (where.code == QUERY_ERROR_NONE));
    query_dispose(&query);
    buffer_dispose(&text);
    return where.code;
}

static void keeps_its_limits(void **state)
{
    (void)state;
    assert_int_equal(parse_repeated("(", 100000, "a"), QUERY_ERROR_TOO_DEEP);
    assert_int_equal(parse_repeated("-", 100000, "a"), QUERY_ERROR_NONE);
    assert_int_equal(parse_repeated("+ ", 100000, "a"), QUERY_ERROR_NONE);
    assert_int_equal(parse_repeated("\\ ", 100000, "a"), QUERY_ERROR_NONE);
    assert_int_equal(parse_repeated("NOT ", 50000, "a"), QUERY_ERROR_NONE);
    assert_int_equal(parse_repeated("OR ", 50000, ""), QUERY_ERROR_MISSING_OPERAND);
    assert_int_equal(parse_repeated("word ", QUERY_WORDS_MAX, ""), QUERY_ERROR_NONE);
    assert_int_equal(parse_repeated("word ", QUERY_WORDS_MAX, "more"), QUERY_ERROR_TOO_MANY_WORDS);
    assert_int_equal(parse_repeated("a OR ", 5000, "a"), QUERY_ERROR_TOO_MANY_WORDS);
    assert_int_equal(parse_repeated("x", QUERY_TEXT_MAX, ""), QUERY_ERROR_NONE);
    assert_int_equal(parse_repeated("x", QUERY_TEXT_MAX, "x"), QUERY_ERROR_TOO_LONG);
    assert_int_equal(parse_repeated("x ", 500000, ""), QUERY_ERROR_TOO_LONG);
    assert_int_equal(parse_repeated("a* ", QUERY_PREFIXES_MAX, ""), QUERY_ERROR_NONE);
    assert_int_equal(parse_repeated("a* ", QUERY_PREFIXES_MAX, "b*"),
                     QUERY_ERROR_TOO_MANY_WILDCARDS);
    assert_int_equal(parse_repeated("date:2020 words:>5 ", QUERY_RANGES_MAX / 2, ""),
                     QUERY_ERROR_NONE);
    assert_int_equal(parse_repeated("date:2020 OR ", QUERY_RANGES_MAX, "date:2021"),
                     QUERY_ERROR_TOO_MANY_RANGES);
    assert_int_equal(parse_repeated("source:a ", QUERY_WORDS_MAX, "b"), QUERY_ERROR_TOO_MANY_WORDS);
    assert_int_equal(parse_repeated("atleast/2 ", 20000, "a"), QUERY_ERROR_TOO_DEEP);
    assert_int_equal(parse_repeated("title:(", 20000, "a"), QUERY_ERROR_OPERAND);
    assert_int_equal(parse_repeated("-(", 20000, "a"), QUERY_ERROR_TOO_DEEP);
    assert_int_equal(parse_repeated("near/5 ", 20000, ""), QUERY_ERROR_MISSING_OPERAND);
    assert_int_equal(parse_repeated("AND OR NOT near/5 ", 10000, ""), QUERY_ERROR_MISSING_OPERAND);
    assert_int_equal(parse_repeated("a near/5 ", QUERY_WORDS_MAX - 1, "a"), QUERY_ERROR_NONE);
    assert_int_equal(parse_repeated("a near/5 b pre/5 ", 19, "a"), QUERY_ERROR_NONE);
    assert_int_equal(parse_repeated("a near/5 b pre/5 ", 1000, "a"), QUERY_ERROR_TOO_DEEP);
}

/* Whatever is repeated, a lenient reading ends with a query, and soon. */
static void mends_what_is_too_much(void **state)
{
    (void)state;
    static const char *const parts[] = {"(",       ")",        "\"",     "word ",      "a* ",
                                        "title:(", "first/5 ", "NOT ",   "near/5 ",    "date:x ",
                                        "\"* ",    "w*n ",     "(a OR ", "source:(a ", "a /f5/ "};
    static const struct query_options lenient = {.lenient = true};
    for (size_t at = 0; at < COUNT(parts); at++) {
        struct buffer text = BUFFER_INIT;
        struct query query = {0};
        while (text.length < 2 * QUERY_TEXT_MAX)
            buffer_append_string(&text, parts[at]);
        assert_int_equal(query_parse(&query, buffer_slice(&text), &lenient, NULL, NULL), HERALD_OK);
        assert_true(query.leaf_count <= QUERY_WORDS_MAX);
        assert_int_equal(query.warning_count > 0, true);
        assert_true(query.warning_count <= QUERY_WARNINGS_MAX);
        query_dispose(&query);
        buffer_dispose(&text);
    }
}

static void limits_depth_exactly(void **state)
{
    (void)state;
    for (unsigned depth = QUERY_DEPTH_MAX; depth <= QUERY_DEPTH_MAX + 1; depth++) {
        struct buffer text = BUFFER_INIT;
        struct query query = {0};
        for (unsigned at = 0; at < depth; at++)
            buffer_append_byte(&text, '(');
        buffer_append_byte(&text, 'a');
        for (unsigned at = 0; at < depth; at++)
            buffer_append_byte(&text, ')');
        enum herald_status status = query_parse(&query, buffer_slice(&text), NULL, NULL, NULL);
        assert_int_equal(status, depth <= QUERY_DEPTH_MAX ? HERALD_OK : HERALD_E_LIMIT);
        query_dispose(&query);
        buffer_dispose(&text);
    }
}

/* Forty parentheses with much between them are not too deep, and neither is what is printed. */
static void prints_what_is_deep(void **state)
{
    (void)state;
    static const char *const parts[] = {"(a b OR ", "NOT (a b OR ", "(+a b OR c ",
                                        "(a OR b c OR -"};
    for (size_t at = 0; at < COUNT(parts); at++) {
        struct buffer text = BUFFER_INIT, canonical = BUFFER_INIT;
        struct query query = {0}, again = {0};
        for (unsigned depth = 0; depth < QUERY_DEPTH_MAX; depth++)
            buffer_append_string(&text, parts[at]);
        buffer_append_byte(&text, 'z');
        for (unsigned depth = 0; depth < QUERY_DEPTH_MAX; depth++)
            buffer_append_byte(&text, ')');
        assert_int_equal(query_parse(&query, buffer_slice(&text), NULL, NULL, NULL), HERALD_OK);
        query_print(&query, &canonical);
        assert_int_equal(query_parse(&again, buffer_slice(&canonical), NULL, NULL, NULL),
                         HERALD_OK);
        assert_true(query_equal(query.root, again.root));
        query_dispose(&query);
        query_dispose(&again);
        buffer_dispose(&text);
        buffer_dispose(&canonical);
    }
}

struct warned {
    const char *text, *code;
    size_t offset, length;
};

static void warns(void **state)
{
    (void)state;
    static const struct warned cases[] = {
        {"Iran or Iraq", "operator-as-word", 5, 2},
        {"Иран Or Ирак", "operator-as-word", 5, 2},
        {"Iran not Iraq", "operator-as-word", 5, 3},
        {"a foo:bar", "unknown-field", 2, 7},
        {"foo:\"a b\"", "unknown-field", 0, 4},
        {"a - b", "sign-ignored", 2, 1},
        {"+a OR b", "sign-ignored", 0, 1},
        {"a w/5 b", "other-spelling", 2, 3},
        {"headline:a", "other-spelling", 0, 9},
        {"wc>5", "other-spelling", 0, 4},
        {"a /f5/", "other-spelling", 2, 4},
        {"x !a", "other-spelling", 2, 1},
        {"a SAME b", "other-spelling", 2, 4},
        {"a same b", "operator-as-word", 2, 4},
        {"a near b", "operator-as-word", 2, 4},
        {"(a) Adj \"b\"", "operator-as-word", 4, 3},
        {"a within 5 b", "operator-as-word", 2, 6},
        {"negotiat! a", "other-spelling", 0, 9},
        {"title:negotiat!", "other-spelling", 6, 9},
        {"a w/in 5 b", "other-spelling", 2, 6},
        {"a NOT W/IN  5 b", "other-spelling", 2, 11},
        {"a near/5 b near/6 c", "mixed-nearness", 0, 19},
        {"titel:a", "unknown-field", 0, 7},
        {"Putin~2", "sign-in-word", 0, 7},
        {"source:Reut*", "sign-in-value", 7, 5},
        {"source:(Associated Press)", "values-joined", 19, 5},
        {"title:(a date:2025)", "scope-ignored", 9, 5},
        {"\"mediat*\"~3", "sign-ignored", 0, 11},
        {"+a b", NULL, 0, 0},
        {"+a", NULL, 0, 0},
        {"a near/5 b", NULL, 0, 0},
        {"a NEAR/5 b", NULL, 0, 0},
        {"what? Yahoo!", NULL, 0, 0},
        {"a b OR c", "mixed-operators", 0, 8},
        {"x (a OR b AND c)", "mixed-operators", 3, 12},
        {"a OR b", NULL, 0, 0},
        {"a (b OR c) d", NULL, 0, 0},
        {"(a b) OR c", NULL, 0, 0},
        {"a OR (b c) OR d", NULL, 0, 0},
        {"https://example.org", NULL, 0, 0},
        {"Iran: talks", NULL, 0, 0},
        {"title:Iran", NULL, 0, 0},
    };
    for (size_t at = 0; at < COUNT(cases); at++) {
        struct query query = {0};
        assert_int_equal(query_parse(&query, slice_of(cases[at].text), NULL, NULL, NULL),
                         HERALD_OK);
        const struct query_warning *warning = query.warnings;
        if (!cases[at].code != !warning)
            fail_msg("'%s': %s", cases[at].text, warning ? warning->code : "no warning");
        if (warning) {
            assert_string_equal(warning->code, cases[at].code);
            assert_int_equal(warning->place.offset, cases[at].offset);
            assert_int_equal(warning->place.length, cases[at].length);
        }
        query_dispose(&query);
    }
}

/* What is read in another way is told in whole. */
static void tells_what_it_reads(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"wc<200", "'wc<200' is read as 'words:<200'"},
        {"negotiat!", "'negotiat!' is read as 'negotiat*'"},
        {"a w/in 5 b", "'w/in 5' is read as 'near/5'"},
        {"a within 5 b", "'within' is taken as a word; the operator is written 'near/5'"},
    };
    for (size_t at = 0; at < COUNT(cases); at++) {
        struct query query = {0};
        assert_int_equal(query_parse(&query, slice_of(cases[at][0]), NULL, NULL, NULL), HERALD_OK);
        assert_non_null(query.warnings);
        assert_true(slice_equal(query.warnings->message, slice_of(cases[at][1])));
        query_dispose(&query);
    }
}

static void warns_in_whole_characters(void **state)
{
    (void)state;
    struct query query = {0};
    struct buffer text = BUFFER_INIT;
    for (unsigned count = 0; count < 300; count++)
        buffer_append_string(&text, "ф");
    assert_true(query_warn(&query, "code", (struct query_place){0, 1}, "'%.*s'", 5, text.bytes));
    assert_string_equal(query.warnings->message.bytes, "'фф\xEF\xBF\xBD'");
    assert_true(query_warn(&query, "code", (struct query_place){0, 1}, "%s", text.bytes));
    assert_true(utf8_is_valid(query.last_warning->message));
    query_dispose(&query);
    buffer_dispose(&text);
}

static void says_that_there_are_more_warnings(void **state)
{
    (void)state;
    struct buffer text = BUFFER_INIT;
    struct query query = {0};
    for (unsigned count = 0; count < 2 * QUERY_WARNINGS_MAX; count++)
        buffer_append_string(&text, "or ");
    assert_int_equal(query_parse(&query, buffer_slice(&text), NULL, NULL, NULL), HERALD_OK);
    assert_int_equal(query.warning_count, QUERY_WARNINGS_MAX);
    assert_string_equal(query.last_warning->code, "more-warnings");
    query_dispose(&query);
    buffer_dispose(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses),
        cmocka_unit_test(suggests),
        cmocka_unit_test(mends),
        cmocka_unit_test(keeps_its_limits),
        cmocka_unit_test(mends_what_is_too_much),
        cmocka_unit_test(limits_depth_exactly),
        cmocka_unit_test(prints_what_is_deep),
        cmocka_unit_test(warns),
        cmocka_unit_test(tells_what_it_reads),
        cmocka_unit_test(warns_in_whole_characters),
        cmocka_unit_test(says_that_there_are_more_warnings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
