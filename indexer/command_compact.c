#include "indexer/commands.h"

#include <inttypes.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>

#include "corpus/command_line.h"
#include "corpus/exit_code.h"
#include "indexer/compaction.h"
#include "indexer/index.h"
#include "indexer/progress.h"

/* The command line, understood. */
struct arguments {
    struct compaction_options compaction;
    bool json;
    enum command_asked asked;
};

#define AT(member) offsetof(struct arguments, member)

static const struct command_option ITEMS[] = {
    OPTION("index", 'i', OPTION_TEXT, AT(compaction.directory), "DIR",
           "the index (default: $HERALD_INDEX, else herald-index)"),
    OPTION("wait", 0, OPTION_SECONDS, AT(compaction.wait_seconds), "SECONDS",
           "wait so long for another writer (default: 10)", .most = INDEX_WAIT_MAX),
    OPTION("json", 0, OPTION_FLAG, AT(json), NULL, "print the result as JSON"),
    COMMAND_HELP_OPTIONS(AT(asked)),
};

static const struct command_options OPTIONS = {
    .items = ITEMS,
    .count = sizeof(ITEMS) / sizeof(ITEMS[0]),
    .before = "usage: herald compact [-i DIR] [--wait SECONDS] [--json]\n"
              "\n"
              "Rewrite an index in the least space: win back what replaced and deleted articles\n"
              "left behind. Takes as much free disk as the index itself until it is done. Readers\n"
              "are not disturbed; when it is stopped or killed, the index is as before.\n"
              "\n",
};

static void print_totals(const char *directory, const struct compaction_totals *totals, bool json)
{
    char before[16], after[16];
    if (json) {
        printf("{\"herald\":\"" HERALD_VERSION "\",\"articles\":%" PRIu64 ",\"damaged\":%" PRIu64
               ",\"bytes_before\":%" PRIu64 ",\"bytes_after\":%" PRIu64 "}\n",
               totals->articles, totals->damaged, totals->bytes_before, totals->bytes_after);
        return;
    }
    printf("%s: %" PRIu64 " article%s, %s before, %s now\n", directory, totals->articles,
           totals->articles == 1 ? "" : "s", human_bytes(totals->bytes_before, before),
           human_bytes(totals->bytes_after, after));
    if (totals->damaged > 0)
        printf("  damaged: %" PRIu64 "; what is indexed again is replaced\n", totals->damaged);
}

static void report_dropped(const struct compaction_totals *totals)
{
    if (totals->dropped_parts > 0)
        fprintf(stderr,
                "herald compact: %" PRIu64 " parts of a run that did not end could not be read and "
                "are dropped: run its command again\n",
                totals->dropped_parts);
}

static void print_report(const char *line)
{
    fprintf(stderr, "herald compact: %s\n", line);
}

static int fail(const struct herald_error *error)
{
    herald_tell("compact", error);
    return (int)herald_exit_code(error->status);
}

int command_compact(int argc, char **argv)
{
    struct arguments arguments = {
        {index_default_directory(), 10, print_report}, false, COMMAND_RUN};
    struct compaction_totals totals;
    struct herald_error error = {0};
    int others = 0;
    enum herald_status status =
        command_line_read(&OPTIONS, argc, argv, &arguments, &others, &error);
    if (command_asked_print(&OPTIONS, arguments.asked, stdout))
        return HERALD_EXIT_OK;
    if (status == HERALD_OK)
        status = command_line_expect_none(argv, others, &error);
    if (status != HERALD_OK)
        return fail(&error);
    signal(SIGXFSZ, SIG_IGN);
    if (index_compact(&arguments.compaction, &totals, &error) != HERALD_OK)
        return fail(&error);
    report_dropped(&totals);
    print_totals(arguments.compaction.directory, &totals, arguments.json);
    return totals.damaged > 0 ? HERALD_EXIT_DAMAGED : HERALD_EXIT_OK;
}
