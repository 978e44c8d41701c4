/* Generated trees: the canonical form of a query gives the same query again. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "searcher/query.h"

#define ROUNDS 20000

static uint64_t random_state;

/* xorshift64*: the same queries on every computer, from a seed that is printed on failure. */
static uint32_t random_below(uint32_t limit)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (uint32_t)((random_state * 0x2545F4914F6CDD1DULL) >> 33) % limit;
}

static const char *const words[] = {
    "Russia",    "Iran's",
    "U.S.",      "cease-fire",
    "AND",       "OR",
    "NOT",       "and",
    "-x",        "+y",
    "\\z",       "*",
    "title:",    "foo:",
    "title:foo", "foo:bar",
    "-",         "\\",
    "Иран",      "إيران",
    "中美",      "مذاکره‌ها",
    "12:30",     "a*",
    "צה\"ל",     "=exact",
    "near/5",
};

static const char *const phrases[] = {
    "nuclear talks", "AND",       "title:x (y", "-",   "הרמטכ\"ל אמר",
    "中美 关系",     "a OR b) c", "\\",         "«x»",
};

static struct query_node *leaf(struct query *query, enum query_kind kind, const char *text)
{
    struct query_node *node = query_node_new(query, kind);
    assert_non_null(node);
    node->text = slice_of(text);
    return node;
}

static struct query_node *generate(struct query *query, unsigned depth)
{
    uint32_t choice = random_below(depth > 0 ? 12 : 6);
    if (choice < 4)
        return leaf(query, QUERY_WORD, words[random_below(sizeof(words) / sizeof(*words))]);
    if (choice < 5)
        return leaf(query, QUERY_PHRASE, phrases[random_below(sizeof(phrases) / sizeof(*phrases))]);
    if (choice < 6)
        return query_node_new(query, QUERY_ALL);
    if (choice < 8)
        return query_node_not(query, generate(query, depth - 1));
    if (choice < 9) {
        struct query_node *node = query_node_new(query, QUERY_FIELD);
        assert_non_null(node);
        node->child = generate(query, depth - 1);
        return node;
    }
    struct query_node *list = NULL;
    for (uint32_t count = 2 + random_below(3); count > 0; count--) {
        struct query_node *node = generate(query, depth - 1);
        node->next = list;
        list = node;
    }
    return query_node_group(query, choice < 11 ? QUERY_AND : QUERY_OR, list);
}

static void prints_what_it_parses(void **state)
{
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        random_state = 0x9E3779B97F4A7C15ULL ^ round;
        struct query query = {0}, again = {0};
        struct buffer text = BUFFER_INIT, second = BUFFER_INIT;
        struct herald_error err = {0};
        query.root = generate(&query, 1 + random_below(6));
        query_print(&query, &text);
        if (query_parse(&again, buffer_slice(&text), NULL, NULL, &err) != HERALD_OK)
            fail_msg("round %u: '%s': %s", round, text.bytes, err.message);
        query_print(&again, &second);
        if (!query_equal(query.root, again.root))
            fail_msg("round %u: '%s' became '%s'", round, text.bytes, second.bytes);
        assert_string_equal(text.bytes, second.bytes);
        buffer_dispose(&text);
        buffer_dispose(&second);
        query_dispose(&query);
        query_dispose(&again);
    }
}

/* Any text at all is either refused or understood, and then its canonical form is stable. */
static void survives_any_text(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "a",  "b", " ",        "\"",  "(",     ")",      "-",
        "+",  "*", "OR",       "AND", " NOT ", "title:", ":",
        "\\", "«", "»",        "“",   "”",     "ה",      "\"",
        "中", " ", "\xC2\xA0", "or",  "~3",    "́",       "\xE2\x80\x8F",
    };
    for (unsigned round = 0; round < ROUNDS; round++) {
        random_state = 0xD1B54A32D192ED03ULL ^ round;
        struct query query = {0}, again = {0};
        struct query_options options = {random_below(4) == 0, random_below(4) == 0};
        struct buffer text = BUFFER_INIT, canonical = BUFFER_INIT;
        for (uint32_t count = random_below(24); count > 0; count--)
            buffer_append_string(&text, pieces[random_below(sizeof(pieces) / sizeof(*pieces))]);
        if (query_parse(&query, buffer_slice(&text), &options, NULL, NULL) == HERALD_OK) {
            query_print(&query, &canonical);
            if (query_parse(&again, buffer_slice(&canonical), NULL, NULL, NULL) != HERALD_OK ||
                !query_equal(query.root, again.root))
                fail_msg("round %u: '%s' became '%s'", round, text.bytes, canonical.bytes);
        }
        buffer_dispose(&text);
        buffer_dispose(&canonical);
        query_dispose(&query);
        query_dispose(&again);
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
    };
    for (size_t at = 0; at < sizeof(cases) / sizeof(*cases); at++) {
        struct query query = {0};
        struct buffer text = BUFFER_INIT;
        assert_int_equal(query_parse(&query, slice_of(cases[at].text), NULL, NULL, NULL),
                         HERALD_OK);
        query_print(&query, &text);
        assert_string_equal(text.bytes, cases[at].canonical);
        buffer_dispose(&text);
        query_dispose(&query);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_what_it_parses),
        cmocka_unit_test(survives_any_text),
        cmocka_unit_test(prints_canonically),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
