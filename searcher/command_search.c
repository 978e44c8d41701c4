#include "searcher/commands.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "corpus/exit_code.h"
#include "corpus/terminal.h"
#include "searcher/result_identity.h"
#include "searcher/search_options.h"

/* The most that a file of topics may hold. */
#define TOPICS_MAX ((size_t)64 << 20)

#define SECONDS_A_DAY 86400

/* One run of a command. */
struct command {
    const char *name; /* for messages: "search" or "similar" */
    struct search_options options;
    struct searcher *searcher;
    struct buffer input;  /* the query, or the topics */
    struct buffer output; /* what will be printed */
    struct expectation expected;
    struct query_error where;
    struct herald_error error;
};

/* --- input ------------------------------------------------------------------------------------ */

/* Read up to the buffer's limit; more than that fails, unless it is cut there. */
static enum herald_status read_stream(FILE *file, const char *name, bool cut, struct buffer *out,
                                      struct herald_error *err)
{
    char block[16384];
    size_t length;
    while ((length = fread(block, 1, sizeof(block), file)) > 0) {
        bool over = length > out->limit - out->length;
        buffer_append(out, block, cut && over ? out->limit - out->length : length);
        if (over)
            break;
    }
    if (ferror(file))
        return herald_fail_errno(err, errno, "cannot read '%s'", name);
    if (out->failed)
        return herald_fail(err, HERALD_E_LIMIT, "'%s' is larger than %zu bytes", name, out->limit);
    return HERALD_OK;
}

/* Read a file, or standard input for "-". What is wrong with it is wrong with the command line. */
static enum herald_status read_input(const char *name, size_t limit, bool cut, struct buffer *out,
                                     struct herald_error *err)
{
    out->limit = limit;
    if (strcmp(name, "-") == 0)
        return read_stream(stdin, "standard input", cut, out, err);
    FILE *file = fopen(name, "rb");
    if (!file) {
        herald_fail_errno(err, errno, "cannot open '%s'", name);
        if (err->status == HERALD_E_NOT_FOUND)
            err->status = HERALD_E_ARGUMENT;
        return err->status;
    }
    enum herald_status status = read_stream(file, name, cut, out, err);
    fclose(file);
    return status;
}

static enum herald_status read_query(struct command *command)
{
    const struct search_options *options = &command->options;
    if (options->topics)
        return read_input(options->topics, TOPICS_MAX, false, &command->input, &command->error);
    if (options->query_file) /* one byte more than a query may have, for its own error */
        return read_input(options->query_file, QUERY_TEXT_MAX + 1, true, &command->input,
                          &command->error);
    for (int at = 0; at < options->word_count; at++) {
        buffer_append_string(&command->input, at ? " " : "");
        buffer_append_string(&command->input, options->words[at]);
    }
    if (command->input.failed)
        return herald_fail(&command->error, HERALD_E_NO_MEMORY, "no memory for the query");
    return HERALD_OK;
}

/* --- output ----------------------------------------------------------------------------------- */

static void print_warnings(const struct command *command, const struct result *result)
{
    for (const struct query_warning *warning = result->query.warnings; warning;
         warning = warning->next)
        terminal_tell("herald %s: warning: %.*s", command->name, (int)warning->message.length,
                      warning->message.bytes);
}

static enum herald_status write_out(struct command *command, bool paged)
{
    struct slice text = buffer_slice(&command->output);
    if (command->output.failed)
        return herald_fail(&command->error, HERALD_E_NO_MEMORY, "no memory for the result");
    enum herald_status status =
        paged ? terminal_page(text, &command->error) : terminal_write(text, &command->error);
    buffer_clear(&command->output);
    return status;
}

/* What is to be exported, as the options say. */
static struct export make_export(const struct search_options *options, struct slice qid)
{
    const struct query_options *reading = &options->request.reading;
    int64_t now = reading->fixed_clock ? reading->now : (int64_t)time(NULL);
    return (struct export){.form = (enum export_form)(options->form - FORM_EXPORT),
                           .fields = options->request.fields,
                           .full = options->full,
                           .qid = qid,
                           .run = slice_of(options->run),
                           .accessed = {now - now % SECONDS_A_DAY, DATE_DAY}};
}

static enum herald_status print_result(struct command *command, const struct result *result,
                                       struct slice qid)
{
    const struct search_options *options = &command->options;
    bool text = options->form == FORM_TEXT;
    struct export export = make_export(options, qid);
    if (options->form != FORM_JSON)
        print_warnings(command, result);
    if (options->form == FORM_JSON)
        result_write_json(result, options->full, &command->output);
    else if (text)
        result_write_text(result, options->full, !options->no_colour && terminal_wants_colour(),
                          &command->output);
    else
        export_result(&export, result, &command->output);
    return write_out(command, text && !options->no_pager);
}

/* Say what is wrong with a damaged article. */
static void tell_article(const struct command *command, const struct result_hit *hit)
{
    terminal_tell("herald %s: article '%.*s': %.*s", command->name, (int)hit->key.length,
                  hit->key.bytes, (int)hit->error.length, hit->error.bytes);
}

/* Say which articles of the result are damaged. */
static void tell_damage(const struct command *command, const struct result *result)
{
    for (size_t at = 0; at < result->hit_count; at++) {
        const struct result_hit *hit = &result->hits[at];
        if (hit->status != HERALD_OK)
            tell_article(command, hit);
    }
    if (result->damaged > 0)
        fprintf(stderr,
                "  the others are whole; 'herald compact' tells all that are damaged and lets\n"
                "  'herald index' replace them\n");
}

/* A failure is told twice: to people on stderr, and in the form that was asked for. */
static int report(struct command *command)
{
    const struct herald_error *error = &command->error;
    enum result_form form = command->options.form;
    const char *hint = result_hint(error->status, &command->where);
    const struct query_error *where = &command->where;
    fprintf(stderr, "herald %s: %s\n", command->name, error->message);
    if (where->code != QUERY_ERROR_NONE && where->expected)
        fprintf(stderr, "  expected here: %s\n", where->expected);
    if (hint)
        fprintf(stderr, "  %s\n", hint);
    if (form == FORM_JSON || form == FORM_JSON_LINES) {
        buffer_clear(&command->output);
        result_write_error(error, &command->where, form == FORM_JSON, &command->output);
        terminal_write(buffer_slice(&command->output), NULL);
    }
    return (int)herald_exit_code(error->status);
}

/* --- running ---------------------------------------------------------------------------------- */

static int exit_of(const struct result *result)
{
    if (result->damaged > 0)
        return HERALD_EXIT_DAMAGED;
    if (result->timed_out)
        return HERALD_EXIT_PARTIAL;
    bool nothing = result->hit_count == 0 && result->total.at_least == 0;
    return nothing ? HERALD_EXIT_NOTHING : HERALD_EXIT_OK;
}

/* --- what was expected ------------------------------------------------------------------------ */

/* The most that a saved result may hold. */
#define SAVED_MAX ((size_t)256 << 20)

/* An id has its own form; what has not is the name of a file. */
static enum herald_status read_expectation(struct command *command)
{
    const char *given = command->options.expect;
    struct buffer saved = BUFFER_INIT;
    if (!given || expectation_read_id(&command->expected, slice_of(given), NULL) == HERALD_OK)
        return HERALD_OK;
    if (access(given, F_OK) != 0)
        return expectation_read_id(&command->expected, slice_of(given), &command->error);
    enum herald_status status = read_input(given, SAVED_MAX, false, &saved, &command->error);
    if (status == HERALD_OK)
        status = expectation_read_saved(&command->expected, buffer_slice(&saved), &command->error);
    buffer_dispose(&saved);
    return status;
}

static void tell_changes(const char *what, const struct result_change *changes, size_t count)
{
    for (size_t at = 0; at < count; at++)
        terminal_tell("  %s %.*s (%u)", what, (int)changes[at].key.length, changes[at].key.bytes,
                      changes[at].rank);
}

/* Compare with what was expected, and tell people of it. */
static enum herald_status compare(struct command *command, struct result *result)
{
    const struct result_comparison *comparison = &result->comparison;
    if (!command->expected.given)
        return HERALD_OK;
    if (!result_compare(result, &command->expected))
        return herald_fail(&command->error, HERALD_E_NO_MEMORY, "no memory for the comparison");
    fprintf(stderr, "herald %s: %s%s%s\n", command->name,
            comparison->same_hits ? "the hits are the same" : "the hits have changed",
            comparison->id.length == 0  ? ""
            : !comparison->same_request ? "; something else was asked for"
            : comparison->same_index    ? "; the index is the same"
                                        : "; the index has changed",
            comparison->with_hits || comparison->same_hits
                ? ""
                : "; which, can be told from a saved result (--expect FILE)");
    tell_changes("+", comparison->came, comparison->came_count);
    tell_changes("-", comparison->went, comparison->went_count);
    return HERALD_OK;
}

/* Search again for what is suggested, if that is wanted and anything is. `corrected` is room for
 * the text, which has to outlive the result. */
static enum herald_status correct(struct command *command, struct slice text, struct result *result,
                                  struct buffer *corrected)
{
    if (!command->options.correct || result->suggestions.count == 0)
        return HERALD_OK;
    buffer_append_slice(corrected, result->suggestions.corrected);
    if (corrected->failed)
        return herald_fail(&command->error, HERALD_E_NO_MEMORY, "no memory for the query");
    enum herald_status status =
        result_find(command->searcher, buffer_slice(corrected), &command->options.request, result,
                    &command->where, &command->error);
    result->corrected_from = text;
    return status;
}

/* Answer one query and print the answer. */
static enum herald_status answer(struct command *command, struct slice qid, struct slice text,
                                 int *exit_code)
{
    struct result result = {0};
    struct buffer corrected = BUFFER_INIT;
    enum herald_status status = result_find(command->searcher, text, &command->options.request,
                                            &result, &command->where, &command->error);
    if (status == HERALD_OK)
        status = correct(command, text, &result, &corrected);
    if (status == HERALD_OK) {
        *exit_code = exit_of(&result);
        tell_damage(command, &result);
        status = compare(command, &result);
        if (status == HERALD_OK)
            status = print_result(command, &result, qid);
    }
    result_dispose(&result);
    buffer_dispose(&corrected);
    return status;
}

/* --- everything ------------------------------------------------------------------------------- */

/* Print once so many bytes have come together. */
#define STREAM_BLOCK ((size_t)64 << 10)

/* Everything that matches, on its way out. */
struct streaming {
    struct command *command;
    struct export export;
};

static enum herald_status take_hit(void *context, const struct result_hit *hit,
                                   struct herald_error *err)
{
    struct streaming *streaming = context;
    struct buffer *output = &streaming->command->output;
    export_hit(&streaming->export, hit, output);
    if (hit->status != HERALD_OK)
        tell_article(streaming->command, hit);
    if (output->length < STREAM_BLOCK && !output->failed)
        return HERALD_OK;
    enum herald_status status = write_out(streaming->command, false);
    if (status != HERALD_OK && err)
        *err = streaming->command->error;
    return status;
}

static enum herald_status answer_with_all(struct command *command, int *exit_code)
{
    struct streaming streaming = {command, make_export(&command->options, SLICE("1"))};
    struct result result = {0};
    export_begin(&streaming.export, &command->output);
    enum herald_status status =
        result_stream(command->searcher, buffer_slice(&command->input), &command->options.request,
                      &result, take_hit, &streaming, &command->where, &command->error);
    if (status == HERALD_OK) {
        export_end(&streaming.export, &command->output);
        print_warnings(command, &result);
        *exit_code = exit_of(&result);
        status = write_out(command, false);
    }
    result_dispose(&result);
    return status;
}

/* --- topics ----------------------------------------------------------------------------------- */

/* A topic that finds nothing or cannot be read costs only itself. */
static enum herald_status answer_topic(struct command *command, struct slice line, int *exit_code)
{
    int code = HERALD_EXIT_OK;
    const char *tab = memchr(line.bytes, '\t', line.length);
    size_t length = tab ? (size_t)(tab - line.bytes) : line.length;
    struct slice qid = {line.bytes, length};
    struct slice text = {line.bytes + length, line.length - length};
    enum herald_status status = answer(command, qid, text, &code);
    if (status == HERALD_E_QUERY || status == HERALD_E_LIMIT) {
        terminal_tell("herald %s: topic '%.*s': %s", command->name,
                      (int)(length < 80 ? length : 80), qid.bytes, command->error.message);
        code = HERALD_EXIT_PARTIAL;
        status = HERALD_OK;
    }
    if (code > HERALD_EXIT_NOTHING)
        *exit_code = code;
    return status;
}

static enum herald_status answer_topics(struct command *command, int *exit_code)
{
    struct slice rest = buffer_slice(&command->input);
    enum herald_status status = HERALD_OK;
    while (rest.length > 0 && status == HERALD_OK) {
        const char *newline = memchr(rest.bytes, '\n', rest.length);
        size_t length = newline ? (size_t)(newline - rest.bytes) : rest.length;
        struct slice line = {rest.bytes, length};
        size_t taken = newline ? length + 1 : length;
        rest = (struct slice){rest.bytes + taken, rest.length - taken};
        if (length > 0 && line.bytes[length - 1] == '\r')
            line.length--;
        if (line.length > 0)
            status = answer_topic(command, line, exit_code);
    }
    return status;
}

static enum herald_status run(struct command *command, int *exit_code)
{
    const struct search_options *options = &command->options;
    enum herald_status status = read_query(command);
    if (status == HERALD_OK)
        status = read_expectation(command);
    if (status == HERALD_OK)
        status = searcher_open(options->directory, &command->searcher, &command->error);
    if (status != HERALD_OK)
        return status;
    if (options->topics)
        return answer_topics(command, exit_code);
    if (options->all)
        return answer_with_all(command, exit_code);
    return answer(command, SLICE("1"), buffer_slice(&command->input), exit_code);
}

static int search_command(const char *name, int argc, char **argv,
                          const struct command_options *options)
{
    struct command command = {.name = name,
                              .options = SEARCH_OPTIONS_DEFAULT,
                              .input = BUFFER_INIT,
                              .output = BUFFER_INIT};
    int exit_code = HERALD_EXIT_OK;
    command.options.similar = options == &similar_command_options;
    enum herald_status status = search_options_read(argc, argv, &command.options, &command.error);
    bool printed =
        status == HERALD_OK && command_asked_print(options, command.options.asked, stdout);
    if (status == HERALD_OK && !printed)
        status = search_options_check_form(&command.options, &command.error);
    if (status == HERALD_OK && !printed)
        status = run(&command, &exit_code);
    if (status != HERALD_OK)
        exit_code = report(&command);
    searcher_free(command.searcher);
    expectation_dispose(&command.expected);
    buffer_dispose(&command.input);
    buffer_dispose(&command.output);
    search_options_dispose(&command.options);
    return exit_code;
}

int command_search(int argc, char **argv)
{
    return search_command("search", argc, argv, &search_command_options);
}

int command_similar(int argc, char **argv)
{
    return search_command("similar", argc, argv, &similar_command_options);
}
