#ifndef HERALD_SEARCHER_QUERY_SENSE_H
#define HERALD_SEARCHER_QUERY_SENSE_H

#include "searcher/query_lexer.h"

/* What a word of a query is, by its letters and signs alone: a word, an operator, a field. */

/* Whether a word, printed as it is, would be read as something else. */
bool query_word_needs_escape(struct slice word);

/* Whether a value, printed without quotes, would be read as something else. */
bool query_value_needs_quotes(struct slice value);

/* Wildcards of a word. */
enum query_wildcard {
    QUERY_WILDCARD_NONE,
    QUERY_WILDCARD_END,  /* one '*', at its end */
    QUERY_WILDCARD_WRONG /* a '*' elsewhere, or a '?' within */
};
enum query_wildcard query_wildcard_of(struct slice word);

/* What a word is: its kind, text, and how many of its bytes belong to it. */
struct query_sense {
    enum query_token_kind kind;
    struct slice text;
    size_t length;
    const struct query_field_name *field;
    struct query_operator op;
    enum query_wildcard wildcard;
    bool other; /* a spelling of other programs, for which `ours` stands */
    const char *ours;
};

/* What a word is that has no backslash before it. */
struct query_sense query_sense_of(struct slice word, enum query_lexing lexing);

/* The length of a field's name and its colon at the start of a word; 0 where there is none. */
size_t query_field_length(struct slice word);

/* Whether a word is an address, in which signs are no operators. */
bool query_is_address(struct slice word);

#endif
