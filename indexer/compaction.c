#include "indexer/compaction.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <xap/compact.h>
#include <xap/iterate.h>
#include <xap/writable.h>

#include "indexer/directory.h"
#include "indexer/index_database.h"
#include "indexer/lengths.h"
#include "indexer/merge.h"
#include "indexer/near_duplicate_update.h"

/* A document and where its article stands, and behind it the positions if it has any. */
struct place {
    uint32_t docid;
    struct schema_entry entry;
    size_t block; /* number of the article's block, and one less than that of the positions */
};

struct compaction {
    const struct compaction_options *options;
    struct index_lock lock;
    char source[INDEX_PATH_MAX];
    char target[INDEX_PATH_MAX];
    char store[INDEX_PATH_MAX];
    unsigned generation;  /* the one to be made */
    struct place *places; /* by segment and offset */
    size_t count;
    size_t unknown;     /* documents that do not tell where their articles stand */
    size_t block_count; /* of the following two */
    struct store_reference *moved;
    bool *damaged;
    struct compaction_totals *totals;
};

uint64_t directory_bytes(const char *path)
{
    uint64_t bytes = 0;
    DIR *folder = opendir(path);
    if (!folder)
        return 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char child[INDEX_PATH_MAX];
        struct stat info;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
            index_path(child, path, entry->d_name, NULL) != HERALD_OK || lstat(child, &info) != 0)
            continue;
        bytes += S_ISDIR(info.st_mode) ? directory_bytes(child) : (uint64_t)info.st_size;
    }
    closedir(folder);
    return bytes;
}

static int compare_places(const void *a, const void *b)
{
    const struct store_reference *x = &((const struct place *)a)->entry.reference;
    const struct store_reference *y = &((const struct place *)b)->entry.reference;
    if (x->segment != y->segment)
        return x->segment < y->segment ? -1 : 1;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* Read the entries of all documents. */
static enum herald_status collect_places(struct compaction *compaction,
                                         const xap_database *database, struct herald_error *err)
{
    uint32_t documents = 0, docids[256];
    size_t count = 0;
    xap_postings *postings = NULL;
    xap_error error = XAP_ERROR_INIT;
    enum herald_status status = HERALD_OK;
    xap_status step = xap_database_document_count(database, &documents, &error);
    compaction->places = calloc((size_t)documents + 1, sizeof *compaction->places);
    if (!compaction->places)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    if (step == XAP_OK)
        step = xap_postings_open(database, "", 0, &postings, &error);
    while (step == XAP_OK && status == HERALD_OK) {
        step = xap_postings_block(postings, docids, NULL, NULL, 256, &count, &error);
        for (size_t i = 0; i < count && step == XAP_OK && compaction->count < documents; i++) {
            struct place *place = &compaction->places[compaction->count];
            status = index_database_entry(database, docids[i], &place->entry, err);
            place->docid = docids[i];
            compaction->count += status == HERALD_OK;
            compaction->unknown += status == HERALD_E_CORRUPT;
            status = status == HERALD_E_CORRUPT ? HERALD_OK : status;
        }
    }
    xap_postings_free(postings);
    if (status == HERALD_OK && step != XAP_DONE)
        status = index_fail_path(err, "read", compaction->source, &error);
    if (compaction->count > 1)
        qsort(compaction->places, compaction->count, sizeof *compaction->places, compare_places);
    return status;
}

static bool has_positions(const struct place *place)
{
    return place->entry.positions.length > 0;
}

/* Number the blocks that are referred to, in the order in which they stand. */
static size_t number_blocks(struct compaction *compaction, struct store_reference *references)
{
    size_t count = 0;
    for (size_t i = 0; i < compaction->count; i++) {
        struct place *place = &compaction->places[i];
        place->block = count;
        references[count++] = place->entry.reference;
        if (has_positions(place))
            references[count++] = place->entry.positions;
    }
    return count;
}

/* Copy the articles that are referred to into new segments. */
static enum herald_status copy_articles(struct compaction *compaction, struct herald_error *err)
{
    size_t most = 2 * compaction->count + 1;
    struct store_reference *references = calloc(most, sizeof *references);
    compaction->moved = calloc(most, sizeof *compaction->moved);
    compaction->damaged = calloc(most, sizeof *compaction->damaged);
    enum herald_status status = HERALD_OK;
    if (!references || !compaction->moved || !compaction->damaged)
        status = herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    else
        compaction->block_count = number_blocks(compaction, references);
    if (status == HERALD_OK && compaction->block_count > 0)
        status = store_copy(compaction->store, references, compaction->block_count,
                            compaction->moved, compaction->damaged, err);
    free(references);
    if (status == HERALD_E_NOT_FOUND && err) /* a segment is gone */
        err->status = HERALD_E_CORRUPT;
    return status == HERALD_E_NOT_FOUND ? HERALD_E_CORRUPT : status;
}

static void report_damage(const struct compaction *compaction, struct article *article,
                          const struct place *place)
{
    struct herald_error line;
    char number[24];
    snprintf(number, sizeof number, "document %u", place->docid);
    struct slice name = article->id.length    ? article->id
                        : article->url.length ? article->url
                                              : slice_of(number);
    herald_fail(&line, HERALD_E_CORRUPT,
                "article '%.*s' is damaged, at byte %" PRIu64 " of segment %u of '%s'",
                (int)(name.length < 200 ? name.length : 200), name.bytes,
                place->entry.reference.offset, place->entry.reference.segment, compaction->store);
    if (compaction->options->report)
        compaction->options->report(line.message);
}

/* Report the articles that are damaged, and forget what they hashed to, so that the next run that
 * reads them takes them for changed and replaces them. */
static void give_up_damaged(struct compaction *compaction, const xap_database *database)
{
    struct article article = {0};
    for (size_t i = 0; i < compaction->count; i++) {
        struct place *place = &compaction->places[i];
        bool placed = has_positions(place);
        if (!compaction->damaged[place->block] &&
            !(placed && compaction->damaged[place->block + 1]))
            continue;
        index_database_identify(database, place->docid, &article);
        report_damage(compaction, &article, place);
        place->entry.hash = (struct article_hash){0};
        compaction->totals->damaged++;
    }
    article_dispose(&article);
}

/* Let the documents of the new database refer to the new segments. */
static enum herald_status refer_anew(const struct compaction *compaction, struct herald_error *err)
{
    xap_writable *writable = NULL;
    xap_error error = XAP_ERROR_INIT;
    enum herald_status status = index_database_write(compaction->target, &writable, err);
    for (size_t i = 0; i < compaction->count && status == HERALD_OK; i++) {
        char data[SCHEMA_ENTRY_MAX];
        const struct place *place = &compaction->places[i];
        struct schema_entry entry = place->entry;
        entry.reference = compaction->moved[place->block];
        if (has_positions(place))
            entry.positions = compaction->moved[place->block + 1];
        size_t length = schema_encode_entry(&entry, data);
        if (xap_writable_set_data(writable, place->docid, data, length, &error) != XAP_OK)
            status = index_fail_path(err, "write to", compaction->target, &error);
    }
    if (status == HERALD_OK && xap_writable_close(writable, &error) != XAP_OK)
        status = index_fail_path(err, "commit to", compaction->target, &error);
    xap_writable_free(writable);
    return status;
}

/* Compaction copies what it reads and then removes it: a database that is damaged is left as it is.
 */
static enum herald_status check_database(const struct compaction *compaction,
                                         struct herald_error *err)
{
    size_t problems = 0;
    xap_database *database = NULL;
    xap_error error = XAP_ERROR_INIT;
    /* The check takes everything for damage that keeps it from opening the database. */
    enum herald_status opened = index_database_open(compaction->source, &database, err);
    xap_database_free(database);
    if (opened != HERALD_OK)
        return opened;
    xap_status status = xap_database_check(compaction->source, 0, &problems, NULL, &error);
    if (status == XAP_OK && problems == 0)
        return HERALD_OK;
    if (status == XAP_E_NO_MEMORY || status == XAP_E_OPEN)
        return index_fail_path(err, "check", compaction->source, &error);
    return herald_fail(err, HERALD_E_CORRUPT, "database '%s' is damaged%s%s", compaction->source,
                       status == XAP_OK ? "" : ": ", status == XAP_OK ? "" : error.message);
}

static enum herald_status compact_database(const struct compaction *compaction,
                                           struct herald_error *err)
{
    xap_compact_options options = XAP_COMPACT_OPTIONS_INIT;
    xap_error error = XAP_ERROR_INIT;
    const char *source = compaction->source;
    options.keep_docids = true;
    enum herald_status status = directory_remove(compaction->target, err);
    if (status == HERALD_OK &&
        xap_compact(&source, 1, compaction->target, &options, &error) != XAP_OK)
        status = index_fail_path(err, "compact", compaction->source, &error);
    return status;
}

/* Remove the segments below the first new one, to which nothing refers any more, or after a failure
 * the new ones. */
static void remove_segments(const struct compaction *compaction, bool failed)
{
    struct store_segment *segments = NULL;
    size_t count = 0;
    uint32_t first = UINT32_MAX;
    for (size_t i = 0; i < compaction->block_count; i++)
        first = compaction->moved[i].segment < first ? compaction->moved[i].segment : first;
    bool none_copied = first == UINT32_MAX; /* no article is left: on success all may go */
    if (compaction->unknown > 0 || first == 0 || (failed && none_copied) ||
        store_segments(compaction->store, &segments, &count, NULL) != HERALD_OK)
        return;
    for (size_t i = 0; i < count; i++)
        if (failed ? segments[i].number >= first : segments[i].number < first)
            store_segment_remove(compaction->store, segments[i].number, NULL);
    free(segments);
}

static enum herald_status prepare(struct compaction *compaction, struct herald_error *err)
{
    struct index_lock *lock = &compaction->lock;
    index_lock_clean(lock);
    size_t dropped = 0;
    enum herald_status status =
        merge_is_due(lock) ? merge_parts(lock, NULL, &dropped, err) : HERALD_OK;
    compaction->totals->dropped_parts = dropped;
    unsigned generation = lock->manifest.generation;
    compaction->generation = generation + 1;
    compaction->totals->bytes_before = directory_bytes(lock->directory);
    if (status == HERALD_OK)
        status = index_database_path(compaction->source, lock->directory, generation, err);
    if (status == HERALD_OK)
        status = index_database_path(compaction->target, lock->directory, generation + 1, err);
    if (status == HERALD_OK)
        status = index_path(compaction->store, lock->directory, INDEX_STORE, err);
    return status;
}

/* Write the next generation and switch to it. */
static enum herald_status rewrite(struct compaction *compaction, struct herald_error *err)
{
    enum herald_status status = compact_database(compaction, err);
    if (status == HERALD_OK)
        status = refer_anew(compaction, err);
    if (status == HERALD_OK)
        near_duplicate_update(compaction->target, NULL); /* the next run makes up for a failure */
    if (status == HERALD_OK)
        status = index_lock_switch(&compaction->lock, compaction->generation, err);
    if (compaction->lock.manifest.generation == compaction->generation) {
        remove_segments(compaction, false);
    } else {
        directory_remove(compaction->target, NULL);
        remove_segments(compaction, true);
    }
    return status;
}

static enum herald_status run(struct compaction *compaction, struct herald_error *err)
{
    xap_database *database = NULL;
    enum herald_status status = prepare(compaction, err);
    if (status == HERALD_OK)
        status = check_database(compaction, err);
    if (status == HERALD_OK)
        status = index_database_open(compaction->source, &database, err);
    if (status == HERALD_OK)
        status = collect_places(compaction, database, err);
    if (status == HERALD_OK)
        status = copy_articles(compaction, err);
    if (status == HERALD_OK)
        give_up_damaged(compaction, database);
    xap_database_free(database);
    if (status == HERALD_OK)
        status = rewrite(compaction, err);
    if (status != HERALD_OK)
        return status;
    lengths_update(compaction->target, NULL); /* only for speed */
    index_lock_clean(&compaction->lock);
    compaction->totals->articles = compaction->count + compaction->unknown;
    compaction->totals->damaged += compaction->unknown;
    compaction->totals->bytes_after = directory_bytes(compaction->lock.directory);
    return HERALD_OK;
}

enum herald_status index_compact(const struct compaction_options *options,
                                 struct compaction_totals *totals, struct herald_error *err)
{
    struct compaction compaction = {.options = options, .totals = totals, .lock = {.fd = -1}};
    struct index_lock_options lock = {false, options->wait_seconds, "herald compact", NULL};
    *totals = (struct compaction_totals){0};
    enum herald_status status = index_lock_take(options->directory, &lock, &compaction.lock, err);
    if (status == HERALD_OK)
        status = run(&compaction, err);
    free(compaction.places);
    free(compaction.moved);
    free(compaction.damaged);
    index_lock_release(&compaction.lock);
    return status;
}
