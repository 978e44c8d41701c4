#include "searcher/hit_field.h"

#define MEMBER(member) offsetof(struct article, member)

static const struct hit_field all[] = {
    {"rank", HIT_RANK, 0},
    {"score", HIT_SCORE, 0},
    {"id", HIT_TEXT, MEMBER(id)},
    {"url", HIT_TEXT, MEMBER(url)},
    {"source", HIT_TEXT, MEMBER(source)},
    {"title", HIT_TEXT, MEMBER(title)},
    {"subtitle", HIT_TEXT, MEMBER(subtitle)},
    {"authors", HIT_LIST, MEMBER(authors)},
    {"date", HIT_DATE, MEMBER(published)},
    {"updated", HIT_DATE, MEMBER(updated)},
    {"language", HIT_TEXT, MEMBER(language)},
    {"section", HIT_TEXT, MEMBER(section)},
    {"countries", HIT_LIST, MEMBER(countries)},
    {"people", HIT_LIST, MEMBER(people)},
    {"organisations", HIT_LIST, MEMBER(organisations)},
    {"topics", HIT_LIST, MEMBER(topics)},
    {"place", HIT_TEXT, MEMBER(place)},
    {"rights", HIT_TEXT, MEMBER(rights)},
    {"snippets", HIT_SNIPPETS, 0},
    {"copies", HIT_COPIES, 0},
    {"body", HIT_TEXT, MEMBER(body)},
};

#define FIELD_COUNT (sizeof(all) / sizeof(all[0]))

_Static_assert(FIELD_COUNT <= HIT_FIELDS_MAX, "there is room for every field");

const char hit_field_names[] =
    "rank score id url source title subtitle authors date updated language section countries "
    "people organisations topics place rights snippets copies body";

/* The names as the option takes them. */
static enum herald_status fail_name(struct slice name, struct herald_error *err)
{
    char names[sizeof hit_field_names];
    for (size_t at = 0; at < sizeof names; at++)
        names[at] = hit_field_names[at] == ' ' ? ',' : hit_field_names[at];
    return herald_fail(err, HERALD_E_ARGUMENT, "--fields takes names out of %s, not '%.*s'", names,
                       (int)(name.length < 80 ? name.length : 80), name.bytes);
}

static enum herald_status add_field(struct hit_fields *fields, struct slice name,
                                    struct herald_error *err)
{
    size_t at = 0;
    while (at < FIELD_COUNT && !slice_equal(name, slice_of(all[at].name)))
        at++;
    if (at == FIELD_COUNT)
        return fail_name(name, err);
    for (size_t other = 0; other < fields->count; other++)
        if (fields->items[other] == &all[at])
            return herald_fail(err, HERALD_E_ARGUMENT, "--fields names '%s' twice", all[at].name);
    fields->items[fields->count++] = &all[at];
    return HERALD_OK;
}

enum herald_status hit_fields_read(struct hit_fields *fields, struct slice text,
                                   struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    fields->count = 0;
    for (size_t at = 0; at <= text.length && status == HERALD_OK; at++) {
        size_t end = at;
        while (end < text.length && text.bytes[end] != ',')
            end++;
        status = add_field(fields, (struct slice){text.bytes + at, end - at}, err);
        at = end;
    }
    return status;
}
