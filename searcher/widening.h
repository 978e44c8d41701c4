#ifndef HERALD_SEARCHER_WIDENING_H
#define HERALD_SEARCHER_WIDENING_H

#include "indexer/language/gazetteer/declared.h"
#include "indexer/language/gazetteer/lexicon.h"
#include "searcher/query_terms.h"

/*
 * Words of a query that name a country, organisation or person find its other names too:
 * docs/entities.md, Queries. What was typed stays as it is; the entity's term stands beside it and
 * counts for less.
 */

/* How much mentions by other names give an article, of what as many mentions by the word that was
 * typed would. Of 0.3 to 0.7, in tenths, 0.6 and 0.7 ranked the TIME collection best; the three
 * others name hardly any country. */
#define WIDENING_SHARE 0.6

/* What a leaf was understood as, or several leaves together. */
struct widening {
    size_t leaf;
    size_t leaf_count; /* 1, or of a name of several words that stand side by side, how many */
    entity_id entity;  /* ENTITY_NONE for a surname that may be anybody's: nothing is widened */
    uint8_t kind;      /* of the name, enum gazetteer_kind; of one by code GAZETTEER_KINDS */
    bool alone;        /* it was asked for by @: not the word */
    bool given_like;   /* the name is a given name, too */
    entity_id alternatives[NAMED_ENTITIES_MAX]; /* what it may have meant instead */
    size_t alternative_count;
};

/* A topic word, or several side by side that are one together, that finds words of other languages.
 */
struct translated_word {
    size_t leaf;
    size_t leaf_count;
    const struct lexicon_word *words;
    size_t count;
};

/* In the order of the leaves; in the arena of the terms. */
struct widenings {
    struct widening *items;
    size_t count;
    struct translated_word *topics;
    size_t topic_count;
    bool placed; /* some were widened by terms of which positions tell where they stand */
    bool late;   /* there was no time for all */
};

/* What is to be left as it is. */
struct widening_options {
    bool exact;     /* all but what begins with '@' */
    bool nameless;  /* names, but for what begins with '@' */
    bool topicless; /* topic words */
    double until;   /* by clock_milliseconds: what there is no time for by then, unless it is within
                       NOT; 0: never */
};

/*
 * Widen the leaves that name an entity, words and phrases, but not within title:; of words side by
 * side that are a name together (European Union, or European AND Union), each. What begins with '@'
 * becomes the entity and nothing else. Words that name none but are in the lexicon, alone or side
 * by side, find the words of other languages. Two words of Persian side by side that are one word
 * when they are written together (an ending or a prefix with its word, or a topic or a name) are
 * that one, too. The terms of these leaves change. HERALD_E_NO_MEMORY.
 */
enum herald_status query_terms_widen(struct query_terms *terms, struct analyser *analyser,
                                     const struct widening_options *options, struct widenings *out,
                                     struct herald_error *err);

#endif
