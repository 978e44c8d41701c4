#include "corpus/field.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "corpus/reader.h"

/* Herald's fields: name, kind, and where an article keeps them. */
static const struct {
    const char *name;
    enum field_kind kind;
    size_t offset;
} fields[FIELD_COUNT] = {
    [FIELD_ID] = {"id", FIELD_STRING, offsetof(struct article, id)},
    [FIELD_URL] = {"url", FIELD_STRING, offsetof(struct article, url)},
    [FIELD_SOURCE] = {"source", FIELD_STRING, offsetof(struct article, source)},
    [FIELD_TITLE] = {"title", FIELD_STRING, offsetof(struct article, title)},
    [FIELD_SUBTITLE] = {"subtitle", FIELD_STRING, offsetof(struct article, subtitle)},
    [FIELD_AUTHORS] = {"authors", FIELD_LIST, offsetof(struct article, authors)},
    [FIELD_BODY] = {"body", FIELD_STRING, offsetof(struct article, body)},
    [FIELD_PUBLISHED] = {"published", FIELD_DATE, offsetof(struct article, published)},
    [FIELD_UPDATED] = {"updated", FIELD_DATE, offsetof(struct article, updated)},
    [FIELD_LANGUAGE] = {"language", FIELD_STRING, offsetof(struct article, language)},
    [FIELD_SECTION] = {"section", FIELD_STRING, offsetof(struct article, section)},
    [FIELD_COUNTRIES] = {"countries", FIELD_LIST, offsetof(struct article, countries)},
    [FIELD_PEOPLE] = {"people", FIELD_LIST, offsetof(struct article, people)},
    [FIELD_ORGANISATIONS] = {"organisations", FIELD_LIST, offsetof(struct article, organisations)},
    [FIELD_TOPICS] = {"topics", FIELD_LIST, offsetof(struct article, topics)},
    [FIELD_PLACE] = {"place", FIELD_STRING, offsetof(struct article, place)},
    [FIELD_RIGHTS] = {"rights", FIELD_STRING, offsetof(struct article, rights)},
};

/* The names of each field in the order of preference: small letters, without '_' and '-'. */
#define NAMES_MAX 10
static const char *const names[FIELD_COUNT][NAMES_MAX] = {
    [FIELD_ID] = {"id", "guid", "uri"},
    [FIELD_URL] = {"url", "link", "permalink", "canonicalurl"},
    [FIELD_SOURCE] = {"source", "publisher", "sourcename"},
    [FIELD_TITLE] = {"headline", "title"},
    [FIELD_SUBTITLE] = {"subtitle", "subheadline", "standfirst", "deck", "summary"},
    [FIELD_AUTHORS] = {"authors", "author", "byline", "creators", "creator"},
    [FIELD_BODY] = {"body", "bodytext", "articlebody", "fulltext", "text", "content",
                    "contenttext"},
    [FIELD_PUBLISHED] = {"published", "datepublished", "publishedat", "publicationdate",
                         "publishdate", "pubdate", "date", "firstcreated"},
    [FIELD_UPDATED] = {"updated", "dateupdated", "updatedat", "modified", "datemodified",
                       "modifiedat", "lastmodified", "versioncreated"},
    [FIELD_LANGUAGE] = {"language", "lang", "inlanguage"},
    [FIELD_SECTION] = {"section", "articlesection", "category"},
    [FIELD_COUNTRIES] = {"countries", "country", "places"},
    [FIELD_PEOPLE] = {"people", "persons", "person"},
    [FIELD_ORGANISATIONS] = {"organisations", "organizations", "organisation", "organization",
                             "orgs"},
    [FIELD_TOPICS] = {"topics", "topic", "tags", "keywords", "subjects", "subject", "categories"},
    [FIELD_PLACE] = {"place", "dateline", "located", "location"},
    [FIELD_RIGHTS] = {"rights", "copyrightnotice", "copyright", "copyrightholder", "license",
                      "licence"},
};

enum field_kind field_kind(enum field field)
{
    return fields[field].kind;
}

const char *field_name(enum field field)
{
    return field < FIELD_COUNT ? fields[field].name : "extra";
}

static void *member(struct article *article, enum field field, enum field_kind kind)
{
    return fields[field].kind == kind ? (char *)article + fields[field].offset : NULL;
}

struct slice *field_string(struct article *article, enum field field)
{
    return member(article, field, FIELD_STRING);
}

struct slice_list *field_list(struct article *article, enum field field)
{
    return member(article, field, FIELD_LIST);
}

struct date *field_date(struct article *article, enum field field)
{
    return member(article, field, FIELD_DATE);
}

const char *const *reader_field_names(void)
{
    static const char *all[FIELD_COUNT + 2];
    for (size_t i = 0; i <= FIELD_COUNT; i++)
        all[i] = field_name((enum field)i);
    return all;
}

/* No name in the table is longer. */
#define NAME_MAX_LENGTH 16
#define SLOTS           256 /* a power of two, several times the count of names */

struct slot {
    char name[NAME_MAX_LENGTH];
    size_t length; /* 0: empty */
    enum field field;
    unsigned rank;
};

struct field_table {
    const struct field_mapping *map;
    size_t map_count;
    struct slot slots[SLOTS];
};

/* Small letters only, '_' and '-' left out; 0 for what is too long to be in the table. */
static size_t fold_name(struct slice name, char out[static NAME_MAX_LENGTH])
{
    size_t length = 0;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.bytes[i];
        if (c == '_' || c == '-')
            continue;
        if (length == NAME_MAX_LENGTH)
            return 0;
        out[length++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return length;
}

/* The slot of a name: the one that has it, or the empty one where it would go. FNV-1a. */
static size_t find_slot(const struct field_table *table, const char *name, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)name[i]) * 16777619u;
    size_t at = hash % SLOTS;
    while (table->slots[at].length &&
           (table->slots[at].length != length || memcmp(table->slots[at].name, name, length) != 0))
        at = (at + 1) % SLOTS;
    return at;
}

static void fill_slots(struct field_table *table)
{
    for (size_t field = 0; field < FIELD_COUNT; field++) {
        for (unsigned rank = 0; rank < NAMES_MAX && names[field][rank]; rank++) {
            struct slice name = slice_of(names[field][rank]);
            struct slot *slot = &table->slots[find_slot(table, name.bytes, name.length)];
            memcpy(slot->name, name.bytes, name.length);
            slot->length = name.length;
            slot->field = (enum field)field;
            slot->rank = rank + 1; /* 0 is for what the user has mapped */
        }
    }
}

static enum field field_of_name(const char *name)
{
    size_t field = 0;
    while (field < FIELD_COUNT && strcmp(fields[field].name, name) != 0)
        field++;
    return (enum field)field;
}

static enum herald_status fail_unknown(const char *name, struct herald_error *err)
{
    char known[256];
    size_t length = 0;
    for (size_t i = 0; i <= FIELD_COUNT && length < sizeof(known); i++)
        length += (size_t)snprintf(known + length, sizeof(known) - length, "%s%s", i ? ", " : "",
                                   field_name((enum field)i));
    return herald_fail(err, HERALD_E_ARGUMENT, "no field is named '%.80s'; fields are: %s", name,
                       known);
}

enum herald_status field_table_new(const struct field_mapping *map, size_t count,
                                   struct field_table **out, struct herald_error *err)
{
    for (size_t i = 0; i < count; i++)
        if (field_of_name(map[i].field) == FIELD_EXTRA && strcmp(map[i].field, "extra") != 0)
            return fail_unknown(map[i].field, err);
    struct field_table *table = calloc(1, sizeof(*table));
    if (!table)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for field names");
    table->map = map;
    table->map_count = count;
    fill_slots(table);
    *out = table;
    return HERALD_OK;
}

void field_table_free(struct field_table *table)
{
    free(table);
}

enum field field_lookup(const struct field_table *table, struct slice name, unsigned *rank)
{
    *rank = 0;
    for (size_t i = 0; i < table->map_count; i++)
        if (slice_equal(name, slice_of(table->map[i].name)))
            return field_of_name(table->map[i].field);
    char folded[NAME_MAX_LENGTH];
    size_t length = fold_name(name, folded);
    if (length == 0)
        return FIELD_EXTRA;
    const struct slot *slot = &table->slots[find_slot(table, folded, length)];
    *rank = slot->rank;
    return slot->length ? slot->field : FIELD_EXTRA;
}
