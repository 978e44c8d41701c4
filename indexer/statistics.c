#include "indexer/statistics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <xap/iterate.h>

#include "indexer/compaction.h"
#include "indexer/directory.h"
#include "indexer/index_database.h"

static enum herald_status fail(struct herald_error *err, const xap_error *error)
{
    return index_fail_xap(err, "read the index", error);
}

/* --- names --------------------------------------------------------------------------------- */

static bool add_name(struct name_counts *names, xap_view name, uint32_t count)
{
    if ((names->count & (names->count - 1)) == 0) { /* full at every power of two */
        size_t capacity = names->count ? 2 * names->count : 1;
        struct name_count *grown = realloc(names->items, capacity * sizeof *grown);
        if (!grown)
            return false;
        names->items = grown;
    }
    char *copy = malloc(name.length + 1);
    if (!copy)
        return false;
    memcpy(copy, name.bytes, name.length);
    copy[name.length] = '\0';
    names->items[names->count++] = (struct name_count){.name = copy, .count = count};
    return true;
}

static int by_count(const void *a, const void *b)
{
    const struct name_count *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->name, y->name);
}

static enum herald_status collect_names(const xap_database *database, const char *prefix,
                                        struct name_counts *out, struct herald_error *err)
{
    xap_terms *terms = NULL;
    xap_view term;
    uint32_t frequency;
    xap_error error = XAP_ERROR_INIT;
    size_t length = strlen(prefix);
    bool memory = true;
    xap_status status = xap_terms_open(database, prefix, length, &terms, &error);
    while (status == XAP_OK && memory) {
        status = xap_terms_next(terms, &term, &frequency, &error);
        if (status == XAP_OK)
            memory = add_name(out, (xap_view){term.bytes + length, term.length - length},
                              frequency);
    }
    xap_terms_free(terms);
    if (!memory)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    if (out->count > 1)
        qsort(out->items, out->count, sizeof *out->items, by_count);
    return status == XAP_DONE ? HERALD_OK : fail(err, &error);
}

/* --- labels -------------------------------------------------------------------------------- */

static bool makes_term(struct slice source, struct slice term)
{
    struct buffer folded = BUFFER_INIT, made = BUFFER_INIT;
    schema_fold_name(&folded, source);
    schema_term(&made, SCHEMA_SOURCE, buffer_slice(&folded));
    bool same = !folded.failed && !made.failed && slice_equal(buffer_slice(&made), term);
    buffer_dispose(&made);
    buffer_dispose(&folded);
    return same;
}

/* How the first article of a source writes it; that it cannot be read costs the label alone. */
static enum herald_status find_label(struct index_reader *reader, struct name_count *source,
                                     struct herald_error *err)
{
    struct buffer term = BUFFER_INIT;
    struct article article = {0};
    uint32_t docid = 0;
    buffer_append_string(&term, SCHEMA_SOURCE);
    buffer_append_string(&term, source->name);
    enum herald_status status = index_database_find(index_reader_database(reader),
                                                    buffer_slice(&term), &docid, NULL, err);
    if (status == HERALD_OK && docid > 0 &&
        index_reader_head(reader, docid, &article, NULL) == HERALD_OK &&
        makes_term(article.source, buffer_slice(&term))) {
        source->label = strndup(article.source.bytes, article.source.length);
        if (!source->label)
            status = herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    }
    article_dispose(&article);
    buffer_dispose(&term);
    return status;
}

static enum herald_status find_labels(struct index_reader *reader, struct name_counts *sources,
                                      struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    for (size_t i = 0; i < sources->count && i < STATISTICS_LABELS_MAX && status == HERALD_OK; i++)
        status = find_label(reader, &sources->items[i], err);
    return status;
}

/* --- terms --------------------------------------------------------------------------------- */

/* Count words (no ASCII capital in front) and stems. */
static enum herald_status count_terms(const xap_database *database, uint64_t *count,
                                      struct herald_error *err)
{
    xap_terms *terms = NULL;
    xap_view term;
    xap_error error = XAP_ERROR_INIT;
    xap_status status = xap_terms_open(database, "", 0, &terms, &error);
    while (status == XAP_OK) {
        status = xap_terms_next(terms, &term, NULL, &error);
        if (status != XAP_OK)
            break;
        bool stem = term.length > 1 && term.bytes[0] == SCHEMA_STEM[0] && term.bytes[1] != 'S';
        *count += stem || term.bytes[0] < 'A' || term.bytes[0] > 'Z';
    }
    xap_terms_free(terms);
    return status == XAP_DONE ? HERALD_OK : fail(err, &error);
}

/* --- dates --------------------------------------------------------------------------------- */

static void format_time(const xap_buffer *value, char out[static DATE_TEXT_SIZE])
{
    int64_t seconds;
    out[0] = '\0';
    if (schema_decode_time((struct slice){value->bytes, value->length}, &seconds))
        date_format((struct date){seconds, DATE_DAY}, out);
}

static enum herald_status collect_dates(const xap_database *database,
                                        struct index_statistics *out, struct herald_error *err)
{
    xap_buffer lower = XAP_BUFFER_INIT, upper = XAP_BUFFER_INIT;
    xap_error error = XAP_ERROR_INIT;
    xap_status status = xap_database_value_bounds(database, SCHEMA_SLOT_PUBLISHED, &out->dated,
                                                  &lower, &upper, &error);
    if (status == XAP_OK) {
        format_time(&lower, out->earliest);
        format_time(&upper, out->latest);
    }
    xap_buffer_dispose(&lower);
    xap_buffer_dispose(&upper);
    return status == XAP_OK ? HERALD_OK : fail(err, &error);
}

/* --- files --------------------------------------------------------------------------------- */

static void add_table(struct index_statistics *out, const char *name, uint64_t bytes)
{
    if (bytes > 0 && out->table_count < STATISTICS_TABLES)
        out->tables[out->table_count++] = (struct table_bytes){name, bytes};
    out->bytes += bytes;
}

static void collect_tables(const char *directory, struct index_statistics *out)
{
    static const char *const TABLES[] = {"postlist", "termlist", "docdata", "spelling",
                                         "synonym"};
    struct index_manifest manifest;
    char database[INDEX_PATH_MAX], path[INDEX_PATH_MAX], name[32];
    if (index_manifest_read(directory, &manifest, NULL) != HERALD_OK ||
        index_database_path(database, directory, manifest.generation, NULL) != HERALD_OK)
        return;
    for (size_t i = 0; i < sizeof TABLES / sizeof TABLES[0]; i++) {
        struct stat info;
        snprintf(name, sizeof name, "%s.glass", TABLES[i]);
        if (index_path(path, database, name, NULL) == HERALD_OK && stat(path, &info) == 0)
            add_table(out, TABLES[i], (uint64_t)info.st_size);
    }
    if (index_path(path, directory, INDEX_STORE, NULL) == HERALD_OK)
        add_table(out, "articles", directory_bytes(path));
}

/* --- all together -------------------------------------------------------------------------- */

static void copy_version(const xap_database *database, char *out, size_t size)
{
    xap_buffer value = XAP_BUFFER_INIT;
    xap_database_metadata(database, SCHEMA_META_XAPIAN, strlen(SCHEMA_META_XAPIAN), &value, NULL);
    snprintf(out, size, "%s", value.bytes ? value.bytes : "");
    xap_buffer_dispose(&value);
}

enum herald_status index_statistics_collect(struct index_reader *reader,
                                            struct index_statistics *out,
                                            struct herald_error *err)
{
    const xap_database *database = index_reader_database(reader);
    xap_error error = XAP_ERROR_INIT;
    *out = (struct index_statistics){0};
    if (xap_database_document_count(database, &out->articles, &error) != XAP_OK ||
        xap_database_total_length(database, &out->length, &error) != XAP_OK)
        return fail(err, &error);
    enum herald_status status = count_terms(database, &out->terms, err);
    if (status == HERALD_OK)
        status = collect_dates(database, out, err);
    if (status == HERALD_OK)
        status = collect_names(database, SCHEMA_LANGUAGE, &out->languages, err);
    if (status == HERALD_OK)
        status = collect_names(database, SCHEMA_SOURCE, &out->sources, err);
    if (status == HERALD_OK)
        status = find_labels(reader, &out->sources, err);
    collect_tables(index_reader_directory(reader), out);
    copy_version(database, out->xapian, sizeof out->xapian);
    return status;
}

static void dispose_names(struct name_counts *names)
{
    for (size_t i = 0; i < names->count; i++) {
        free(names->items[i].name);
        free(names->items[i].label);
    }
    free(names->items);
}

void index_statistics_dispose(struct index_statistics *statistics)
{
    dispose_names(&statistics->languages);
    dispose_names(&statistics->sources);
    *statistics = (struct index_statistics){0};
}
