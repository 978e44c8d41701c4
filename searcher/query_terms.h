#ifndef HERALD_SEARCHER_QUERY_TERMS_H
#define HERALD_SEARCHER_QUERY_TERMS_H

#include "indexer/language/analyser.h"
#include "searcher/query.h"

/*
 * The words of a query as the analyser finds them: the same for matching and for marking what
 * matched. A leaf of the tree may hold several ("cease-fire", a phrase, Chinese) or none ("&").
 */

/* One way to write what stands at a place of a leaf. */
struct query_term {
    struct slice folded;
    enum word_script script;
    bool lesser;   /* not what was typed: it counts for less (searcher/widening.h) */
    bool is_term;  /* `folded` is a term of the index as it stands, not a word */
    bool narrowed; /* a word of one language: */
    language_id language;
};

/* Whether a word is looked up in a language. */
static inline bool query_term_is_of(const struct query_term *term, language_id language)
{
    return !term->narrowed || term->language == language;
}

/* What may stand at one place: any of these. */
struct query_slot {
    const struct query_term *terms;
    size_t count; /* 1 or more */
};

/* Slots that follow each other. */
struct query_sequence {
    const struct query_slot *slots;
    size_t count; /* 1 or more */
};

/* The words of a leaf: as they stand, with what is joined elsewhere joined ("ceasefire"), and what
 * they were widened to. */
#define QUERY_SEQUENCES_MAX 3

struct query_leaf {
    const struct query_node *node;
    bool in_title; /* within title: */
    bool in_body;  /* within body:, lead: or the opening words */
    bool negated;  /* within an odd number of NOT */
    bool in_row; /* what its node has as `next` stands beside it: in an AND, or an OR of an `any` */
    struct query_sequence
        sequences[QUERY_SEQUENCES_MAX]; /* of a prefix, the last slot begins words */
    size_t sequence_count;              /* 0: nothing that can be searched for */
    struct slice written;               /* as typed, from its first word to the end of its last */
    struct slice joined; /* with the leaf after it as one word of Persian (widening.h); or empty */
    bool affix;          /* it is an ending or prefix of the leaf beside it: names nothing */
};

/* The leaves of a query, by query_node.leaf. Zeroed memory is an empty one. */
struct query_terms {
    struct query_leaf *leaves;
    size_t count;
    struct arena arena;
};

/* Find the words of a query, all leaves in one pass, since what one word means may depend on the
 * others (capitals). The query must outlive the result. HERALD_E_LIMIT when there are more than
 * QUERY_WORDS_MAX, HERALD_E_NO_MEMORY, HERALD_E_INTERNAL. */
enum herald_status query_terms_find(struct query_terms *terms, const struct query *query,
                                    struct analyser *analyser, struct herald_error *err);

/* Free it; it is empty and usable afterwards. */
void query_terms_dispose(struct query_terms *terms);

#endif
