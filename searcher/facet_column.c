#include "searcher/facet_column.h"

#include <stdlib.h>
#include <xap/iterate.h>

#include "searcher/failure.h"

#define SECONDS_A_DAY 86400

struct facet_columns {
    struct index_reader *reader;
    char revision[96]; /* of the index when they were read */
    struct analyser *analyser;
    struct facet_names names[2][FACET_NAMES]; /* the second: declared, where that is not the same */
    struct facet_dates dates;
    bool dates_known;
};

/* What there is to know of a field with names. */
struct field_kind {
    const char *name, *prefix;
    size_t offset; /* of the article's slice or list */
    bool list;
    const char *entities; /* the prefix of terms of entities, and their kind */
    enum entity_kind kind;
};

static const struct field_kind kinds[FACET_FIELDS] = {
    [FACET_SOURCE] = {"source", SCHEMA_SOURCE, offsetof(struct article, source), false, NULL, 0},
    [FACET_LANGUAGE] = {"language", SCHEMA_LANGUAGE, offsetof(struct article, language), false,
                        NULL, 0},
    [FACET_COUNTRY] = {"country", SCHEMA_COUNTRY, offsetof(struct article, countries), true,
                       SCHEMA_ENTITY "c", ENTITY_COUNTRY},
    [FACET_PERSON] = {"person", SCHEMA_PERSON, offsetof(struct article, people), true,
                      SCHEMA_ENTITY "p", ENTITY_PERSON},
    [FACET_ORG] = {"org", SCHEMA_ORGANISATION, offsetof(struct article, organisations), true,
                   SCHEMA_ENTITY "o", ENTITY_ORGANISATION},
    [FACET_TOPIC] = {"topic", SCHEMA_TOPIC, offsetof(struct article, topics), true, NULL, 0},
    [FACET_SECTION] = {"section", SCHEMA_SECTION, offsetof(struct article, section), false, NULL,
                       0},
    [FACET_AUTHOR] = {"author", SCHEMA_AUTHOR, offsetof(struct article, authors), true, NULL, 0},
    [FACET_YEAR] = {.name = "year"},
    [FACET_MONTH] = {.name = "month"},
    [FACET_DAY] = {.name = "day"},
};

const char *facet_field_name(enum facet_field field)
{
    return kinds[field].name;
}

const char *facet_field_prefix(enum facet_field field)
{
    return kinds[field].prefix;
}

const char *facet_field_entities(enum facet_field field, enum entity_kind *kind)
{
    *kind = kinds[field].kind;
    return kinds[field].entities;
}

enum facet_field facet_field_find(struct slice name)
{
    enum facet_field field = FACET_SOURCE;
    while (field < FACET_FIELDS && !slice_equal(name, slice_of(kinds[field].name)))
        field++;
    return field;
}

/* --- opening ---------------------------------------------------------------------------------- */

enum herald_status facet_columns_open(struct index_reader *reader, struct analyser *analyser,
                                      struct facet_columns **out, struct herald_error *err)
{
    *out = calloc(1, sizeof(**out));
    if (!*out)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the facets");
    (*out)->reader = reader;
    (*out)->analyser = analyser;
    return HERALD_OK;
}

static void dispose_dates(struct facet_dates *dates)
{
    free(dates->days);
    free(dates->months);
    free(dates->precisions);
    *dates = (struct facet_dates){0};
}

static void forget(struct facet_columns *columns)
{
    for (size_t field = 0; field < FACET_NAMES; field++) {
        facet_names_dispose(&columns->names[0][field]);
        facet_names_dispose(&columns->names[1][field]);
    }
    dispose_dates(&columns->dates);
    columns->dates_known = false;
}

void facet_columns_free(struct facet_columns *columns)
{
    if (!columns)
        return;
    forget(columns);
    free(columns);
}

/* Forget what was read from another state of the index. */
static void follow_reader(struct facet_columns *columns)
{
    struct slice now = slice_of(index_reader_revision(columns->reader));
    if (slice_equal(now, slice_of(columns->revision)))
        return;
    forget(columns);
    if (now.length < sizeof(columns->revision))
        memcpy(columns->revision, now.bytes, now.length + 1);
}

static enum herald_status fail(const struct facet_columns *columns, const xap_error *error,
                               struct herald_error *err)
{
    return index_fail_path(err, "count in", index_reader_directory(columns->reader), error);
}

/* --- names ------------------------------------------------------------------------------------ */

/* The column of a field, or that of what articles declare. */
static struct facet_names *names_of(struct facet_columns *columns, enum facet_field field,
                                    bool declared)
{
    return &columns->names[declared && kinds[field].entities][field];
}

enum herald_status facet_columns_names(struct facet_columns *columns, enum facet_field field,
                                       bool declared, const struct facet_names **out,
                                       struct herald_error *err)
{
    xap_error error = XAP_ERROR_INIT;
    follow_reader(columns);
    struct facet_names *names = names_of(columns, field, declared);
    *out = names;
    if (names->known)
        return HERALD_OK;
    const struct facet_reading reading = {
        .database = index_reader_database(columns->reader),
        .analyser = columns->analyser,
        .prefix = slice_of(kinds[field].prefix),
        .entities = slice_of(declared ? NULL : kinds[field].entities),
        .kind = kinds[field].kind,
    };
    return facet_names_read(&reading, names, &error) == XAP_OK ? HERALD_OK
                                                               : fail(columns, &error, err);
}

/* --- labels ----------------------------------------------------------------------------------- */

/* Whether a name makes the term of a value. */
static bool is_written(struct slice name, enum facet_field field, struct slice value)
{
    struct buffer folded = BUFFER_INIT, term = BUFFER_INIT;
    size_t prefix = strlen(kinds[field].prefix);
    schema_fold_name(&folded, name);
    schema_term(&term, kinds[field].prefix, buffer_slice(&folded));
    bool same = !term.failed && term.length >= prefix &&
                slice_equal((struct slice){term.bytes + prefix, term.length - prefix}, value);
    buffer_dispose(&term);
    buffer_dispose(&folded);
    return same;
}

/* How an article writes a value that it has; empty where it does not. */
static struct slice find_writing(const struct article *article, enum facet_field field,
                                 struct slice value)
{
    const char *member = (const char *)article + kinds[field].offset;
    const struct slice_list single = {(struct slice *)(void *)(uintptr_t)member, 1, 0};
    const struct slice_list *list =
        kinds[field].list ? (const struct slice_list *)(const void *)member : &single;
    for (size_t at = 0; at < list->count; at++)
        if (is_written(list->items[at], field, value))
            return list->items[at];
    return (struct slice){NULL, 0};
}

/* How a document's article writes a value; the value itself where it cannot be read; {NULL, 0} on
 * no memory. */
static struct slice read_label(struct index_reader *reader, enum facet_field field,
                               struct slice value, uint32_t docid, struct arena *arena)
{
    struct article article = {0};
    struct slice writing = {NULL, 0}, label = {NULL, 0};
    enum herald_status status = HERALD_OK;
    if (field != FACET_LANGUAGE && docid > 0)
        status = index_reader_head(reader, docid, &article, NULL);
    if (status == HERALD_OK)
        writing = find_writing(&article, field, value);
    if (status != HERALD_E_NO_MEMORY)
        label = arena_copy(arena, writing.length > 0 ? writing : value);
    article_dispose(&article);
    return label;
}

struct slice facet_label_read(struct index_reader *reader, enum facet_field field,
                              struct slice value, struct arena *arena)
{
    struct buffer term = BUFFER_INIT;
    uint32_t docid = 0;
    entity_id entity =
        kinds[field].entities ? entity_by_code(kinds[field].kind, value) : ENTITY_NONE;
    if (entity != ENTITY_NONE)
        return arena_copy(arena, slice_of(entity_name(entity)));
    buffer_append_string(&term, kinds[field].prefix);
    buffer_append_slice(&term, value);
    index_database_find(index_reader_database(reader), buffer_slice(&term), &docid, NULL, NULL);
    buffer_dispose(&term);
    return read_label(reader, field, value, docid, arena);
}

struct slice facet_columns_label(struct facet_columns *columns, enum facet_field field,
                                 bool declared, size_t at)
{
    struct facet_names *names = names_of(columns, field, declared);
    struct facet_postings *item = &names->items[at];
    if (!item->label.bytes)
        item->label = read_label(columns->reader, field, item->value,
                                 item->count > 0 ? item->docids[0] : 0, &names->arena);
    return item->label;
}

/* --- dates ------------------------------------------------------------------------------------ */

static int32_t floor_days(int64_t seconds)
{
    int64_t days = seconds / SECONDS_A_DAY;
    return (int32_t)(days - (seconds % SECONDS_A_DAY < 0));
}

static bool make_dates(struct facet_dates *dates, uint32_t last)
{
    size_t count = (size_t)last + 1;
    dates->last = last;
    dates->days = malloc(count * sizeof(*dates->days));
    dates->months = calloc(count, sizeof(*dates->months));
    dates->precisions = calloc(count, sizeof(*dates->precisions));
    if (!dates->days || !dates->months || !dates->precisions)
        return false;
    for (size_t at = 0; at < count; at++)
        dates->days[at] = FACET_NO_DAY;
    return true;
}

static void note_first(struct facet_dates *dates, uint32_t docid, int64_t seconds)
{
    struct date_parts parts = date_to_parts((struct date){seconds, DATE_DAY});
    dates->days[docid] = floor_days(seconds);
    dates->months[docid] = parts.year * 12 + parts.month - 1;
    dates->precisions[docid] = DATE_DAY;
}

/* A date that stands for more than a day is known to the month or the year only. */
static void note_last(struct facet_dates *dates, uint32_t docid, int64_t seconds)
{
    int64_t length = (int64_t)floor_days(seconds) - dates->days[docid];
    if (length > 0)
        dates->precisions[docid] = length > 31 ? DATE_YEAR : DATE_MONTH;
}

static xap_status read_slot(const xap_database *database, uint32_t slot, struct facet_dates *dates,
                            void (*note)(struct facet_dates *, uint32_t, int64_t), xap_error *error)
{
    xap_values *values = NULL;
    xap_view value;
    uint32_t docid;
    int64_t seconds;
    xap_status status = xap_values_open(database, slot, &values, error);
    while (status == XAP_OK) {
        status = xap_values_next(values, &docid, &value, error);
        if (status == XAP_OK && docid <= dates->last &&
            schema_decode_time((struct slice){value.bytes, value.length}, &seconds))
            note(dates, docid, seconds);
    }
    xap_values_free(values);
    return status == XAP_DONE ? XAP_OK : status;
}

enum herald_status facet_columns_dates(struct facet_columns *columns,
                                       const struct facet_dates **out, struct herald_error *err)
{
    const xap_database *database = index_reader_database(columns->reader);
    xap_error error = XAP_ERROR_INIT;
    uint32_t last = 0;
    follow_reader(columns);
    *out = &columns->dates;
    if (columns->dates_known)
        return HERALD_OK;
    xap_status status = xap_database_last_document(database, &last, &error);
    if (status == XAP_OK && !make_dates(&columns->dates, last))
        status = search_fail(&error, XAP_E_NO_MEMORY);
    if (status == XAP_OK)
        status = read_slot(database, SCHEMA_SLOT_PUBLISHED, &columns->dates, note_first, &error);
    if (status == XAP_OK)
        status =
            read_slot(database, SCHEMA_SLOT_PUBLISHED_LAST, &columns->dates, note_last, &error);
    columns->dates_known = status == XAP_OK;
    if (status == XAP_OK)
        return HERALD_OK;
    dispose_dates(&columns->dates);
    return fail(columns, &error, err);
}
