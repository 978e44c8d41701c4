#ifndef HERALD_TESTS_QUERY_GENERATOR_H
#define HERALD_TESTS_QUERY_GENERATOR_H

/*
 * Trees of queries at random, of every kind and within the rules of struct query_node, and the tree
 * of a query as an expression. For tests of the query language; included after cmocka.h.
 */

#include "searcher/query.h"
#include "tests/unit/random_numbers.h"

#define PICK(array) ((array)[random_below(sizeof(array) / sizeof(*(array)))])

static const char *const generator_words[] = {
    "Russia",
    "Iran's",
    "U.S.",
    "cease-fire",
    "AND",
    "OR",
    "NOT",
    "and",
    "not",
    "-x",
    "+y",
    "!z",
    "\\z",
    "*",
    "=",
    "title:",
    "foo:",
    "any:",
    "foo:bar",
    "date:2025",
    "-",
    "\\",
    "Иран",
    "إيران",
    "中美",
    "12:30",
    "a*",
    "w*n",
    "צה\"ל",
    "=exact",
    "near/5",
    "naer/5",
    "near/x",
    "w/5",
    "w/s",
    "/5",
    "adj5",
    "near5",
    "near5:",
    "repeat3:",
    "a/F50/",
    "/n5/",
    "SAME",
    "ADJ",
    "NEAR",
    "atleast/3",
    "wc>100",
    "words:>9",
    "first/50",
    "||",
    "&&",
    "x^2",
    "~3",
    "мир/f5/",
    "a?b",
    "https://a.b/n5/c",
    "مذاکره‌ها",
};
static const char *const generator_phrases[] = {
    "nuclear talks", "AND", "title:x (y", "-",   "הרמטכ\"ל אמר",      "中美 关系",
    "a OR b) c",     "\\",  "«x»",        "(x)", "what? (so-called)", "a",
};
static const char *const generator_pieces[] = {"nuclear talks", "the", "中美", "so-called (x)"};
static const char *const generator_stems[] = {"mediat", "Иран", "cease-fi", "U.S."};
static const char *const generator_values[] = {
    "Reuters",   "Agence France-Presse",
    "bbc.co.uk", "-x",
    "a:b",       "(x)",
    "*",         "ایرنا",
    "a OR b",    "\\x",
    "צה\"ל",
};

static struct query_node *generator_node(struct query *query, enum query_kind kind)
{
    struct query_node *node = query_node_new(query, kind);
    assert_non_null(node);
    return node;
}

static struct query_node *generator_leaf(struct query *query, enum query_kind kind,
                                         const char *text)
{
    struct query_node *node = generator_node(query, kind);
    node->text = slice_of(text);
    return node;
}

static struct query_node *generator_piece(struct query *query)
{
    return random_below(2) ? generator_leaf(query, QUERY_PHRASE, PICK(generator_pieces))
                           : generator_leaf(query, QUERY_PREFIX, PICK(generator_stems));
}

/* Pieces of a phrase in turn: alternatives, words, a wildcard; no words beside words. */
static struct query_node *generator_phrase(struct query *query)
{
    struct query_node *phrase = generator_node(query, QUERY_PHRASE), **end = &phrase->child;
    static const char *const simple[] = {"talks", "peace talks", "سلام"};
    bool words = random_below(2);
    for (uint32_t count = 2 + random_below(3); count > 0; count--) {
        if (words) {
            *end = generator_leaf(query, QUERY_PHRASE, PICK(generator_pieces));
        } else if (random_below(2)) {
            *end = generator_leaf(query, QUERY_PREFIX, PICK(generator_stems));
        } else {
            struct query_node *left = generator_leaf(query, QUERY_PHRASE, PICK(simple));
            left->next = random_below(2) ? generator_leaf(query, QUERY_PHRASE, PICK(simple))
                                         : generator_leaf(query, QUERY_PREFIX, "negotiat");
            *end = query_node_group(query, QUERY_OR, left);
        }
        words = !words && random_below(2);
        end = &(*end)->next;
    }
    phrase->slop = random_below(3);
    return phrase;
}

/* Something that stands in the text. */
static struct query_node *generator_stretch(struct query *query, unsigned depth)
{
    uint32_t choice = random_below(depth > 0 ? 9 : 6);
    if (choice < 2)
        return generator_leaf(query, QUERY_WORD, PICK(generator_words));
    if (choice == 2)
        return generator_leaf(query, QUERY_EXACT, random_below(2) ? "mediate" : "=x-");
    if (choice == 3)
        return generator_phrase(query);
    if (choice == 4) {
        struct query_node *phrase = generator_leaf(query, QUERY_PHRASE, PICK(generator_phrases));
        phrase->slop = random_below(4);
        return phrase;
    }
    if (choice == 5)
        return generator_piece(query);
    struct query_node *list = NULL;
    bool near = choice > 6;
    struct query_node *node = near ? generator_node(query, QUERY_NEAR) : NULL;
    if (near) {
        node->unit = (enum query_unit)random_below(3);
        node->ordered = random_below(2);
        node->negated = random_below(4) == 0;
        node->distance = node->unit == QUERY_UNIT_WORDS ? 1 + random_below(QUERY_DISTANCE_MAX) : 0;
    }
    for (uint32_t count = near && node->negated ? 2 : 2 + random_below(2); count > 0; count--) {
        struct query_node *child = generator_stretch(query, depth - 1);
        child->next = list;
        list = child;
    }
    if (!near)
        return query_node_group(query, QUERY_OR, list);
    node->child = list;
    return node;
}

static struct query_node *generator_dates(struct query *query)
{
    static const int64_t seconds[] = {
        -62135596800, 253402300799, -1,         0,           86399,      1735689600,
        1738367999,   1738368000,   1740787199, -2208988800, 1700000000,
    };
    struct query_node *node = generator_node(query, QUERY_DATES);
    int64_t a = PICK(seconds), b = PICK(seconds);
    uint32_t open = random_below(4);
    node->first_second = open == 0 ? QUERY_SECOND_FIRST : a < b ? a : b;
    node->last_second = open == 1 ? QUERY_SECOND_LAST : a < b ? b : a;
    return node;
}

static struct query_node *generator_length(struct query *query)
{
    struct query_node *node = generator_node(query, QUERY_LENGTH);
    node->minimum = random_below(2) ? 0 : random_below(2000);
    node->maximum = random_below(2) ? QUERY_LENGTH_OPEN : node->minimum + random_below(3);
    return node;
}

/* A part of a query; `narrowed` within a part of the text. */
static struct query_node *generate(struct query *query, unsigned depth, bool narrowed)
{
    uint32_t choice = random_below(depth > 0 ? 16 : 8);
    if (choice < 3)
        return generator_stretch(query, depth > 2 ? 2 : depth);
    if (choice < 4)
        return generator_node(query, QUERY_ALL);
    if (choice < 6) {
        struct query_node *value = generator_leaf(query, QUERY_VALUE, PICK(generator_values));
        value->field = (enum query_field)(QUERY_FIELD_SOURCE +
                                          random_below(QUERY_FIELD_COUNT - QUERY_FIELD_SOURCE));
        return value;
    }
    if (choice < 8)
        return choice == 6 ? generator_dates(query) : generator_length(query);
    if (choice < 9) {
        struct query_node *node = generator_node(query, QUERY_ATLEAST);
        node->count = 1 + random_below(QUERY_COUNT_MAX);
        node->child = generator_stretch(query, depth > 2 ? 2 : depth);
        return node;
    }
    if (choice < 11 && !narrowed) {
        struct query_node *node = generator_node(query, choice == 9 ? QUERY_FIELD : QUERY_FIRST);
        node->field = choice == 9 ? (enum query_field)random_below(QUERY_FIELD_SOURCE) : 0;
        node->count = choice == 9 ? 0 : 1 + random_below(QUERY_OPENING_MAX);
        node->child = generate(query, depth - 1, true);
        return node;
    }
    if (choice < 12)
        return query_node_not(query, generate(query, depth - 1, narrowed));
    struct query_node *list = NULL;
    for (uint32_t count = 2 + random_below(3); count > 0; count--) {
        struct query_node *node = generate(query, depth - 1, narrowed);
        node->next = list;
        list = node;
    }
    return query_node_group(query, choice < 14 ? QUERY_AND : QUERY_OR, list);
}

#endif
