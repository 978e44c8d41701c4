#include "indexer/part.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xap/writable.h>

#include "corpus/record.h"
#include "indexer/clock.h"
#include "indexer/directory.h"
#include "indexer/index_database.h"

/*
 * Commits after which a part of its own is left and another begun: a database that only grows gets
 * slower with every commit, and merging many small ones makes posting lists of many short chunks.
 * Measured on Reuters-21578: 20 batches of 30,000 postings took least processor time of those
 * tried.
 */
#define PART_COMMITS 20

#define PART_NAMES 100000 /* names tried for a new part */

struct part {
    struct part_options options;
    struct document_builder *builder;
    struct store_writer *store;
    xap_writable *database;
    char path[INDEX_PATH_MAX];
    unsigned commits_here; /* into the present database */
    struct chunk_list batch;
    size_t batch_postings;
    double batch_began;
    struct buffer record;
    bool store_failed;         /* what was packed into `store` since its last sync is lost */
    struct part_totals totals; /* without those of the present segment */
};

enum herald_status part_open(const struct part_options *options, struct part **out,
                             struct herald_error *err)
{
    *out = NULL;
    struct part *part = calloc(1, sizeof *part);
    if (!part)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    part->options = *options;
    enum herald_status status = document_builder_open(&part->builder, err);
    if (status != HERALD_OK) {
        part_free(part);
        return status;
    }
    *out = part;
    return HERALD_OK;
}

void part_free(struct part *part)
{
    if (!part)
        return;
    chunk_list_free(&part->batch);
    xap_writable_free(part->database);
    store_writer_free(part->store);
    document_builder_free(part->builder);
    buffer_dispose(&part->record);
    free(part);
}

void part_totals(const struct part *part, struct part_totals *out)
{
    uint64_t text_bytes = 0, packed_bytes = 0;
    *out = part->totals;
    if (part->store)
        store_writer_totals(part->store, &text_bytes, &packed_bytes);
    out->text_bytes += text_bytes;
    out->packed_bytes += packed_bytes;
}

/* --- the database -------------------------------------------------------------------------- */

/* Make a database of a new name in the folder of parts. */
static enum herald_status make_part(struct part *part, struct herald_error *err)
{
    static _Atomic unsigned next_name = 1;
    enum herald_status status = directory_make(part->options.parts, err);
    for (unsigned i = 0; status == HERALD_OK && i < PART_NAMES; i++) {
        char name[32];
        struct herald_error failure = {0};
        snprintf(name, sizeof name, "part.%08u", next_name++);
        status = index_path(part->path, part->options.parts, name, err);
        if (status != HERALD_OK)
            break;
        if (directory_exists(part->path))
            continue;
        status = index_database_create(part->path, &failure);
        if (status != HERALD_OK && err)
            *err = failure;
        return status;
    }
    return status == HERALD_OK ? herald_fail(err, HERALD_E_LIMIT, "over %d parts in '%s'",
                                             PART_NAMES, part->options.parts)
                               : status;
}

/* Open the database to write to, a new one where none is at hand. */
static enum herald_status ready_database(struct part *part, struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    if (part->database)
        return HERALD_OK;
    if (part->options.database)
        status = index_path(part->path, part->options.database, NULL, err);
    else if (part->path[0] == '\0')
        status = make_part(part, err);
    if (status == HERALD_OK)
        status = index_database_write(part->path, &part->database, err);
    return status;
}

static void drop_database(struct part *part)
{
    xap_writable_free(part->database);
    part->database = NULL;
    document_builder_forget_forms(part->builder);
}

/* --- the store ----------------------------------------------------------------------------- */

/* A segment that could not be synced is not written to any more: the batch is packed again, into a
 * new one. */
static void leave_failed_segment(struct part *part)
{
    uint64_t text_bytes = 0, packed_bytes = 0;
    if (!part->store_failed)
        return;
    store_writer_totals(part->store, &text_bytes, &packed_bytes);
    part->totals.text_bytes += text_bytes;
    part->totals.packed_bytes += packed_bytes;
    store_writer_free(part->store);
    part->store = NULL;
    part->store_failed = false;
    for (struct chunk *chunk = part->batch.first; chunk; chunk = chunk->next)
        for (size_t i = 0; i < chunk->count; i++)
            chunk->items[i].packed = false;
}

/* --- one article --------------------------------------------------------------------------- */

/* Pack an article into the store with its positions, unless that was done before a replay. */
static enum herald_status pack(struct part *part, struct chunk_item *item, struct slice positions,
                               struct herald_error *err)
{
    if (item->packed)
        return HERALD_OK;
    enum herald_status status = HERALD_OK;
    if (!part->store)
        status = store_writer_open(part->options.store, &part->store, err);
    if (status != HERALD_OK)
        return status;
    buffer_clear(&part->record);
    article_encode(&item->article, &part->record);
    if (part->record.failed)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    status = store_writer_add(part->store, buffer_slice(&part->record), item->dictionary,
                              &item->reference, err);
    item->positions = (struct store_reference){0};
    if (status == HERALD_OK && positions.length > 0)
        status = store_writer_add_bytes(part->store, positions, &item->positions, err);
    item->packed = status == HERALD_OK;
    return status;
}

/* Add a document to the database, in place of what has its identity where that can be. */
static enum herald_status put(struct part *part, const struct built_document *built,
                              struct herald_error *err)
{
    struct slice identity = built->identity;
    xap_error error = XAP_ERROR_INIT;
    xap_status put = part->options.database
                         ? xap_writable_put(part->database, identity.bytes, identity.length,
                                            built->document, NULL, &error)
                         : xap_writable_add(part->database, built->document, NULL, &error);
    return put == XAP_OK ? HERALD_OK : index_fail_path(err, "add to", part->path, &error);
}

static void refuse(struct part *part, struct chunk_item *item, const struct herald_error *why)
{
    item->refused = true;
    part->totals.refused++;
    if (part->options.report)
        part->options.report(part->options.report_context, &item->article, why->message);
}

/* Whether it is of no use to play the batch again: nothing but the user can help. */
static bool is_hopeless(enum herald_status status)
{
    return status == HERALD_E_NO_SPACE || status == HERALD_E_PERMISSION ||
           status == HERALD_E_NO_MEMORY || status == HERALD_E_LOCKED;
}

/* Whether a failure comes from the article at hand, so that others may fare better. */
static bool blames_article(enum herald_status status)
{
    return status == HERALD_E_INTERNAL || status == HERALD_E_LIMIT || status == HERALD_E_ARGUMENT ||
           status == HERALD_E_FORMAT;
}

/* Tell of a language that is not the one declared. */
static void tell_override(struct part *part, const struct article *article, const char *language)
{
    struct herald_error line;
    struct slice declared = article->language;
    herald_fail(&line, HERALD_E_FORMAT, "declares the language '%.*s', but is in '%s'",
                (int)(declared.length < 40 ? declared.length : 40), declared.bytes, language);
    part->totals.overridden++;
    if (part->options.warn)
        part->options.warn(part->options.report_context, article, line.message);
}

static enum herald_status add_item(struct part *part, struct chunk_item *item,
                                   struct herald_error *err)
{
    struct built_document built;
    if (item->refused)
        return HERALD_OK;
    enum herald_status status =
        document_build(part->builder, &item->article, item->origin, &built, err);
    if (status == HERALD_OK && built.overridden && !item->packed)
        tell_override(part, &item->article, built.language);
    if (status == HERALD_OK)
        status = pack(part, item, built.positions, err);
    if (status != HERALD_OK)
        return status;
    const struct schema_entry entry = {
        .reference = item->reference, .positions = item->positions, .hash = item->hash};
    status = document_set_entry(part->builder, &entry, err);
    /* The article itself stays in memory until the commit, too. */
    part->batch_postings += built.postings + item->article.arena.used / PART_POSTING_BYTES;
    return status == HERALD_OK ? put(part, &built, err) : status;
}

/* --- batches ------------------------------------------------------------------------------- */

/* Make the store, then the database permanent. */
static enum herald_status commit(struct part *part, struct herald_error *err)
{
    xap_error error = XAP_ERROR_INIT;
    enum herald_status status = part->store ? store_writer_sync(part->store, err) : HERALD_OK;
    part->store_failed = status != HERALD_OK;
    if (status == HERALD_OK)
        status = document_builder_write_forms(part->builder, part->database, err);
    if (status != HERALD_OK)
        return status;
    if (xap_writable_commit(part->database, &error) != XAP_OK)
        return index_fail_path(err, "commit to", part->path, &error);
    part->totals.commits++;
    part->commits_here++;
    return HERALD_OK;
}

/* Play the batch again in one go. */
static enum herald_status replay_whole(struct part *part, struct herald_error *err)
{
    drop_database(part);
    enum herald_status status = ready_database(part, err);
    for (struct chunk *chunk = part->batch.first; chunk && status == HERALD_OK; chunk = chunk->next)
        for (size_t i = 0; i < chunk->count && status == HERALD_OK; i++)
            status = add_item(part, &chunk->items[i], err);
    return status == HERALD_OK ? commit(part, err) : status;
}

/* Store one article with a commit of its own; refuse it when the fault is its own. */
static enum herald_status replay_one(struct part *part, struct chunk_item *item,
                                     struct herald_error *err)
{
    struct herald_error failure = {0};
    enum herald_status status = ready_database(part, err);
    if (status != HERALD_OK)
        return status;
    status = add_item(part, item, &failure);
    if (status == HERALD_OK)
        return commit(part, err);
    drop_database(part);
    if (blames_article(status)) {
        refuse(part, item, &failure);
        return HERALD_OK;
    }
    if (err)
        *err = failure;
    return status;
}

static enum herald_status replay_singly(struct part *part, struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    for (struct chunk *chunk = part->batch.first; chunk && status == HERALD_OK; chunk = chunk->next)
        for (size_t i = 0; i < chunk->count && status == HERALD_OK; i++)
            status = replay_one(part, &chunk->items[i], err);
    return status;
}

/* The batch was lost: play it again, whole and then singly, unless that is of no use. */
static enum herald_status recover(struct part *part, enum herald_status status,
                                  struct herald_error *err)
{
    if (!is_hopeless(status)) {
        leave_failed_segment(part);
        status = replay_whole(part, err);
        if (blames_article(status)) {
            drop_database(part);
            status = replay_singly(part, err);
        }
    }
    if (status != HERALD_OK)
        drop_database(part);
    return status;
}

/* The batch is stored: give its chunks back, and go on to another part when this one is grown. */
static void finish_batch(struct part *part, struct chunk_list *done)
{
    for (struct chunk *chunk; (chunk = chunk_list_pop(&part->batch)) != NULL;) {
        for (size_t i = 0; i < chunk->count; i++)
            part->totals.stored += !chunk->items[i].refused;
        chunk_clear(chunk);
        chunk_list_push(done, chunk);
    }
    part->batch_postings = 0;
    if (!part->options.database && part->commits_here >= PART_COMMITS) {
        drop_database(part);
        part->path[0] = '\0';
        part->commits_here = 0;
    }
}

enum herald_status part_commit(struct part *part, struct chunk_list *done, struct herald_error *err)
{
    if (!part->batch.first)
        return HERALD_OK;
    enum herald_status status = commit(part, err);
    if (status != HERALD_OK)
        status = recover(part, status, err);
    if (status == HERALD_OK)
        finish_batch(part, done);
    return status;
}

enum herald_status part_add(struct part *part, struct chunk *chunk, struct chunk_list *done,
                            struct herald_error *err)
{
    enum herald_status status = ready_database(part, err);
    if (!part->batch.first)
        part->batch_began = now_seconds();
    chunk_list_push(&part->batch, chunk);
    for (size_t i = 0; i < chunk->count && status == HERALD_OK; i++)
        status = add_item(part, &chunk->items[i], err);
    if (status != HERALD_OK) {
        status = recover(part, status, err);
        if (status == HERALD_OK)
            finish_batch(part, done);
        return status;
    }
    if (part->batch_postings >= part->options.batch_postings ||
        now_seconds() - part->batch_began >= part->options.batch_seconds)
        return part_commit(part, done, err);
    return HERALD_OK;
}
