#ifndef HERALD_SEARCHER_QUERY_H
#define HERALD_SEARCHER_QUERY_H

#include <stdbool.h>

#include "corpus/buffer.h"
#include "corpus/error.h"

/*
 * A query as a tree. The parser makes it from what the user typed, the translator turns it into
 * something that can be matched; the tree itself knows neither terms nor engines. The language is
 * written down in docs/query-language.md.
 */

/* Limits of a query, each with an error of its own. */
#define QUERY_TEXT_MAX     ((size_t)256 << 10) /* bytes of its text */
#define QUERY_DEPTH_MAX    40u                 /* parentheses and operators within each other */
#define QUERY_WORDS_MAX    4096u               /* words, phrases and values of fields */
#define QUERY_PREFIXES_MAX 64u                 /* wildcards */
#define QUERY_RANGES_MAX   64u                 /* dates and lengths: each reads a value of articles */
#define QUERY_DISTANCE_MAX 1000u               /* near/n, pre/n, slop */
#define QUERY_COUNT_MAX    1000u               /* atleast/n */
#define QUERY_OPENING_MAX  10000u              /* first/n */

/* Terms that one wildcard stands for at most; what is cut off is told by a warning. */
#define QUERY_EXPANSIONS_MAX 1000u

/* Warnings kept; the last of them says that there were more. */
#define QUERY_WARNINGS_MAX 32u

/* A stretch of the query's text, in code points from its start. */
struct query_place {
    size_t offset;
    size_t length;
};

/*
 * What a part of a query is. An article matches as said here; "stretch" is a run of words in its
 * title or in its body, never in both, since title and body do not touch.
 */
enum query_kind {
    QUERY_ALL,     /* every article */
    QUERY_WORD,    /* a word, in any of its forms */
    QUERY_PREFIX,  /* words that begin with the text, which is without its '*' */
    QUERY_EXACT,   /* the word as it is typed: neither stemmed nor folded; text without its '=' */
    QUERY_PHRASE,  /* folded words as they stand, in order, with at most `slop` other words among
                      them altogether: those of the text; or, where the text is empty, those of two
                      or more children one after the other, each of which is a PHRASE with a text
                      and no slop, a PREFIX, or an OR of these */
    QUERY_AND,     /* all children */
    QUERY_OR,      /* at least one child */
    QUERY_NOT,     /* not its one child */
    QUERY_NEAR,    /* see struct query_node */
    QUERY_ATLEAST, /* stretches of its one child begin at `count` different places or more */
    QUERY_FIRST,   /* its one child, within the first `count` words of the body */
    QUERY_FIELD,   /* its one child, within a part of the text: title, body, lead */
    QUERY_VALUE,   /* an article of which a field other than text has the value `text` */
    QUERY_DATES,   /* an article of which the date, or the period that it is known to, overlaps
                      first_second to last_second, both included; without a date, none */
    QUERY_LENGTH   /* an article of which the body has `minimum` to `maximum` words */
};

/* Fields; the first three are parts of the text. */
enum query_field {
    QUERY_FIELD_TITLE,
    QUERY_FIELD_BODY,
    QUERY_FIELD_LEAD, /* the first paragraph of the body, or its first LEAD_WORDS where that is less
                         or there is no other */
    QUERY_FIELD_SOURCE,
    QUERY_FIELD_DOMAIN,
    QUERY_FIELD_LANGUAGE,
    QUERY_FIELD_COUNTRY,
    QUERY_FIELD_PERSON,
    QUERY_FIELD_ORG,
    QUERY_FIELD_TOPIC,
    QUERY_FIELD_AUTHOR,
    QUERY_FIELD_SECTION,
    QUERY_FIELD_ID,
    QUERY_FIELD_GOV,    /* a country, spoken of as a government */
    QUERY_FIELD_REGION, /* any country in it */
    QUERY_FIELD_ROLE,   /* an office of a country */
    QUERY_FIELD_COUNT /* how many there are */
};

/* What QUERY_NEAR counts in. */
enum query_unit { QUERY_UNIT_WORDS, QUERY_UNIT_SENTENCE, QUERY_UNIT_PARAGRAPH };

/* No bound of QUERY_DATES and QUERY_LENGTH. */
#define QUERY_SECOND_FIRST INT64_MIN
#define QUERY_SECOND_LAST  INT64_MAX
#define QUERY_LENGTH_OPEN  UINT32_MAX

/*
 * A part of a query.
 *
 * AND and OR have two or more children, none of which is of the same kind; NOT has one child, which
 * is no NOT; FIELD has one, and there is neither FIELD nor FIRST within FIELD or FIRST.
 *
 * NEAR has two or more children, and ATLEAST one, that stand somewhere in the text: WORD, PREFIX,
 * EXACT, PHRASE, NEAR, or an OR of these. NEAR in words: stretches of its children, none of which
 * overlaps another; between a child's and that of the child before it stand at most distance - 1
 * words; in the order of the children if `ordered`, otherwise in any. NEAR in sentences or
 * paragraphs: stretches that all lie within one of them, in order if `ordered`; the title is one.
 * The stretch of a NEAR goes from its first word to its last. With `negated` there are two
 * children: a stretch of the first to which none of the second stands like that, and the stretch of
 * the whole is that of the first.
 */
struct query_node {
    enum query_kind kind;
    enum query_field field;   /* FIELD, VALUE */
    enum query_unit unit;     /* NEAR */
    bool ordered;             /* NEAR */
    bool negated;             /* NEAR */
    size_t leaf;              /* see query_is_leaf: number in the order of the text, from 0 */
    struct slice text;        /* WORD, PREFIX, EXACT, PHRASE, VALUE: without quotes and signs */
    uint32_t slop;            /* PHRASE */
    const char *names;        /* PHRASE: of what other names are found, too; NULL: of nothing */
    uint32_t distance;        /* NEAR in words: from 1 */
    uint32_t count;           /* ATLEAST, FIRST: from 1 */
    int64_t first_second;     /* DATES: UTC, from 1970; or QUERY_SECOND_FIRST */
    int64_t last_second;      /* DATES: not before first_second; or QUERY_SECOND_LAST */
    uint32_t minimum;         /* LENGTH */
    uint32_t maximum;         /* LENGTH: not below minimum; or QUERY_LENGTH_OPEN */
    struct query_node *child; /* the first one */
    struct query_node *next;  /* of the same parent */
    struct query_place place;
};

/* Whether a node is a leaf, which has words: WORD, PREFIX, EXACT, or PHRASE with a text. */
static inline bool query_is_leaf(const struct query_node *node)
{
    return node->kind == QUERY_WORD || node->kind == QUERY_PREFIX || node->kind == QUERY_EXACT ||
           (node->kind == QUERY_PHRASE && !node->child);
}

/* Something that was understood otherwise than it may have been meant. */
struct query_warning {
    const char *code; /* "operator-as-word", for machines; static */
    struct query_place place;
    struct slice message; /* one line, no capital, no full stop */
    struct slice suggestion; /* what to write in that place instead; empty: nothing */
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
    QUERY_ERROR_EMPTY,               /* nothing to search for */
    QUERY_ERROR_ENCODING,            /* not UTF-8 */
    QUERY_ERROR_TOO_LONG,            /* QUERY_TEXT_MAX */
    QUERY_ERROR_TOO_DEEP,            /* QUERY_DEPTH_MAX */
    QUERY_ERROR_TOO_MANY_WORDS,      /* QUERY_WORDS_MAX */
    QUERY_ERROR_UNCLOSED_QUOTE,      /* place: the quote */
    QUERY_ERROR_UNCLOSED_GROUP,      /* place: the parenthesis */
    QUERY_ERROR_UNOPENED_GROUP,      /* a closing parenthesis too many */
    QUERY_ERROR_EMPTY_PHRASE,        /* quotes with no words between them */
    QUERY_ERROR_EMPTY_GROUP,         /* parentheses with nothing between them */
    QUERY_ERROR_MISSING_OPERAND,     /* an operator without what it joins; place: the operator */
    QUERY_ERROR_MISSING_FIELD_VALUE, /* a field without what to find in it */
    QUERY_ERROR_TOO_MANY_WILDCARDS,  /* QUERY_PREFIXES_MAX */
    QUERY_ERROR_TOO_MANY_RANGES,     /* QUERY_RANGES_MAX */
    QUERY_ERROR_WILDCARD,            /* a '*' elsewhere than at the end of a word, or a '?' in it */
    QUERY_ERROR_MISSING_NUMBER,      /* near without how near */
    QUERY_ERROR_NUMBER,              /* a number that is none or beyond what is allowed */
    QUERY_ERROR_UNKNOWN_OPERATOR,    /* nearly the name of an operator */
    QUERY_ERROR_OPERAND,             /* what an operator or a field cannot have within it */
    QUERY_ERROR_DATE,                /* not understood, or there is no such date */
    QUERY_ERROR_LENGTH               /* words: without a number or a range */
};

/* Room for a suggestion and its NUL. */
#define QUERY_SUGGESTION_SIZE 128

/* Where and what, beside the words in struct herald_error. */
struct query_error {
    enum query_error_code code;
    struct query_place place;
    const char *expected; /* "a word, a phrase or a group"; NULL where that says nothing; static */
    char suggestion[QUERY_SUGGESTION_SIZE]; /* what to write in that place instead; or "" */
};

/* How a query is read. Zeroed memory is the default. */
struct query_options {
    bool any;     /* words are joined by OR */
    bool plain;   /* no operators: all of it is words, as in TREC topics */
    bool lenient; /* what would be an error is a warning, and the nearest sensible query is taken */
    bool fixed_clock;      /* `now` is the time; otherwise the clock is asked */
    int64_t now;           /* seconds from 1970, for "yesterday" and "7d" */
    const char *time_zone; /* of days in dates: a name such as "Asia/Tehran"; NULL: UTC */
};

/*
 * Parse a text into `query`, whose former content is dropped. HERALD_E_QUERY when it cannot be
 * understood, HERALD_E_LIMIT when a limit is passed, both with *where filled (may be NULL) and
 * neither in a lenient reading, which gives a query for any text; HERALD_E_ARGUMENT when there is
 * no such time zone; HERALD_E_NO_MEMORY. On failure the query is empty.
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
 * gives an equal tree, and is `any` where the query is. On no memory out->failed is set. */
void query_print(const struct query *query, struct buffer *out);

/* Note that a phrase, the leaf of this number, finds the other names of what `name` (static) calls in
 * English; a leaf that is no phrase is left as it is: "any form of" is wide enough. */
void query_note_names(struct query *query, size_t leaf, const char *name);

/* Append what a query finds, in plain words of English: "articles that hold any form of "mediation"
 * within 5 words of any form of "Iran"". On no memory out->failed is set. */
void query_describe(const struct query *query, struct buffer *out);

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

/* Number the leaves anew, in their order. */
void query_number_leaves(struct query *query);

/* Add a warning with a printf-style message, up to QUERY_WARNINGS_MAX. False on no memory. */
bool query_warn(struct query *query, const char *code, struct query_place place, const char *format,
                ...) __attribute__((format(printf, 4, 5)));

/* Say what to write instead in the place of the warning that was added last; nothing where it only
 * says that there are more. False on no memory. */
bool query_suggest(struct query *query, struct slice suggestion);

#endif
