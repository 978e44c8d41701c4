#ifndef HERALD_CORPUS_COMMAND_LINE_H
#define HERALD_CORPUS_COMMAND_LINE_H

#include <stdio.h>

#include "corpus/buffer.h"
#include "corpus/error.h"

/*
 * Command lines from tables: one entry an option, from which the command line is read, the help
 * printed and the completion of the shell made.
 */

/* What an option sets: a member of the command's own structure, at `offset`. */
enum option_kind {
    OPTION_HEADING, /* no option: `help` is printed before those that follow */
    OPTION_FLAG,    /* bool, which becomes true */
    OPTION_SET,     /* an enumeration, which becomes `least`; on one command line only one of those
                       that set the same member, if that is 0 before */
    OPTION_CHOICE,  /* an enumeration: the place of the value among the words of `choices` */
    OPTION_TEXT,    /* const char *: the value itself */
    OPTION_SLICE,   /* struct slice: the same */
    OPTION_LIST,    /* struct slice_list: one more item; the caller frees its items */
    OPTION_NUMBER,  /* uint32_t, from `least` to `most` */
    OPTION_SIZE,    /* size_t, from `least` to `most` */
    OPTION_BYTES,   /* size_t, such as 512M (k, M, G: powers of 1024), from `least` to `most` */
    OPTION_SECONDS, /* double, from `least` to `most` */
    OPTION_MILLISECONDS, /* uint32_t: the same, given in seconds and kept in milliseconds */
    OPTION_DATE,         /* struct date */
    OPTION_CALL          /* nothing: `read` does what there is to do */
};

/* One option. Lines of a table are made by OPTION and OPTION_GROUP. */
struct command_option {
    enum option_kind kind;
    const char *name;    /* after the two dashes */
    char letter;         /* after one dash; 0: none */
    size_t offset;       /* of what it sets */
    const char *value;   /* what its value is called in the help; NULL: it takes none. DIR and FILE
                            are completed as paths */
    const char *help;    /* wrapped by itself; NULL: not shown, and not completed */
    double least, most;  /* 0 and 0: the widest range of the kind, from 0 */
    const char *choices; /* words that the value may be, separated by blanks, for OPTION_CHOICE and
                            completion */
    enum herald_status (*read)(void *command, const char *value, struct herald_error *err);
};

/* OPTION("limit", 'n', OPTION_NUMBER, offsetof(struct search, limit), "N", "at most N", .most = 9)
 */
#define OPTION(NAME, LETTER, KIND, OFFSET, VALUE, ...)                                             \
    {                                                                                              \
        .kind = KIND, .name = NAME, .letter = LETTER, .offset = OFFSET, .value = VALUE,            \
        .help = __VA_ARGS__                                                                        \
    }
#define OPTION_GROUP(TITLE)                                                                        \
    {                                                                                              \
        .kind = OPTION_HEADING, .help = TITLE                                                      \
    }

/* A command's options, and the help around them. */
struct command_options {
    const struct command_option *items;
    size_t count;
    const char *before, *after; /* whole lines; `after` may be NULL */
    const char *advice; /* what to do about a word that is no option: appended to that message after
                           "; "; NULL: nothing */
};

/* Set what an option sets in `command`; `value` is NULL where it takes none. HERALD_E_ARGUMENT,
 * NO_MEMORY, and what `read` returns. */
enum herald_status command_option_apply(const struct command_option *option, const char *value,
                                        void *command, struct herald_error *err);

/*
 * Read one argument of a command line, argv[*at], which begins with a dash and is longer than that,
 * into `command`, and move *at behind it and its value. "--name=value", "--name value", a prefix of
 * a name that only one option has, "-nvalue" and several letters in one argument are understood.
 * HERALD_E_ARGUMENT, with *at moved all the same.
 */
enum herald_status command_option_read(const struct command_options *options, int argc, char **argv,
                                       int *at, void *command, struct herald_error *err);

/*
 * Read a whole command line, where options and other arguments stand in any order and "--" ends the
 * options. The other arguments are moved to argv[1] and following, their number is *arguments. The
 * first failure is told, yet what follows is read too, so that a report can have the form that was
 * asked for anywhere. HERALD_E_ARGUMENT, NO_MEMORY.
 */
enum herald_status command_line_read(const struct command_options *options, int argc, char **argv,
                                     void *command, int *arguments, struct herald_error *err);

/* HERALD_E_ARGUMENT when a command that takes no arguments was given some. */
enum herald_status command_line_expect_none(char **argv, int arguments, struct herald_error *err);

/* Print the help: what stands before, the options, what stands after. */
void command_help_print(const struct command_options *options, FILE *out);

/* Print what shells complete, a line each: "--name", a tab, and DIR, FILE, the choices, another
 * name of the value, or nothing where the option takes none. */
void command_completion_print(const struct command_options *options, FILE *out);

/*
 * Do what was asked for instead of running: with --help (*help is set) or the hidden --completion,
 * which every table lists by COMMAND_HELP_OPTIONS. True when something was printed.
 */
enum command_asked { COMMAND_RUN, COMMAND_HELP, COMMAND_COMPLETION };
bool command_asked_print(const struct command_options *options, enum command_asked asked,
                         FILE *out);

#define COMMAND_HELP_OPTIONS(OFFSET)                                                               \
    OPTION("help", 'h', OPTION_SET, OFFSET, NULL, "print this", .least = COMMAND_HELP),            \
        OPTION("completion", 0, OPTION_SET, OFFSET, NULL, NULL, .least = COMMAND_COMPLETION)

#endif
