#ifndef HERALD_INDEXER_LANGUAGE_GAZETTEER_GENERATE_H
#define HERALD_INDEXER_LANGUAGE_GAZETTEER_GENERATE_H

#include "corpus/buffer.h"
#include "indexer/language/gazetteer/table.h"
#include "indexer/language/names.h"

/*
 * The program that makes gazetteer_data.c out of the tables and ICU. It runs once, when Herald is
 * built: what is wrong ends it with a message.
 */

/* A node of the trie while it grows. */
struct trie_node {
    struct gazetteer_sense *senses;
    uint32_t sense_count, sense_capacity;
};

struct trie_edge {
    uint32_t parent, word, node;
};

struct generator {
    struct analyser *analyser;
    struct names words;      /* by number: the trie's words */
    struct trie_node *nodes; /* 0 is the root */
    size_t node_count, node_capacity;
    struct trie_edge *edges;
    size_t edge_count, edge_capacity;
    struct names edge_names; /* parent and word, as a key of the edge's number */
    struct names codes;      /* kind letter and code: number of the entity */
    struct gazetteer_entity *entities;
    size_t entity_count, entity_capacity;
    uint16_t *members;
    size_t member_count, member_capacity;
    struct gazetteer_term *terms;
    size_t term_count, term_capacity;
    struct gazetteer_rival *rivals; /* slot is a word number until it is written */
    size_t rival_count, rival_capacity;
    struct gazetteer_dated *dated;
    size_t dated_count, dated_capacity;
    struct names evidence; /* kinds of evidence: number above CUE_EVIDENCE */
    struct buffer text;    /* strings of entities */
};

/* End with a printf-style message. */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Room for one more item of an array. */
void *more(void *items, size_t size, size_t count, size_t *capacity);

/* The bits of a blank-separated list of language codes; "*" for all. */
uint32_t language_bits(struct slice list);

/* The number of an entity; made with the name (an empty one: to be set later) if it is new. */
uint16_t entity_number(struct generator *generator, enum entity_kind kind, struct slice code,
                       struct slice name);

/* The number of an entity that has to be there, or UINT16_MAX. */
uint16_t entity_find(const struct generator *generator, enum entity_kind kind, struct slice code);

/* Add a form of a name to the trie, in German also with its umlauts spelled out. What is written
 * with a capital gets SENSE_CAPITAL, if `cased`. */
void add_form(struct generator *generator, struct slice form, struct gazetteer_sense sense,
              bool cased);

/* The same for a sense that is there already: flags for it. */
void flag_form(struct generator *generator, struct slice form, uint16_t entity, uint32_t languages,
               uint8_t flags);

/* The word number of a form of one word, added if it is new. */
uint32_t word_of(struct generator *generator, struct slice form);

/* The words of a name, folded and joined by hyphens. */
void folded_code(struct generator *generator, struct slice name, struct buffer *out);

/* Every inflected form of a name, the form itself first: what `take` gets. */
void inflect(struct slice language, enum gazetteer_kind kind, struct slice form,
             void (*take)(void *context, struct slice form), void *context);

/* Read a file of tables. */
void read_table(struct generator *generator, const char *path);

/* Countries, their names, and regions from ICU; entities first, names once the tables are read. */
void icu_entities(struct generator *generator);
void icu_names(struct generator *generator);

/* The names of a zone's city in all locales become those of a country's capital. */
void icu_capital(struct generator *generator, uint16_t country, const char *zone);

/* Write the lexicon of a table as C. */
void generate_lexicon(struct generator *generator, const char *table, const char *output);

/* Write all as C. */
void write_data(struct generator *generator, const char *path);

#endif
