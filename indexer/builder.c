#include "indexer/builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/build.h"
#include "indexer/clock.h"
#include "indexer/deletion.h"
#include "indexer/index_database.h"
#include "indexer/language/detection/mojibake.h"
#include "indexer/lengths.h"
#include "indexer/merge.h"
#include "indexer/near_duplicate_update.h"

/* --- one article --------------------------------------------------------------------------- */

static enum herald_status find_stored(struct build *build, uint32_t *docid,
                                      struct schema_entry *entry, struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    for (int i = 0; i < 3; i++) {
        status =
            index_database_find(build->database, buffer_slice(&build->term), docid, entry, err);
        /* A direct run commits to the very database that is read here. */
        if (status != HERALD_E_BUSY || xap_database_reopen(build->database, NULL, NULL) != XAP_OK)
            break;
    }
    return status;
}

/* What is to be done with an article. */
enum decision { TAKE, PASS_OVER };

static enum herald_status decide(struct build *build, const struct chunk_item *item,
                                 enum decision *decision, struct herald_error *err)
{
    uint32_t docid = 0;
    struct schema_entry entry;
    struct build_totals *totals = build->totals;
    *decision = PASS_OVER;
    enum seen_result met = seen_put(build->seen, buffer_slice(&build->term), item->hash);
    if (met == SEEN_NO_MEMORY)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    if (met == SEEN_SAME) {
        totals->repeated++;
        return HERALD_OK;
    }
    if (met == SEEN_CHANGED) {
        totals->clashes++;
        build_report_article(build, &item->article,
                             "met before in this run with other content: this one replaces it");
        *decision = TAKE;
        return HERALD_OK;
    }
    enum herald_status status =
        build->documents > 0 ? find_stored(build, &docid, &entry, err) : HERALD_OK;
    if (status != HERALD_OK)
        return status;
    if (docid && entry.hash.low == item->hash.low && entry.hash.high == item->hash.high) {
        totals->unchanged++;
        return HERALD_OK;
    }
    totals->replaced += docid != 0;
    totals->added += docid == 0;
    *decision = TAKE;
    return HERALD_OK;
}

/* Whether a file's name is a path or lies below it. */
static bool lies_below(const char *file, const char *path)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    return strncmp(file, path, length) == 0 && (file[length] == '/' || file[length] == '\0');
}

/* The origin of the article that was read last. Paths are read in their order, so the one of the
 * article before, or the next, is most often right. */
static struct slice current_origin(struct build *build)
{
    struct reader_progress progress;
    size_t count = build->options->path_count;
    reader_progress(build->reader, &progress);
    for (size_t i = 0; i < count; i++) {
        size_t at = (build->current_path + i) % count;
        if (lies_below(progress.file, build->options->paths[at])) {
            build->current_path = at;
            return build->origins[at];
        }
    }
    return (struct slice){NULL, 0};
}

/* Tell of the article that was read last that there is nothing to read in it. */
static void report_empty(struct build *build)
{
    struct reader_progress progress;
    reader_progress(build->reader, &progress);
    const struct reader_event event = {
        .severity = READER_WARNING,
        .file = progress.file,
        .offset = progress.file_offset,
        .line = progress.file_line,
        .message = "the article has neither title nor body",
    };
    build->empty++;
    build_report_event(build, &event);
}

/* Undo one text if it is garbled. */
static enum herald_status repair_text(struct build *build, struct article *article,
                                      struct slice *text, const char **was,
                                      struct herald_error *err)
{
    static const char *const NAMES[] = {[MOJIBAKE_UTF8_AS_1252] = "UTF-8 read as windows-1252",
                                        [MOJIBAKE_UTF8_AS_1251] = "UTF-8 read as windows-1251",
                                        [MOJIBAKE_1251_AS_1252] = "windows-1251 read as Latin-1"};
    enum mojibake what;
    enum herald_status status = mojibake_undo(build->finder, *text, &build->repaired, &what, err);
    if (status != HERALD_OK || what == MOJIBAKE_NONE)
        return status;
    *was = NAMES[what];
    *text = arena_copy(&article->arena, buffer_slice(&build->repaired));
    return text->bytes ? HERALD_OK : herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
}

/* Undo what is garbled in the article that was just read. */
static enum herald_status repair_article(struct build *build, struct article *article,
                                         struct herald_error *err)
{
    struct slice *const texts[] = {&article->title, &article->subtitle, &article->body};
    const char *was = NULL;
    enum herald_status status = HERALD_OK;
    if (build->options->keep_mojibake)
        return HERALD_OK;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && status == HERALD_OK; i++)
        status = repair_text(build, article, texts[i], &was, err);
    if (status != HERALD_OK || !was)
        return status;
    struct herald_error line;
    herald_fail(&line, HERALD_E_FORMAT, "garbled text was repaired: %s", was);
    build->totals->repaired++;
    if (build->totals->repaired <= BUILD_OVERRIDES_TOLD)
        build_report_article(build, article, line.message);
    return HERALD_OK;
}

/* Take the article that was just read into the item after the chunk's last. */
static enum herald_status accept(struct build *build, struct herald_error *err)
{
    struct chunk *chunk = build->chunk;
    struct chunk_item *item = &chunk->items[chunk->count];
    enum decision decision;
    enum herald_status status = repair_article(build, &item->article, err);
    if (status != HERALD_OK)
        return status;
    buffer_clear(&build->identity);
    buffer_clear(&build->term);
    article_identity(&item->article, &build->identity);
    schema_term(&build->term, SCHEMA_IDENTITY, buffer_slice(&build->identity));
    if (build->term.failed || build->identity.failed)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    item->hash = article_content_hash(&item->article);
    status = decide(build, item, &decision, err);
    if (status != HERALD_OK || decision == PASS_OVER)
        return status;
    if (item->article.title.length + item->article.body.length == 0)
        report_empty(build);
    item->origin = current_origin(build);
    item->packed = false;
    item->refused = false;
    build->waiting_unknown |= !dictionaries_know(build->dictionaries, &item->article);
    chunk->count++;
    chunk->bytes += item->article.arena.used;
    if (chunk->count == CHUNK_ITEMS || chunk->bytes >= CHUNK_BYTES)
        return build_push_chunk(build, err);
    return HERALD_OK;
}

static enum herald_status read_all(struct build *build, struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    build->phase = "reading";
    while (status == HERALD_OK) {
        if (!build->chunk && !(build->chunk = pipeline_chunk(build->pipeline)))
            return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
        struct chunk *chunk = build->chunk;
        if (chunk->places <= chunk->count)
            chunk->places = chunk->count + 1;
        status = reader_next(build->reader, &chunk->items[chunk->count].article, err);
        if (status == HERALD_OK)
            status = accept(build, err);
        build_tell_progress(build, false);
    }
    if (status == HERALD_E_INTERRUPTED)
        build->totals->interrupted = true;
    else if (status != HERALD_DONE)
        return status;
    if (build->chunk && build->chunk->count > 0) {
        chunk_list_push(&build->waiting, build->chunk);
        build->chunk = NULL;
    }
    return build->waiting.first ? build_dispatch(build, true, err) : HERALD_OK;
}

/* --- the run ------------------------------------------------------------------------------- */

static enum herald_status resolve_origins(struct build *build, struct herald_error *err)
{
    build->origins = calloc(build->options->path_count + 1, sizeof *build->origins);
    if (!build->origins)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < build->options->path_count; i++) {
        const char *path = build->options->paths[i];
        char *absolute = strcmp(path, "-") == 0 ? NULL : realpath(path, NULL);
        build->origins[i] = slice_of(absolute);
    }
    return HERALD_OK;
}

/* An index is not begun for paths of which none is there: most likely they are mistyped. */
static enum herald_status check_paths(const struct build_options *options, struct herald_error *err)
{
    char manifest[INDEX_PATH_MAX];
    enum herald_status status = index_path(manifest, options->directory, INDEX_MANIFEST, err);
    if (status != HERALD_OK || directory_exists(manifest))
        return status;
    for (size_t i = 0; i < options->path_count; i++)
        if (strcmp(options->paths[i], "-") == 0 || directory_exists(options->paths[i]))
            return HERALD_OK;
    return options->path_count == 0
               ? HERALD_OK
               : herald_fail(err, HERALD_E_NOT_FOUND, "no index made: there is no '%s'%s",
                             options->paths[0], options->path_count > 1 ? ", nor the others" : "");
}

static enum herald_status open_index(struct build *build, struct herald_error *err)
{
    const struct build_options *options = build->options;
    struct index_lock_options lock = {true, options->wait_seconds, options->command, options->stop};
    size_t dropped = 0;
    enum herald_status status = check_paths(options, err);
    if (status == HERALD_OK)
        status = index_lock_take(options->directory, &lock, &build->lock, err);
    if (status != HERALD_OK)
        return status;
    index_lock_clean(&build->lock);
    if (merge_is_due(&build->lock)) {
        build_report_line(build, "taking up a run that did not end");
        status = merge_parts(&build->lock, NULL, &dropped, err);
    }
    if (dropped > 0)
        build_report_line(
            build, "some of what it had read was damaged and is dropped: run its command again");
    if (status == HERALD_OK)
        status = index_database_path(build->database_path, build->lock.directory,
                                     build->lock.manifest.generation, err);
    if (status == HERALD_OK)
        status = index_path(build->store_path, build->lock.directory, INDEX_STORE, err);
    if (status == HERALD_OK)
        status = merge_parts_path(build->parts_path, &build->lock, err);
    if (status == HERALD_OK)
        status = index_database_open(build->database_path, &build->database, err);
    if (status == HERALD_OK)
        xap_database_document_count(build->database, &build->documents, NULL);
    return status;
}

static enum herald_status open_input(struct build *build, struct herald_error *err)
{
    struct reader_options reader = build->options->reader;
    size_t memory = build_memory_ceiling(build->options);
    size_t largest = (memory - BUILD_PROGRAM_BYTES) / BUILD_ARTICLE_SHARE;
    if (reader.record_limit == 0 || reader.record_limit > largest)
        reader.record_limit = largest < READER_RECORD_LIMIT ? largest : READER_RECORD_LIMIT;
    reader.leave_out = index_is_at;
    reader.stop = build->options->stop;
    reader.report = build_report_event;
    reader.report_context = build;
    build->seen = seen_new();
    build->dictionaries = dictionaries_new();
    if (!build->seen || !build->dictionaries)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    enum herald_status status = resolve_origins(build, err);
    if (status == HERALD_OK && !build->options->keep_mojibake) {
        status = language_finder_open(&build->finder, err);
        reader.judge = (struct language_judge){language_finder_judge, build->finder};
    }
    if (status == HERALD_OK)
        status = reader_open(build->options->paths, build->options->path_count, &reader,
                             &build->reader, err);
    return status;
}

/* A path that is not there may be mistyped, or on a disk that is not mounted: of such a one nothing
 * is deleted. Tell how it is, where that is meant. */
static void tell_paths_gone(struct build *build)
{
    for (size_t i = 0; i < build->options->path_count; i++) {
        struct herald_error line;
        const char *path = build->options->paths[i];
        if (directory_exists(path))
            continue;
        herald_fail(&line, HERALD_E_NOT_FOUND,
                    "'%s' is not there, so nothing was deleted: to delete its articles, make an "
                    "empty folder of that name and run again",
                    path);
        build_report_line(build, line.message);
    }
}

static enum herald_status delete_what_is_gone(struct build *build, struct herald_error *err)
{
    struct build_totals *totals = build->totals;
    if (!build->options->delete_missing)
        return HERALD_OK;
    totals->deletion_refused =
        totals->interrupted || totals->skipped > 0 || totals->skipped_files > 0;
    if (totals->deletion_refused) {
        tell_paths_gone(build);
        return HERALD_OK;
    }
    build->phase = "deleting";
    build_tell_progress(build, true);
    return delete_missing(&build->lock, build->origins, build->options->path_count, build->seen,
                          &totals->deleted, err);
}

/* Bring what is kept beside the database up to date. Without it searches are slower and do not fold
 * copies. */
static void update_beside(struct build *build)
{
    char path[INDEX_PATH_MAX], line[HERALD_ERROR_MESSAGE_SIZE + 64];
    struct herald_error error;
    build->phase = "grouping";
    build_tell_progress(build, true);
    enum herald_status status =
        index_database_path(path, build->lock.directory, build->lock.manifest.generation, &error);
    if (status == HERALD_OK)
        status = near_duplicate_update(path, &error);
    if (status == HERALD_OK)
        status = lengths_update(path, &error);
    if (status == HERALD_OK)
        return;
    snprintf(line, sizeof line, "warning: searches will be slower, and not fold copies: %s",
             error.message);
    build_report_line(build, line);
}

/* After reading: commit, merge, delete. */
static enum herald_status complete(struct build *build, struct herald_error *err)
{
    bool parts = build->route == ROUTE_PARTS;
    build->phase = parts ? "merging" : "committing";
    build_tell_progress(build, true);
    enum herald_status status = build_finish_pipeline(build, err);
    if (status == HERALD_OK && parts)
        status = merge_parts(&build->lock, build->seen, NULL, err);
    build_count_up(build);
    if (status == HERALD_OK)
        status = delete_what_is_gone(build, err);
    if (status == HERALD_OK)
        update_beside(build);
    return status;
}

static void count_articles(struct build *build)
{
    char path[INDEX_PATH_MAX];
    xap_database *database = NULL;
    uint32_t documents = 0;
    if (index_database_path(path, build->lock.directory, build->lock.manifest.generation, NULL) ==
            HERALD_OK &&
        index_database_open(path, &database, NULL) == HERALD_OK)
        xap_database_document_count(database, &documents, NULL);
    xap_database_free(database);
    build->totals->articles = documents;
}

static void close_build(struct build *build)
{
    pipeline_free(build->pipeline);
    chunk_list_free(&build->waiting);
    chunk_free(build->chunk);
    dictionaries_free(build->dictionaries);
    seen_free(build->seen);
    reader_free(build->reader);
    xap_database_free(build->database);
    for (size_t i = 0; build->origins && i < build->options->path_count; i++)
        free((char *)build->origins[i].bytes);
    free(build->origins);
    language_finder_free(build->finder);
    buffer_dispose(&build->repaired);
    buffer_dispose(&build->identity);
    buffer_dispose(&build->term);
    pthread_mutex_destroy(&build->report_mutex);
    index_lock_release(&build->lock);
}

enum herald_status build_run(const struct build_options *options, struct build_totals *totals,
                             struct herald_error *err)
{
    struct build build = {.options = options, .totals = totals, .lock = {.fd = -1}};
    *totals = (struct build_totals){0};
    build.began = now_seconds();
    build.phase = "opening";
    pthread_mutex_init(&build.report_mutex, NULL);
    enum herald_status status = open_index(&build, err);
    if (status == HERALD_OK)
        status = open_input(&build, err);
    if (status == HERALD_OK) {
        status = read_all(&build, err);
        if (status == HERALD_OK)
            status = complete(&build, err);
        build_count_up(&build);
        count_articles(&build);
    }
    totals->seconds = now_seconds() - build.began;
    close_build(&build);
    return status;
}
