#ifndef HERALD_SEARCHER_QUERY_LEXER_H
#define HERALD_SEARCHER_QUERY_LEXER_H

#include "searcher/query.h"

/* Cuts the text of a query into tokens, for the parser only. */

enum query_token_kind {
    TOKEN_SKIPPED, /* only within the lexer */
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_PHRASE,
    TOKEN_UNCLOSED, /* a quote without its end; the place is the quote's */
    TOKEN_ALL,
    TOKEN_FIELD,
    TOKEN_LEFT,
    TOKEN_RIGHT,
    TOKEN_AND,
    TOKEN_OR,
    TOKEN_NOT,
    TOKEN_MINUS
};

struct query_token {
    enum query_token_kind kind;
    enum query_field field;   /* TOKEN_FIELD */
    struct slice text;        /* TOKEN_WORD, TOKEN_PHRASE: of the query's text, without quotes */
    bool glued;               /* no blank before it */
    struct query_place place; /* quotes included */
};

/* Where the lexer stands. Start with {text, 0, 0, plain, false}. */
struct query_lexer {
    struct slice text; /* valid UTF-8 */
    size_t at;         /* byte */
    size_t index;      /* the same place in code points */
    bool plain;        /* no operators */
    bool in_field;     /* a field's value comes next: only words, phrases and groups */
};

/* The next token; what was reinterpreted becomes a warning of the query. False on no memory. */
bool query_lexer_next(struct query_lexer *lexer, struct query *query, struct query_token *token);

/* Whether a word, printed as it is, would be read as something else. */
bool query_word_needs_escape(struct slice word);

/* A phrase in the form that stands between ASCII quotes: any such quote in it made a blank, blanks
 * at its ends removed. Appended to `out`. */
void query_phrase_normalise(struct slice phrase, struct buffer *out);

#endif
