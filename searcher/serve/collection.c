#include "searcher/serve/collection.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <xap/database.h>

#include "indexer/directory.h"

/* The name of a folder: the last part of its path. */
static struct slice folder_name(struct slice path)
{
    while (path.length > 1 && path.bytes[path.length - 1] == '/')
        path.length--;
    size_t start = path.length;
    while (start > 0 && path.bytes[start - 1] != '/')
        start--;
    return (struct slice){path.bytes + start, path.length - start};
}

static bool is_name(struct slice name)
{
    for (size_t at = 0; at < name.length; at++) {
        unsigned char byte = (unsigned char)name.bytes[at];
        bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
        if (!letter && !(byte >= '0' && byte <= '9') && !strchr("-._", byte))
            return false;
    }
    return name.length > 0;
}

enum herald_status collection_init(struct collection *collection, struct slice text,
                                   struct herald_error *err)
{
    const char *equals = memchr(text.bytes, '=', text.length);
    size_t cut = equals ? (size_t)(equals - text.bytes) : 0;
    struct slice name = {text.bytes, cut}, directory = text;
    if (equals && is_name(name))
        directory = (struct slice){text.bytes + cut + 1, text.length - cut - 1};
    else
        name = folder_name(text);
    *collection = (struct collection){.state = 1};
    if (!is_name(name))
        return herald_fail(err, HERALD_E_ARGUMENT,
                           "an index to serve needs a name of letters, digits and '-._': give "
                           "NAME=%.*s",
                           (int)text.length, text.bytes);
    collection->name = strndup(name.bytes, name.length);
    collection->directory = strndup(directory.bytes, directory.length);
    pthread_mutex_init(&collection->lock, NULL);
    if (!collection->name || !collection->directory)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the indexes");
    return HERALD_OK;
}

void collection_dispose(struct collection *collection)
{
    if (!collection->name)
        return;
    index_reader_free(collection->reader);
    buffer_dispose(&collection->info);
    pthread_mutex_destroy(&collection->lock);
    free((void *)(uintptr_t)collection->name);
    free((void *)(uintptr_t)collection->directory);
    *collection = (struct collection){0};
}

/* --- the keeper's side ------------------------------------------------------------------------ */

/* When the database was last written to. */
static double commit_time(const char *directory)
{
    struct index_manifest manifest;
    char path[INDEX_PATH_MAX];
    struct stat status;
    if (index_manifest_read(directory, &manifest, NULL) != HERALD_OK ||
        index_database_path(path, directory, manifest.generation, NULL) != HERALD_OK ||
        stat(path, &status) != 0)
        return 0;
    return (double)status.st_mtim.tv_sec + 1e-9 * (double)status.st_mtim.tv_nsec;
}

/* Note the state of the index. */
static void note_state(struct collection *collection)
{
    uint32_t articles = 0;
    xap_database_document_count(index_reader_database(collection->reader), &articles, NULL);
    double committed = commit_time(collection->directory);
    pthread_mutex_lock(&collection->lock);
    collection->articles = articles;
    collection->committed = committed;
    collection->trouble[0] = '\0';
    snprintf(collection->revision, sizeof(collection->revision), "%s",
             index_reader_revision(collection->reader));
    pthread_mutex_unlock(&collection->lock);
    atomic_fetch_add(&collection->state, 1);
    atomic_store(&collection->ready, true);
}

static void note_trouble(struct collection *collection, const struct herald_error *error)
{
    index_reader_free(collection->reader);
    collection->reader = NULL;
    pthread_mutex_lock(&collection->lock);
    snprintf(collection->trouble, sizeof(collection->trouble), "%s", error->message);
    pthread_mutex_unlock(&collection->lock);
    if (atomic_exchange(&collection->ready, false))
        atomic_fetch_add(&collection->state, 1);
}

enum herald_status collection_follow(struct collection *collection, struct herald_error *err)
{
    struct herald_error error = {0};
    bool changed = !collection->reader;
    enum herald_status status =
        collection->reader ? index_reader_refresh(collection->reader, &changed, &error)
                           : index_reader_open(collection->directory, &collection->reader, &error);
    if (status == HERALD_E_BUSY) /* it moves on too fast at present: what is open still serves */
        return HERALD_OK;
    if (status != HERALD_OK) {
        note_trouble(collection, &error);
        return herald_fail(err, status, "%s", error.message);
    }
    if (changed)
        note_state(collection);
    return HERALD_OK;
}

void collection_revision(struct collection *collection, char out[static 160])
{
    pthread_mutex_lock(&collection->lock);
    memcpy(out, collection->revision, sizeof(collection->revision));
    pthread_mutex_unlock(&collection->lock);
}

/* --- a worker's side -------------------------------------------------------------------------- */

void shelf_dispose(struct shelf *shelf)
{
    searcher_free(shelf->searcher);
    *shelf = (struct shelf){0};
}

static enum herald_status fail_trouble(struct collection *collection, struct herald_error *err)
{
    pthread_mutex_lock(&collection->lock);
    enum herald_status status =
        herald_fail(err, HERALD_E_NO_INDEX, "index '%s' cannot be read at present: %s",
                    collection->name, collection->trouble);
    pthread_mutex_unlock(&collection->lock);
    return status;
}

enum herald_status shelf_searcher(struct shelf *shelf, struct collection *collection,
                                  struct searcher **out, struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    uint_fast32_t state = atomic_load(&collection->state);
    *out = NULL;
    if (!atomic_load(&collection->ready)) {
        shelf_dispose(shelf);
        return fail_trouble(collection, err);
    }
    if (shelf->searcher && shelf->state != state &&
        searcher_refresh(shelf->searcher, err) != HERALD_OK)
        shelf_dispose(shelf);
    if (!shelf->searcher)
        status = searcher_open(collection->directory, &shelf->searcher, err);
    shelf->state = state;
    *out = shelf->searcher;
    return status;
}
