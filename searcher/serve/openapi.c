#include "searcher/serve/openapi.h"

#include "searcher/complete_options.h"
#include "searcher/json_writer.h"
#include "searcher/search_options.h"
#include "searcher/serve/assets.h"
#include "searcher/serve/option_parameters.h"

static void write_choices(struct json_writer *writer, const char *choices)
{
    json_write_pair(writer, "type", SLICE("string"));
    json_write_key(writer, "enum");
    json_write_array_inline(writer);
    for (const char *at = choices; *at;) {
        size_t length = strcspn(at, " ");
        json_write_string(writer, (struct slice){at, length});
        at += length + strspn(at + length, " ");
    }
    json_write_end_array(writer);
}

/* The largest value of an option here: the service's own limit where it has one. */
static double most_of(const struct command_option *option, const struct serve_options *limits)
{
    if (strcmp(option->name, "limit") == 0 && option->kind == OPTION_CALL)
        return limits->export_results < SEARCH_LIMIT_MAX ? limits->export_results
                                                         : SEARCH_LIMIT_MAX;
    if (strcmp(option->name, "offset") == 0)
        return limits->depth;
    if (strcmp(option->name, "time-limit") == 0)
        return limits->time_limit_ms / 1e3;
    return option->most;
}

static void write_bound(struct json_writer *writer, const char *name, double value, bool whole)
{
    json_write_key(writer, name);
    if (whole)
        json_write_integer(writer, (int64_t)value);
    else
        json_write_decimal(writer, value, 3);
}

static void write_number(struct json_writer *writer, const struct command_option *option,
                         const struct serve_options *limits, bool whole)
{
    double most = most_of(option, limits);
    json_write_pair(writer, "type", whole ? SLICE("integer") : SLICE("number"));
    write_bound(writer, "minimum", option->least, whole);
    if (most > 0)
        write_bound(writer, "maximum", most, whole);
}

static void write_schema(struct json_writer *writer, const struct command_option *option,
                         const struct serve_options *limits)
{
    bool limit = strcmp(option->name, "limit") == 0;
    json_write_key(writer, "schema");
    json_write_object_inline(writer);
    if (option->choices)
        write_choices(writer, option->choices);
    else if (!option->value)
        write_choices(writer, "1 true yes on 0 false no off");
    else if (option->kind == OPTION_NUMBER || option->kind == OPTION_SIZE || limit)
        write_number(writer, option, limits, true);
    else if (option->kind == OPTION_SECONDS || option->kind == OPTION_MILLISECONDS)
        write_number(writer, option, limits, false);
    else if (option->kind == OPTION_LIST)
        json_write_pair(writer, "type", SLICE("array"));
    else
        json_write_pair(writer, "type", SLICE("string"));
    if (option->kind == OPTION_LIST) {
        json_write_key(writer, "items");
        json_write_object_inline(writer);
        json_write_pair(writer, "type", SLICE("string"));
        json_write_end_object(writer);
    }
    json_write_end_object(writer);
}

static void write_parameter(struct json_writer *writer, const struct command_option *option,
                            const struct serve_options *limits)
{
    json_write_object(writer);
    json_write_pair(writer, "name", slice_of(option->name));
    json_write_pair(writer, "in", SLICE("query"));
    json_write_pair(writer, "description", slice_of(option->help));
    write_schema(writer, option, limits);
    if (!option->value) {
        json_write_key(writer, "allowEmptyValue");
        json_write_boolean(writer, true);
    }
    json_write_end_object(writer);
}

/* Each parameter as one piece of an array, without its brackets. */
static void write_parameters(const struct command_options *options,
                             const struct serve_options *limits, struct buffer *out)
{
    bool any = false;
    for (size_t at = 0; at < options->count; at++) {
        const struct command_option *option = &options->items[at];
        struct json_writer writer = {.out = out};
        if (!option_is_parameter(option))
            continue;
        buffer_append_string(out, any ? ",\n        " : "");
        write_parameter(&writer, option, limits);
        any = true;
    }
}

/* The marks of the template. */
enum mark { MARK_SEARCH, MARK_SIMILAR, MARK_COMPLETE, MARK_SCHEMA, MARK_VERSION, MARKS };

/* What stands in place of a mark. */
static void write_mark(const struct serve_options *limits, size_t mark, struct buffer *out)
{
    static const struct command_options *const tables[] = {
        [MARK_SEARCH] = &search_command_options,
        [MARK_SIMILAR] = &similar_command_options,
        [MARK_COMPLETE] = &complete_command_options};
    const struct asset *schema = asset_find(SLICE("result.schema.json"));
    if (mark < MARK_SCHEMA)
        write_parameters(tables[mark], limits, out);
    else if (mark == MARK_SCHEMA && schema)
        buffer_append(out, schema->bytes, schema->length);
    else
        buffer_append_string(out, "\"" HERALD_VERSION "\"");
}

void openapi_write(const struct serve_options *limits, struct buffer *out)
{
    static const char *const marks[MARKS] = {[MARK_SEARCH] = "\"@search-parameters\"",
                                             [MARK_SIMILAR] = "\"@similar-parameters\"",
                                             [MARK_COMPLETE] = "\"@complete-parameters\"",
                                             [MARK_SCHEMA] = "\"@result-schema\"",
                                             [MARK_VERSION] = "\"@version\""};
    const struct asset *asset = asset_find(SLICE("openapi.json"));
    const char *at = asset ? asset->bytes : "";
    for (const char *quote; quote = strstr(at, "\"@"), quote;) {
        size_t mark = 0;
        while (mark < MARKS && strncmp(quote, marks[mark], strlen(marks[mark])) != 0)
            mark++;
        size_t length = mark < MARKS ? strlen(marks[mark]) : 1;
        buffer_append(out, at, (size_t)(quote - at));
        if (mark < MARKS)
            write_mark(limits, mark, out);
        else
            buffer_append_byte(out, '"');
        at = quote + length;
    }
    buffer_append_string(out, at);
}
