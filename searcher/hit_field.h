#ifndef HERALD_SEARCHER_HIT_FIELD_H
#define HERALD_SEARCHER_HIT_FIELD_H

#include "corpus/article.h"

/* The fields of a hit that can be asked for by name, as columns or as members of an object. */

/* What a field holds. */
enum hit_field_kind {
    HIT_RANK,
    HIT_SCORE,
    HIT_TEXT,
    HIT_LIST,
    HIT_DATE,
    HIT_SNIPPETS, /* texts of snippets */
    HIT_COPIES    /* number of copies that were folded */
};

struct hit_field {
    const char *name;
    enum hit_field_kind kind;
    size_t offset; /* in struct article: of a slice, a slice_list or a date */
};

/* Fields in the order in which they are wanted. Zeroed memory is none: what is usual. */
#define HIT_FIELDS_MAX 32u
struct hit_fields {
    const struct hit_field *items[HIT_FIELDS_MAX];
    size_t count;
};

/* The names of all fields, separated by blanks. */
extern const char hit_field_names[];

/* Read "id,title,date"; each name once. HERALD_E_ARGUMENT for an unknown name or one said twice. */
enum herald_status hit_fields_read(struct hit_fields *fields, struct slice text,
                                   struct herald_error *err);

/* The member of an article that a field names. */
static inline struct slice hit_field_text(const struct hit_field *field,
                                          const struct article *article)
{
    return *(const struct slice *)(const void *)((const char *)article + field->offset);
}

static inline const struct slice_list *hit_field_list(const struct hit_field *field,
                                                      const struct article *article)
{
    return (const struct slice_list *)(const void *)((const char *)article + field->offset);
}

static inline struct date hit_field_date(const struct hit_field *field,
                                         const struct article *article)
{
    return *(const struct date *)(const void *)((const char *)article + field->offset);
}

#endif
