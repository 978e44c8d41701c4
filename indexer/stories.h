#ifndef HERALD_INDEXER_STORIES_H
#define HERALD_INDEXER_STORIES_H

#include "corpus/buffer.h"
#include "indexer/side_file.h"

/*
 * The stories of a database: which of its articles are near-duplicates of each other, directly or
 * through others (near_duplicate.h). They stand in a file beside the tables (docs/format.md), which
 * near_duplicate_update writes; articles that are alone are not in it.
 *
 * A file of an older revision still counts, for those of its articles that are as they were: with
 * each article stands a check of its signature. So what was replaced or deleted since is in no
 * story, and what was added waits for the end of the run that adds it.
 */

#define STORIES_NAME    "stories"
#define STORIES_MARK    "HERALDST"
#define STORIES_VERSION 1u

#define STORY_NONE UINT32_MAX

/* An open file of stories. Zeroed memory is none: every article is alone. */
struct stories {
    struct side_file file;
    const uint32_t *docids;  /* of all articles in stories, ascending */
    const uint32_t *checks;  /* story_check of each */
    const uint32_t *numbers; /* the story of each, from 0 */
    const uint32_t *firsts;  /* of each story its first place in `members`, and the end */
    const uint32_t *members; /* docids, story by story, ascending in each */
    uint32_t count;          /* articles */
    uint32_t story_count;
    bool current; /* of the revision that was asked for */
};

/* Open the stories of the database at `path`, which `database` sees. False, and *out none, where
 * there are none of this database. */
bool stories_open(const char *path, const xap_database *database, struct stories *out);
void stories_close(struct stories *stories);

/* Whether the stories are of the very revision that a database handle sees, so that there is
 * nothing to be brought up to date. */
bool stories_are_current(const char *path, const xap_database *database);

/* The story of a document as `database` sees it; STORY_NONE for one that is alone, and where the
 * database cannot be read. */
uint32_t stories_find(const struct stories *stories, const xap_database *database, uint32_t docid);

/* The documents of a story, ascending. Each is to be looked up by stories_find before it is taken
 * for one, unless the stories are current. */
const uint32_t *stories_members(const struct stories *stories, uint32_t story, uint32_t *count);

/* What tells that an article is as it was: 32 bits of the hash of its signature's bytes. */
uint32_t story_check(struct slice signature);

#endif
