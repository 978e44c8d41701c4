#include "searcher/facet_column.h"

#include <stdlib.h>
#include <xap/iterate.h>

#define SECONDS_A_DAY 86400

struct facet_columns {
    struct index_reader *reader;
    char revision[96]; /* of the index when they were read */
    struct facet_names names[FACET_NAMES];
    bool names_known[FACET_NAMES];
    struct facet_dates dates;
    bool dates_known;
};

/* What there is to know of a field with names. */
struct field_kind {
    const char *name, *prefix;
    size_t offset; /* of the article's slice or list */
    bool list;
};

static const struct field_kind kinds[FACET_FIELDS] = {
    [FACET_SOURCE] = {"source", SCHEMA_SOURCE, offsetof(struct article, source), false},
    [FACET_LANGUAGE] = {"language", SCHEMA_LANGUAGE, offsetof(struct article, language), false},
    [FACET_COUNTRY] = {"country", SCHEMA_COUNTRY, offsetof(struct article, countries), true},
    [FACET_PERSON] = {"person", SCHEMA_PERSON, offsetof(struct article, people), true},
    [FACET_ORG] = {"org", SCHEMA_ORGANISATION, offsetof(struct article, organisations), true},
    [FACET_TOPIC] = {"topic", SCHEMA_TOPIC, offsetof(struct article, topics), true},
    [FACET_SECTION] = {"section", SCHEMA_SECTION, offsetof(struct article, section), false},
    [FACET_AUTHOR] = {"author", SCHEMA_AUTHOR, offsetof(struct article, authors), true},
    [FACET_YEAR] = {"year", NULL, 0, false},
    [FACET_MONTH] = {"month", NULL, 0, false},
    [FACET_DAY] = {"day", NULL, 0, false},
};

const char *facet_field_name(enum facet_field field)
{
    return kinds[field].name;
}

const char *facet_field_prefix(enum facet_field field)
{
    return kinds[field].prefix;
}

enum facet_field facet_field_find(struct slice name)
{
    enum facet_field field = FACET_SOURCE;
    while (field < FACET_FIELDS && !slice_equal(name, slice_of(kinds[field].name)))
        field++;
    return field;
}

/* --- opening ---------------------------------------------------------------------------------- */

enum herald_status facet_columns_open(struct index_reader *reader, struct facet_columns **out,
                                      struct herald_error *err)
{
    *out = calloc(1, sizeof(**out));
    if (!*out)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the facets");
    (*out)->reader = reader;
    return HERALD_OK;
}

static void dispose_names(struct facet_names *names)
{
    free(names->items);
    free(names->docids);
    match_set_dispose(&names->having);
    arena_dispose(&names->arena);
    *names = (struct facet_names){0};
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
        dispose_names(&columns->names[field]);
        columns->names_known[field] = false;
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

static xap_status no_memory(xap_error *error)
{
    *error = (xap_error){.status = XAP_E_NO_MEMORY, .cause = XAP_E_NO_MEMORY};
    return XAP_E_NO_MEMORY;
}

/* --- names ------------------------------------------------------------------------------------ */

/* Names on their way into memory; the ids are an array of `room`, which moves as it grows. */
struct reading {
    const xap_database *database;
    struct facet_names *names;
    size_t used, room;
    size_t item_room;
    xap_error error;
};

static bool make_room(struct reading *reading, size_t more)
{
    if (reading->used + more <= reading->room)
        return true;
    size_t room = 2 * reading->room + more;
    uint32_t *grown = realloc(reading->names->docids, room * sizeof(*grown));
    if (!grown)
        return false;
    reading->names->docids = grown;
    reading->room = room;
    return true;
}

static bool add_item(struct reading *reading, struct slice value)
{
    struct facet_names *names = reading->names;
    if (names->count == reading->item_room) {
        size_t room = reading->item_room ? 2 * reading->item_room : 64;
        struct facet_postings *grown = realloc(names->items, room * sizeof(*grown));
        if (!grown)
            return false;
        names->items = grown;
        reading->item_room = room;
    }
    struct facet_postings *item = &names->items[names->count++];
    *item = (struct facet_postings){.value = arena_copy(&names->arena, value)};
    return item->value.bytes != NULL;
}

/* Read the articles of one value. */
static xap_status read_postings(struct reading *reading, xap_view term)
{
    struct facet_names *names = reading->names;
    xap_postings *postings = NULL;
    size_t count = 0, start = reading->used;
    xap_status status =
        xap_postings_open(reading->database, term.bytes, term.length, &postings, &reading->error);
    while (status == XAP_OK) {
        if (!make_room(reading, 1024)) {
            status = no_memory(&reading->error);
            break;
        }
        status = xap_postings_block(postings, names->docids + reading->used, NULL, NULL, 1024,
                                    &count, &reading->error);
        reading->used += status == XAP_OK ? count : 0;
    }
    xap_postings_free(postings);
    names->items[names->count - 1].count = (uint32_t)(reading->used - start);
    return status == XAP_DONE ? XAP_OK : status;
}

/* Point the values at their ids, which move no more, and note who has any. */
static bool settle_names(struct facet_names *names, uint32_t last)
{
    const uint32_t *docids = names->docids;
    if (!match_set_make(&names->having, last))
        return false;
    for (size_t at = 0; at < names->count; at++) {
        names->items[at].docids = docids;
        for (uint32_t number = 0; number < names->items[at].count; number++)
            if (docids[number] <= last)
                names->having.bits[docids[number] / 64] |= (uint64_t)1 << (docids[number] % 64);
        docids += names->items[at].count;
    }
    match_set_settle(&names->having);
    return true;
}

static xap_status read_names(struct reading *reading, struct slice prefix)
{
    xap_terms *terms = NULL;
    xap_view term;
    uint32_t last = 0;
    xap_status status =
        xap_terms_open(reading->database, prefix.bytes, prefix.length, &terms, &reading->error);
    while (status == XAP_OK) {
        status = xap_terms_next(terms, &term, NULL, &reading->error);
        if (status != XAP_OK)
            break;
        if (!add_item(reading,
                      (struct slice){term.bytes + prefix.length, term.length - prefix.length}))
            status = no_memory(&reading->error);
        if (status == XAP_OK)
            status = read_postings(reading, term);
    }
    xap_terms_free(terms);
    if (status == XAP_DONE)
        status = xap_database_last_document(reading->database, &last, &reading->error);
    if (status == XAP_OK && !settle_names(reading->names, last))
        status = no_memory(&reading->error);
    return status;
}

enum herald_status facet_columns_names(struct facet_columns *columns, enum facet_field field,
                                       const struct facet_names **out, struct herald_error *err)
{
    follow_reader(columns);
    *out = &columns->names[field];
    if (columns->names_known[field])
        return HERALD_OK;
    struct reading reading = {.database = index_reader_database(columns->reader),
                              .names = &columns->names[field],
                              .error = XAP_ERROR_INIT};
    xap_status status = read_names(&reading, slice_of(kinds[field].prefix));
    columns->names_known[field] = status == XAP_OK;
    if (status == XAP_OK)
        return HERALD_OK;
    dispose_names(&columns->names[field]);
    return fail(columns, &reading.error, err);
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

/* How a document's article writes a value; the value itself where it cannot be read. */
static struct slice read_label(struct index_reader *reader, enum facet_field field,
                               struct slice value, uint32_t docid, struct arena *arena)
{
    struct article article = {0};
    xap_buffer data = XAP_BUFFER_INIT;
    struct slice label = value;
    if (field != FACET_LANGUAGE && docid > 0 &&
        xap_database_document_data(index_reader_database(reader), docid, &data, NULL) == XAP_OK &&
        index_reader_article(reader, (struct slice){data.bytes, data.length}, &article, NULL) ==
            HERALD_OK) {
        struct slice writing = find_writing(&article, field, value);
        label = writing.length > 0 ? writing : label;
    }
    label = arena_copy(arena, label);
    article_dispose(&article);
    xap_buffer_dispose(&data);
    return label;
}

struct slice facet_label_read(struct index_reader *reader, enum facet_field field,
                              struct slice value, struct arena *arena)
{
    struct buffer term = BUFFER_INIT;
    uint32_t docid = 0;
    buffer_append_string(&term, kinds[field].prefix);
    buffer_append_slice(&term, value);
    index_database_find(index_reader_database(reader), buffer_slice(&term), &docid, NULL, NULL);
    buffer_dispose(&term);
    return read_label(reader, field, value, docid, arena);
}

struct slice facet_columns_label(struct facet_columns *columns, enum facet_field field, size_t at)
{
    struct facet_postings *item = &columns->names[field].items[at];
    if (!item->label.bytes)
        item->label =
            read_label(columns->reader, field, item->value, item->count > 0 ? item->docids[0] : 0,
                       &columns->names[field].arena);
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
        status = no_memory(&error);
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
