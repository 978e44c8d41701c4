#ifndef HERALD_SEARCHER_QUERY_LEXER_H
#define HERALD_SEARCHER_QUERY_LEXER_H

#include "searcher/query_field.h"
#include "searcher/query_operator.h"
#include "searcher/query_reading.h"

/* Cuts the text of a query into tokens, for the parser only. */

enum query_token_kind {
    TOKEN_SKIPPED, /* only within the lexer */
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_PREFIX, /* mediat*; text without the '*' */
    TOKEN_EXACT,  /* =mediate; text without the '=' */
    TOKEN_PHRASE,
    TOKEN_ALL,
    TOKEN_FIELD,
    TOKEN_LENGTH,   /* wc>1000; text from the sign on */
    TOKEN_OPERATOR, /* one with a number */
    TOKEN_LEFT,
    TOKEN_RIGHT,
    TOKEN_AND,
    TOKEN_OR,
    TOKEN_NOT,
    TOKEN_MINUS,
    TOKEN_PLUS
};

struct query_token {
    enum query_token_kind kind;
    const struct query_field_name *field; /* TOKEN_FIELD */
    struct query_operator op;             /* TOKEN_OPERATOR */
    bool negated;                         /* TOKEN_OPERATOR: NOT near/5 */
    uint32_t slop;                        /* TOKEN_PHRASE */
    struct slice text;        /* words, phrases: of the query's text, without quotes and signs */
    bool glued;               /* no blank before it */
    struct query_place place; /* quotes included */
};

/* What a lexer reads. */
enum query_lexing {
    LEXING_QUERY,
    LEXING_PLAIN,  /* words only, no operators */
    LEXING_VALUES, /* values of a field, and the operators AND, OR, NOT and '-' */
    LEXING_WORD,   /* a word of the text behind a field's colon, or the like */
    LEXING_VALUE   /* a value behind a field's colon */
};

/* Where the lexer stands. Start with the reading, the text and what is read. */
struct query_lexer {
    struct query_reading *reading;
    struct slice text; /* valid UTF-8 */
    enum query_lexing lexing;
    bool has_field;             /* the last token was a field, of which the value comes next */
    enum query_lexing of_value; /* then: how that is read */
    enum query_token_kind last; /* the kind of the token before */
    size_t at;                  /* byte */
    size_t index;               /* the same place in code points */
};

/* The next token; what was reinterpreted becomes a warning of the query. False
 * when the reading has ended. */
bool query_lexer_next(struct query_lexer *lexer, struct query_token *token);

/* Complain of a wildcard that is wrong, with what may have been meant. */
bool query_complain_of_wildcard(struct query_reading *reading, struct slice word,
                                struct query_place place);

#endif
