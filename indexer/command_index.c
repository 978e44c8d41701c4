#include "indexer/commands.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "corpus/exit_code.h"
#include "indexer/builder.h"
#include "indexer/index.h"
#include "indexer/progress.h"

/* Field names that may be mapped in one run. */
#define MAPPINGS_MOST 64

/* Seconds that --wait takes at the most. */
#define WAIT_MOST 1e6

_Static_assert(BUILD_MEMORY_LEAST == (size_t)64 << 20, "the message of --memory says 64M");

static const char HELP[] =
    "usage: herald index [-i DIR] [OPTION]... PATH...\n"
    "\n"
    "Add the articles of files and folders to an index: what is new is added, what\n"
    "changed is replaced (by source and id), what is unchanged is passed over. PATH is\n"
    "a file, a folder (all files below it) or - for standard input. JSON Lines, JSON\n"
    "arrays, plain text, Markdown with front matter, Reuters-21578 SGML and SMART are\n"
    "told apart by their content, and may be gzipped.\n"
    "\n"
    "  -i, --index DIR        the index (default: $HERALD_INDEX, else herald-index)\n"
    "      --format NAME      read every file as jsonl, text, reuters or smart\n"
    "      --map FIELD=NAME   take FIELD (title, body, ...) from the input's NAME\n"
    "      --source NAME      source of articles that name none\n"
    "      --language TAG     language of articles that name none (en, fr, ...)\n"
    "      --delete-missing   delete articles that came from PATH and are gone from it\n"
    "      --memory SIZE      memory to stay under, such as 512M (default: 256M,\n"
    "                         at least 64M)\n"
    "      --record-limit SIZE  largest record (default: 64M, at most a tenth of memory)\n"
    "      --jobs N           threads that index (default: one for each processor)\n"
    "      --wait SECONDS     wait so long for another writer (default: 10)\n"
    "      --json             print the summary as JSON\n"
    "  -q, --quiet            print no summary, and no progress on a terminal\n"
    "  -h, --help             print this\n"
    "\n"
    "What could not be read is reported on standard error, a line each; the rest is\n"
    "indexed and the exit code is 3. A run that was killed goes on when the same\n"
    "command is given again. Exit codes: see 'man herald'.\n"
    "\n"
    "  herald index -i news articles.jsonl.gz\n"
    "  herald index -i news --source Courier --map title=headline export/\n"
    "  zcat feed.jsonl.gz | herald index -i news -\n";

enum {
    OPTION_FORMAT = 256,
    OPTION_MAP,
    OPTION_SOURCE,
    OPTION_LANGUAGE,
    OPTION_DELETE_MISSING,
    OPTION_MEMORY,
    OPTION_RECORD_LIMIT,
    OPTION_JOBS,
    OPTION_WAIT,
    OPTION_JSON
};

static const struct option OPTIONS[] = {
    {"index", required_argument, NULL, 'i'},
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"map", required_argument, NULL, OPTION_MAP},
    {"source", required_argument, NULL, OPTION_SOURCE},
    {"language", required_argument, NULL, OPTION_LANGUAGE},
    {"delete-missing", no_argument, NULL, OPTION_DELETE_MISSING},
    {"memory", required_argument, NULL, OPTION_MEMORY},
    {"record-limit", required_argument, NULL, OPTION_RECORD_LIMIT},
    {"jobs", required_argument, NULL, OPTION_JOBS},
    {"wait", required_argument, NULL, OPTION_WAIT},
    {"json", no_argument, NULL, OPTION_JSON},
    {"quiet", no_argument, NULL, 'q'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

/* The command line, understood. */
struct arguments {
    struct build_options build;
    struct field_mapping mappings[MAPPINGS_MOST];
    bool json;
    bool quiet;
    bool help;
    bool terminal; /* progress is shown */
};

static volatile sig_atomic_t stop_requested;

/* The first signal ends the run with what was read so far, the second one at once. */
static void request_stop(int signal_number)
{
    stop_requested = 1;
    signal(signal_number, SIG_DFL);
}

static bool usage(const char *format, const char *argument)
{
    fputs("herald index: ", stderr);
    fprintf(stderr, format, argument);
    fputs("; see 'herald index --help'\n", stderr);
    return false;
}

/* Read "256M": bytes, or with k, M, G the next powers of 1024. */
static bool parse_size(const char *text, size_t *out)
{
    char *end;
    double value = strtod(text, &end);
    static const char UNITS[] = "kMG";
    for (size_t i = 0; i < 3; i++)
        if (*end == UNITS[i] || (i == 0 && *end == 'K')) {
            value *= (double)((size_t)1 << (10 * (i + 1)));
            end++;
            break;
        }
    if (*end == 'B')
        end++;
    if (end == text || *end || !(value >= 1) || value > 1e15)
        return usage("'%s' is not a size such as 256M", text);
    *out = (size_t)value;
    return true;
}

static bool parse_mapping(struct arguments *arguments, char *text)
{
    struct build_options *build = &arguments->build;
    char *equals = strchr(text, '=');
    if (!equals || equals == text || !equals[1])
        return usage("'%s' is not of the form FIELD=NAME", text);
    if (build->reader.map_count == MAPPINGS_MOST)
        return usage("too many mappings at '%s'", text);
    *equals = '\0';
    arguments->mappings[build->reader.map_count++] = (struct field_mapping){text, equals + 1};
    build->reader.map = arguments->mappings;
    return true;
}

static bool parse_memory(const char *text, size_t *out)
{
    if (!parse_size(text, out))
        return false;
    return *out >= BUILD_MEMORY_LEAST ||
           usage("--memory takes a size from 64M on, such as 512M, not '%s'", text);
}

static bool parse_jobs(const char *text, unsigned *out)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || value < 1 || value > BUILD_JOBS_MOST) {
        fprintf(stderr, "herald index: --jobs takes a whole number from 1 to %u, not '%s'\n",
                BUILD_JOBS_MOST, text);
        return false;
    }
    *out = (unsigned)value;
    return true;
}

static bool parse_wait(const char *text, double *out)
{
    char *end;
    *out = strtod(text, &end);
    if (end != text && !*end && *out >= 0 && *out <= WAIT_MOST)
        return true;
    fprintf(stderr, "herald index: --wait takes seconds from 0 to %.0f, not '%s'\n", WAIT_MOST,
            text);
    return false;
}

static bool apply_option(struct arguments *arguments, int option, char *value)
{
    struct build_options *build = &arguments->build;
    switch (option) {
    case 'i':
        build->directory = value;
        return true;
    case OPTION_FORMAT:
        build->reader.format = value;
        return true;
    case OPTION_MAP:
        return parse_mapping(arguments, value);
    case OPTION_SOURCE:
        build->reader.source = value;
        return true;
    case OPTION_LANGUAGE:
        build->reader.language = value;
        return true;
    case OPTION_DELETE_MISSING:
        build->delete_missing = true;
        return true;
    case OPTION_MEMORY:
        return parse_memory(value, &build->memory);
    case OPTION_RECORD_LIMIT:
        return parse_size(value, &build->reader.record_limit);
    case OPTION_JOBS:
        return parse_jobs(value, &build->jobs);
    case OPTION_WAIT:
        return parse_wait(value, &build->wait_seconds);
    case OPTION_JSON:
        return arguments->json = true;
    case 'q':
        return arguments->quiet = true;
    case 'h':
        return arguments->help = true;
    default:
        fputs("herald index: see 'herald index --help'\n", stderr);
        return false;
    }
}

static bool parse_arguments(int argc, char **argv, struct arguments *arguments)
{
    struct build_options *build = &arguments->build;
    build->directory = index_default_directory();
    build->wait_seconds = 10;
    build->command = "herald index";
    build->stop = &stop_requested;
    for (int option; (option = getopt_long(argc, argv, "i:qh", OPTIONS, NULL)) != -1;)
        if (!apply_option(arguments, option, optarg))
            return false;
    build->paths = (const char *const *)(argv + optind);
    build->path_count = (size_t)(argc - optind);
    if (!arguments->help && build->path_count == 0)
        return usage("no %s was named", "PATH");
    for (size_t i = 0; build->delete_missing && i < build->path_count; i++)
        if (strcmp(build->paths[i], "-") == 0)
            return usage("--delete-missing needs files or folders, not '%s'", "-");
    return true;
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
    struct arguments arguments = {0};
    struct build_totals totals = {0};
    struct herald_error error = {0};
    if (!parse_arguments(argc, argv, &arguments))
        return HERALD_EXIT_USAGE;
    if (arguments.help) {
        fputs(HELP, stdout);
        return HERALD_EXIT_OK;
    }
    catch_signals();
    arguments.terminal = !arguments.quiet && isatty(STDERR_FILENO);
    arguments.build.report = print_report;
    arguments.build.progress = arguments.terminal ? print_progress : NULL;
    arguments.build.context = &arguments;
    enum herald_status status = build_run(&arguments.build, &totals, &error);
    return finish(&arguments, status, &totals, &error);
}
