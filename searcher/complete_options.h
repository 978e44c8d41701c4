#ifndef HERALD_SEARCHER_COMPLETE_OPTIONS_H
#define HERALD_SEARCHER_COMPLETE_OPTIONS_H

#include "corpus/command_line.h"
#include "searcher/completion.h"

/* The command line of `herald complete`, and its JSON. */

/* What --json and --text set. */
enum complete_form { COMPLETE_UNSAID, COMPLETE_TEXT, COMPLETE_JSON };

struct complete_options {
    const char *directory;
    enum complete_form form;
    struct completion_request request;
    bool chosen; /* kinds were named */
    enum command_asked asked;
};

#define COMPLETE_OPTIONS_DEFAULT                                                                   \
    {                                                                                              \
        .request.limit = COMPLETION_LIMIT_DEFAULT                                                  \
    }

/* The options and the help. */
extern const struct command_options complete_command_options;

/* What follows from what was said: the usual kinds where none were named. */
void complete_options_settle(struct complete_options *options);

/* Append completions of a text as one JSON object, pretty (docs/json.md). On no memory out->failed
 * is set. */
void completions_write_json(const struct completions *completions, struct slice text,
                            struct buffer *out);

#endif
