#ifndef HERALD_INDEXER_STATISTICS_H
#define HERALD_INDEXER_STATISTICS_H

#include "indexer/index.h"

/* A name and how many articles have it. */
struct name_count {
    char *name; /* terminated, as the terms hold it: folded */
    char *label; /* as an article writes it; NULL where that is not known */
    uint32_t count;
};

/* Names in descending order of their counts. */
struct name_counts {
    struct name_count *items;
    size_t count;
};

/* The files that an index consists of. */
struct table_bytes {
    const char *name; /* "postlist", "termlist", ..., "articles" (with their positions) */
    uint64_t bytes;
};

#define STATISTICS_TABLES 8

/* What is in an index. */
struct index_statistics {
    uint32_t articles;
    uint64_t terms;   /* distinct words and stems, title terms and boolean terms not counted */
    uint64_t length;  /* sum of document lengths: words, stems and title words with their weights */
    char earliest[DATE_TEXT_SIZE]; /* of the dates of publication; "" where there is none */
    char latest[DATE_TEXT_SIZE];
    uint32_t dated; /* articles that have a date */
    struct name_counts languages;
    struct name_counts sources;
    struct table_bytes tables[STATISTICS_TABLES];
    size_t table_count;
    uint64_t bytes; /* all tables together */
    char xapian[32]; /* version of libxapian that made the index */
};

/* Sources, the most frequent ones, of which it is looked up how articles write them. */
#define STATISTICS_LABELS_MAX 1000u

/* Collect the statistics of an index. HERALD_E_BUSY (refresh, call again), CORRUPT, IO, NO_MEMORY.
 * Emptied by index_statistics_dispose, also after a failure. */
enum herald_status index_statistics_collect(struct index_reader *reader,
                                            struct index_statistics *out,
                                            struct herald_error *err);
void index_statistics_dispose(struct index_statistics *statistics);

#endif
