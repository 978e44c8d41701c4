#include "corpus/readers/envelope.h"

#include <string.h>

#include "corpus/reader.h"

/* What arrays of articles are called, and objects that hold such an array. */
static const char *const array_names[] = {"articles", "items", "results", "data",
                                          "docs",     "hits",  "entries", "documents",
                                          "posts",    "news",  "stories", "content"};
static const char *const holder_names[] = {"response", "result", "data"};

#define ARRAYS  (sizeof array_names / sizeof *array_names)
#define HOLDERS (sizeof holder_names / sizeof *holder_names)

static bool is_among(struct slice name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(name, slice_of(names[i])))
            return true;
    return false;
}

/* An object that is looked through. */
struct look {
    struct json_cursor at;
    const char *start;
    const struct field_table *fields;
    struct envelope found;
    bool has_array; /* `found` is set */
};

/* Take `c` from the text; false, and cut off where the text ends. */
static bool pass_byte(struct json_cursor *c, char byte)
{
    json_skip_blanks(c);
    if (c->at < c->end && *c->at == byte) {
        c->at++;
        return true;
    }
    if (c->at == c->end)
        c->error = JSON_CUT_OFF;
    return false;
}

/* Pass `"name":`, behind which the cursor is at the value. False at the end of the object and where
 * there is none. */
static bool next_member(struct json_cursor *c, struct slice *name)
{
    struct json_string string;
    json_skip_blanks(c);
    if (c->at < c->end && *c->at == ',')
        c->at++;
    json_skip_blanks(c);
    if (c->at == c->end)
        c->error = JSON_CUT_OFF;
    if (c->error || *c->at != '"' || !json_skip_string(c, &string) || !pass_byte(c, ':'))
        return false;
    json_skip_blanks(c);
    if (c->at == c->end)
        c->error = JSON_CUT_OFF;
    *name = string.raw;
    return !c->error;
}

/* Whether the object at the cursor, as far as it is there, has a title or a body. */
static bool is_like_an_article(struct json_cursor c, const struct field_table *fields,
                               bool *cut_off)
{
    struct slice name;
    unsigned rank;
    if (!pass_byte(&c, '{')) {
        *cut_off = c.error == JSON_CUT_OFF;
        return false;
    }
    while (next_member(&c, &name)) {
        const enum field field = field_lookup(fields, name, &rank);
        if (field == FIELD_TITLE || field == FIELD_BODY)
            return true;
        if (!json_skip_value(&c, READER_DEPTH_LIMIT))
            break;
    }
    *cut_off = c.error == JSON_CUT_OFF;
    return false;
}

/* Look at an array with a name of those: note it if it holds articles, or nothing and there is no
 * other. */
static void look_at_array(struct look *look, size_t depth)
{
    struct json_cursor c = look->at;
    bool cut_off = false;
    c.at++;
    struct envelope here = {.array = (size_t)(c.at - look->start), .depth = depth};
    json_skip_blanks(&c);
    here.is_empty = c.at < c.end && *c.at == ']';
    if (here.is_empty ? !look->has_array : is_like_an_article(c, look->fields, &cut_off)) {
        look->has_array = true;
        look->found = here;
    }
    if (cut_off)
        look->at.error = JSON_CUT_OFF;
}

static void look_at_value(struct look *look, struct slice name, size_t depth);

/* Look at the members of the object at the cursor. One with an id or a body is an article itself:
 * none of its arrays counts. */
static void look_through(struct look *look, size_t depth)
{
    const struct look before = *look;
    struct slice name;
    unsigned rank;
    bool is_article = false;
    look->at.at++; /* '{' */
    while (next_member(&look->at, &name)) {
        const enum field field = *look->at.at == '[' || *look->at.at == '{'
                                     ? FIELD_EXTRA
                                     : field_lookup(look->fields, name, &rank);
        is_article = is_article || field == FIELD_ID || field == FIELD_BODY;
        look_at_value(look, name, depth);
    }
    if (!look->at.error && !pass_byte(&look->at, '}'))
        look->at.error = look->at.error ? look->at.error : "expected '}'";
    if (is_article) {
        look->has_array = before.has_array;
        look->found = before.found;
    }
}

/* Look at the value of a member, which is at the cursor, and pass it. */
static void look_at_value(struct look *look, struct slice name, size_t depth)
{
    const bool sought = !look->has_array || look->found.is_empty;
    const char first = *look->at.at;
    if (sought && first == '{' && depth == 1 && is_among(name, holder_names, HOLDERS)) {
        look_through(look, depth + 1);
        return;
    }
    if (sought && first == '[' && is_among(name, array_names, ARRAYS))
        look_at_array(look, depth);
    if (!look->at.error)
        json_skip_value(&look->at, READER_DEPTH_LIMIT);
}

enum envelope_answer envelope_find(struct slice text, const struct field_table *fields,
                                   struct envelope *out)
{
    struct look look = {.at = {.at = text.bytes, .end = text.bytes + text.length},
                        .start = text.bytes,
                        .fields = fields};
    look_through(&look, 1);
    *out = look.found;
    out->is_whole = !look.at.error;
    if (look.has_array && (out->is_whole || !out->is_empty))
        return ENVELOPE_YES;
    return look.at.error == JSON_CUT_OFF ? ENVELOPE_CUT_OFF : ENVELOPE_NO;
}
