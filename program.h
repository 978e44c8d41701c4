#ifndef HERALD_PROGRAM_H
#define HERALD_PROGRAM_H

/*
 * What the programs share. `herald` is the one that people start; indexing and serving are programs
 * of their own, which it becomes, because each loads libraries (language detection; HTTP and
 * what that draws in) that take longer to load than a search takes.
 */

/* A command: argv[0] is its name; returns one of enum herald_exit. */
typedef int program_command(int argc, char **argv);

/*
 * The whole life of a program that runs one command: standard streams that are closed are filled,
 * signals and failures of libxapian that end the process get a message, and what was printed has
 * reached its reader, or the command has failed. `name` stands in messages. Returns the exit code.
 */
int program_run(const char *name, program_command *command, int argc, char **argv);

/*
 * Become `herald-NAME`, the program that stands beside the one running (a build tree) or in
 * ../libexec/herald from there (installed), with the same arguments; argv[0], the name of the
 * command, gets "herald " before it. Returns only when that cannot be started:
 * HERALD_EXIT_INTERNAL, the reason told.
 */
int program_become(const char *name, char **argv);

#endif
