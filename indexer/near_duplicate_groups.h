#ifndef HERALD_INDEXER_NEAR_DUPLICATE_GROUPS_H
#define HERALD_INDEXER_NEAR_DUPLICATE_GROUPS_H

#include "indexer/near_duplicate.h"

/*
 * Which articles of a set are one story: those that near_duplicate joins by NEAR_DUPLICATE_RULE,
 * directly or through others. Pairs are looked for by locality-sensitive hashing (Leskovec,
 * Rajaraman, Ullman, "Mining of Massive Datasets", 3.4): the bins of a signature are taken in bands
 * of GROUP_ROWS, and two signatures with an equal band are compared. With Jaccard coefficient J a
 * pair is found with probability 1 - (1 - J^2)^64: .93 for J = .2, .997 for .3.
 */

#define GROUP_ROWS  2u
#define GROUP_BANDS (SIGNATURE_BINS / GROUP_ROWS)

/* Signatures with an equal band that one is compared with at the most, the nearest in time. */
#define GROUP_CANDIDATES 256u

/* Sets of numbers from 0 on, which are joined: a disjoint-set forest. */
struct group_sets {
    uint32_t *parents;
    size_t count;
};

/* Make `count` sets of one number each. False: no memory. */
bool group_sets_open(struct group_sets *sets, size_t count);
void group_sets_dispose(struct group_sets *sets);

/* The number that stands for the set of a number. */
uint32_t group_sets_find(struct group_sets *sets, uint32_t number);

/* An article to be grouped. */
struct group_item {
    uint32_t number; /* in the sets */
    struct signature signature;
};

/* The earliest hour of articles that may be one story with one published from `hour` on; of those
 * without a date (0) that is 0. */
uint32_t group_first_hour(uint32_t hour);

/*
 * Join the numbers of articles that are one story. The items are put in order; neither their order
 * nor their numbers, only what they are, decides which are joined. Articles without a date are only
 * compared with each other. HERALD_E_NO_MEMORY.
 */
enum herald_status group_items(struct group_item *items, size_t count, struct group_sets *sets,
                               struct herald_error *err);

#endif
