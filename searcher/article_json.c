#include "searcher/article_json.h"

static void write_text(struct json_writer *writer, const char *name, struct slice text)
{
    if (text.length == 0)
        return;
    json_write_key(writer, name);
    json_write_string(writer, text);
}

static void write_list(struct json_writer *writer, const char *name, const struct slice_list *list)
{
    if (list->count == 0)
        return;
    json_write_key(writer, name);
    json_write_array_inline(writer);
    for (size_t at = 0; at < list->count; at++)
        json_write_string(writer, list->items[at]);
    json_write_end_array(writer);
}

struct slice article_date_text(struct date date, char out[static DATE_TEXT_SIZE])
{
    return (struct slice){out, date_format(date, out)};
}

static void write_date(struct json_writer *writer, const char *name, struct date date)
{
    char text[DATE_TEXT_SIZE];
    write_text(writer, name, article_date_text(date, text));
}

/* Whether a field's name is one of ours, and so taken. */
static bool is_taken(struct slice name)
{
    static const char *const names[] = {
        "id",     "url",           "source",    "title",   "subtitle", "authors",
        "body",   "language",      "published", "updated", "section",  "countries",
        "people", "organisations", "topics",    "place",   "rights",   "extra"};
    for (size_t at = 0; at < sizeof(names) / sizeof(*names); at++)
        if (slice_equal(name, slice_of(names[at])))
            return true;
    return false;
}

/* The extra fields whose names are taken, or the others. False where there was none. */
static bool write_extra(struct json_writer *writer, const struct article *article, bool taken)
{
    bool any = false;
    for (size_t at = 0; at < article->extra_count; at++) {
        const struct extra_field *field = &article->extra[at];
        if (is_taken(field->name) != taken)
            continue;
        if (taken && !any) {
            json_write_key(writer, "extra");
            json_write_object(writer);
        }
        json_write_key_slice(writer, field->name);
        json_write_raw(writer, field->json);
        any = true;
    }
    return any;
}

void article_write_json(struct json_writer *writer, const struct article *article)
{
    json_write_object(writer);
    write_text(writer, "id", article->id);
    write_text(writer, "url", article->url);
    write_text(writer, "source", article->source);
    write_text(writer, "title", article->title);
    write_text(writer, "subtitle", article->subtitle);
    write_list(writer, "authors", &article->authors);
    write_date(writer, "published", article->published);
    write_date(writer, "updated", article->updated);
    write_text(writer, "language", article->language);
    write_text(writer, "section", article->section);
    write_list(writer, "countries", &article->countries);
    write_list(writer, "people", &article->people);
    write_list(writer, "organisations", &article->organisations);
    write_list(writer, "topics", &article->topics);
    write_text(writer, "place", article->place);
    write_text(writer, "rights", article->rights);
    write_text(writer, "body", article->body);
    write_extra(writer, article, false);
    if (write_extra(writer, article, true))
        json_write_end_object(writer);
    json_write_end_object(writer);
}

void json_write_strings(struct json_writer *writer, const char *key, const struct slice_list *list)
{
    json_write_key(writer, key);
    json_write_array_inline(writer);
    for (size_t at = 0; at < list->count; at++)
        json_write_string(writer, list->items[at]);
    json_write_end_array(writer);
}
