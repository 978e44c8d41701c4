#include "indexer/language/analyser.h"
#include "searcher/complete_options.h"
#include "searcher/serve/etag.h"
#include "searcher/serve/option_parameters.h"
#include "searcher/serve/problem.h"
#include "searcher/serve/service.h"

#include "searcher/json_writer.h"

/* What is completed for the box of a browser: as many in all. */
#define SUGGESTIONS 10u

/* Parameters that are no options of the command. */
static const char *const OWN[] = {"q", "index", "format", NULL};

/* Read the parameters by the table of the command. False with the problem as the reply. */
static bool read_parameters(struct call *call, struct complete_options *options)
{
    struct herald_error error = {0};
    struct parameter_fault fault;
    int argc, others = 0;
    char **argv;
    enum herald_status status =
        option_arguments(&complete_command_options, &call->request->parameters, OWN,
                         &call->request->arena, &argc, &argv, &fault, &error);
    if (status == HERALD_OK)
        status = command_line_read(&complete_command_options, argc, argv, options, &others, &error);
    complete_options_settle(options);
    if (status == HERALD_OK)
        return true;
    struct parameter_fault named = option_message(&error);
    problem_reply(call->request, call->reply,
                  &(struct problem_case){.problem = problem_of_status(status),
                                         .detail = error.message,
                                         .parameter = fault.name[0] ? fault.name : named.name});
    return false;
}

/* Complete, again when the index changes meanwhile. */
static enum herald_status find(struct call *call, struct index_reader *reader, struct slice text,
                               const struct complete_options *options, struct completions *found,
                               struct herald_error *err)
{
    enum herald_status status =
        call->desk->analyser ? HERALD_OK : analyser_open(&call->desk->analyser, err);
    for (unsigned again = 0; status == HERALD_OK && again <= RESULT_RETRIES; again++) {
        status =
            completions_find(reader, call->desk->analyser, text, &options->request, found, err);
        if (status != HERALD_E_BUSY || again == RESULT_RETRIES)
            break;
        status = index_reader_catch_up(reader, err);
    }
    return status;
}

/* As browsers take them (OpenSearch Suggestions 1.1): the text, then the completions, then a word
 * on each. */
static void write_suggestions(const struct completions *found, struct slice text,
                              struct buffer *out)
{
    struct json_writer writer = {.out = out};
    size_t count = found->count < SUGGESTIONS ? found->count : SUGGESTIONS;
    json_write_array(&writer);
    json_write_string(&writer, text);
    json_write_array(&writer);
    for (size_t at = 0; at < count; at++)
        json_write_string(&writer, found->items[at].label);
    json_write_end_array(&writer);
    json_write_array(&writer);
    for (size_t at = 0; at < count; at++)
        json_write_string(&writer, slice_of(completion_kind_name(found->items[at].kind)));
    json_write_end_array(&writer);
    json_write_end_array(&writer);
    buffer_append_byte(out, '\n');
}

void answer_complete(struct call *call)
{
    struct complete_options options = COMPLETE_OPTIONS_DEFAULT;
    struct completions found = {0};
    struct herald_error error = {0};
    struct reply *reply = call->reply;
    struct slice text = parameters_find(&call->request->parameters, "q");
    if (!read_parameters(call, &options))
        return;
    struct collection *collection = service_collection(call);
    struct searcher *searcher = collection ? service_searcher(call, collection) : NULL;
    if (!searcher)
        return;
    if (find(call, searcher_reader(searcher), text, &options, &found, &error) != HERALD_OK) {
        problem_reply_error(call->request, reply, &error, NULL);
    } else {
        reply->status = 200;
        reply->type = form_describe(call->request->form)->full_type;
        if (call->request->form == REPLY_SUGGESTIONS)
            write_suggestions(&found, text, &reply->body);
        else
            completions_write_json(&found, text, &reply->body);
        reply->etag = etag_of_bytes(call->request, buffer_slice(&reply->body));
        service_cache_control(call);
    }
    completions_dispose(&found);
}
