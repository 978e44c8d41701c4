#ifndef HERALD_SEARCHER_QUERY_OPERATOR_H
#define HERALD_SEARCHER_QUERY_OPERATOR_H

#include "searcher/query.h"

/*
 * Operators that carry a number, in Herald's spelling and in those of others:
 *
 *     near/5                 near5 /n5/ (Factiva), w/5 (Nexis), /5 (Lexis), near5:"a b" (GDELT)
 *     pre/5                  adj5 (Factiva), pre/5 (Nexis), onear/5 (Lexis)
 *     w/s w/p pre/s pre/p    /s /p, w/sent w/para (Lexis), SAME (Factiva)
 *     atleast/5              atleast5 (Factiva, Nexis), repeat5:"a" (GDELT)
 *     first/50 a             a/f50/ (Factiva)
 *     words:>1000            wc>1000 (Factiva)
 *
 * In all of them n means n words away: at most n - 1 stand between.
 */

enum query_operator_kind {
    QUERY_OPERATOR_NONE,
    QUERY_OPERATOR_NEAR,         /* between its operands */
    QUERY_OPERATOR_ATLEAST,      /* before its operand */
    QUERY_OPERATOR_FIRST,        /* the same */
    QUERY_OPERATOR_OPENING,      /* FIRST, but behind its operand */
    QUERY_OPERATOR_QUOTED_NEAR,  /* before a phrase, the words of which are its operands */
    QUERY_OPERATOR_QUOTED_REPEAT /* before a phrase */
};

/* An operator as it was read. */
struct query_operator {
    enum query_operator_kind kind;
    enum query_unit unit;
    bool ordered;
    uint32_t number;               /* where it cannot be used: the nearest that can */
    bool other;                    /* spelt as another program does */
    enum query_error_code problem; /* MISSING_NUMBER, NUMBER, UNKNOWN_OPERATOR; or NONE */
    size_t length;                 /* bytes of the word that it takes */
    char ours[24];                 /* as Herald spells it */
};

/* Read the operator that a word is, or begins with (/n5/, /f50/). False, and kind NONE, where it is
 * a word like any other. */
bool query_operator_read(struct slice word, struct query_operator *op);

/* Where in a word an operator begins that needs no blank before it (/n5/, /f50/); its length where
 * there is none. */
size_t query_operator_within(struct slice word);

#endif
