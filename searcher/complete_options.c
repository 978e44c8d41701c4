#include "searcher/complete_options.h"

#include <stddef.h>

#include "searcher/json_writer.h"

/* --- options ---------------------------------------------------------------------------------- */

#define KIND_CHOICES "source language country person org topic section author word"

static unsigned find_kind(struct slice name)
{
    unsigned kind = 0;
    while (kind < COMPLETION_KINDS && !slice_equal(name, slice_of(completion_kind_name(kind))))
        kind++;
    return kind;
}

static enum herald_status read_kinds(void *command, const char *value, struct herald_error *err)
{
    struct complete_options *complete = command;
    for (const char *name = value;; name++) {
        size_t length = strcspn(name, ",");
        unsigned kind = find_kind((struct slice){name, length});
        if (kind == COMPLETION_KINDS)
            return herald_fail(err, HERALD_E_ARGUMENT, "--kind takes out of %s, not '%.*s'",
                               KIND_CHOICES, (int)(length < 80 ? length : 80), name);
        complete->request.kinds[kind] = true;
        complete->chosen = true;
        name += length;
        if (!*name)
            return HERALD_OK;
    }
}

#define AT(member) offsetof(struct complete_options, member)

static const struct command_option items[] = {
    OPTION("index", 'i', OPTION_TEXT, AT(directory), "DIR",
           "the index (default: $HERALD_INDEX, else herald-index)"),
    OPTION("kind", 0, OPTION_CALL, 0, "KIND,...",
           "only these: word, source, language, country, person, org, topic, section, author "
           "(default: word, source, country, person, org, topic)",
           .choices = KIND_CHOICES, .read = read_kinds),
    OPTION("limit", 'n', OPTION_NUMBER, AT(request.limit), "N", "at most N of each (default 5)",
           .least = 1, .most = COMPLETION_LIMIT_MAX),
    OPTION("text", 0, OPTION_SET, AT(form), NULL, "count, kind and name, a line each (default)",
           .least = COMPLETE_TEXT),
    OPTION("json", 0, OPTION_SET, AT(form), NULL, "as JSON", .least = COMPLETE_JSON),
    COMMAND_HELP_OPTIONS(AT(asked)),
};

const struct command_options complete_command_options = {
    .items = items,
    .count = sizeof(items) / sizeof(items[0]),
    .before = "usage: herald complete [OPTION]... TEXT\n"
              "\n"
              "Complete what was begun to type: words and names of the index that begin so, with\n"
              "the number of articles that have them. Of a name any word may begin so: 'lavr'\n"
              "gives Sergei Lavrov. Case and diacritics do not matter.\n"
              "\n",
    .after = "\nEnds with 1 when nothing begins so.\n",
    .advice = "a text that begins with '-' stands after '--'",
};

void complete_options_settle(struct complete_options *options)
{
    static const unsigned usual[] = {COMPLETION_WORD, FACET_SOURCE, FACET_COUNTRY,
                                     FACET_PERSON,    FACET_ORG,    FACET_TOPIC};
    for (size_t at = 0; at < sizeof(usual) / sizeof(usual[0]) && !options->chosen; at++)
        options->request.kinds[usual[at]] = true;
}

/* --- JSON ------------------------------------------------------------------------------------- */

void completions_write_json(const struct completions *completions, struct slice text,
                            struct buffer *out)
{
    struct json_writer writer = {.out = out, .pretty = true};
    json_write_object(&writer);
    json_write_pair(&writer, "herald", slice_of(HERALD_VERSION));
    json_write_key(&writer, "text");
    json_write_string(&writer, text);
    json_write_key(&writer, "completions");
    json_write_array(&writer);
    for (size_t at = 0; at < completions->count; at++) {
        const struct completion *item = &completions->items[at];
        json_write_object_inline(&writer);
        json_write_pair(&writer, "kind", slice_of(completion_kind_name(item->kind)));
        json_write_pair(&writer, "value", item->value);
        json_write_pair(&writer, "label", item->label);
        json_write_key(&writer, "count");
        json_write_integer(&writer, item->count);
        json_write_end_object(&writer);
    }
    json_write_end_array(&writer);
    json_write_end_object(&writer);
    buffer_append_byte(out, '\n');
}
