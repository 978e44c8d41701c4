#ifndef HERALD_SEARCHER_QUERY_PARSER_H
#define HERALD_SEARCHER_QUERY_PARSER_H

#include "searcher/query_lexer.h"

/*
 * A parser by recursive descent, for query_parse.c: what its parts share. Functions that make nodes
 * return NULL where nothing was found; then the status of the reading says whether that is its end,
 * or whether a lenient reading goes on without.
 */

/* An operator that waits for its operand. */
struct parser_joint {
    const char *name; /* NULL: none does */
    struct query_place place;
};

struct parser {
    struct query_reading reading;
    struct query_lexer lexer;
    struct query_token token; /* the next one */
    unsigned depth;
    unsigned groups;                      /* parentheses that are open */
    unsigned joins;                       /* words joined by AND or side by side, in these */
    struct query_place plus;              /* a '+' in these; of length 0: none */
    const struct query_field_name *field; /* of which values are read; NULL: text */
    const char *scope;                    /* the part of the text in which it is; NULL: none */
    struct parser_joint joint;
};

#define PARSER_OPERAND "a word, a phrase or a group"

/* Whether the reading has ended, by a failure. */
bool parser_has_ended(const struct parser *parser);

/* End it for want of memory. NULL. */
struct query_node *parser_no_memory(struct parser *parser);

/* query_complain with a message of one part: "%s at character 5". */
bool parser_complain(struct parser *parser, enum query_error_code code, struct query_place place,
                     const char *expected, const char *what);

/* Say why what stands here is no operand. True when the reading goes on. */
bool parser_complain_of_operand(struct parser *parser);

/* Complain of a part of the text within another one. True when the reading goes on, without the
 * inner one. */
bool parser_complain_of_scope(struct parser *parser, struct query_place place, const char *inner);

/* Take the next token. False when the reading has ended. */
bool parser_advance(struct parser *parser);

/* The same for an operator, of which the operand comes next. */
bool parser_take_operator(struct parser *parser, const char *name);

/* Whether the next token is an operator of a kind, or begins an operand. */
bool parser_is_operator(const struct parser *parser, enum query_operator_kind kind);
bool parser_begins_operand(const struct parser *parser);

/* Go one level deeper; false, with a complaint, when that is too deep. */
bool parser_enter(struct parser *parser, struct query_place place);

/* FIRST of a node. */
struct query_node *parser_new_first(struct parser *parser, const struct query_operator *op,
                                    struct query_node *child);

/* From the tightest to the loosest: an operand, operands near each other, alternatives. */
struct query_node *parser_operand(struct parser *parser);
struct query_node *parser_nearness(struct parser *parser);
struct query_node *parser_alternatives(struct parser *parser);

#endif
