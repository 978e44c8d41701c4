/* The query language: what is understood, what is refused and where. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "searcher/query.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* A tree as an expression that shows each node: (and a (not "b c")). */
static void show(const struct query_node *node, struct buffer *out)
{
    static const char *const names[] = {"all", "", "", "and", "or", "not", "title"};
    if (node->kind == QUERY_WORD || node->kind == QUERY_PHRASE) {
        const char *quote = node->kind == QUERY_PHRASE ? "\"" : "";
        buffer_append_string(out, quote);
        buffer_append_slice(out, node->text);
        buffer_append_string(out, quote);
        return;
    }
    buffer_append_format(out, "(%s", names[node->kind]);
    for (const struct query_node *child = node->child; child; child = child->next) {
        buffer_append_byte(out, ' ');
        show(child, out);
    }
    buffer_append_byte(out, ')');
}

struct good {
    const char *text, *tree;
};

static void check_good(const struct good *cases, size_t count, const struct query_options *options)
{
    for (size_t at = 0; at < count; at++) {
        struct query query = {0};
        struct herald_error err;
        struct buffer shown = BUFFER_INIT;
        if (query_parse(&query, slice_of(cases[at].text), options, NULL, &err) != HERALD_OK)
            fail_msg("'%s': %s", cases[at].text, err.message);
        show(query.root, &shown);
        assert_string_equal(shown.bytes, cases[at].tree);
        buffer_dispose(&shown);
        query_dispose(&query);
    }
}

static void understands(void **state)
{
    (void)state;
    static const struct good cases[] = {
        {"Russia", "Russia"},
        {"Russia mediation Iran", "(and Russia mediation Iran)"},
        {" \t Russia\n\xE3\x80\x80Iran \xE2\x80\x8F", "(and Russia Iran)"},
        {"Russia AND mediation AND Iran", "(and Russia mediation Iran)"},
        {"Russia OR Moscow", "(or Russia Moscow)"},
        {"a b OR c d", "(or (and a b) (and c d))"},
        {"a AND b OR c", "(or (and a b) c)"},
        {"a (b OR c)", "(and a (or b c))"},
        {"((a b)) c", "(and a b c)"},
        {"a OR (b OR (c OR d))", "(or a b c d)"},
        {"(a)", "a"},
        {"\"nuclear talks\"", "\"nuclear talks\""},
        {"Iran \"nuclear talks\" Vienna", "(and Iran \"nuclear talks\" Vienna)"},
        {"\"  nuclear talks \"", "\"nuclear talks\""},
        {"\xE2\x80\x9Cnuclear talks\xE2\x80\x9D", "\"nuclear talks\""},
        {"\xE2\x80\x9Enuclear talks\xE2\x80\x9C", "\"nuclear talks\""},
        {"\xC2\xAB"
         "ядерная сделка"
         "\xC2\xBB",
         "\"ядерная сделка\""},
        {"\xC2\xAB"
         "a \"b\" c"
         "\xC2\xBB",
         "\"a  b  c\""},
        {"\xE3\x80\x8C"
         "中美"
         "\xE3\x80\x8D",
         "\"中美\""},
        {"a\"b c\"d", "(and a \"b c\" d)"},
        {"-Iran", "(not Iran)"},
        {"Russia -Iran", "(and Russia (not Iran))"},
        {"Russia NOT Iran", "(and Russia (not Iran))"},
        {"Russia AND NOT Iran", "(and Russia (not Iran))"},
        {"Russia -\"nuclear talks\"", "(and Russia (not \"nuclear talks\"))"},
        {"Russia -(Iran OR Iraq)", "(and Russia (not (or Iran Iraq)))"},
        {"NOT NOT a", "a"},
        {"--a", "a"},
        {"NOT (NOT a)", "a"},
        {"a OR -b", "(or a (not b))"},
        {"cease-fire", "cease-fire"},
        {"title:Iran", "(title Iran)"},
        {"TITLE:Iran", "(title Iran)"},
        {"title:\"nuclear talks\" Vienna", "(and (title \"nuclear talks\") Vienna)"},
        {"title:(Iran OR Iraq)", "(title (or Iran Iraq))"},
        {"title:(Iran -Iraq)", "(title (and Iran (not Iraq)))"},
        {"-title:Iran", "(not (title Iran))"},
        {"title:-x", "(title -x)"},
        {"title:OR", "(title OR)"},
        {"*", "(all)"},
        {"* -Iran", "(and (all) (not Iran))"},
        {"\\OR \\-x \\title:y \\*", "(and OR -x title:y *)"},
        {"or", "or"},
        {"Iran or Iraq", "(and Iran or Iraq)"},
        {"https://example.org/x", "https://example.org/x"},
        {"foo:bar", "foo:bar"},
        {"12:30", "12:30"},
        {"Iran: talks", "(and Iran: talks)"},
        {"a - b", "(and a b)"},
        {"+a b", "(and a b)"},
        {"U.S. AND-rule", "(and U.S. AND-rule)"},
        {"צה\"ל", "צה\"ל"},
        {"\"דובר צה\"ל אמר\"", "\"דובר צה\"ל אמר\""},
        {"ایران مذاکره", "(and ایران مذاکره)"},
        {"（伊朗 OR 俄罗斯）", "(or 伊朗 俄罗斯)"},
    };
    check_good(cases, COUNT(cases), NULL);
}

static void joins_by_or(void **state)
{
    (void)state;
    static const struct query_options any = {.any = true};
    static const struct good cases[] = {
        {"Russia", "Russia"},
        {"Russia mediation Iran", "(or Russia mediation Iran)"},
        {"Russia mediation -Iran", "(and (or Russia mediation) (not Iran))"},
        {"-Iran Russia -Iraq", "(and Russia (not Iran) (not Iraq))"},
        {"-Iran -Iraq", "(and (not Iran) (not Iraq))"},
        {"a AND b c", "(or (and a b) c)"},
        {"a AND b -c", "(and a b (not c))"},
        {"a b OR c", "(or a b c)"},
        {"title:(a b)", "(title (or a b))"},
    };
    check_good(cases, COUNT(cases), &any);
}

static void reads_plain_text(void **state)
{
    (void)state;
    static const struct query_options plain = {.plain = true};
    static const struct good cases[] = {
        {"U.S. AND U.N. (CONGO", "(and U.S. AND U.N. CONGO)"},
        {"the \"Star Wars\" plan", "(and the Star Wars plan)"},
        {"title:x -y *", "(and title:x -y *)"},
    };
    check_good(cases, COUNT(cases), &plain);
}

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
        {"+a", "sign-ignored", 0, 1},
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

static void counts_words_in_order(void **state)
{
    (void)state;
    struct query query = {0};
    assert_int_equal(query_parse(&query, SLICE("a \"b c\" -(d OR title:e)"), NULL, NULL, NULL),
                     HERALD_OK);
    assert_int_equal(query.leaf_count, 4);
    const struct query_node *node = query.root->child->next->next->child->child->next->child;
    assert_int_equal(node->leaf, 3);
    assert_int_equal(node->place.offset, 21);
    query_dispose(&query);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(understands),
        cmocka_unit_test(joins_by_or),
        cmocka_unit_test(reads_plain_text),
        cmocka_unit_test(refuses),
        cmocka_unit_test(keeps_its_limits),
        cmocka_unit_test(limits_depth_exactly),
        cmocka_unit_test(warns),
        cmocka_unit_test(counts_words_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
