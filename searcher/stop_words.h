#ifndef HERALD_SEARCHER_STOP_WORDS_H
#define HERALD_SEARCHER_STOP_WORDS_H

#include "indexer/index.h"
#include "searcher/query_terms.h"

/*
 * The stop words of a query. Every language's are words in another ("war" is German for "was"), so
 * those of one language alone count, and only where the query is in it.
 */

/* Whether a slot is a stop word of a language, and whether a leaf is one and nothing more; never of
 * LANGUAGE_NONE. */
bool query_slot_is_stop(const struct query_slot *slot, language_id language);
bool query_leaf_is_stop(const struct query_leaf *leaf, language_id language);

/*
 * The language that a query is in, of those that the index has: the likeliest one by how many of
 * its articles have the query's words (naive Bayes, the languages' shares of the index being what
 * is known before; Manning, Raghavan and Schuetze 2008, "Introduction to Information Retrieval",
 * section 13.2). How often a word comes up in a language of few articles is drawn towards how often
 * it does in all, as if STOP_WORDS_DOUBT more articles of the language were like the whole index.
 * LANGUAGE_NONE where the query has no stop word of that language, which is told without looking
 * anything up where it has none of any. At most STOP_WORDS_LOOKED_AT words are looked at. Reading
 * failures.
 */
#define STOP_WORDS_DOUBT     50.0
#define STOP_WORDS_LOOKED_AT 64u
xap_status query_stop_language(struct index_reader *reader, struct analyser *analyser,
                               const struct query_terms *terms, struct index_languages languages,
                               language_id *out, xap_error *err);

#endif
