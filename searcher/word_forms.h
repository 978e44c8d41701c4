#ifndef HERALD_SEARCHER_WORD_FORMS_H
#define HERALD_SEARCHER_WORD_FORMS_H

#include "indexer/index.h"
#include "searcher/query_terms.h"

/* Which words an index has: those of one stem, and those that begin alike. */

/* Words of an index, folded, without prefix. */
struct word_list {
    struct slice *items; /* they and their bytes lie in the arena that was given */
    size_t count, capacity;
};

/* Append a copy of a word. False on no memory. */
bool word_list_add(struct word_list *list, struct slice word, struct arena *arena);

/*
 * Append the words of the index that have a stem: `stem_term` is its term (SCHEMA_STEM), `folded` a
 * word that has it, which is among the result. The analyser is lent. XAP_E_NO_MEMORY, reading
 * failures.
 */
xap_status word_forms_find(struct index_reader *reader, struct analyser *analyser,
                           struct slice stem_term, struct slice folded, struct arena *arena,
                           struct word_list *out, xap_error *err);

/* Words looked at for one prefix; what comes after in the order of bytes is not. */
#define PREFIX_WORDS_READ_MAX 200000u

/*
 * What the prefix of one leaf stands for, in each of its ways to be written: the words of the index
 * that begin so, of titles alone within title:, at most QUERY_EXPANSIONS_MAX; those that are in
 * most articles where there are more.
 */
struct prefix_words {
    struct query_slot slots[QUERY_SEQUENCES_MAX]; /* unlike others they may be empty */
};

/* The prefixes of a query. Zeroed memory is none. */
struct prefixes {
    struct prefix_words *leaves; /* by query_node.leaf; empty for what is no prefix */
    size_t count;
    bool late; /* the time was over before all words were found */
    struct arena arena;
};

/* Find what the prefixes of a query stand for, until a time by clock_milliseconds (0: never); what
 * is within NOT is found whole, since less of it would find more. XAP_E_NO_MEMORY, reading
 * failures. */
xap_status prefixes_find(struct prefixes *prefixes, const struct query_terms *terms,
                         const xap_database *database, double until, xap_error *err);

/* Whether more words of the index begin with the prefix of a leaf than are looked for. What cannot
 * be read counts as no. */
bool prefix_is_cut(const xap_database *database, const struct query_leaf *leaf);

/* Free it; it is empty and usable afterwards. */
void prefixes_dispose(struct prefixes *prefixes);

#endif
