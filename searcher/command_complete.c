#include <stddef.h>
#include <stdio.h>

#include "corpus/command_line.h"
#include "corpus/exit_code.h"
#include "searcher/commands.h"
#include "searcher/completion.h"
#include "searcher/json_writer.h"
#include "searcher/result.h"
#include "searcher/terminal.h"

/* What --json and --text set. */
enum complete_form { COMPLETE_TEXT, COMPLETE_JSON };

struct complete {
    const char *directory;
    enum complete_form form;
    struct completion_request request;
    bool chosen; /* kinds were named */
    enum command_asked asked;
    struct slice text;
    struct completions found;
    struct buffer output;
    struct herald_error error;
};

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
    struct complete *complete = command;
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

#define AT(member) offsetof(struct complete, member)

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

static const struct command_options complete_options = {
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

static enum herald_status read_options(int argc, char **argv, struct complete *complete)
{
    static const unsigned usual[] = {COMPLETION_WORD, FACET_SOURCE, FACET_COUNTRY,
                                     FACET_PERSON,    FACET_ORG,    FACET_TOPIC};
    int count = 0;
    enum herald_status status =
        command_line_read(&complete_options, argc, argv, complete, &count, &complete->error);
    if (status == HERALD_OK && complete->asked == COMMAND_RUN && count != 1)
        status = herald_fail(&complete->error, HERALD_E_ARGUMENT,
                             "give what was begun to type, as one argument");
    if (status == HERALD_OK && count == 1)
        complete->text = slice_of(argv[1]);
    for (size_t at = 0; at < sizeof(usual) / sizeof(usual[0]) && !complete->chosen; at++)
        complete->request.kinds[usual[at]] = true;
    return status;
}

/* --- output ----------------------------------------------------------------------------------- */

static void write_json(struct complete *complete)
{
    struct json_writer writer = {.out = &complete->output, .pretty = true};
    json_write_object(&writer);
    json_write_pair(&writer, "herald", slice_of(HERALD_VERSION));
    json_write_key(&writer, "text");
    json_write_string(&writer, complete->text);
    json_write_key(&writer, "completions");
    json_write_array(&writer);
    for (size_t at = 0; at < complete->found.count; at++) {
        const struct completion *item = &complete->found.items[at];
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
    buffer_append_byte(&complete->output, '\n');
}

static void write_text(struct complete *complete)
{
    for (size_t at = 0; at < complete->found.count; at++) {
        const struct completion *item = &complete->found.items[at];
        buffer_append_format(&complete->output, "%8u  %-8s  ", item->count,
                             completion_kind_name(item->kind));
        terminal_append(&complete->output, item->label);
        buffer_append_byte(&complete->output, '\n');
    }
}

static enum herald_status print(struct complete *complete)
{
    if (complete->form == COMPLETE_JSON)
        write_json(complete);
    else
        write_text(complete);
    if (complete->output.failed)
        return herald_fail(&complete->error, HERALD_E_NO_MEMORY, "no memory to complete");
    return terminal_write(buffer_slice(&complete->output), &complete->error);
}

/* --- running ---------------------------------------------------------------------------------- */

/* Complete, again when the index changed meanwhile. */
static enum herald_status find(struct complete *complete)
{
    struct index_reader *reader = NULL;
    struct analyser *analyser = NULL;
    enum herald_status status = index_reader_open(complete->directory, &reader, &complete->error);
    if (status == HERALD_OK)
        status = analyser_open(&analyser, &complete->error);
    for (unsigned again = 0; status == HERALD_OK && again <= RESULT_RETRIES; again++) {
        status = completions_find(reader, analyser, complete->text, &complete->request,
                                  &complete->found, &complete->error);
        if (status != HERALD_E_BUSY || again == RESULT_RETRIES)
            break;
        status = index_reader_catch_up(reader, &complete->error);
    }
    analyser_free(analyser);
    index_reader_free(reader);
    return status;
}

static int report(struct complete *complete)
{
    herald_tell("complete", &complete->error);
    if (complete->form == COMPLETE_JSON) {
        buffer_clear(&complete->output);
        result_write_error(&complete->error, NULL, true, &complete->output);
        terminal_write(buffer_slice(&complete->output), NULL);
    }
    return (int)herald_exit_code(complete->error.status);
}

int command_complete(int argc, char **argv)
{
    struct complete complete = {.directory = index_default_directory(),
                                .request.limit = COMPLETION_LIMIT_DEFAULT,
                                .output = BUFFER_INIT};
    int code = HERALD_EXIT_OK;
    enum herald_status status = read_options(argc, argv, &complete);
    bool printed =
        status == HERALD_OK && command_asked_print(&complete_options, complete.asked, stdout);
    if (status == HERALD_OK && !printed)
        status = find(&complete);
    if (status == HERALD_OK && !printed)
        status = print(&complete);
    if (status != HERALD_OK)
        code = report(&complete);
    else if (!printed && complete.found.count == 0)
        code = HERALD_EXIT_NOTHING;
    completions_dispose(&complete.found);
    buffer_dispose(&complete.output);
    return code;
}
