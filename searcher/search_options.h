#ifndef HERALD_SEARCHER_SEARCH_OPTIONS_H
#define HERALD_SEARCHER_SEARCH_OPTIONS_H

#include "corpus/command_line.h"
#include "searcher/export.h"

/* The command line of `herald search`. */

/* The forms of results; those from FORM_EXPORT on are the forms of searcher/export.h. */
enum result_form {
    FORM_UNSAID, /* on the command line, so far */
    FORM_JSON,
    FORM_TEXT,
    FORM_EXPORT,
    FORM_JSON_LINES = FORM_EXPORT + EXPORT_JSON_LINES,
    FORM_CSV = FORM_EXPORT + EXPORT_CSV,
    FORM_TREC = FORM_EXPORT + EXPORT_TREC,
    FORM_RIS = FORM_EXPORT + EXPORT_RIS,
    FORM_BIBTEX = FORM_EXPORT + EXPORT_BIBTEX,
    FORM_CSL = FORM_EXPORT + EXPORT_CSL
};

/* What the command line says. Strings belong to argv. */
struct search_options {
    const char *directory;
    struct result_request request;
    enum result_form form;
    bool full;
    bool similar; /* the first word names the article that others are to be like */
    bool correct; /* take what is suggested for words that the index does not have */
    bool all;     /* everything that matches, streamed */
    bool no_colour;
    bool no_pager;
    bool limit_given;
    bool copies_given;
    bool last_form_counts; /* over HTTP: of several forms; else they are a mistake */
    enum command_asked asked;
    const char *query_file; /* "-" for standard input; NULL: the words */
    const char *topics;     /* the same, of many queries */
    const char *run;        /* name of a TREC run */
    const char *expect;     /* the id of an earlier result, or a file that one was saved to */
    char **words;           /* of the query; an array to be freed */
    int word_count;
};

#define SEARCH_OPTIONS_DEFAULT                                                                     \
    {                                                                                              \
        .request = RESULT_REQUEST_DEFAULT, .form = FORM_JSON, .run = "herald"                      \
    }

/* TREC runs are this long unless --limit says otherwise. */
#define TREC_LIMIT 1000u

/* The options and the help, a line an option. */
extern const struct command_options search_command_options;

/* The same for `herald similar`. */
extern const struct command_options similar_command_options;

/*
 * Read a command line into options, which start as SEARCH_OPTIONS_DEFAULT. Options may stand before
 * and after the words; after the first word, what begins with one dash is a word too. On
 * HERALD_E_ARGUMENT the form that was asked for anywhere is set, for reporting.
 */
enum herald_status search_options_read(int argc, char **argv, struct search_options *options,
                                       struct herald_error *err);

/*
 * Whether the form shows what was asked for: --facet and --timeline, --fields, --explain, --full;
 * and whether the order is one that --half-life changes. What it does not would be lost without a
 * word. HERALD_E_ARGUMENT. Not for requests over HTTP, of
 * which the form depends on what the client takes.
 */
enum herald_status search_options_check_form(const struct search_options *options,
                                             struct herald_error *err);

/* Free what options hold. */
void search_options_dispose(struct search_options *options);

#endif
