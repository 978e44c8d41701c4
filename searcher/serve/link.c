#include "searcher/serve/link.h"

static void append_parameter(struct buffer *out, bool *any, const char *name, struct slice value)
{
    buffer_append_byte(out, *any ? '&' : '?');
    url_encode(out, slice_of(name));
    buffer_append_byte(out, '=');
    url_encode(out, value);
    *any = true;
}

/* Whether a parameter stays as it is. */
static bool stays(const struct parameter *item, const struct link_change *changes, bool first_page)
{
    if (item->value.length == 0)
        return false;
    if (first_page &&
        (slice_equal(item->name, SLICE("offset")) || slice_equal(item->name, SLICE("cursor"))))
        return false;
    for (; changes->name; changes++) {
        if (changes->add || !slice_equal(item->name, slice_of(changes->name)))
            continue;
        if (!changes->only || slice_equal(item->value, changes->value))
            return false;
    }
    return true;
}

void link_write(struct buffer *out, const char *path, const struct parameters *parameters,
                const struct link_change *changes)
{
    bool any = false, first_page = false;
    for (const struct link_change *change = changes; change->name; change++)
        if (strcmp(change->name, "offset") != 0 && strcmp(change->name, "format") != 0)
            first_page = true;
    buffer_append_string(out, path);
    for (size_t at = 0; at < parameters->count; at++)
        if (stays(&parameters->items[at], changes, first_page))
            append_parameter(out, &any, parameters->items[at].name.bytes,
                             parameters->items[at].value);
    for (; changes->name; changes++)
        if (changes->value.length > 0 && !changes->only)
            append_parameter(out, &any, changes->name, changes->value);
}

void link_header_add(struct buffer *out, struct slice target, const char *rel, const char *type)
{
    buffer_append_string(out, out->length > 0 ? ", <" : "<");
    buffer_append_slice(out, target);
    buffer_append_format(out, ">; rel=\"%s\"", rel);
    if (type)
        buffer_append_format(out, "; type=\"%s\"", type);
}

bool link_article(struct buffer *out, struct slice id, struct slice index, struct slice source,
                  struct slice query)
{
    bool any = false;
    if (id.length == 0)
        return false;
    buffer_append_string(out, "/articles/");
    url_encode(out, id);
    if (index.length > 0)
        append_parameter(out, &any, "index", index);
    if (source.length > 0)
        append_parameter(out, &any, "source", source);
    if (query.length > 0)
        append_parameter(out, &any, "q", query);
    return true;
}
