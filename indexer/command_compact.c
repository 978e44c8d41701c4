#include "indexer/commands.h"

#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "corpus/exit_code.h"
#include "indexer/compaction.h"
#include "indexer/index.h"
#include "indexer/progress.h"

static const char HELP[] =
    "usage: herald compact [-i DIR] [--wait SECONDS] [--json]\n"
    "\n"
    "Rewrite an index in the least space: win back what replaced and deleted articles\n"
    "left behind. Takes as much free disk as the index itself until it is done. Readers\n"
    "are not disturbed; when it is stopped or killed, the index is as before.\n"
    "\n"
    "  -i, --index DIR     the index (default: $HERALD_INDEX, else herald-index)\n"
    "      --wait SECONDS  wait so long for another writer (default: 10)\n"
    "      --json          print the result as JSON\n"
    "  -h, --help          print this\n";

static const struct option OPTIONS[] = {
    {"index", required_argument, NULL, 'i'},
    {"wait", required_argument, NULL, 'w'},
    {"json", no_argument, NULL, 'j'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
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
    printf("%s: %" PRIu64 " articles, %s before, %s now\n", directory, totals->articles,
           human_bytes(totals->bytes_before, before), human_bytes(totals->bytes_after, after));
    if (totals->damaged > 0)
        printf("  %" PRIu64 " articles are damaged: index them again, and they are replaced\n",
               totals->damaged);
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

int command_compact(int argc, char **argv)
{
    struct compaction_options options = {index_default_directory(), 10, print_report};
    struct compaction_totals totals;
    struct herald_error error = {0};
    bool json = false;
    for (int option; (option = getopt_long(argc, argv, "i:h", OPTIONS, NULL)) != -1;) {
        if (option == 'h') {
            fputs(HELP, stdout);
            return HERALD_EXIT_OK;
        }
        if (option == 'i')
            options.directory = optarg;
        else if (option == 'w')
            options.wait_seconds = strtod(optarg, NULL);
        else if (option == 'j')
            json = true;
        else
            return HERALD_EXIT_USAGE;
    }
    if (optind < argc) {
        fprintf(stderr, "herald compact: unexpected argument '%s'\n", argv[optind]);
        return HERALD_EXIT_USAGE;
    }
    signal(SIGXFSZ, SIG_IGN);
    enum herald_status status = index_compact(&options, &totals, &error);
    if (status != HERALD_OK) {
        herald_tell("compact", &error);
        return (int)herald_exit_code(status);
    }
    report_dropped(&totals);
    print_totals(options.directory, &totals, json);
    return totals.damaged > 0 ? HERALD_EXIT_DAMAGED : HERALD_EXIT_OK;
}
