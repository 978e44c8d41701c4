#ifndef HERALD_SEARCHER_SNIPPET_NEEDLES_H
#define HERALD_SEARCHER_SNIPPET_NEEDLES_H

#include "searcher/snippet_match.h"
#include "searcher/word_filter.h"

/*
 * Between the files of the matcher: the words that it looks for, as a table of hashes. Two hashes
 * of 64 bits are taken for equal words: at worst a wrong word is marked.
 */

/* Words of a phrase that are compared, a bit each. */
#define PHRASE_WORDS_MAX 64u

/* A sequence of words to find. */
struct needle {
    const struct query_leaf *leaf;
    const struct query_sequence *sequence;
    size_t slots;      /* words compared; 1: a single word */
    bool exact;        /* compare folded words, not stems */
    bool prefix;       /* the last word is the begin of one */
    uint64_t previous; /* words of it that end at the position before, a bit each */
    uint64_t current;  /* and at this one */
    uint64_t position; /* which one that is, from 1; 0: none yet */
};

/* What a hash of a folded word or stem stands for. */
struct needle_entry {
    uint64_t hash;
    uint32_t needle;
    uint32_t slot;
    uint32_t next; /* of the same chain, plus 1 */
};

/* A word of the index that is looked for in one language. */
struct needle_form {
    uint64_t hash;
    language_id language;
    uint32_t needle, slot;
};

/* What stemming a folded word came to. */
struct needle_memo {
    uint64_t hash;
    uint32_t entry; /* of its stem, plus 1 */
};

/* A word of the article that mentions an entity of the query. */
struct mentioned {
    uint32_t position; /* in the article */
    uint32_t needle;
};

struct snippet_matcher {
    struct analyser *analyser;
    struct needle *needles;
    size_t needle_count;
    struct query_sequence *singles; /* of needles that are one word of several */
    const struct query_leaf *first_leaf;
    size_t leaf_count;

    /* the needles as hashes, for one language */
    bool prepared;
    language_id language;
    struct needle_entry *entries;
    size_t entry_count;
    bool stems;           /* some of them are of stems */
    uint64_t initials[4]; /* a bit for each first letter that such a word may have, modulo 256 */
    size_t *prefixes;     /* numbers of needles that end in the begin of a word */
    size_t prefix_count;
    size_t entry_room;
    uint32_t *heads; /* plus 1; a power of two of them */
    size_t head_count;
    struct needle_memo *memos;

    /* the words of the index that have the stems, where that is asked */
    struct index_reader *reader;
    struct needle_form *forms;
    size_t form_count, form_room;
    uint64_t known_languages; /* of which they have been read, a bit each */
    struct word_filter filter;

    /* the article */
    struct mentioned *mentions; /* by position */
    size_t mention_count, mention_room;
    uint32_t body; /* where its body begins */

    /* the run */
    bool title;
    size_t width;
    struct slice text;
    struct text_languages languages;
    uint64_t position; /* of the present word, from 1 */
    size_t starts[PHRASE_WORDS_MAX];
    struct snippet_match *matches;
    size_t match_count;
    size_t *last_seen; /* per leaf: where it was last matched, plus 1 */
    size_t wanted;     /* leaves that this text can match */
    size_t complete;   /* where all of them were first close together, plus 1 */
};

/* The hash of a folded word. */
uint64_t snippet_hash(struct slice folded);

/* Make the table for a language, unless it is there. */
void snippet_needles_prepare(struct snippet_matcher *matcher, language_id language);

/* The first entry of a hash in its chain, from an entry on (plus 1); 0 for none. */
uint32_t snippet_needles_next(const struct snippet_matcher *matcher, uint64_t hash, uint32_t from);

/* The first entry of a word, and that of its stem where stems are looked for. */
uint32_t snippet_needles_find(const struct snippet_matcher *matcher, uint64_t hash);
uint32_t snippet_needles_find_stem(struct snippet_matcher *matcher, struct slice folded,
                                   uint64_t hash);

#endif
