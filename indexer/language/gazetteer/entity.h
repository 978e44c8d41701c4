#ifndef HERALD_INDEXER_LANGUAGE_GAZETTEER_ENTITY_H
#define HERALD_INDEXER_LANGUAGE_GAZETTEER_ENTITY_H

#include "corpus/buffer.h"
#include "indexer/language/gazetteer/table.h"

/*
 * What the gazetteer knows of countries, organisations, people and regions. Everything is compiled
 * in and lives as long as the program.
 */

/* An entity; numbers hold for one build only, codes for ever. */
typedef uint16_t entity_id;
#define ENTITY_NONE UINT16_MAX

/* Its code in lower case (ISO 3166-1 for countries, "su" and its like for former states; "un";
 * "sergei-lavrov"; UN M.49 or a word for regions), unique among those of its kind; its name in
 * English; its kind. */
const char *entity_code(entity_id entity);
const char *entity_name(entity_id entity);
enum entity_kind entity_kind_of(entity_id entity);

/* The entity of a kind with this code, in any case (of a country that of three letters, too); or
 * ENTITY_NONE. */
entity_id entity_by_code(enum entity_kind kind, struct slice code);

/* The countries in a region, or the states that came after a former one; *count may be 0. */
const entity_id *entity_members(entity_id entity, size_t *count);

/* Whether an entity is a state that is no more. */
bool entity_is_former(entity_id entity);

/* How an office is called in codes: "head", "government", "foreign", "general". */
const char *office_name(enum gazetteer_office office);

/* The day of a time, in days from 1970; ENTITY_NO_DAY stands for none. */
#define ENTITY_NO_DAY INT32_MIN
int32_t entity_day(int64_t seconds);

/* Who holds an office of a country or organisation on a day; the one who came last, where two terms
 * that are only known to the month or year share it; ENTITY_NONE where nobody is known. */
entity_id office_holder(entity_id body, enum gazetteer_office office, int32_t day);

/* The offices that a person holds on a day, one a call: *at begins at 0. False after the last. */
bool office_held(entity_id person, int32_t day, uint32_t *at, entity_id *body,
                 enum gazetteer_office *office);

/* Whether a person holds any office on a day. */
bool entity_in_office(entity_id person, int32_t day);

/* The bits of GAZETTEER_LANGUAGES for the declared language of a text, by its first subtag; without
 * one, those of the languages that the tables know most of. */
uint32_t gazetteer_languages(struct slice tag);

/* The node of a folded word's names, GAZETTEER_NONE for a word that only goes on in names; *slot is
 * its slot, GAZETTEER_NONE for a word in no name. */
uint32_t gazetteer_find(struct slice folded, uint32_t *slot);

/* The same for an Arabic word that has others joined to its front (and, in, to, the), without them:
 * للصين, والإيراني. */
uint32_t gazetteer_find_joined(struct slice folded, uint32_t *slot);

/* Whether a folded word, not empty, is written in Arabic letters. */
bool gazetteer_is_arabic(struct slice folded);

/* The node that a word leads to from another, or GAZETTEER_NONE. */
uint32_t gazetteer_step(uint32_t node, uint32_t slot);

#endif
