/* The front door of Herald: a table of commands and nothing else. */

#include <stdio.h>
#include <string.h>

#include <xap/version.h>

#include "corpus/exit_code.h"
#include "indexer/commands.h"
#include "searcher/commands.h"

/* One command: its name, what runs it, and a line of help. */
struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
};

static const struct command COMMANDS[] = {
    {"index", command_index, "add articles from files and folders to an index"},
    {"search", command_search, "answer a query from an index, as JSON or for reading"},
    {"show", command_show, "give one article back, with every field that it had"},
    {"info", command_info, "tell what is in an index"},
    {"compact", command_compact, "win back the space of replaced articles"},
};

#define COMMAND_COUNT (sizeof COMMANDS / sizeof COMMANDS[0])

static int print_help(FILE *out)
{
    fputs("usage: herald COMMAND [OPTION]... [ARGUMENT]...\n\n"
          "Full-text search for diplomatic news: index a corpus, search it, read JSON.\n\n"
          "commands:\n",
          out);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-9s %s\n", COMMANDS[i].name, COMMANDS[i].help);
    fputs("\n'herald COMMAND --help' explains a command, 'man herald-COMMAND' does so at length.\n"
          "\n"
          "  herald index -i news corpus/sample\n"
          "  herald search -i news Russia mediation Iran\n",
          out);
    return out == stdout ? HERALD_EXIT_OK : HERALD_EXIT_USAGE;
}

static int print_version(void)
{
    printf("herald " HERALD_VERSION " (libxapian %s)\n", xap_library_version_string());
    return HERALD_EXIT_OK;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return print_help(stderr);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0)
        return print_help(stdout);
    if (strcmp(argv[1], "--version") == 0)
        return print_version();
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(argv[1], COMMANDS[i].name) == 0)
            return COMMANDS[i].run(argc - 1, argv + 1);
    fprintf(stderr, "herald: no command '%s'; see 'herald --help'\n", argv[1]);
    return HERALD_EXIT_USAGE;
}
