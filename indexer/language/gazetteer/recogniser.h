#ifndef HERALD_INDEXER_LANGUAGE_GAZETTEER_RECOGNISER_H
#define HERALD_INDEXER_LANGUAGE_GAZETTEER_RECOGNISER_H

#include "corpus/error.h"
#include "indexer/language/analyser.h"
#include "indexer/language/gazetteer/entity.h"

/*
 * Finds countries, organisations and people in the words of an article, by any of their names
 * (docs/entities.md). What a word with several meanings means is decided by written rules from its
 * neighbours and from the other names in the article; in doubt, nothing is found.
 */

/* As what a country is spoken of. */
enum mention_scope {
    SCOPE_PLACE = 0,  /* the country: as a place, or in no way that the rules can tell */
    SCOPE_GOVERNMENT, /* the Kremlin, Moscow says, the Russian foreign ministry */
    SCOPE_PEOPLE      /* Russians */
};

/* A mention of an entity. */
struct mention {
    uint32_t first; /* positions of its first and last word */
    uint32_t last;
    entity_id entity;
    uint8_t scope; /* of a country */
};

/* A mention of an office: `the Iranian foreign minister`. */
struct office_mention {
    uint32_t first;
    uint32_t last;
    entity_id body;   /* country */
    entity_id holder; /* who holds it at the date of the article, ENTITY_NONE where that is not
                         known or another is meant: a former or a deputy minister */
    uint8_t office;   /* enum gazetteer_office */
};

/* What was found in an article, by position. Belongs to the recogniser, until its next start. */
struct mentions {
    const struct mention *items;
    size_t count;
    const struct office_mention *offices;
    size_t office_count;
};

struct recogniser;

/* Make a recogniser; one per thread. HERALD_E_NO_MEMORY. */
enum herald_status recogniser_open(struct recogniser **out, struct herald_error *err);
void recogniser_free(struct recogniser *recogniser);

/* Start on an article in these languages (gazetteer_languages), of this day or ENTITY_NO_DAY. */
void recogniser_start(struct recogniser *recogniser, uint32_t languages, int32_t day);

/* Add the words of one of its texts, as analyser_terms gave them with this first position. Names
 * do not reach from one text into the next. HERALD_E_NO_MEMORY. */
enum herald_status recogniser_add(struct recogniser *recogniser, const struct text_terms *terms,
                                  uint32_t first_position, struct herald_error *err);

/* Find what all the texts mention. HERALD_E_NO_MEMORY. */
enum herald_status recogniser_finish(struct recogniser *recogniser, struct mentions *out,
                                     struct herald_error *err);

#endif
