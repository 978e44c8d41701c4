#ifndef HERALD_INDEXER_BUILD_H
#define HERALD_INDEXER_BUILD_H

#include <pthread.h>
#include <xap/database.h>

#include "indexer/builder.h"
#include "indexer/dictionaries.h"
#include "indexer/directory.h"
#include "indexer/language/detection/language_finder.h"
#include "indexer/pipeline.h"
#include "indexer/seen.h"

/* A run of the builder, for builder.c, build_report.c and build_route.c only. */

/* Where what was read goes. */
enum route {
    ROUTE_OPEN,   /* not decided: everything waits */
    ROUTE_DIRECT, /* one worker writes to the current database */
    ROUTE_PARTS   /* several fill parts, which are merged at the end */
};

struct build {
    const struct build_options *options;
    struct build_totals *totals;
    struct index_lock lock;
    char database_path[INDEX_PATH_MAX];
    char parts_path[INDEX_PATH_MAX];
    char store_path[INDEX_PATH_MAX];
    xap_database *database; /* the current database, to look identities up in */
    uint32_t documents;     /* in it when the run began */
    struct reader *reader;
    struct slice *origins; /* absolute path of each path, empty for standard input */
    size_t current_path;   /* of the article that was read last */
    struct seen *seen;
    struct dictionaries *dictionaries;
    struct pipeline *pipeline;
    struct part_totals finished; /* of pipelines that have ended */
    enum route route;
    struct chunk *chunk; /* being filled */
    struct chunk_list waiting;
    uint64_t empty;                 /* articles taken without title and body */
    bool waiting_unknown;           /* one that waits belongs to a corpus without dictionary */
    struct language_finder *finder; /* for texts that may be garbled */
    struct buffer repaired;
    struct buffer identity;
    struct buffer term;
    unsigned overrides_told;
    pthread_mutex_t report_mutex;
    double began;
    double told; /* when progress was last told */
    const char *phase;
};

/* --- build_report.c --------------------------------------------------------------------------- */

/* Tell a line, from any thread. */
void build_report_line(struct build *build, const char *line);

/* The same of an article, by its id, URL or title, and by its source where it has one. */
void build_report_article(struct build *build, const struct article *article, const char *what);

/* The same as callbacks of the reader and of parts; the context is the build. Of articles in
 * another language than they declare only the first are told. */
void build_report_event(void *context, const struct reader_event *event);
void build_report_refused(void *context, const struct article *article, const char *message);
void build_report_override(void *context, const struct article *article, const char *message);

/* Bring the totals up to date with reader and workers. */
void build_count_up(struct build *build);

/* Call the progress callback: `now`, or when it is time. */
void build_tell_progress(struct build *build, bool now);

/* --- build_route.c ---------------------------------------------------------------------------- */

/* Bytes that the run may take. */
size_t build_memory_ceiling(const struct build_options *options);

/* The chunk in hand is full: let it wait for company, or send it on. */
enum herald_status build_push_chunk(struct build *build, struct herald_error *err);

/* Send everything that waits to the workers. */
enum herald_status build_dispatch(struct build *build, bool at_end, struct herald_error *err);

/* Let the workers finish, and take over what they counted. */
enum herald_status build_finish_pipeline(struct build *build, struct herald_error *err);

#endif
