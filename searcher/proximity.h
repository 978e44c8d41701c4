#ifndef HERALD_SEARCHER_PROXIMITY_H
#define HERALD_SEARCHER_PROXIMITY_H

#include "searcher/stretch.h"
#include "searcher/text_marks.h"
#include "searcher/translate.h"

/*
 * Parts of a query that depend on where words stand: phrases, near, pre, sentences, paragraphs,
 * frequencies, opening words, and words as they are typed. The positions are not libxapian's
 * (indexer/positions.h), and it would count its windows otherwise, so this is a filter of our own:
 * an ordinary query finds the articles that have the words, the filter looks at the positions of
 * these and of no others.
 */

/*
 * A filter, weight 0, that lets the articles through which match `node`: a leaf, an OR of what can
 * stand within NEAR, PHRASE with children, NEAR, or ATLEAST. It looks at each document that it is
 * asked about, so it is only of use together with a query that asks about few. It belongs to the
 * same searches as the translation's scoring and, as that, must not outlive the translation's
 * query, terms, clock and reader. `negated`: it is within NOT, and once the clock is over lets all
 * through. XAP_E_NO_MEMORY, XAP_E_TIMEOUT, reading failures.
 */
xap_status proximity_query(const struct translation *translation, const struct query_node *node,
                           struct text_scope scope, bool negated, xap_query **out, xap_error *err);

/* --- between the files of proximity ------------------------------------------------------------
 */

/* A term of the index, looked up by number. */
struct plan_term {
    struct slice bytes;
    uint64_t hash; /* positions_hash of them */
};

/* Words that count as long as an article holds the term that proves its language: the forms of one
 * stem. */
struct plan_group {
    size_t stem; /* number of a term, or PLAN_ALWAYS */
    const size_t *forms;
    size_t count;
};
#define PLAN_ALWAYS SIZE_MAX

/* What may stand at one place. */
struct plan_slot {
    const struct plan_group *groups;
    size_t count;
};

/* One way to write a leaf: slots one after the other. */
struct plan_way {
    const struct plan_slot *slots;
    size_t count;
};

struct plan_node {
    const struct query_node *node;
    const struct query_leaf *leaf; /* of a leaf */
    struct plan_way *ways;
    size_t way_count;
    struct plan_node *children;
    size_t child_count;
};

/* What a filter is made of; shared by its copies, which are of one thread. */
struct plan {
    unsigned references;
    struct plan_node root;
    uint32_t count; /* places at which stretches must begin */
    struct text_scope scope;
    unsigned marks; /* which a document's marks are read */
    bool walked;    /* one walk along positions tells whether a document matches */
    struct plan_term *terms;
    size_t term_count, term_capacity;
    bool negated; /* within NOT */
    struct search_clock *clock;
    struct index_reader *reader;
    struct analyser *analyser;
    struct arena arena;
};

/* Make the plan of a part of a query. XAP_E_NO_MEMORY, XAP_E_TIMEOUT once the clock is over,
 * reading failures. */
xap_status plan_make(const struct translation *translation, const struct query_node *node,
                     struct text_scope scope, struct plan **out, xap_error *err);

/* Drop a reference. Takes NULL. */
void plan_free(struct plan *plan);

/* Looks at documents, in ascending order. */
struct proximity_matcher;

/* A matcher for the documents of a shard, which is lent. XAP_E_NO_MEMORY. */
xap_status proximity_matcher_open(struct plan *plan, const xap_database *shard,
                                  struct proximity_matcher **out, xap_error *err);
void proximity_matcher_free(struct proximity_matcher *matcher);

/* Whether a document, whose id is not below that of the last call, matches. XAP_E_TIMEOUT when the
 * clock's deadline passed meanwhile; XAP_E_NO_MEMORY; reading failures. */
xap_status proximity_matches(struct proximity_matcher *matcher, uint32_t docid, bool *matches,
                             xap_error *err);

#endif
