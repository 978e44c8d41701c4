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

/* How many documents a database holds; false when it cannot be read or fails its check. */
static bool part_is_sound(const char *path, bool check, uint32_t *documents)
{
    xap_database *database = NULL;
    size_t problems = 0;
    if (index_database_open(path, &database, NULL) != HERALD_OK)
        return false;
    bool sound = xap_database_document_count(database, documents, NULL) == XAP_OK;
    xap_database_free(database);
    if (sound && check)
        sound = xap_database_check(path, 0, &problems, NULL, NULL) == XAP_OK && problems == 0;
    return sound;
}

/* Keep the parts that can be read and hold anything. Only parts that another run left are checked in
 * depth. */
static size_t keep_sound_parts(struct path_list *parts, bool check)
{
    size_t dropped = 0, kept = 0;
    for (size_t i = 0; i < parts->count; i++) {
        uint32_t documents = 0;
        bool sound = part_is_sound(parts->paths[i], check, &documents);
        dropped += !sound;
        if (sound && documents > 0)
            memmove(parts->paths[kept++], parts->paths[i], INDEX_PATH_MAX);
    }
    parts->count = kept;
    return dropped;
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

/* Merge neighbours until few enough are left for one merge; the sources stay till the end. */
static enum herald_status narrow(const struct index_lock *lock, struct path_list *list,
                                 struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    for (unsigned number = 0; list->count > MERGE_WIDTH && status == HERALD_OK; number++) {
        struct path_list head = {list->paths, MERGE_WIDTH, MERGE_WIDTH};
        char folder[INDEX_PATH_MAX], name[32], target[INDEX_PATH_MAX];
        snprintf(name, sizeof name, "merged.%08u", number);
        status = merge_parts_path(folder, lock, err);
        if (status == HERALD_OK)
            status = index_path(target, folder, name, err);
        if (status == HERALD_OK)
            status = compact(&head, target, err);
        if (status != HERALD_OK)
            break;
        size_t rest = list->count - MERGE_WIDTH;
        memmove(list->paths[0], list->paths[MERGE_WIDTH], rest * sizeof *list->paths);
        list->count = rest;
        status = path_list_add(list, target, err);
    }
    return status;
}

/* --- identities that stand twice ------------------------------------------------------------ */

/* Of the documents that hold an identity, keep one and delete the rest. */
static enum herald_status keep_one(xap_writable *writable, const xap_database *database,
                                   xap_view identity, const struct seen *seen,
                                   struct herald_error *err)
{
    uint32_t docids[64], keep = 0;
    size_t count = 0;
    bool wanted = false;
    xap_postings *postings = NULL;
    xap_error error = XAP_ERROR_INIT;
    struct slice term = {identity.bytes, identity.length};
    xap_status found =
        xap_postings_open(database, identity.bytes, identity.length, &postings, &error);
    if (found == XAP_OK)
        found = xap_postings_block(postings, docids, NULL, NULL, 64, &count, &error);
    xap_postings_free(postings);
    if (found != XAP_OK)
        return index_fail_xap(err, "read the merged database", &error);
    for (size_t i = 0; i < count; i++) {
        struct schema_entry entry;
        enum herald_status status = index_database_entry(database, docids[i], &entry, err);
        if (status != HERALD_OK)
            return status;
        bool last = seen && seen_has(seen, term, &entry.hash);
        if (last || !wanted)
            keep = docids[i];
        wanted = wanted || last;
    }
    for (size_t i = 0; i < count; i++)
        if (docids[i] != keep && xap_writable_delete(writable, docids[i], &error) != XAP_OK)
            return index_fail_xap(err, "delete a replaced article", &error);
    return HERALD_OK;
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
        /* More than 64 copies of one identity cannot come up: each run leaves one. */
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
        status = index_lock_switch(lock, next, err);
    if (status != HERALD_OK && lock->manifest.generation != next)
        directory_remove(target, NULL);
    return status;
}

enum herald_status merge_parts(struct index_lock *lock, const struct seen *seen, size_t *dropped,
                               struct herald_error *err)
{
    struct path_list parts = {0}, sources = {0};
    char folder[INDEX_PATH_MAX];
    enum herald_status status = list_parts(lock, &parts, err);
    size_t lost = status == HERALD_OK ? keep_sound_parts(&parts, seen == NULL) : 0;
    if (status == HERALD_OK && parts.count > 0)
        status = add_current(lock, &parts, &sources, err);
    if (status == HERALD_OK && parts.count > 0)
        status = merge_sources(lock, &sources, seen, err);
    if (status == HERALD_OK)
        status = merge_parts_path(folder, lock, err);
    if (status == HERALD_OK) {
        directory_remove(folder, NULL);
        index_lock_clean(lock);
    }
    if (dropped)
        *dropped = lost;
    free(parts.paths);
    free(sources.paths);
    return status;
}
