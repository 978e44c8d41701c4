#ifndef HERALD_SEARCHER_FOLD_H
#define HERALD_SEARCHER_FOLD_H

#include "searcher/search.h"

/*
 * Folding copies: of a ranked list only the first article of each story is kept
 * (indexer/stories.h). Since that depends on the list alone, the n-th hit is the same on whatever
 * page it stands, and a story never comes twice.
 */
struct fold {
    const struct stories *stories; /* NULL: every article is alone */
    const xap_database *database;
    unsigned char *seen;  /* a bit for each story */
    uint32_t kept;        /* articles kept so far */
    uint32_t folded;      /* and left out */
    bool unseen;          /* there are more */
    struct match_set all; /* every match, where they are to be counted; else empty */
};

/* Start at the top of a list. With `count` room is made for marking all matches up to the docid
 * `last`. False: no memory. */
bool fold_open(struct fold *fold, struct index_reader *reader, bool count, uint32_t last);
void fold_dispose(struct fold *fold);

/* The next of the list: whether it is kept. */
bool fold_keeps(struct fold *fold, uint32_t docid);

/* How many stories match of which `articles` do, by what was seen of the list: exact where that was
 * all of it, and where all matches are marked. */
struct search_total fold_total(struct fold *fold, const struct search_total *articles);

/* How many stories all matches are of. */
uint32_t fold_count(struct index_reader *reader, const struct match_set *matches);

/* All other documents of the stories on a page, ascending, for finding out which of them match: an
 * array in the arena of `matches`. False: no memory. */
bool fold_others(const struct fold *fold, struct search_matches *matches, uint32_t **docids,
                 uint32_t *count);

/* Give to the matches of a page their copies: `copies` in the order in which they are to be listed.
 * False: no memory. */
bool fold_assign(const struct fold *fold, const struct search_copy *copies, size_t count,
                 struct search_matches *matches);

#endif
