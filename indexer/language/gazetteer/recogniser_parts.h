#ifndef HERALD_INDEXER_LANGUAGE_GAZETTEER_RECOGNISER_PARTS_H
#define HERALD_INDEXER_LANGUAGE_GAZETTEER_RECOGNISER_PARTS_H

#include "indexer/language/gazetteer/recogniser.h"

/* Between the files of the recogniser. */

/* A word of the article. Between two texts stands one that is nothing. */
struct token {
    uint32_t node; /* of names that begin with it */
    uint32_t slot;
    uint32_t variant_node; /* of the joined variant that begins with it: cease-fire, ceasefire */
    uint32_t position;
    bool capital;
    bool prefixed; /* found without letters that Arabic joins to it */
    bool starts;   /* a sentence */
};

/* A name that was found: the longest at its place. */
struct candidate {
    uint32_t first, last; /* tokens */
    uint32_t node;
    entity_id entity; /* what it was found to mean; ENTITY_NONE: nothing yet, or nothing */
    uint8_t kind;     /* enum gazetteer_kind of the sense that was chosen */
    bool strong;      /* it means that without any other evidence */
};

#define EVIDENCE_KINDS 16

struct recogniser {
    uint32_t languages;
    int32_t day;
    bool capitals; /* nearly every word is written with a capital: they say nothing */
    struct token *tokens;
    size_t token_count, token_capacity;
    struct candidate *candidates;
    size_t candidate_count, candidate_capacity;
    uint32_t *slots, *nodes; /* of the words of one text, by number */
    size_t slot_capacity, node_capacity;
    bool *prefixed;
    size_t prefixed_capacity;
    uint32_t *support; /* mentions of each entity that are beyond doubt */
    uint32_t evidence[EVIDENCE_KINDS];
    struct mention *mentions;
    size_t mention_count, mention_capacity;
    struct office_mention *offices;
    size_t office_count, office_capacity;
};

/* Whether a sense can be meant where the name begins with this token. */
bool sense_fits(const struct recogniser *recogniser, const struct gazetteer_sense *sense,
                const struct token *token);

/* Whether the token has a cue; false beyond the ends. */
bool has_cue(const struct recogniser *recogniser, size_t token, enum gazetteer_cue cue);

/* Decide what the candidates mean. */
void resolve_candidates(struct recogniser *recogniser);

/* As what the country of a candidate is spoken of. */
enum mention_scope find_scope(const struct recogniser *recogniser,
                              const struct candidate *candidate);

/* Make the mentions of offices. HERALD_E_NO_MEMORY. */
enum herald_status find_offices(struct recogniser *recogniser);

#endif
