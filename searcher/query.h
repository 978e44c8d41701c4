#ifndef HERALD_SEARCHER_QUERY_H
#define HERALD_SEARCHER_QUERY_H

#include <stdbool.h>

#include "corpus/buffer.h"
#include "corpus/error.h"

/*
 * A query as a tree. The parser makes it from what the user typed, the translator turns it into
 * something that can be matched; the tree itself knows neither terms nor engines. The language:
 *
 *     query    = sequence { "OR" sequence }
 *     sequence = chain { chain }                all of them; with `any`, at least one
 *     chain    = factor { "AND" factor }
 *     factor   = { "NOT" | "-" } primary
 *     primary  = WORD | PHRASE | "*" | "(" query ")" | FIELD ":" ( WORD | PHRASE | "(" query ")" )
 *
 * Operators are capitals; a backslash before a word takes its meaning as an operator away. A phrase
 * stands between " ", “ ”, „ “ or « ».
 */

/* Limits of a query, each with an error of its own. */
#define QUERY_TEXT_MAX  ((size_t)256 << 10) /* bytes of its text */
#define QUERY_DEPTH_MAX 40u                 /* parentheses within each other */
#define QUERY_WORDS_MAX 4096u               /* words and phrases */

/* Warnings kept; what is more is not told. */
#define QUERY_WARNINGS_MAX 32u

/* A stretch of the query's text, in code points from its start. */
struct query_place {
    size_t offset;
    size_t length;
};

enum query_kind {
    QUERY_ALL,    /* every article */
    QUERY_WORD,   /* a word, in any of its forms */
    QUERY_PHRASE, /* words as they stand, one after the other */
    QUERY_AND,    /* all children */
    QUERY_OR,     /* at least one child */
    QUERY_NOT,    /* not its one child */
    QUERY_FIELD   /* its one child, within a field */
};

enum query_field { QUERY_FIELD_TITLE };

/*
 * A part of a query. AND and OR have two or more children, none of which is of the same kind; NOT
 * has one child, which is no NOT; FIELD has one.
 */
struct query_node {
    enum query_kind kind;
    enum query_field field; /* QUERY_FIELD */
    size_t leaf;            /* QUERY_WORD, QUERY_PHRASE: number in the order of the text, from 0 */
    struct slice text;      /* QUERY_WORD, QUERY_PHRASE: as typed, without quotes */
    struct query_node *child; /* the first one */
    struct query_node *next;  /* of the same parent */
    struct query_place place;
};

/* Something that was understood otherwise than it may have been meant. */
struct query_warning {
    const char *code; /* "operator-as-word", for machines; static */
    struct query_place place;
    struct slice message; /* one line, no capital, no full stop */
    struct query_warning *next;
};

/* A query and everything that belongs to it. Zeroed memory is an empty one. */
struct query {
    struct query_node *root; /* NULL before a query was parsed */
    bool any;                /* words were joined by OR */
    size_t leaf_count;
    struct query_warning *warnings; /* in the order in which they were found */
    struct query_warning *last_warning;
    size_t warning_count;
    struct arena arena; /* owns all of the above */
};

/* What is wrong with a query. */
enum query_error_code {
    QUERY_ERROR_NONE = 0,
    QUERY_ERROR_EMPTY,              /* nothing to search for */
    QUERY_ERROR_ENCODING,           /* not UTF-8 */
    QUERY_ERROR_TOO_LONG,           /* QUERY_TEXT_MAX */
    QUERY_ERROR_TOO_DEEP,           /* QUERY_DEPTH_MAX */
    QUERY_ERROR_TOO_MANY_WORDS,     /* QUERY_WORDS_MAX */
    QUERY_ERROR_UNCLOSED_QUOTE,     /* place: the quote */
    QUERY_ERROR_UNCLOSED_GROUP,     /* place: the parenthesis */
    QUERY_ERROR_UNOPENED_GROUP,     /* a closing parenthesis too many */
    QUERY_ERROR_EMPTY_PHRASE,       /* quotes with no words between them */
    QUERY_ERROR_EMPTY_GROUP,        /* parentheses with nothing between them */
    QUERY_ERROR_MISSING_OPERAND,    /* an operator without what it joins; place: the operator */
    QUERY_ERROR_MISSING_FIELD_VALUE /* a field without what to find in it */
};

/* Where and what, beside the words in struct herald_error. */
struct query_error {
    enum query_error_code code;
    struct query_place place;
    const char *expected; /* "a word, a phrase or a group"; NULL where that says nothing; static */
};

/* How a query is read. Zeroed memory is the default. */
struct query_options {
    bool any;   /* words are joined by OR */
    bool plain; /* no operators: all of it is words, as in TREC topics */
};

/*
 * Parse a text into `query`, whose former content is dropped. HERALD_E_QUERY when it cannot be
 * understood, HERALD_E_LIMIT when a limit is passed, both with *where filled (may be NULL);
 * HERALD_E_NO_MEMORY. On failure the query is empty.
 */
enum herald_status query_parse(struct query *query, struct slice text,
                               const struct query_options *options, struct query_error *where,
                               struct herald_error *err);

/* Free what a query holds; it is empty and usable afterwards. */
void query_dispose(struct query *query);

/* The name of an error for machines ("unclosed-quote"), static. */
const char *query_error_name(enum query_error_code code);

/* The name of a field as it is typed, static. */
const char *query_field_name(enum query_field field);

/* Append the canonical form of a query (nothing for an empty one): parsed by default options, it
 * gives an equal tree. On no memory out->failed is set. */
void query_print(const struct query *query, struct buffer *out);

/* Whether two trees are the same but for places. Takes NULL. */
bool query_equal(const struct query_node *a, const struct query_node *b);

/* --- making trees, for the parser and for tests ---------------------------------------------- */

/* A node in the query's arena, zeroed but for its kind; NULL on no memory. */
struct query_node *query_node_new(struct query *query, enum query_kind kind);

/* AND or OR of a list of nodes joined by `next`, kept to the rules of struct query_node: nested
 * groups of the same kind are spliced in, a single node stands for itself. NULL on no memory. */
struct query_node *query_node_group(struct query *query, enum query_kind kind,
                                    struct query_node *list);

/* NOT of a node; of a NOT, its child. NULL on no memory. */
struct query_node *query_node_not(struct query *query, struct query_node *node);

/* Add a warning with a printf-style message, up to QUERY_WARNINGS_MAX. False on no memory. */
bool query_warn(struct query *query, const char *code, struct query_place place, const char *format,
                ...) __attribute__((format(printf, 4, 5)));

#endif
