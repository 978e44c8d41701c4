#include <stdio.h>

#include "corpus/exit_code.h"
#include "corpus/terminal.h"
#include "searcher/commands.h"
#include "searcher/complete_options.h"
#include "searcher/result.h"

struct complete {
    struct complete_options options;
    struct slice text;
    struct completions found;
    struct buffer output;
    struct herald_error error;
};

static enum herald_status read_options(int argc, char **argv, struct complete *complete)
{
    int count = 0;
    enum herald_status status = command_line_read(&complete_command_options, argc, argv,
                                                  &complete->options, &count, &complete->error);
    if (status == HERALD_OK && complete->options.asked == COMMAND_RUN && count != 1)
        status = herald_fail(&complete->error, HERALD_E_ARGUMENT,
                             "give what was begun to type, as one argument");
    if (status == HERALD_OK && count == 1)
        complete->text = slice_of(argv[1]);
    complete_options_settle(&complete->options);
    return status;
}

/* --- output ----------------------------------------------------------------------------------- */

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
    if (complete->options.form == COMPLETE_JSON)
        completions_write_json(&complete->found, complete->text, &complete->output);
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
    enum herald_status status =
        index_reader_open(complete->options.directory, &reader, &complete->error);
    if (status == HERALD_OK)
        status = analyser_open(&analyser, &complete->error);
    for (unsigned again = 0; status == HERALD_OK && again <= RESULT_RETRIES; again++) {
        status = completions_find(reader, analyser, complete->text, &complete->options.request,
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
    if (complete->options.form == COMPLETE_JSON) {
        buffer_clear(&complete->output);
        result_write_error(&complete->error, NULL, true, &complete->output);
        terminal_write(buffer_slice(&complete->output), NULL);
    }
    return (int)herald_exit_code(complete->error.status);
}

int command_complete(int argc, char **argv)
{
    struct complete complete = {.options = COMPLETE_OPTIONS_DEFAULT, .output = BUFFER_INIT};
    int code = HERALD_EXIT_OK;
    complete.options.directory = index_default_directory();
    enum herald_status status = read_options(argc, argv, &complete);
    bool printed = status == HERALD_OK &&
                   command_asked_print(&complete_command_options, complete.options.asked, stdout);
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
