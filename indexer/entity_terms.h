#ifndef HERALD_INDEXER_ENTITY_TERMS_H
#define HERALD_INDEXER_ENTITY_TERMS_H

#include "corpus/article.h"
#include "indexer/language/gazetteer/recogniser.h"
#include "indexer/schema.h"

/*
 * The terms of the countries, organisations, people and offices in an article: what its words
 * mention, and what it declares by code, name or demonym; and of the lexicon's phrases in it.
 */
struct entity_terms;

/* Make one; `analyser` reads declared names, and is lent. HERALD_E_NO_MEMORY. */
enum herald_status entity_terms_open(struct analyser *analyser, struct entity_terms **out,
                                     struct herald_error *err);
void entity_terms_free(struct entity_terms *terms);

/* Start on an article. */
void entity_terms_start(struct entity_terms *terms, const struct article *article);

/* Add one of its texts, as recogniser_add and phrase_finder_find. HERALD_E_NO_MEMORY. */
enum herald_status entity_terms_add(struct entity_terms *terms, const struct text_terms *text,
                                    uint32_t first_position, struct herald_error *err);

/* A term. */
struct entity_term {
    struct slice bytes;
    uint32_t count;            /* mentions */
    const uint32_t *positions; /* of all words of the mentions, ascending */
    size_t position_count;
};

/* The terms of the article, each once; valid until the next start. HERALD_E_NO_MEMORY. */
enum herald_status entity_terms_finish(struct entity_terms *terms, const struct article *article,
                                       const struct entity_term **out, size_t *count,
                                       struct herald_error *err);

#endif
