#ifndef HERALD_INDEXER_LANGUAGE_GAZETTEER_DECLARED_H
#define HERALD_INDEXER_LANGUAGE_GAZETTEER_DECLARED_H

#include "indexer/language/analyser.h"
#include "indexer/language/gazetteer/entity.h"

/* Entities by what somebody calls them outside of a text: in a field of an article, in a query. */

/* A name that was looked up. */
struct named_entity {
    entity_id entity;
    uint8_t kind;  /* enum gazetteer_kind of the name */
    uint8_t flags; /* enum gazetteer_flag */
};

#define NAMED_ENTITIES_MAX 16u

/*
 * What a text is a name of, as a whole, in any language; capitals do not count. What comes first is
 * meant most often. Returns how many, at most NAMED_ENTITIES_MAX. With `analyser`, whose text is
 * lost.
 */
size_t entities_named(struct analyser *analyser, struct slice text,
                      struct named_entity out[static NAMED_ENTITIES_MAX]);

/* Whether a text is a given name, in any language: what follows it is a person's. With `analyser`.
 */
bool entity_is_given_name(struct analyser *analyser, struct slice text);

/* Whether a text is a phrase that hides the name of a country, in any language: Lake Chad, New
 * Mexico. With `analyser`. */
bool entity_is_hidden(struct analyser *analyser, struct slice text);

/* The entity of a kind that a field declares: by its code (ISO 3166-1 with two or three letters for
 * countries), or by any name of it, its adjective or its people. ENTITY_NONE for what is unknown,
 * or the surname of several people. */
entity_id entity_declared(struct analyser *analyser, enum entity_kind kind, struct slice text);

#endif
