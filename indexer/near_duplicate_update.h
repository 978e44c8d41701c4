#ifndef HERALD_INDEXER_NEAR_DUPLICATE_UPDATE_H
#define HERALD_INDEXER_NEAR_DUPLICATE_UPDATE_H

#include "corpus/error.h"

/* Signatures held in memory at once, unless more of them are without a date: 64 MB. */
#define UPDATE_SIGNATURES 400000u

/*
 * Bring the stories of the database at `path` up to date with the articles in it: after every run
 * that wrote to it. Everything is worked out anew from the signatures, so that the outcome depends
 * on the articles alone, and only what differs is written: a run that was killed at any moment is
 * made good by the next. Costs about a microsecond for each article in the index.
 * HERALD_E_NO_SPACE, IO, CORRUPT, NO_MEMORY, INTERNAL; some of the stories may then be old.
 */
enum herald_status near_duplicate_update(const char *path, struct herald_error *err);

#endif
