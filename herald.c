/* The front door of Herald: a table of commands. */

#include <stdio.h>
#include <string.h>

#include <xap/version.h>

#include "corpus/exit_code.h"
#include "indexer/commands.h"
#include "program.h"
#include "searcher/commands.h"
#include "searcher/query_spelling.h"

/* One command: its name, what runs it (NULL: a program of its own), and a line of help. */
struct command {
    const char *name;
    program_command *run;
    const char *help;
};

static const struct command COMMANDS[] = {
    {"index", NULL, "add articles from files and folders to an index"},
    {"search", command_search, "answer a query from an index, as JSON or for reading"},
    {"complete", command_complete,
     "complete what was begun to type: words, sources, people, places"},
    {"show", command_show, "give one article back, with every field that it had"},
    {"similar", command_similar, "find articles that are like one of the index"},
    {"serve", NULL, "answer searches over HTTP, with a page for people"},
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

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(name, COMMANDS[i].name) == 0)
            return &COMMANDS[i];
    return NULL;
}

/* The command that a word is but for a slip of the pen, or NULL. */
static const char *command_meant(const char *word)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (spelling_near(slice_of(word), COMMANDS[i].name))
            return COMMANDS[i].name;
    return NULL;
}

/* What is no command: help, the version, a mistake. */
static int run_no_command(int argc, char **argv)
{
    if (argc < 2)
        return print_help(stderr);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0)
        return print_help(stdout);
    if (strcmp(argv[1], "--version") == 0)
        return print_version();
    const char *meant = command_meant(argv[1]);
    if (meant)
        fprintf(stderr, "herald: no command '%s'; did you mean '%s'?\n", argv[1], meant);
    else
        fprintf(stderr, "herald: no command '%s'; see 'herald --help'\n", argv[1]);
    return HERALD_EXIT_USAGE;
}

int main(int argc, char **argv)
{
    const struct command *command = argc > 1 ? find_command(argv[1]) : NULL;
    if (!command)
        return program_run("help", run_no_command, argc, argv);
    if (!command->run)
        return program_become(command->name, argv + 1);
    return program_run(command->name, command->run, argc - 1, argv + 1);
}
