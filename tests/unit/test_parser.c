/* The query language: what is understood, what is refused and where. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "searcher/query.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* A part of a tree that has children, before them. */
static void show_name(const struct query_node *node, struct buffer *out)
{
    static const char *const units[] = {"", "s", "p"};
    switch (node->kind) {
    case QUERY_PHRASE:
        buffer_append_string(out, "phrase");
        break;
    case QUERY_AND:
        buffer_append_string(out, "and");
        break;
    case QUERY_OR:
        buffer_append_string(out, "or");
        break;
    case QUERY_NOT:
        buffer_append_string(out, "not");
        break;
    case QUERY_NEAR:
        buffer_append_format(out, "%s%s", node->negated ? "not-" : "",
                             node->ordered ? "pre" : "near");
        if (node->unit == QUERY_UNIT_WORDS)
            buffer_append_format(out, "%u", node->distance);
        buffer_append_string(out, units[node->unit]);
        break;
    case QUERY_ATLEAST:
    case QUERY_FIRST:
        buffer_append_format(out, "%s%u", node->kind == QUERY_FIRST ? "first" : "atleast",
                             node->count);
        break;
    default:
        buffer_append_string(out, query_field_name(node->field));
    }
    if (node->slop)
        buffer_append_format(out, "~%u", node->slop);
}

static void show_leaf(const struct query_node *node, struct buffer *out)
{
    const char *quote = node->kind == QUERY_PHRASE ? "\"" : "";
    buffer_append_string(out, node->kind == QUERY_EXACT ? "=" : quote);
    buffer_append_slice(out, node->text);
    buffer_append_string(out, node->kind == QUERY_PREFIX ? "*" : quote);
    if (node->slop)
        buffer_append_format(out, "~%u", node->slop);
}

/* A tree as an expression that shows each node: (and a (not "b c")). */
static void show(const struct query_node *node, struct buffer *out)
{
    if (query_is_leaf(node)) {
        show_leaf(node, out);
    } else if (node->kind == QUERY_ALL) {
        buffer_append_string(out, "(all)");
    } else if (node->kind == QUERY_VALUE) {
        buffer_append_format(out, "[%s %.*s]", query_field_name(node->field),
                             (int)node->text.length, node->text.bytes);
    } else if (node->kind == QUERY_DATES) {
        buffer_append_format(out, "[dates %lld %lld]", (long long)node->first_second,
                             (long long)node->last_second);
    } else if (node->kind == QUERY_LENGTH) {
        buffer_append_format(out, "[words %u %u]", node->minimum, node->maximum);
    } else {
        buffer_append_byte(out, '(');
        show_name(node, out);
        for (const struct query_node *child = node->child; child; child = child->next) {
            buffer_append_byte(out, ' ');
            show(child, out);
        }
        buffer_append_byte(out, ')');
    }
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
        {"mediat* =mediate", "(and mediat* =mediate)"},
        {"all: a b", "(and a b)"},
        {"any:a b", "(or a b)"},
        {"a && b || c", "(or (and a b) c)"},
        {"a !b", "(and a (not b))"},
        {"Yahoo! what?", "(and Yahoo! what?)"},
    };
    check_good(cases, COUNT(cases), NULL);
}

static void understands_nearness(void **state)
{
    (void)state;
    static const struct good cases[] = {
        {"a near/5 b", "(near5 a b)"},
        {"a NEAR/5 b", "(near5 a b)"},
        {"a pre/5 b", "(pre5 a b)"},
        {"a w/s b", "(nears a b)"},
        {"a w/p b", "(nearp a b)"},
        {"a pre/s b", "(pres a b)"},
        {"a near/5 b near/5 c", "(near5 a b c)"},
        {"(a near/5 b) near/5 c", "(near5 (near5 a b) c)"},
        {"a near/5 (b near/5 c)", "(near5 a (near5 b c))"},
        {"a near/5 b pre/5 c", "(pre5 (near5 a b) c)"},
        {"a near/5 b near/6 c near/6 d", "(near6 (near5 a b) c d)"},
        {"a w/s b w/s c", "(nears a b c)"},
        {"x a near/5 b y", "(and x (near5 a b) y)"},
        {"a near/5 b OR c near/5 d", "(or (near5 a b) (near5 c d))"},
        {"-a near/5 b", "(not (near5 a b))"},
        {"(a OR b) near/3 (c OR \"d e\")", "(near3 (or a b) (or c \"d e\"))"},
        {"mediat* near/2 =Kremlin", "(near2 mediat* =Kremlin)"},
        {"a NOT near/5 b", "(not-near5 a b)"},
        {"a NOT w/s b", "(not-nears a b)"},
        {"title:(a near/5 b)", "(title (near5 a b))"},
        {"a \\near/5 b", "(and a near/5 b)"},
        {"the near east", "(and the near east)"},
        {"talks w/o Iran", "(and talks w/o Iran)"},
        {"9/11 24/7 and/or", "(and 9/11 24/7 and/or)"},
        /* other programs' spellings */
        {"a w/5 b", "(near5 a b)"},
        {"a W/5 b", "(near5 a b)"},
        {"a adj5 b", "(pre5 a b)"},
        {"a ADJ b", "(pre1 a b)"},
        {"a NEAR5 b", "(near5 a b)"},
        {"747/N30/british", "(near30 747 british)"},
        {"a /n3/ b", "(near3 a b)"},
        {"a /5 b", "(near5 a b)"},
        {"a /s b", "(nears a b)"},
        {"a w/para b", "(nearp a b)"},
        {"a onear/5 b", "(pre5 a b)"},
        {"a SAME b", "(nearp a b)"},
        {"rico not w/5 puerto", "(not-near5 rico puerto)"},
        {"rico NOT /5 puerto", "(not-near5 rico puerto)"},
        {"near20:\"trump putin\"", "(near20 trump putin)"},
        {"near20:\"a b c\" d", "(and (near20 a b c) d)"},
        {"repeat3:\"mediation\"", "(atleast3 mediation)"},
        {"repeat3:\"peace talks\" x", "(and (atleast3 \"peace talks\") x)"},
        {"https://a.b/n5/c", "https://a.b/n5/c"},
    };
    check_good(cases, COUNT(cases), NULL);
}

static void understands_counts(void **state)
{
    (void)state;
    static const struct good cases[] = {
        {"atleast/3 mediation", "(atleast3 mediation)"},
        {"atleast/3 a near/5 b", "(atleast3 (near5 a b))"},
        {"atleast/3 (a OR \"b c\") d", "(and (atleast3 (or a \"b c\")) d)"},
        {"ATLEAST5(a)", "(atleast5 a)"},
        {"atleast5 microsoft", "(atleast5 microsoft)"},
        {"first/50 (Iran nuclear)", "(first50 (and Iran nuclear))"},
        {"first/50 a near/5 b", "(first50 (near5 a b))"},
        {"first/50 atleast/2 a", "(first50 (atleast2 a))"},
        {"toyota/F50/", "(first50 toyota)"},
        {"x \"a b\" /f50/ y", "(and x (first50 \"a b\") y)"},
        {"(a OR b)/F10/", "(first10 (or a b))"},
        {"a near/5 b /F50/", "(first50 (near5 a b))"},
        {"words:>1000", "[words 1001 4294967295]"},
        {"words:>=1000", "[words 1000 4294967295]"},
        {"words:<1000", "[words 0 999]"},
        {"words:<=1000", "[words 0 1000]"},
        {"words:1000", "[words 1000 1000]"},
        {"words:=1000", "[words 1000 1000]"},
        {"words:500..1000", "[words 500 1000]"},
        {"words:500..", "[words 500 4294967295]"},
        {"words:..500", "[words 0 500]"},
        {"wc>1000 a", "(and [words 1001 4294967295] a)"},
        {"wc<500", "[words 0 499]"},
        {"words:(<100 OR >1000)", "(or [words 0 99] [words 1001 4294967295])"},
    };
    check_good(cases, COUNT(cases), NULL);
}

static void understands_phrases(void **state)
{
    (void)state;
    static const struct good cases[] = {
        {"\"nuclear talks\"~3", "\"nuclear talks\"~3"},
        {"\"nuclear talks\"~3 x", "(and \"nuclear talks\"~3 x)"},
        {"\"nuclear mediat*\"", "(phrase \"nuclear\" mediat*)"},
        {"\"nuclear (talks OR negotiations)\"",
         "(phrase \"nuclear\" (or \"talks\" \"negotiations\"))"},
        {"\"(peace talks OR mediat*) in (Oman OR Qatar) end\"~2",
         "(phrase~2 (or \"peace talks\" mediat*) \"in\" (or \"Oman\" \"Qatar\") \"end\")"},
        {"\"(a OR b)\"", "(or \"a\" \"b\")"},
        {"\"mediat*\"", "mediat*"},
        {"\"the (so-called) state\"", "\"the (so-called) state\""},
        {"\"a OR b\"", "\"a OR b\""},
        {"\"x(a OR b)\"", "\"x(a OR b)\""},
        {"\"a (b (c OR d)\"", "(phrase \"a (b\" (or \"c\" \"d\"))"},
        {"«ядерн* (сделка OR соглашение)»", "(phrase ядерн* (or \"сделка\" \"соглашение\"))"},
        {"title:\"nuclear mediat*\"", "(title (phrase \"nuclear\" mediat*))"},
    };
    check_good(cases, COUNT(cases), NULL);
}

static void understands_fields(void **state)
{
    (void)state;
    static const struct good cases[] = {
        {"body:Iran lead:(a OR b)", "(and (body Iran) (lead (or a b)))"},
        {"title:mediat* title:=Polish", "(and (title mediat*) (title =Polish))"},
        {"title:\"a b\"~2", "(title \"a b\"~2)"},
        {"source:Reuters", "[source Reuters]"},
        {"source:\"Associated Press\" Iran", "(and [source Associated Press] Iran)"},
        {"source:(Reuters OR \"Associated Press\")",
         "(or [source Reuters] [source Associated Press])"},
        {"source:(-Reuters)", "(not [source Reuters])"},
        {"-source:Reuters", "(not [source Reuters])"},
        {"domain:bbc.co.uk", "[domain bbc.co.uk]"},
        {"domain:(near/5 OR a*)", "(or [domain near/5] [domain a*])"},
        {"id:https://x.org/a?b=1", "[id https://x.org/a?b=1]"},
        {"person:\"Sergei Lavrov\" org:UN", "(and [person Sergei Lavrov] [org UN])"},
        {"language:fa country:ir topic:oil author:Smith section:World",
         "(and [language fa] [country ir] [topic oil] [author Smith] [section World])"},
        {"source:-x", "[source -x]"},
        {"sourcelang:fa site:a.b headline:x", "(and [language fa] [domain a.b] (title x))"},
        {"title:(a source:b)", "(title (and a [source b]))"},
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
        {"all: a b", "(and a b)"},
        {"+a b c", "(and a (or (all) b c))"},
        {"+a +b -c", "(and a b (not c))"},
        {"source:(a b)", "(or [source a] [source b])"},
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
    assert_int_equal(parse_repeated("source:a ", QUERY_WORDS_MAX, "b"), QUERY_ERROR_TOO_MANY_WORDS);
    assert_int_equal(parse_repeated("atleast/2 ", 20000, "a"), QUERY_ERROR_TOO_DEEP);
    assert_int_equal(parse_repeated("title:(", 20000, "a"), QUERY_ERROR_OPERAND);
    assert_int_equal(parse_repeated("-(", 20000, "a"), QUERY_ERROR_TOO_DEEP);
    assert_int_equal(parse_repeated("near/5 ", 20000, ""), QUERY_ERROR_MISSING_OPERAND);
    assert_int_equal(parse_repeated("AND OR NOT near/5 ", 10000, ""), QUERY_ERROR_MISSING_OPERAND);
    assert_int_equal(parse_repeated("a near/5 ", QUERY_WORDS_MAX - 1, "a"), QUERY_ERROR_NONE);
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
        cmocka_unit_test(understands_nearness),
        cmocka_unit_test(understands_counts),
        cmocka_unit_test(understands_phrases),
        cmocka_unit_test(understands_fields),
        cmocka_unit_test(joins_by_or),
        cmocka_unit_test(reads_plain_text),
        cmocka_unit_test(refuses),
        cmocka_unit_test(suggests),
        cmocka_unit_test(mends),
        cmocka_unit_test(mends_what_is_too_much),
        cmocka_unit_test(keeps_its_limits),
        cmocka_unit_test(limits_depth_exactly),
        cmocka_unit_test(warns),
        cmocka_unit_test(says_that_there_are_more_warnings),
        cmocka_unit_test(counts_words_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
