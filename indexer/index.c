#include "indexer/index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xap/iterate.h>
#include <xxhash.h>

#include "indexer/directory.h"
#include "indexer/known.h"
#include "indexer/text_languages.h"

/* How often opening is tried again when the index is switched meanwhile. */
#define OPEN_TRIES 5

struct index_reader {
    char directory[INDEX_PATH_MAX];
    struct index_manifest manifest;
    xap_database *database;
    struct store_reader *store;
    char revision[96];
    char state[128]; /* the revision, and of which one the stories are */
    language_id languages[LANGUAGE_MAX];
    size_t language_count;
    bool other_languages;
    bool languages_known;
    struct lengths lengths;
    bool lengths_known;
    struct stories stories;
    bool stories_known;
    struct known known;
    xap_buffer data;                 /* of a document */
    struct buffer forms;             /* of the stem asked for last */
    struct text_language_room spans; /* of the body of an article in several languages */
    struct language_span whole;      /* of the body of one that is not */
    struct slice table;              /* the positions read last */
    uint32_t table_docid;            /* 0: none were */
};

const char *index_default_directory(void)
{
    const char *named = getenv("HERALD_INDEX");
    return named && *named ? named : "herald-index";
}

/* Open the store of articles; none where an index without articles has none yet. */
static enum herald_status open_store(const struct index_reader *reader, struct store_reader **out,
                                     struct herald_error *err)
{
    char path[INDEX_PATH_MAX];
    *out = NULL;
    enum herald_status status = index_path(path, reader->directory, INDEX_STORE, err);
    if (status == HERALD_OK)
        status = store_reader_open(path, out, err);
    return status == HERALD_E_NOT_FOUND ? HERALD_OK : status;
}

/* Open the database that a manifest names, and the store beside it. */
static enum herald_status open_both(const struct index_reader *reader,
                                    const struct index_manifest *manifest, xap_database **database,
                                    struct store_reader **store, struct herald_error *err)
{
    char path[INDEX_PATH_MAX];
    *database = NULL;
    *store = NULL;
    enum herald_status status =
        index_database_path(path, reader->directory, manifest->generation, err);
    if (status == HERALD_OK)
        status = index_database_open(path, database, err);
    if (status == HERALD_E_NO_INDEX)
        return herald_fail(err, HERALD_E_CORRUPT, "index '%s' lacks its database '%s'",
                           reader->directory, path);
    return status == HERALD_OK ? open_store(reader, store, err) : status;
}

/* Open the current database and its store. A writer may switch to another and remove this one in
 * between, file by file, or another index be put in this place: so the manifest is read again
 * afterwards, and what was opened counts only if it is still the same. The reader is untouched by a
 * failure. */
static enum herald_status open_current(struct index_reader *reader, struct herald_error *err)
{
    for (int i = 0; i < OPEN_TRIES; i++) {
        struct index_manifest before, after;
        xap_database *database;
        struct store_reader *store;
        enum herald_status status = index_manifest_read(reader->directory, &before, err);
        if (status != HERALD_OK)
            return status;
        status = open_both(reader, &before, &database, &store, err);
        bool same = index_manifest_read(reader->directory, &after, NULL) != HERALD_OK ||
                    index_manifest_same(&before, &after);
        if (status == HERALD_OK && same) {
            xap_database_free(reader->database);
            store_reader_free(reader->store);
            reader->database = database;
            reader->store = store;
            reader->manifest = before;
            return HERALD_OK;
        }
        xap_database_free(database);
        store_reader_free(store);
        if (same)
            return status;
    }
    return herald_fail(err, HERALD_E_BUSY, "index '%s' changes too fast to be opened",
                       reader->directory);
}

static void name_revision(struct index_reader *reader)
{
    xap_buffer uuid = XAP_BUFFER_INIT;
    uint64_t revision = 0;
    xap_database_uuid(reader->database, &uuid, NULL);
    xap_database_revision(reader->database, &revision, NULL);
    snprintf(reader->revision, sizeof reader->revision, "%.36s-%u-%llu",
             uuid.bytes ? uuid.bytes : "", reader->manifest.generation,
             (unsigned long long)revision);
    xap_buffer_dispose(&uuid);
    reader->languages_known = false;
    lengths_close(&reader->lengths);
    reader->lengths_known = false;
    stories_close(&reader->stories);
    reader->stories_known = false;
    known_clear(&reader->known);
    reader->table_docid = 0;
}

enum herald_status index_reader_open(const char *directory, struct index_reader **out,
                                     struct herald_error *err)
{
    *out = NULL;
    struct index_reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    enum herald_status status = index_path(reader->directory, directory, NULL, err);
    if (status == HERALD_OK)
        status = open_current(reader, err);
    if (status != HERALD_OK) {
        index_reader_free(reader);
        return status;
    }
    name_revision(reader);
    *out = reader;
    return HERALD_OK;
}

void index_reader_free(struct index_reader *reader)
{
    if (!reader)
        return;
    xap_database_free(reader->database);
    store_reader_free(reader->store);
    stories_close(&reader->stories);
    lengths_close(&reader->lengths);
    known_clear(&reader->known);
    text_languages_dispose(&reader->spans);
    xap_buffer_dispose(&reader->data);
    buffer_dispose(&reader->forms);
    free(reader);
}

/* Follow the commits to the database that is open. When a writer has switched to another one in
 * between and removed it, that is not damage: the other one is opened. */
static enum herald_status follow_database(struct index_reader *reader, bool *moved,
                                          struct herald_error *err)
{
    struct index_manifest now;
    xap_error error = XAP_ERROR_INIT;
    if (xap_database_reopen(reader->database, moved, &error) == XAP_OK)
        return HERALD_OK;
    enum herald_status status = index_manifest_read(reader->directory, &now, err);
    if (status == HERALD_OK && index_manifest_same(&now, &reader->manifest))
        return index_fail_xap(err, "reopen the database", &error);
    if (status == HERALD_OK)
        status = open_current(reader, err);
    *moved = status == HERALD_OK;
    return status;
}

/* Look whether the stories have followed the database since, which takes a writer a moment. */
static bool follow_stories(struct index_reader *reader)
{
    if (!reader->stories_known || reader->stories.current)
        return false;
    stories_close(&reader->stories);
    reader->stories_known = false;
    return index_reader_stories(reader) && reader->stories.current;
}

enum herald_status index_reader_refresh(struct index_reader *reader, bool *changed,
                                        struct herald_error *err)
{
    struct index_manifest now;
    bool moved = false;
    enum herald_status status = index_manifest_read(reader->directory, &now, err);
    if (status == HERALD_OK && !index_manifest_same(&now, &reader->manifest)) {
        status = open_current(reader, err);
        moved = status == HERALD_OK;
    } else if (status == HERALD_OK) {
        status = follow_database(reader, &moved, err);
    }
    if (moved)
        name_revision(reader);
    else if (status == HERALD_OK)
        moved = follow_stories(reader);
    if (changed)
        *changed = moved;
    return status;
}

enum herald_status index_reader_catch_up(struct index_reader *reader, struct herald_error *err)
{
    bool changed = false;
    enum herald_status status = index_reader_refresh(reader, &changed, err);
    if (status == HERALD_OK && !changed)
        status =
            herald_fail(err, HERALD_E_CORRUPT, "database " INDEX_NAME_FORMAT " of '%s' is damaged",
                        reader->manifest.generation, reader->directory);
    return status;
}

xap_database *index_reader_database(struct index_reader *reader)
{
    return reader->database;
}

const char *index_reader_directory(const struct index_reader *reader)
{
    return reader->directory;
}

const char *index_reader_revision(struct index_reader *reader)
{
    const struct stories *stories = index_reader_stories(reader);
    if (stories && stories->current)
        return reader->revision;
    snprintf(reader->state, sizeof reader->state, "%s-%llu", reader->revision,
             stories ? (unsigned long long)stories->file.header->revision : 0);
    return reader->state;
}

/* Note the language of a stem term, "Z" + code + stem, and write the first term that no stem of
 * this language can come after to `next`. */
static void note_language(struct index_reader *reader, xap_view term, char next[static 3])
{
    struct slice code = {term.bytes + 1, 2};
    language_id language = language_find(code);
    if (language != LANGUAGE_NONE && reader->language_count < LANGUAGE_MAX)
        reader->languages[reader->language_count++] = language;
    if (slice_equal(code, SLICE(SCHEMA_NO_LANGUAGE)))
        reader->other_languages = true;
    next[0] = term.bytes[0];
    next[1] = term.bytes[1];
    next[2] = (char)(term.bytes[2] + 1);
}

/* Find the languages by jumping from the stems of one to those of the next. */
static void find_languages(struct index_reader *reader)
{
    xap_terms *terms = NULL;
    xap_view term;
    char next[3] = SCHEMA_STEM "a"; /* codes are in lower case, and SCHEMA_TITLE_STEM sorts below */
    reader->language_count = 0;
    reader->other_languages = false;
    if (xap_terms_open(reader->database, SCHEMA_STEM, 1, &terms, NULL) == XAP_OK &&
        xap_terms_skip_to(terms, next, 2, NULL) == XAP_OK)
        while (xap_terms_next(terms, &term, NULL, NULL) == XAP_OK && term.length > 3) {
            note_language(reader, term, next);
            if (xap_terms_skip_to(terms, next, sizeof next, NULL) != XAP_OK)
                break;
        }
    xap_terms_free(terms);
    reader->languages_known = true;
}

struct index_languages index_reader_languages(struct index_reader *reader)
{
    if (!reader->languages_known)
        find_languages(reader);
    return (struct index_languages){reader->languages, reader->language_count,
                                    reader->other_languages};
}

const struct lengths *index_reader_lengths(struct index_reader *reader)
{
    char path[INDEX_PATH_MAX];
    if (!reader->lengths_known &&
        index_database_path(path, reader->directory, reader->manifest.generation, NULL) ==
            HERALD_OK)
        lengths_open(path, reader->database, &reader->lengths);
    reader->lengths_known = true;
    return reader->lengths.items ? &reader->lengths : NULL;
}

/* --- terms ------------------------------------------------------------------------------------ */

xap_status index_reader_term(struct index_reader *reader, struct slice term, struct index_term *out,
                             xap_error *err)
{
    uint64_t hash = XXH3_64bits(term.bytes, term.length);
    const struct index_term *known = known_term_find(&reader->known, hash);
    if (known) {
        *out = *known;
        return XAP_OK;
    }
    *out = (struct index_term){0, 0};
    xap_status status = xap_database_term_frequency(reader->database, term.bytes, term.length,
                                                    &out->frequency, err);
    if (status == XAP_OK && out->frequency > 0)
        status = xap_database_wdf_bound(reader->database, term.bytes, term.length, &out->most, err);
    if (status == XAP_OK)
        known_term_add(&reader->known, hash, out);
    return status;
}

xap_status index_reader_forms(struct index_reader *reader, struct slice stem_term,
                              struct slice *out, xap_error *err)
{
    uint64_t hash = XXH3_64bits(stem_term.bytes, stem_term.length);
    xap_terms *terms = NULL;
    xap_view view;
    if (known_forms_find(&reader->known, hash, out))
        return XAP_OK;
    buffer_clear(&reader->forms);
    xap_status status =
        xap_terms_open_synonyms(reader->database, stem_term.bytes, stem_term.length, &terms, err);
    while (status == XAP_OK && (status = xap_terms_next(terms, &view, NULL, err)) == XAP_OK)
        if (view.length <= WORD_MAX) {
            buffer_append_byte(&reader->forms, (unsigned char)view.length);
            buffer_append(&reader->forms, view.bytes, view.length);
        }
    xap_terms_free(terms);
    if (status == XAP_DONE && reader->forms.failed) {
        reader->forms.failed = false;
        if (err)
            *err = (xap_error){.status = XAP_E_NO_MEMORY, .cause = XAP_E_NO_MEMORY};
        return XAP_E_NO_MEMORY;
    }
    if (status != XAP_DONE)
        return status;
    *out = buffer_slice(&reader->forms);
    known_forms_add(&reader->known, hash, *out);
    return XAP_OK;
}

/* --- dates ------------------------------------------------------------------------------------ */

xap_status index_reader_published(struct index_reader *reader, uint32_t docid, int64_t *out,
                                  xap_error *err)
{
    xap_buffer value = XAP_BUFFER_INIT;
    if (known_date_find(&reader->known, docid, out))
        return XAP_OK;
    xap_status status =
        xap_database_document_value(reader->database, docid, SCHEMA_SLOT_PUBLISHED, &value, err);
    if (status == XAP_OK && !schema_decode_time((struct slice){value.bytes, value.length}, out))
        *out = INT64_MIN;
    if (status == XAP_OK)
        known_date_add(&reader->known, docid, *out);
    xap_buffer_dispose(&value);
    return status;
}

void index_reader_remember(struct index_reader *reader, bool remember)
{
    known_entries_stop(&reader->known, !remember);
}

/* --- the store -------------------------------------------------------------------------------- */

static enum herald_status decode_entry(const struct index_reader *reader, struct slice data,
                                       struct schema_entry *entry, struct herald_error *err)
{
    if (schema_decode_entry(data, entry))
        return HERALD_OK;
    return herald_fail(err, HERALD_E_CORRUPT, "index '%s' holds a document whose data are damaged",
                       reader->directory);
}

/* The store of an index that had none when it was opened. */
static enum herald_status ready_store(struct index_reader *reader, struct herald_error *err)
{
    if (reader->store)
        return HERALD_OK;
    enum herald_status status = open_store(reader, &reader->store, err);
    if (status != HERALD_OK || reader->store)
        return status;
    return herald_fail(err, HERALD_E_NOT_FOUND, "index '%s' has no store of articles",
                       reader->directory);
}

/* What a reading of the store comes to: a segment that is gone was removed by a writer, or lost. */
static enum herald_status judge(const struct index_reader *reader, enum herald_status status,
                                struct herald_error *err)
{
    struct index_manifest now;
    if (status == HERALD_E_NOT_FOUND &&
        index_manifest_read(reader->directory, &now, NULL) == HERALD_OK &&
        !index_manifest_same(&now, &reader->manifest))
        return herald_fail(err, HERALD_E_BUSY, "index '%s' was compacted or replaced meanwhile",
                           reader->directory);
    if (status == HERALD_E_NOT_FOUND && err) /* a segment that the index refers to is gone */
        err->status = HERALD_E_CORRUPT;
    return status == HERALD_E_NOT_FOUND ? HERALD_E_CORRUPT : status;
}

static enum herald_status read_entry(struct index_reader *reader, uint32_t docid,
                                     struct schema_entry *out, struct herald_error *err)
{
    xap_error error = XAP_ERROR_INIT;
    xap_status status = xap_database_document_data(reader->database, docid, &reader->data, &error);
    if (status == XAP_OK)
        return decode_entry(reader, (struct slice){reader->data.bytes, reader->data.length}, out,
                            err);
    index_fail_path(err, "read", reader->directory, &error);
    return status == XAP_E_NOT_FOUND ? HERALD_E_NOT_FOUND : err ? err->status : HERALD_E_IO;
}

/* What a document's data say. */
static enum herald_status find_entry(struct index_reader *reader, uint32_t docid,
                                     struct schema_entry *out, struct herald_error *err)
{
    struct herald_error failure = {0};
    const struct schema_entry *known = known_entry_find(&reader->known, docid);
    if (known) {
        *out = *known;
        return HERALD_OK;
    }
    enum herald_status status = read_entry(reader, docid, out, &failure);
    if (status == HERALD_OK)
        known_entry_add(&reader->known, docid, out);
    return status == HERALD_OK ? HERALD_OK : herald_fail(err, status, "%s", failure.message);
}

enum herald_status index_reader_find(struct index_reader *reader, uint32_t docid,
                                     struct herald_error *err)
{
    struct schema_entry entry;
    return find_entry(reader, docid, &entry, err);
}

static enum herald_status read_article(struct index_reader *reader, uint32_t docid, bool head,
                                       struct article *out, struct herald_error *err)
{
    struct schema_entry entry;
    enum herald_status status = find_entry(reader, docid, &entry, err);
    if (status != HERALD_OK)
        return status;
    status = ready_store(reader, err);
    if (status == HERALD_OK)
        status = head ? store_reader_get_head(reader->store, entry.reference, out, err)
                      : store_reader_get(reader->store, entry.reference, out, err);
    if (status == HERALD_OK) {
        out->detected = arena_copy(&out->arena, slice_of(entry.language));
        out->mixed = entry.mixed;
        status =
            out->detected.bytes ? HERALD_OK : herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    }
    return judge(reader, status, err);
}

enum herald_status index_reader_article(struct index_reader *reader, uint32_t docid,
                                        struct article *out, struct herald_error *err)
{
    return read_article(reader, docid, false, out, err);
}

enum herald_status index_reader_head(struct index_reader *reader, uint32_t docid,
                                     struct article *out, struct herald_error *err)
{
    return read_article(reader, docid, true, out, err);
}

void index_reader_identify(struct index_reader *reader, uint32_t docid, struct article *out)
{
    if (index_reader_head(reader, docid, out, NULL) != HERALD_OK)
        index_database_identify(reader->database, docid, out);
}

enum herald_status index_reader_text_languages(struct index_reader *reader, uint32_t docid,
                                               const struct article *article,
                                               struct found_languages *out,
                                               struct herald_error *err)
{
    const language_id main = article_language(article);
    reader->whole = (struct language_span){article->body.length, main};
    *out = (struct found_languages){
        .main = main, .title = main, .subtitle = main, .body = {&reader->whole, 1}};
    if (!article->mixed)
        return HERALD_OK;
    struct slice table;
    enum herald_status status = index_reader_positions(reader, docid, &table, err);
    if (status == HERALD_OK)
        status = text_languages_read(table, article->body.length, &reader->spans, out, err);
    return status;
}

/* Lend the table of positions at a place; `checked`: it was found undamaged before. */
static enum herald_status lend_positions(struct index_reader *reader, uint32_t docid,
                                         struct store_reference place, bool checked,
                                         struct slice *out, struct herald_error *err)
{
    enum herald_status status = ready_store(reader, err);
    if (status == HERALD_OK)
        status = store_reader_bytes(reader->store, place, checked, out, err);
    if (status == HERALD_OK && !checked)
        known_positions_add(&reader->known, docid, place);
    return judge(reader, status, err);
}

enum herald_status index_reader_positions(struct index_reader *reader, uint32_t docid,
                                          struct slice *out, struct herald_error *err)
{
    struct schema_entry entry;
    struct store_reference place;
    enum herald_status status = HERALD_OK;
    *out = reader->table;
    if (reader->table_docid == docid)
        return HERALD_OK;
    *out = (struct slice){NULL, 0};
    reader->table_docid = 0;
    bool checked = known_positions_find(&reader->known, docid, &place);
    if (!checked) {
        status = find_entry(reader, docid, &entry, err);
        place = entry.positions;
    }
    if (status == HERALD_OK && place.length > 0)
        status = lend_positions(reader, docid, place, checked, out, err);
    reader->table = *out;
    reader->table_docid = status == HERALD_OK ? docid : 0;
    return status;
}

const struct stories *index_reader_stories(struct index_reader *reader)
{
    char path[INDEX_PATH_MAX];
    if (!reader->stories_known &&
        index_database_path(path, reader->directory, reader->manifest.generation, NULL) ==
            HERALD_OK)
        stories_open(path, reader->database, &reader->stories);
    reader->stories_known = true;
    return reader->stories.file.header ? &reader->stories : NULL;
}
