#ifndef HERALD_INDEXER_LANGUAGE_GAZETTEER_TABLE_H
#define HERALD_INDEXER_LANGUAGE_GAZETTEER_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The gazetteer as it is compiled in: read-only arrays that refer to each other by index, written
 * by generate.c when Herald is built. Inside the gazetteer's room only.
 *
 * Names are paths of words in a trie. A word is a slot of a hash table, which also has the node of
 * names of that one word; longer names go on over edges. A node tells what its name means: senses.
 */

/* The languages that names are kept apart by, in the order of bits; all others share the last. */
#define GAZETTEER_LANGUAGES                                                                        \
    "en fr es ru ar fa zh de uk tr pt it nl pl sv no da fi cs ro hu el bg sr hr be kk ur he ja ko"
#define GAZETTEER_OTHER_LANGUAGE (UINT32_C(1) << 31)
#define GAZETTEER_ANY_LANGUAGE   UINT32_MAX

/* What a name is. */
enum gazetteer_kind {
    GAZETTEER_NAME,      /* of a country */
    GAZETTEER_ADJECTIVE, /* what belongs to it */
    GAZETTEER_PEOPLE,    /* who belongs to it */
    GAZETTEER_CAPITAL,
    GAZETTEER_SEAT,  /* a by-word for its government */
    GAZETTEER_SHORT, /* a one-character name joined with another word, in Chinese */
    GAZETTEER_ORGANISATION,
    GAZETTEER_REGION,
    GAZETTEER_PERSON,  /* a whole name */
    GAZETTEER_SURNAME, /* a part of a person's name that others have too */
    GAZETTEER_ROLE,    /* a word for an office, which is the entity */
    GAZETTEER_BLOCK,   /* nothing: a phrase that hides names in it */
    GAZETTEER_CUE,     /* a word that says something of names beside it: the entity is the cue */
    GAZETTEER_KINDS
};

/* Cues, as entities of GAZETTEER_CUE. */
enum gazetteer_cue {
    CUE_INSTITUTION,       /* ministry: a country beside it is its government */
    CUE_SPEECH,            /* said: a capital before it is a government */
    CUE_BEFORE_GOVERNMENT, /* with: a capital after it is a government */
    CUE_GIVEN,             /* Michael: a name after it is a person's */
    CUE_NOT_HOLDER,        /* former, deputy: who is named does not hold the office */
    CUE_LOCATIVE,          /* in: a name after it is a place */
    CUE_LANGUAGE,          /* language: an adjective before it is no country's */
    CUE_AMERICAN_STATE,    /* Va.: a name before it is a town's */
    CUE_SON_OF,            /* bin: a surname after it is that of somebody's father */
    CUE_EVIDENCE           /* and above: kinds of evidence for gazetteer_rival */
};

enum gazetteer_flag {
    SENSE_CAPITAL = 1,    /* is written with a capital first letter */
    SENSE_WEAK = 2,       /* counts only with other evidence for the entity */
    SENSE_GIVEN_LIKE = 4, /* is a given name or a surname, too */
    SENSE_TOGETHER = 8    /* all senses with it are meant at once: 中俄 */
};

struct gazetteer_sense {
    uint16_t entity;
    uint8_t kind;       /* enum gazetteer_kind */
    uint8_t flags;      /* enum gazetteer_flag */
    uint32_t languages; /* bits of GAZETTEER_LANGUAGES */
};

struct gazetteer_slot {
    uint32_t tag;  /* gazetteer_tag of the word */
    uint32_t node; /* 0: the slot is empty; GAZETTEER_NONE: no name begins with this word */
};

struct gazetteer_node {
    uint32_t first_edge;
    uint32_t first_sense;
    uint16_t edge_count; /* edges are in the order of their words */
    uint16_t sense_count;
};

struct gazetteer_edge {
    uint32_t word; /* slot */
    uint32_t node;
};

/* What an entity is. */
enum entity_kind { ENTITY_COUNTRY, ENTITY_ORGANISATION, ENTITY_PERSON, ENTITY_REGION };

/* Numbers of entities are those of the array; strings are offsets into `text`. */
struct gazetteer_entity {
    uint32_t code; /* lower case: "ru", "un", "sergei-lavrov", "145" */
    uint32_t name; /* in English */
    char code3[4]; /* of a country: ISO 3166-1 with three letters, lower case; or empty */
    uint8_t kind;
    uint8_t former;              /* a state that is no more */
    uint16_t member_count;       /* of a region its countries, of a former state those after it */
    uint32_t first_member;       /* in `members` */
    int32_t first_day, last_day; /* of a former state, in days from 1970 */
};

/* Offices. */
enum gazetteer_office {
    OFFICE_HEAD,
    OFFICE_GOVERNMENT,
    OFFICE_FOREIGN,
    OFFICE_GENERAL,
    OFFICE_COUNT
};

/* A term of office; days are the first and last that it may cover at the precision known. */
struct gazetteer_term {
    uint16_t holder; /* person */
    uint16_t body;   /* country or organisation */
    uint8_t office;
    int32_t first_day, last_day; /* from 1970; INT32_MAX: to this day */
};

/* A name with two bearers, one of which is no country: which it is shows in the text. */
struct gazetteer_rival {
    uint32_t slot;     /* the name, one word */
    uint16_t entity;   /* the country */
    uint8_t against;   /* cue */
    uint8_t in_favour; /* cue; CUE_EVIDENCE where there is none, which no word is */
};

/* The days on which a name with several bearers was that of one of them. */
struct gazetteer_dated {
    uint32_t slot; /* the name, one word */
    uint16_t entity;
    int32_t first_day, last_day;
};

struct gazetteer_table {
    const struct gazetteer_slot *slots;
    const struct gazetteer_node *nodes;
    const struct gazetteer_edge *edges;
    const struct gazetteer_sense *senses;
    const struct gazetteer_entity *entities;
    const uint16_t *members;
    const struct gazetteer_term *terms; /* by body and office */
    const struct gazetteer_rival *rivals;
    const struct gazetteer_dated *dated;
    const char *text;
    uint32_t slot_count;
    uint32_t entity_count, term_count, rival_count, dated_count;
};

extern const struct gazetteer_table gazetteer_table;

/* No node, no slot. */
#define GAZETTEER_NONE UINT32_MAX

/* The slot at which to begin looking for a word by the hash (XXH3-64) of its folded form, and what
 * is compared there. */
static inline uint32_t gazetteer_first_slot(uint64_t hash, uint32_t slot_count)
{
    return (uint32_t)(((hash & UINT32_MAX) * slot_count) >> 32);
}

static inline uint32_t gazetteer_tag(uint64_t hash)
{
    return (uint32_t)(hash >> 32);
}

#endif
