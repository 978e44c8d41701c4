#include "corpus/record.h"

#include "corpus/store_varint.h"

/* The first byte of a record. Raised only when an old reader could not skip what is new. */
#define RECORD_VERSION 1

/* What follows the tag and the length of a field. */
enum field_kind {
    FIELD_TEXT,
    FIELD_ITEM,  /* one item of a list; the field is repeated */
    FIELD_DATE,  /* precision byte, seconds as a zigzag number */
    FIELD_EXTRA, /* length of the name, name, JSON; repeated */
};

/*
 * The fields of a record, tag 1 first. Tags are in files: new ones go to the end, none is ever
 * given a new meaning. Fields are written in the order of their tags.
 */
static const struct field {
    enum field_kind kind;
    size_t offset; /* in struct article */
} fields[] = {
    {FIELD_TEXT, offsetof(struct article, id)},
    {FIELD_TEXT, offsetof(struct article, url)},
    {FIELD_TEXT, offsetof(struct article, source)},
    {FIELD_TEXT, offsetof(struct article, language)},
    {FIELD_DATE, offsetof(struct article, published)},
    {FIELD_DATE, offsetof(struct article, updated)},
    {FIELD_TEXT, offsetof(struct article, section)},
    {FIELD_TEXT, offsetof(struct article, place)},
    {FIELD_TEXT, offsetof(struct article, rights)},
    {FIELD_ITEM, offsetof(struct article, authors)},
    {FIELD_ITEM, offsetof(struct article, countries)},
    {FIELD_ITEM, offsetof(struct article, people)},
    {FIELD_ITEM, offsetof(struct article, organisations)},
    {FIELD_ITEM, offsetof(struct article, topics)},
    {FIELD_EXTRA, 0},
    {FIELD_TEXT, offsetof(struct article, title)},
    {FIELD_TEXT, offsetof(struct article, subtitle)},
    {FIELD_TEXT, offsetof(struct article, body)},
};

enum { FIELD_COUNT = sizeof(fields) / sizeof(fields[0]) };

/* The tag of the body, the last of the fields. */
#define TAG_BODY 18u

_Static_assert(TAG_BODY == FIELD_COUNT, "a field behind the body is not found without it");

/* --- writing ------------------------------------------------------------------------------ */

static void append_head(uint64_t tag, size_t length, struct buffer *out)
{
    varint_append(tag, out);
    varint_append(length, out);
}

static void append_text(uint64_t tag, struct slice text, struct buffer *out)
{
    append_head(tag, text.length, out);
    buffer_append_slice(out, text);
}

static void append_list(uint64_t tag, const struct slice_list *list, struct buffer *out)
{
    for (size_t i = 0; i < list->count; i++)
        append_text(tag, list->items[i], out);
}

static void append_date(uint64_t tag, const struct date *date, struct buffer *out)
{
    if (date->precision == DATE_NONE)
        return;
    uint64_t zigzag = ((uint64_t)date->seconds << 1) ^ (date->seconds < 0 ? UINT64_MAX : 0);
    unsigned char value[1 + VARINT_MAX] = {(unsigned char)date->precision};
    size_t length = 1 + varint_write(zigzag, value + 1);
    append_text(tag, (struct slice){(const char *)value, length}, out);
}

static void append_extra(uint64_t tag, const struct extra_field *extra, struct buffer *out)
{
    unsigned char name_length[VARINT_MAX];
    size_t prefix = varint_write(extra->name.length, name_length);
    append_head(tag, prefix + extra->name.length + extra->json.length, out);
    buffer_append(out, name_length, prefix);
    buffer_append_slice(out, extra->name);
    buffer_append_slice(out, extra->json);
}

void article_encode(const struct article *article, struct buffer *out)
{
    buffer_append_byte(out, RECORD_VERSION);
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        const void *field = (const char *)article + fields[i].offset;
        const struct slice *text = field;
        switch (fields[i].kind) {
        case FIELD_TEXT:
            if (text->length)
                append_text(i + 1, *text, out);
            break;
        case FIELD_ITEM:
            append_list(i + 1, field, out);
            break;
        case FIELD_DATE:
            append_date(i + 1, field, out);
            break;
        case FIELD_EXTRA:
            for (size_t j = 0; j < article->extra_count; j++)
                append_extra(i + 1, &article->extra[j], out);
            break;
        }
    }
}

/* --- reading ------------------------------------------------------------------------------ */

static enum herald_status no_record(struct herald_error *err, const char *why)
{
    return herald_fail(err, HERALD_E_CORRUPT, "not an article record: %s", why);
}

static bool take_bytes(struct slice *in, uint64_t length, struct slice *out)
{
    if (length > in->length)
        return false;
    *out = (struct slice){in->bytes, (size_t)length};
    *in = (struct slice){in->bytes + length, in->length - (size_t)length};
    return true;
}

static enum herald_status read_date(struct slice value, struct date *out, struct herald_error *err)
{
    uint64_t precision, zigzag;
    if (!varint_take_up_to(&value, DATE_SECOND, &precision) || precision == DATE_NONE ||
        !varint_take(&value, &zigzag) || value.length)
        return no_record(err, "a date is damaged");
    uint64_t magnitude = zigzag >> 1;
    out->seconds = zigzag & 1 ? -(int64_t)magnitude - 1 : (int64_t)magnitude;
    out->precision = (enum date_precision)precision;
    return HERALD_OK;
}

static enum herald_status read_extra(struct slice value, struct article *out,
                                     struct herald_error *err)
{
    uint64_t length;
    struct slice name;
    if (!varint_take(&value, &length) || !take_bytes(&value, length, &name))
        return no_record(err, "an extra field is damaged");
    return article_extra_add(out, name, value, err);
}

static enum herald_status read_field(const struct field *field, struct slice value,
                                     struct article *out, struct herald_error *err)
{
    void *place = (char *)out + field->offset;
    struct slice copy;
    switch (field->kind) {
    case FIELD_TEXT:
        copy = arena_copy(&out->arena, value);
        if (!copy.bytes)
            return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for an article");
        *(struct slice *)place = copy;
        return HERALD_OK;
    case FIELD_ITEM:
        return article_list_add(out, place, value, err);
    case FIELD_DATE:
        return read_date(value, place, err);
    case FIELD_EXTRA:
        return read_extra(value, out, err);
    }
    return HERALD_E_INTERNAL;
}

bool article_find_body(struct slice start, size_t *offset)
{
    struct slice rest = start, value;
    uint64_t version, tag, length;
    bool known = varint_take(&rest, &version);
    for (*offset = start.length - rest.length; known; *offset = start.length - rest.length) {
        known = varint_take(&rest, &tag);
        if (known && tag == TAG_BODY)
            return true;
        known = known && varint_take(&rest, &length) && take_bytes(&rest, length, &value);
    }
    return false;
}

enum herald_status article_decode(struct slice record, struct article *out,
                                  struct herald_error *err)
{
    article_clear(out);
    uint64_t version, tag, length;
    struct slice value;
    if (!varint_take(&record, &version) || version != RECORD_VERSION)
        return no_record(err, "unknown version");
    while (record.length) {
        if (!varint_take(&record, &tag) || tag == 0 || !varint_take(&record, &length) ||
            !take_bytes(&record, length, &value))
            return no_record(err, "a field is cut short");
        if (tag > FIELD_COUNT)
            continue; /* of a later version of Herald */
        enum herald_status status = read_field(&fields[tag - 1], value, out, err);
        if (status != HERALD_OK)
            return status;
    }
    return HERALD_OK;
}
