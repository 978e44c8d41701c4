/* The query language: what is understood, what is refused and where. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "query_tree.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

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
        {"=a/n3/b", "=a/n3/b"},
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
        cmocka_unit_test(understands),        cmocka_unit_test(understands_nearness),
        cmocka_unit_test(understands_counts), cmocka_unit_test(understands_phrases),
        cmocka_unit_test(understands_fields), cmocka_unit_test(joins_by_or),
        cmocka_unit_test(reads_plain_text),   cmocka_unit_test(counts_words_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
