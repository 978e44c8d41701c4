#include "indexer/merge.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xap/compact.h>
#include <xap/iterate.h>
#include <xap/writable.h>

#include "indexer/index_database.h"
#include "indexer/near_duplicate_update.h"

/* Databases merged at once at the most: each takes five file descriptors. */
#define MERGE_WIDTH 64

/* Names of folders, each a database to merge. */
struct path_list {
    char (*paths)[INDEX_PATH_MAX];
    size_t count;
    size_t capacity;
};

static enum herald_status path_list_add(struct path_list *list, const char *path,
                                        struct herald_error *err)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 16;
        void *grown = realloc(list->paths, capacity * sizeof *list->paths);
        if (!grown)
            return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
        list->paths = grown;
        list->capacity = capacity;
    }
    return index_path(list->paths[list->count++], path, NULL, err);
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(a, b);
}

enum herald_status merge_parts_path(char out[static INDEX_PATH_MAX], const struct index_lock *lock,
                                    struct herald_error *err)
{
    return index_path(out, lock->directory, INDEX_PARTS, err);
}

/* The parts by name, which is the order of their making. */
static enum herald_status list_parts(const struct index_lock *lock, struct path_list *list,
                                     struct herald_error *err)
{
    char folder_path[INDEX_PATH_MAX], path[INDEX_PATH_MAX];
    enum herald_status status = merge_parts_path(folder_path, lock, err);
    if (status != HERALD_OK)
        return status;
    DIR *folder = opendir(folder_path);
    if (!folder)
        return errno == ENOENT ? HERALD_OK
                               : herald_fail_errno(err, errno, "cannot open '%s'", folder_path);
    for (struct dirent *entry; status == HERALD_OK && (entry = readdir(folder)) != NULL;) {
        if (strncmp(entry->d_name, "part.", 5) != 0)
            continue;
        status = index_path(path, folder_path, entry->d_name, err);
        if (status == HERALD_OK)
            status = path_list_add(list, path, err);
    }
    closedir(folder);
    if (list->count > 1)
        qsort(list->paths, list->count, sizeof *list->paths, compare_paths);
    return status;
}

bool merge_is_due(const struct index_lock *lock)
{
    struct path_list parts = {0};
    list_parts(lock, &parts, NULL);
    free(parts.paths);
    return parts.count > 0;
}

/* Check that a part can be read, and count its documents. HERALD_E_CORRUPT when `check`, which looks
 * at every block, finds damage. */
static enum herald_status check_part(const char *path, bool check, uint32_t *documents,
                                     struct herald_error *err)
{
    xap_database *database = NULL;
    xap_error error = XAP_ERROR_INIT;
    size_t problems = 0;
    enum herald_status status = index_database_open(path, &database, err);
    if (status == HERALD_OK && xap_database_document_count(database, documents, &error) != XAP_OK)
        status = index_fail_path(err, "read", path, &error);
    xap_database_free(database);
    if (status == HERALD_OK && check &&
        xap_database_check(path, 0, &problems, NULL, &error) != XAP_OK)
        status = index_fail_path(err, "check", path, &error);
    if (status == HERALD_OK && problems > 0)
        status = herald_fail(err, HERALD_E_CORRUPT, "'%s' is damaged", path);
    return status;
}

/* Keep the parts that hold anything. Parts that another run left are checked in depth; what a power
 * cut or a kill left of them unreadable is dropped and counted. A part of this run that cannot be
 * read is a failure: its articles were told to be stored. */
static enum herald_status keep_sound_parts(struct path_list *parts, bool left_over,
                                           size_t *dropped, struct herald_error *err)
{
    size_t kept = 0;
    *dropped = 0;
    for (size_t i = 0; i < parts->count; i++) {
        uint32_t documents = 0;
        enum herald_status status = check_part(parts->paths[i], left_over, &documents, err);
        bool damaged = status == HERALD_E_CORRUPT || status == HERALD_E_NO_INDEX ||
                       status == HERALD_E_VERSION;
        if (status != HERALD_OK && !(left_over && damaged))
            return status;
        *dropped += status != HERALD_OK;
        if (status == HERALD_OK && documents > 0)
            memmove(parts->paths[kept++], parts->paths[i], INDEX_PATH_MAX);
    }
    parts->count = kept;
    return HERALD_OK;
}

static enum herald_status compact(const struct path_list *list, const char *target,
                                  struct herald_error *err)
{
    xap_error error = XAP_ERROR_INIT;
    enum herald_status status = directory_remove(target, err);
    if (status != HERALD_OK)
        return status;
    const char **paths = calloc(list->count, sizeof *paths);
    if (!paths)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < list->count; i++)
        paths[i] = list->paths[i];
    if (xap_compact(paths, list->count, target, NULL, &error) != XAP_OK)
        status = index_fail_path(err, "merge the parts into", target, &error);
    free(paths);
    return status;
}

/* Merge each MERGE_WIDTH neighbours into one, in place and in order; `number` names the results. */
static enum herald_status narrow_once(const struct index_lock *lock, struct path_list *list,
                                      unsigned *number, struct herald_error *err)
{
    size_t groups = 0;
    enum herald_status status = HERALD_OK;
    for (size_t at = 0; at < list->count && status == HERALD_OK; at += MERGE_WIDTH, groups++) {
        size_t left = list->count - at;
        size_t width = left < MERGE_WIDTH ? left : MERGE_WIDTH;
        struct path_list group = {list->paths + at, width, width};
        char folder[INDEX_PATH_MAX], name[32], target[INDEX_PATH_MAX];
        snprintf(name, sizeof name, "merged.%08u", (*number)++);
        status = merge_parts_path(folder, lock, err);
        if (status == HERALD_OK)
            status = index_path(target, folder, name, err);
        if (status == HERALD_OK)
            status = compact(&group, target, err);
        if (status == HERALD_OK)
            status = index_path(list->paths[groups], target, NULL, err);
    }
    list->count = groups;
    return status;
}

/* Merge until few enough are left for one merge; the sources stay till the end. */
static enum herald_status narrow(const struct index_lock *lock, struct path_list *list,
                                 struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    unsigned number = 0;
    while (list->count > MERGE_WIDTH && status == HERALD_OK)
        status = narrow_once(lock, list, &number, err);
    return status;
}

/* --- identities that stand twice ------------------------------------------------------------ */

/* Called for each document that holds a term; a failure ends the walk. */
typedef enum herald_status repeat_function(void *context, uint32_t docid, struct herald_error *err);

static enum herald_status for_each_document(const xap_database *database, xap_view term,
                                            repeat_function *call, void *context,
                                            struct herald_error *err)
{
    uint32_t docids[64];
    size_t count = 0;
    xap_postings *postings = NULL;
    xap_error error = XAP_ERROR_INIT;
    enum herald_status status = HERALD_OK;
    xap_status step = xap_postings_open(database, term.bytes, term.length, &postings, &error);
    while (step == XAP_OK && status == HERALD_OK) {
        step = xap_postings_block(postings, docids, NULL, NULL, 64, &count, &error);
        for (size_t i = 0; step == XAP_OK && i < count && status == HERALD_OK; i++)
            status = call(context, docids[i], err);
    }
    xap_postings_free(postings);
    if (status == HERALD_OK && step != XAP_DONE)
        status = index_fail_xap(err, "read the merged database", &error);
    return status;
}

/* The choice of one document among those with one identity. */
struct choice {
    xap_writable *writable;
    const xap_database *database;
    const struct seen *seen;
    struct slice identity;
    uint32_t keep;
    bool wanted; /* `keep` has the content that was read last */
};

static enum herald_status choose(void *context, uint32_t docid, struct herald_error *err)
{
    struct choice *choice = context;
    struct schema_entry entry;
    enum herald_status status = index_database_entry(choice->database, docid, &entry, err);
    if (status != HERALD_OK)
        return status;
    bool last = choice->seen && seen_has(choice->seen, choice->identity, &entry.hash);
    if (last || !choice->wanted)
        choice->keep = docid;
    choice->wanted = choice->wanted || last;
    return HERALD_OK;
}

static enum herald_status delete_others(void *context, uint32_t docid, struct herald_error *err)
{
    const struct choice *choice = context;
    xap_error error = XAP_ERROR_INIT;
    if (docid != choice->keep && xap_writable_delete(choice->writable, docid, &error) != XAP_OK)
        return index_fail_xap(err, "delete a replaced article", &error);
    return HERALD_OK;
}

/* Of the documents that hold an identity, keep one and delete the rest. */
static enum herald_status keep_one(xap_writable *writable, const xap_database *database,
                                   xap_view identity, const struct seen *seen,
                                   struct herald_error *err)
{
    struct choice choice = {
        .writable = writable,
        .database = database,
        .seen = seen,
        .identity = {identity.bytes, identity.length},
    };
    enum herald_status status = for_each_document(database, identity, choose, &choice, err);
    if (status == HERALD_OK)
        status = for_each_document(database, identity, delete_others, &choice, err);
    return status;
}

/* Walk over all identities and keep one document of each. */
static enum herald_status drop_repeats(xap_writable *writable, const xap_database *database,
                                       const struct seen *seen, struct herald_error *err)
{
    xap_terms *terms = NULL;
    xap_view term;
    uint32_t frequency;
    xap_error error = XAP_ERROR_INIT;
    enum herald_status status = HERALD_OK;
    xap_status step = xap_terms_open(database, SCHEMA_IDENTITY, strlen(SCHEMA_IDENTITY), &terms,
                                     &error);
    while (step == XAP_OK && status == HERALD_OK) {
        step = xap_terms_next(terms, &term, &frequency, &error);
        if (step == XAP_OK && frequency > 1)
            status = keep_one(writable, database, term, seen, err);
    }
    xap_terms_free(terms);
    if (status == HERALD_OK && step != XAP_DONE)
        status = index_fail_xap(err, "read the merged database", &error);
    return status;
}

static enum herald_status drop_repeats_in(const char *path, const struct seen *seen,
                                          struct herald_error *err)
{
    xap_writable *writable = NULL;
    xap_database *database = NULL;
    xap_error error = XAP_ERROR_INIT;
    enum herald_status status = index_database_open(path, &database, err);
    if (status == HERALD_OK)
        status = index_database_write(path, &writable, err);
    if (status == HERALD_OK)
        status = drop_repeats(writable, database, seen, err);
    if (status == HERALD_OK && xap_writable_close(writable, &error) != XAP_OK)
        status = index_fail_path(err, "commit to", path, &error);
    xap_database_free(database);
    xap_writable_free(writable);
    return status;
}

/* --- all together -------------------------------------------------------------------------- */

/* Put the current database first, unless it is empty and something else is there to merge. */
static enum herald_status add_current(const struct index_lock *lock, const struct path_list *parts,
                                      struct path_list *sources, struct herald_error *err)
{
    char current[INDEX_PATH_MAX];
    xap_database *database = NULL;
    uint32_t documents = 0;
    enum herald_status status =
        index_database_path(current, lock->directory, lock->manifest.generation, err);
    if (status == HERALD_OK)
        status = index_database_open(current, &database, err);
    if (status != HERALD_OK)
        return status;
    xap_database_document_count(database, &documents, NULL);
    xap_database_free(database);
    if (documents > 0 || parts->count == 0)
        status = path_list_add(sources, current, err);
    for (size_t i = 0; i < parts->count && status == HERALD_OK; i++)
        status = path_list_add(sources, parts->paths[i], err);
    return status;
}

/* Make the next generation of the sources and switch to it. */
static enum herald_status merge_sources(struct index_lock *lock, struct path_list *sources,
                                        const struct seen *seen, struct herald_error *err)
{
    char target[INDEX_PATH_MAX];
    unsigned next = lock->manifest.generation + 1;
    enum herald_status status = index_database_path(target, lock->directory, next, err);
    if (status == HERALD_OK)
        status = narrow(lock, sources, err);
    if (status == HERALD_OK)
        status = compact(sources, target, err);
    if (status == HERALD_OK)
        status = drop_repeats_in(target, seen, err);
    if (status == HERALD_OK)
        near_duplicate_update(target, NULL); /* the end of the run tells of a failure */
    if (status == HERALD_OK)
        status = index_lock_switch(lock, next, err);
    if (status != HERALD_OK && lock->manifest.generation != next)
        directory_remove(target, NULL);
    return status;
}

/* The parts are in the index: put them out of sight in one step, so that a crash cannot leave half of
 * them to be taken for a run that did not end, and remove them. */
static enum herald_status discard_parts(struct index_lock *lock, struct herald_error *err)
{
    char parts[INDEX_PATH_MAX], done[INDEX_PATH_MAX];
    enum herald_status status = merge_parts_path(parts, lock, err);
    if (status == HERALD_OK)
        status = index_path(done, lock->directory, INDEX_PARTS_DONE, err);
    if (status == HERALD_OK)
        status = directory_remove(done, err);
    if (status == HERALD_OK && rename(parts, done) != 0 && errno != ENOENT)
        status = herald_fail_errno(err, errno, "cannot rename '%s'", parts);
    if (status == HERALD_OK)
        status = directory_sync(lock->directory, err);
    index_lock_clean(lock);
    return status;
}

enum herald_status merge_parts(struct index_lock *lock, const struct seen *seen, size_t *dropped,
                               struct herald_error *err)
{
    struct path_list parts = {0}, sources = {0};
    size_t lost = 0;
    enum herald_status status = list_parts(lock, &parts, err);
    if (status == HERALD_OK)
        status = keep_sound_parts(&parts, seen == NULL, &lost, err);
    if (status == HERALD_OK && parts.count > 0)
        status = add_current(lock, &parts, &sources, err);
    if (status == HERALD_OK && parts.count > 0)
        status = merge_sources(lock, &sources, seen, err);
    if (status == HERALD_OK)
        status = discard_parts(lock, err);
    if (dropped)
        *dropped = lost;
    free(parts.paths);
    free(sources.paths);
    return status;
}
