#ifndef HERALD_SERVE_OPTION_PARAMETERS_H
#define HERALD_SERVE_OPTION_PARAMETERS_H

#include "corpus/command_line.h"
#include "searcher/serve/parameters.h"

/*
 * Parameters by the tables of the command line: each option of a command is a parameter of the same
 * name, so that both always mean the same. What reads files or concerns terminals is none.
 */

/* Whether an option can be a parameter. */
bool option_is_parameter(const struct command_option *option);

/* Which parameter is wrong: its name, empty where none is. */
struct parameter_fault {
    char name[64];
};

/*
 * Turn parameters into the command line that means the same: argv[0] is "serve", then one argument
 * each, "--limit=5" or "--any". A flag is given by an empty value, 1, true, yes or on, and not
 * given by 0, false, no or off; another parameter with an empty value counts as absent, since that
 * is what forms send. `own` are the names, ended by NULL, that are no options and are passed over.
 * HERALD_E_ARGUMENT, with *fault, for an unknown name, one that is given twice, and a value with
 * U+0000; HERALD_E_NO_MEMORY. Everything is in the arena.
 */
enum herald_status option_arguments(const struct command_options *options,
                                    const struct parameters *parameters, const char *const *own,
                                    struct arena *arena, int *argc, char ***argv,
                                    struct parameter_fault *fault, struct herald_error *err);

/* Make a message about options one about parameters: "--limit takes" becomes "limit takes", up to
 * what it quotes. Returns the first that it names. */
struct parameter_fault option_message(struct herald_error *error);

#endif
