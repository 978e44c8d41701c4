/* The front door of Herald: a table of commands, and the standard streams kept in order. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <xap/version.h>

#include "corpus/exit_code.h"
#include "indexer/commands.h"
#include "indexer/index_database.h"
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
    {"complete", command_complete,
     "complete what was begun to type: words, sources, people, places"},
    {"show", command_show, "give one article back, with every field that it had"},
    {"similar", command_similar, "find articles that are like one of the index"},
    {"serve", command_serve, "answer searches over HTTP, with a page for people"},
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

/* Fill the places of standard streams that are closed, so that no file of an index gets one of them
 * and what is printed goes into it. Reading from or writing to them still fails. */
static void fill_closed_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY); /* the lowest: fd */
}

/* What a command printed reaches its reader, or the command has failed; a reader that has gone is
 * no failure. */
static int flush_output(const char *command, int code)
{
    struct herald_error error;
    errno = 0;
    bool written = fflush(stdout) == 0;
    int reason = errno;
    if ((written && !ferror(stdout)) || reason == EPIPE)
        return code;
    herald_fail_errno(&error, reason ? reason : EIO, "cannot write to standard output");
    herald_tell(command, &error);
    return code == HERALD_EXIT_OK ? HERALD_EXIT_IO : code;
}

static const char *running = "index"; /* the command */

/* libxapian failed where C++ ends the process instead. */
static void give_up(const xap_error *failure)
{
    struct herald_error error;
    index_fail_xap(&error, "go on", failure);
    herald_tell(running, &error);
    _exit((int)herald_exit_code(error.status));
}

static int run(int argc, char **argv)
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

int main(int argc, char **argv)
{
    fill_closed_streams();
    signal(SIGPIPE, SIG_IGN); /* writing fails with EPIPE instead */
    running = argc > 1 ? argv[1] : "help";
    xap_set_fatal_handler(give_up);
    return flush_output(running, run(argc, argv));
}
