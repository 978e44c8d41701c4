#include "indexer/commands.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "corpus/command_line.h"
#include "corpus/exit_code.h"
#include "indexer/builder.h"
#include "indexer/index.h"
#include "indexer/progress.h"

/* Field names that may be mapped in one run. */
#define MAPPINGS_MOST 64

/* The command line, understood. */
struct arguments {
    struct build_options build;
    struct field_mapping mappings[MAPPINGS_MOST];
    bool json;
    bool quiet;
    bool terminal; /* progress is shown */
    enum command_asked asked;
};

/* "FIELD=NAME", written into by ending FIELD. */
static enum herald_status read_mapping(void *command, const char *value, struct herald_error *err)
{
    struct arguments *arguments = command;
    struct reader_options *reader = &arguments->build.reader;
    char *equals = strchr(value, '=');
    if (!equals || equals == value || !equals[1])
        return herald_fail(err, HERALD_E_ARGUMENT, "'%s' is not of the form FIELD=NAME", value);
    if (reader->map_count == MAPPINGS_MOST)
        return herald_fail(err, HERALD_E_ARGUMENT, "too many mappings at '%s'", value);
    *equals = '\0';
    arguments->mappings[reader->map_count++] = (struct field_mapping){value, equals + 1};
    reader->map = arguments->mappings;
    return HERALD_OK;
}

static enum herald_status read_format(void *command, const char *value, struct herald_error *err)
{
    struct arguments *arguments = command;
    arguments->build.reader.format = value;
    return reader_format_check(value, err);
}

#define AT(member) offsetof(struct arguments, member)

static const struct command_option ITEMS[] = {
    OPTION("index", 'i', OPTION_TEXT, AT(build.directory), "DIR",
           "the index (default: $HERALD_INDEX, else herald-index)"),
    OPTION("format", 0, OPTION_CALL, 0, "NAME",
           "read every file as jsonl, text (with Markdown), reuters or smart",
           .choices = "jsonl text reuters smart", .read = read_format),
    OPTION("map", 0, OPTION_CALL, 0, "FIELD=NAME",
           "take FIELD (title, body, ...) from the input's NAME", .read = read_mapping),
    OPTION("source", 0, OPTION_TEXT, AT(build.reader.source), "NAME",
           "source of articles that name none"),
    OPTION("language", 0, OPTION_TEXT, AT(build.reader.language), "TAG",
           "language of articles that name none (en, fr, ...)"),
    OPTION("keep-mojibake", 0, OPTION_FLAG, AT(build.keep_mojibake), NULL,
           "leave garbled text, and text in other encodings, as it is"),
    OPTION("delete-missing", 0, OPTION_FLAG, AT(build.delete_missing), NULL,
           "delete articles that came from PATH and are gone from it"),
    OPTION("memory", 0, OPTION_BYTES, AT(build.memory), "SIZE",
           "memory to stay under, such as 512M (default: 256M, at least 64M)",
           .least = (double)BUILD_MEMORY_LEAST),
    OPTION("record-limit", 0, OPTION_BYTES, AT(build.reader.record_limit), "SIZE",
           "largest record (default: 64M, at most a tenth of memory)"),
    OPTION("jobs", 0, OPTION_NUMBER, AT(build.jobs), "N",
           "threads that index (default: one for each processor)", .least = 1,
           .most = BUILD_JOBS_MOST),
    OPTION("wait", 0, OPTION_SECONDS, AT(build.wait_seconds), "SECONDS",
           "wait so long for another writer (default: 10)", .most = INDEX_WAIT_MAX),
    OPTION("json", 0, OPTION_FLAG, AT(json), NULL, "print the summary as JSON"),
    OPTION("quiet", 'q', OPTION_FLAG, AT(quiet), NULL,
           "print no summary, and no progress on a terminal"),
    COMMAND_HELP_OPTIONS(AT(asked)),
};

static const struct command_options OPTIONS = {
    .items = ITEMS,
    .count = sizeof(ITEMS) / sizeof(ITEMS[0]),
    .before = "usage: herald index [-i DIR] [OPTION]... PATH...\n"
              "\n"
              "Add the articles of files and folders to an index: what is new is added, what\n"
              "changed is replaced (by source and id), what is unchanged is passed over. PATH is\n"
              "a file, a folder (all files below it) or - for standard input. JSON Lines, JSON\n"
              "arrays, plain text, Markdown with front matter, Reuters-21578 SGML and SMART are\n"
              "told apart by their content, and may be gzipped.\n"
              "\n",
    .after = "\n"
             "What could not be read is reported on standard error, a line each; the rest is\n"
             "indexed and the exit code is 3. A run that was killed goes on when the same\n"
             "command is given again. Exit codes: see 'man herald'.\n"
             "\n"
             "  herald index -i news articles.jsonl.gz\n"
             "  herald index -i news --source Courier --map title=headline export/\n"
             "  zcat feed.jsonl.gz | herald index -i news -\n",
    .advice = "see 'herald index --help'",
};

static volatile sig_atomic_t stop_requested;

/* The first signal ends the run with what was read so far, the second one at once. */
static void request_stop(int signal_number)
{
    stop_requested = 1;
    signal(signal_number, SIG_DFL);
}

/* What the command line says of files, and what does not go together. */
static enum herald_status settle(struct arguments *arguments, char **argv, int count,
                                 struct herald_error *err)
{
    struct build_options *build = &arguments->build;
    build->paths = (const char *const *)(argv + 1);
    build->path_count = (size_t)count;
    if (count == 0)
        return herald_fail(err, HERALD_E_ARGUMENT, "no PATH was named; see 'herald index --help'");
    for (size_t i = 0; build->delete_missing && i < build->path_count; i++)
        if (strcmp(build->paths[i], "-") == 0)
            return herald_fail(err, HERALD_E_ARGUMENT,
                               "--delete-missing needs files or folders, not '-'");
    return HERALD_OK;
}

static void print_report(void *context, const char *line)
{
    const struct arguments *arguments = context;
    if (arguments->terminal)
        progress_clear(stderr);
    fprintf(stderr, "herald index: %s\n", line);
}

static void print_progress(void *context, const struct build_progress *progress)
{
    (void)context;
    progress_line(stderr, progress);
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = request_stop};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGXFSZ, SIG_IGN);
}

static int finish(const struct arguments *arguments, enum herald_status status,
                  const struct build_totals *totals, const struct herald_error *error)
{
    const char *directory = arguments->build.directory;
    if (arguments->terminal)
        progress_clear(stderr);
    if (status != HERALD_OK)
        herald_tell("index", error);
    if (arguments->json)
        summary_json(stdout, directory, totals, status == HERALD_OK ? NULL : error);
    else if (!arguments->quiet && status == HERALD_OK)
        summary_text(stdout, directory, totals);
    if (status != HERALD_OK)
        return (int)herald_exit_code(status);
    if (totals->interrupted)
        return HERALD_EXIT_INTERRUPTED;
    return totals->skipped || totals->skipped_files || totals->deletion_refused
               ? HERALD_EXIT_PARTIAL
               : HERALD_EXIT_OK;
}

int command_index(int argc, char **argv)
{
    struct arguments arguments = {
        .build = {.directory = index_default_directory(),
                  .wait_seconds = 10,
                  .command = "herald index",
                  .stop = &stop_requested,
                  .report = print_report},
    };
    struct build_totals totals = {0};
    struct herald_error error = {0};
    int paths = 0;
    enum herald_status status = command_line_read(&OPTIONS, argc, argv, &arguments, &paths, &error);
    if (command_asked_print(&OPTIONS, arguments.asked, stdout))
        return HERALD_EXIT_OK;
    if (status == HERALD_OK)
        status = settle(&arguments, argv, paths, &error);
    if (status != HERALD_OK) {
        herald_tell("index", &error);
        return (int)herald_exit_code(status);
    }
    catch_signals();
    arguments.terminal = !arguments.quiet && isatty(STDERR_FILENO);
    arguments.build.progress = arguments.terminal ? print_progress : NULL;
    arguments.build.context = &arguments;
    status = build_run(&arguments.build, &totals, &error);
    return finish(&arguments, status, &totals, &error);
}
