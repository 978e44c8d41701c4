#include "corpus/json_article.h"

#include "corpus/reader.h"

/* A field that has got its value, so that it can step back for a better name. */
struct held {
    struct slice name; /* as text */
    struct slice value;
    unsigned rank;
    bool set;
};

struct builder {
    struct json_reading *reading;
    struct article *article;
    struct held held[FIELD_COUNT];
    bool out_of_memory;
};

/* A checked value; one that is a string is not searched for its end again. */
struct value {
    struct slice raw;
    struct json_string string;
    bool is_string;
};

/* Whether a value was taken for its field. */
enum taken {
    TAKEN_NOT,    /* not of the kind that the field has: it becomes an extra field */
    TAKEN,        /* wholly */
    TAKEN_PARTLY, /* the field has it, and the rest of it is kept as an extra field, too */
    TAKEN_EMPTY   /* there was nothing in it */
};

static void add_extra(struct builder *b, struct slice name, struct slice value)
{
    struct buffer *scratch = &b->reading->scratch;
    buffer_clear(scratch);
    json_append_compact(scratch, value);
    if (scratch->failed ||
        article_extra_add(b->article, name, buffer_slice(scratch), NULL) != HERALD_OK)
        b->out_of_memory = true;
}

static struct slice text_of(struct builder *b, const struct json_string *string)
{
    unsigned *notes = &b->reading->cursor.notes;
    struct slice text = json_string_text(string, &b->article->arena, notes);
    if (!text.bytes)
        b->out_of_memory = true;
    return text;
}

/* Pass a value and remember where it was. */
static bool read_value(struct json_cursor *c, struct value *value)
{
    const char *start = c->at;
    value->is_string = c->at < c->end && *c->at == '"';
    bool good = value->is_string ? json_skip_string(c, &value->string)
                                 : json_skip_value(c, READER_DEPTH_LIMIT - 1);
    value->raw = (struct slice){start, (size_t)(c->at - start)};
    return good;
}

/*
 * The member "name" of an object, if it is a string: {"name": "AFP", "code": 3}. *more tells
 * whether the object has other members.
 */
static bool take_name_of_object(struct builder *b, struct slice object, struct slice *text,
                                bool *more)
{
    struct json_cursor c = {.at = object.bytes + 1, .end = object.bytes + object.length};
    struct json_string key;
    struct value value;
    bool found = false;
    *more = false;
    for (json_skip_blanks(&c); *c.at != '}'; json_skip_blanks(&c)) {
        if (*c.at == ',')
            c.at++;
        json_skip_blanks(&c);
        json_skip_string(&c, &key);
        json_skip_blanks(&c);
        c.at++; /* ':' */
        json_skip_blanks(&c);
        read_value(&c, &value);
        if (!found && value.is_string && slice_equal(key.raw, SLICE("name"))) {
            *text = text_of(b, &value.string);
            found = true;
        } else {
            *more = true;
        }
    }
    return found;
}

/* A value of any kind as one string. */
static enum taken take_string(struct builder *b, enum field field, const struct value *value,
                              struct slice *text)
{
    bool more = false;
    switch (*value->raw.bytes) {
    case '"':
        if (value->string.raw.length == 0)
            return TAKEN_EMPTY;
        *text = text_of(b, &value->string);
        return TAKEN;
    case 'n':
        return TAKEN_EMPTY;
    case '{':
        if (!take_name_of_object(b, value->raw, text, &more) || text->length == 0)
            return TAKEN_NOT;
        return more ? TAKEN_PARTLY : TAKEN;
    case 't':
    case 'f':
    case '[':
        return TAKEN_NOT;
    default:
        /* A number is its digits: ids are often written so, and years. */
        if (field != FIELD_ID && field_kind(field) != FIELD_DATE)
            return TAKEN_NOT;
        *text = arena_copy(&b->article->arena, value->raw);
        b->out_of_memory |= !text->bytes;
        return TAKEN;
    }
}

static void add_item(struct builder *b, struct slice_list *list, struct slice text)
{
    if (article_list_add(b->article, list, text, NULL) != HERALD_OK)
        b->out_of_memory = true;
}

/* An array of strings or of objects with names; one item that is neither refuses them all. */
static enum taken take_array(struct builder *b, enum field field, struct slice array,
                             struct slice_list *list)
{
    struct json_cursor c = {.at = array.bytes + 1, .end = array.bytes + array.length};
    struct value item;
    bool partly = false;
    for (json_skip_blanks(&c); *c.at != ']'; json_skip_blanks(&c)) {
        if (*c.at == ',')
            c.at++;
        json_skip_blanks(&c);
        struct slice text = {NULL, 0};
        read_value(&c, &item);
        switch (take_string(b, field, &item, &text)) {
        case TAKEN_NOT:
            *list = (struct slice_list){0};
            return TAKEN_NOT;
        case TAKEN_PARTLY:
            partly = true;
            add_item(b, list, text);
            break;
        case TAKEN:
            add_item(b, list, text);
            break;
        case TAKEN_EMPTY:
            break;
        }
    }
    if (list->count == 0)
        return TAKEN_EMPTY;
    return partly ? TAKEN_PARTLY : TAKEN;
}

static enum taken take_list(struct builder *b, enum field field, const struct value *value)
{
    struct slice_list *list = field_list(b->article, field);
    *list = (struct slice_list){0};
    if (*value->raw.bytes == '[')
        return take_array(b, field, value->raw, list);
    struct slice text = {NULL, 0};
    enum taken taken = take_string(b, field, value, &text);
    if (taken == TAKEN || taken == TAKEN_PARTLY)
        add_item(b, list, text);
    return taken;
}

static enum taken take_date(struct builder *b, enum field field, struct slice name,
                            const struct value *value)
{
    struct slice text = {NULL, 0};
    enum taken taken = take_string(b, field, value, &text);
    if (taken != TAKEN)
        return taken == TAKEN_EMPTY ? taken : TAKEN_NOT;
    if (date_parse(text, field_date(b->article, field)))
        return TAKEN;
    b->reading->bad_date = name;
    b->reading->bad_date_text = text;
    return TAKEN_NOT;
}

static enum taken take_field(struct builder *b, enum field field, struct slice name,
                             const struct value *value)
{
    switch (field_kind(field)) {
    case FIELD_LIST:
        return take_list(b, field, value);
    case FIELD_DATE:
        return take_date(b, field, name, value);
    case FIELD_STRING:
        break;
    }
    struct slice text = {NULL, 0};
    enum taken taken = take_string(b, field, value, &text);
    if (taken == TAKEN || taken == TAKEN_PARTLY)
        *field_string(b->article, field) = text;
    return taken;
}

/* Give a value its place in the article. */
static void place_value(struct builder *b, struct slice name, const struct value *value)
{
    unsigned rank;
    enum field field = field_lookup(b->reading->fields, name, &rank);
    struct held *held = field < FIELD_COUNT ? &b->held[field] : NULL;
    if (!held || (held->set && held->rank < rank)) {
        add_extra(b, name, value->raw);
        return;
    }
    struct slice_list *list = field_list(b->article, field);
    struct slice_list before = list ? *list : (struct slice_list){0};
    enum taken taken = take_field(b, field, name, value);
    if (taken == TAKEN_NOT || taken == TAKEN_PARTLY)
        add_extra(b, name, value->raw);
    if (taken == TAKEN || taken == TAKEN_PARTLY) {
        if (held->set)
            add_extra(b, held->name, held->value);
        *held = (struct held){name, value->raw, rank, true};
    } else if (list) {
        *list = before;
    }
}

/* The name of a member: where it stands, unless it needs mending. */
static struct slice name_of(struct builder *b, const struct json_string *name)
{
    return name->escaped || name->high ? text_of(b, name) : name->raw;
}

/* Read `"name": value` and what is between it and the next. */
static bool read_member(struct builder *b, struct json_cursor *c)
{
    struct json_string name;
    struct value value;
    json_skip_blanks(c);
    if (c->at < c->end && *c->at != '"')
        c->error = "expected a field name";
    if (c->at == c->end)
        c->error = JSON_CUT_OFF;
    if (c->error || !json_skip_string(c, &name))
        return false;
    json_skip_blanks(c);
    if (c->at == c->end || *c->at != ':') {
        c->error = c->at == c->end ? JSON_CUT_OFF : "expected ':'";
        return false;
    }
    c->at++;
    json_skip_blanks(c);
    if (!read_value(c, &value))
        return false;
    place_value(b, name_of(b, &name), &value);
    b->reading->members++;
    return true;
}

/* Pass ',' or '}'; *more tells which it was. */
static bool read_separator(struct json_cursor *c, bool *more)
{
    json_skip_blanks(c);
    if (c->at == c->end)
        c->error = JSON_CUT_OFF;
    else if (*c->at != ',' && *c->at != '}')
        c->error = "expected ',' or '}'";
    if (c->error)
        return false;
    *more = *c->at++ == ',';
    return true;
}

enum herald_status json_read_article(struct json_reading *reading, const struct field_table *fields,
                                     struct article *article, struct herald_error *err)
{
    struct builder b = {.reading = reading, .article = article};
    struct json_cursor *c = &reading->cursor;
    reading->fields = fields;
    c->at++; /* '{' */
    json_skip_blanks(c);
    bool more = c->at == c->end || *c->at != '}';
    if (!more)
        c->at++;
    while (more && !b.out_of_memory)
        if (!read_member(&b, c) || !read_separator(c, &more))
            break;
    if (b.out_of_memory)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for an article");
    if (c->error)
        return herald_fail(err, HERALD_E_FORMAT, "%s", c->error);
    return HERALD_OK;
}
