#ifndef HERALD_SEARCHER_RESULT_COPIES_H
#define HERALD_SEARCHER_RESULT_COPIES_H

#include "searcher/search.h"

/*
 * What a result says of the copies of a hit, and which of them it shows.
 */

/* A copy in a list. Strings belong to whoever lent the arena. */
struct result_copy {
    uint32_t docid;
    struct slice id, url, source, title; /* empty where the stored article is damaged */
    struct date published;
};

/* Who reads copies; all lent. */
struct copies_reader {
    struct index_reader *reader;
    struct analyser *analyser;
    struct arena *arena; /* for what is given out */
};

/*
 * Of an article that was corrected or updated the latest version is shown: of `match` and its
 * copies that one which its own source published last, if its title is nearly the same or says that
 * it is a revision; else the match itself. Gives its place among the copies, or SIZE_MAX for the
 * match. Articles are only read where the signatures (indexer/near_duplicate.h) leave it open.
 * HERALD_E_BUSY, IO, NO_MEMORY; a damaged copy is passed over.
 */
enum herald_status copies_choose(const struct copies_reader *copies,
                                 const struct search_match *match, size_t *shown,
                                 struct herald_error *err);

/* List all of `match` and its copies but the one that is shown, the match first: copy_count
 * entries. Statuses as above. */
enum herald_status copies_list(const struct copies_reader *copies, const struct search_match *match,
                               size_t shown, const struct result_copy **list,
                               struct herald_error *err);

#endif
