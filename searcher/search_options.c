#include "searcher/search_options.h"

#include <stddef.h>
#include <stdlib.h>

#include "searcher/cursor.h"

/* The words of --timeline, in the order of enum period. */
#define PERIOD_CHOICES "day week month year"

/* --- values of their own ---------------------------------------------------------------------- */

static enum herald_status read_limit(void *command, const char *value, struct herald_error *err)
{
    static const struct command_option number =
        OPTION("limit", 'n', OPTION_NUMBER, offsetof(struct search_request, limit), "N", NULL,
               .most = SEARCH_LIMIT_MAX);
    struct search_options *options = command;
    options->limit_given = true;
    return command_option_apply(&number, value, &options->request.search, err);
}

static enum herald_status read_topics(void *command, const char *value, struct herald_error *err)
{
    struct search_options *options = command;
    (void)err;
    options->topics = value;
    options->request.reading.plain = true;
    return HERALD_OK;
}

static enum herald_status read_bm25(void *command, const char *value, struct herald_error *err)
{
    struct search_options *options = command;
    if (ranking_parse(value, &options->request.search.ranking))
        return HERALD_OK;
    return herald_fail(err, HERALD_E_ARGUMENT, "--bm25 takes k1,b,min_length, not '%s'", value);
}

static enum herald_status read_ranking(void *command, const char *value, struct herald_error *err)
{
    struct search_options *options = command;
    if (ranking_parse_names(value, &options->request.search.ranking))
        return HERALD_OK;
    return herald_fail(
        err, HERALD_E_ARGUMENT,
        "--ranking takes name=value,..., by the names of searcher/ranking.h, not '%s'", value);
}

static enum herald_status read_half_life(void *command, const char *value, struct herald_error *err)
{
    struct search_options *options = command;
    if (ranking_parse_age(value, &options->request.search.ranking.half_life))
        return HERALD_OK;
    return herald_fail(err, HERALD_E_ARGUMENT,
                       "--half-life takes a time such as 12h, 30d, 8w or 1y, not '%s'", value);
}

/* The last second before a date. */
static enum herald_status read_before(void *command, const char *value, struct herald_error *err)
{
    struct search_options *options = command;
    struct date *to = &options->request.search.filter.to;
    if (!date_parse(slice_of(value), to))
        return herald_fail(err, HERALD_E_ARGUMENT, "--before takes a date, not '%s'", value);
    *to = (struct date){to->seconds - 1, DATE_SECOND};
    return HERALD_OK;
}

static enum herald_status read_facets(void *command, const char *value, struct herald_error *err)
{
    struct search_options *options = command;
    return facet_request_add(&options->request.facets, slice_of(value), err);
}

static enum herald_status read_fields(void *command, const char *value, struct herald_error *err)
{
    struct search_options *options = command;
    return hit_fields_read(&options->request.fields, slice_of(value), err);
}

#define COPIES_CHOICES "fold list all"

static enum herald_status read_copies(void *command, const char *value, struct herald_error *err)
{
    static const struct command_option copies =
        OPTION("copies", 0, OPTION_CHOICE, 0, "HOW", NULL, .choices = COPIES_CHOICES);
    struct search_options *options = command;
    enum { FOLD, LIST, ALL } how = FOLD;
    enum herald_status status = command_option_apply(&copies, value, &how, err);
    options->request.search.fold = how != ALL;
    options->request.list_copies = how == LIST;
    options->copies_given = true;
    return status;
}

static enum herald_status read_timeline(void *command, const char *value, struct herald_error *err)
{
    static const struct command_option period =
        OPTION("timeline", 0, OPTION_CHOICE, offsetof(struct result_request, period), "PERIOD",
               NULL, .choices = PERIOD_CHOICES);
    struct search_options *options = command;
    options->request.timeline = true;
    return command_option_apply(&period, value, &options->request, err);
}

/* --- the table -------------------------------------------------------------------------------- */

#define AT(member)       offsetof(struct search_options, member)
#define READING(member)  AT(request.reading.member)
#define SEARCH(member)   AT(request.search.member)
#define SNIPPETS(member) AT(request.snippets.member)

static const struct command_option items[] = {
    OPTION_GROUP("What to search:"),
    OPTION("index", 'i', OPTION_TEXT, AT(directory), "DIR",
           "the index (default: $HERALD_INDEX, else herald-index)"),
    OPTION("query-file", 0, OPTION_TEXT, AT(query_file), "FILE",
           "read the query from a file, or '-' for standard input"),
    OPTION("any", 0, OPTION_FLAG, READING(any), NULL,
           "join words by OR: the more of them, the higher"),
    OPTION("plain", 0, OPTION_FLAG, READING(plain), NULL, "no operators: all of the text is words"),
    OPTION("exact", 0, OPTION_FLAG, SEARCH(exact), NULL,
           "words that name a country, organisation or person find no other names of it"),
    OPTION("no-entities", 0, OPTION_FLAG, SEARCH(nameless), NULL,
           "names find nothing but the words"),
    OPTION("no-topics", 0, OPTION_FLAG, SEARCH(topicless), NULL,
           "topic words such as mediation find no words of other languages"),
    OPTION("lenient", 0, OPTION_FLAG, READING(lenient), NULL,
           "take the nearest sensible query where there is a mistake in it, with a warning"),
    OPTION("time-zone", 0, OPTION_TEXT, READING(time_zone), "ZONE",
           "days in date: are those of a zone, such as Asia/Tehran or +03:30; local: of this "
           "computer (default UTC)"),
    OPTION("correct", 0, OPTION_FLAG, AT(correct), NULL,
           "take what is suggested for words that the index does not have"),
    OPTION("from", 0, OPTION_DATE, SEARCH(filter.from), "DATE",
           "published then or later: 2025, 2025-02, 2025-02-14"),
    OPTION("to", 0, OPTION_DATE, SEARCH(filter.to), "DATE",
           "published then or earlier, the whole year, month or day included"),
    OPTION("dates", 0, OPTION_CHOICE, SEARCH(filter.dates), "HOW",
           "what is only dated to a month or year is found where that overlaps --from to --to "
           "(overlap, the default), or only where it lies within",
           .choices = "overlap within"),
    OPTION("source", 0, OPTION_LIST, SEARCH(filter.sources), "NAME",
           "only from this source (repeat for several)"),
    OPTION("language", 0, OPTION_LIST, SEARCH(filter.languages), "CODE",
           "only in this language, such as en or fa (repeat for several)"),
    OPTION("sort", 0, OPTION_CHOICE, SEARCH(sort), "ORDER", "relevance (default), newest or oldest",
           .choices = "relevance newest oldest"),
    OPTION("time-limit", 0, OPTION_MILLISECONDS, SEARCH(time_limit_ms), "SECS",
           "stop after so long and show what was found (default 10; 0: never)",
           .most = SEARCH_TIME_LIMIT_MAX_MS / 1e3),
    OPTION("before", 0, OPTION_CALL, 0, "DATE", "published before that", .read = read_before),
    OPTION("half-life", 0, OPTION_CALL, 0, "AGE",
           "rank new articles higher: one of this age gains half of what a new one does (12h, 30d, "
           "8w, 1y)",
           .read = read_half_life),
    OPTION("expand", 0, OPTION_FLAG, SEARCH(expand), NULL,
           "learn more words from the best articles and search again with these"),
    OPTION("explain", 0, OPTION_FLAG, SEARCH(explain), NULL, "tell what each score is the sum of"),
    OPTION("ranking", 0, OPTION_CALL, 0, "NAME=VALUE,...", NULL,
           .read = read_ranking),                                           /* for experiments */
    OPTION("bm25", 0, OPTION_CALL, 0, "K1,B,MIN", NULL, .read = read_bm25), /* for experiments */

    OPTION_GROUP("What to print:"),
    OPTION("limit", 'n', OPTION_CALL, 0, "N", "at most N articles (default 10)",
           .read = read_limit),
    OPTION("offset", 0, OPTION_NUMBER, SEARCH(offset), "N", "pass over the first N",
           .most = SEARCH_OFFSET_MAX),
    OPTION("copies", 0, OPTION_CALL, 0, "HOW",
           "articles with the same text, a little edited, as one hit: fold (default), list them "
           "with it, or all of them by themselves (default for --trec and --all)",
           .choices = COPIES_CHOICES, .read = read_copies),
    OPTION("cursor", 0, OPTION_SLICE, AT(request.cursor), "CURSOR",
           "page by page, each article once also while the index grows: 'start', then the "
           "next_cursor of each result"),
    OPTION("expect", 0, OPTION_TEXT, AT(expect), "FILE",
           "a saved result, or the result_id of one: tell what has changed since"),
    OPTION("full", 0, OPTION_FLAG, AT(full), NULL, "the whole articles too"),
    OPTION("snippets", 0, OPTION_SIZE, SNIPPETS(count), "N",
           "at most N pieces of text for each (default 3; 0: none)", .most = SNIPPET_COUNT_MAX),
    OPTION("width", 0, OPTION_SIZE, SNIPPETS(width), "N",
           "about N characters a piece (default 180)", .least = SNIPPET_WIDTH_MIN,
           .most = SNIPPET_WIDTH_MAX),
    OPTION("count-exact", 0, OPTION_FLAG, SEARCH(count_exact), NULL,
           "count all that match, however many"),

    OPTION(
        "facet", 0, OPTION_CALL, 0, "FIELD[:N],...",
        "count all that match by source, language, country, person, org, topic, section, author, "
        "year, month or day: the N largest of each (default 10)",
        .read = read_facets),
    OPTION(
        "timeline", 0, OPTION_CALL, 0, "PERIOD",
        "count all that match by day, week, month or year, and their share of all published then",
        .choices = PERIOD_CHOICES, .read = read_timeline),

    OPTION_GROUP("In which form:"),
    OPTION("json", 0, OPTION_SET, AT(form), NULL, "one JSON object (default)", .least = FORM_JSON),
    OPTION("jsonl", 0, OPTION_SET, AT(form), NULL, "one JSON object a line for each article",
           .least = FORM_JSON_LINES),
    OPTION("text", 0, OPTION_SET, AT(form), NULL, "for reading; coloured and paged on a terminal",
           .least = FORM_TEXT),
    OPTION("no-color", 0, OPTION_FLAG, AT(no_colour), NULL, "no colours ($NO_COLOR does the same)"),
    OPTION("no-colour", 0, OPTION_FLAG, AT(no_colour), NULL, NULL),
    OPTION("no-pager", 0, OPTION_FLAG, AT(no_pager), NULL, "no pager"),
    OPTION("trec", 0, OPTION_SET, AT(form), NULL,
           "lines of a TREC run, at most 1000 unless --limit says otherwise", .least = FORM_TREC),
    OPTION("csv", 0, OPTION_SET, AT(form), NULL, "comma-separated values, for spreadsheets",
           .least = FORM_CSV),
    OPTION("ris", 0, OPTION_SET, AT(form), NULL, "citations as RIS", .least = FORM_RIS),
    OPTION("bibtex", 0, OPTION_SET, AT(form), NULL, "citations as BibTeX", .least = FORM_BIBTEX),
    OPTION("csl", 0, OPTION_SET, AT(form), NULL, "citations as CSL-JSON", .least = FORM_CSL),
    OPTION("fields", 0, OPTION_CALL, 0, "NAME,...",
           "what each article has in JSON, JSON Lines and CSV, such as id,title,date,authors",
           .read = read_fields),
    OPTION("all", 0, OPTION_FLAG, AT(all), NULL,
           "everything that matches, however much, unranked, as it is read; not with --json and "
           "--text"),
    OPTION("topics", 0, OPTION_CALL, 0, "FILE",
           "many queries, a line each: name, tab, text (implies --plain --trec)",
           .read = read_topics),
    OPTION("run", 0, OPTION_TEXT, AT(run), "NAME", "name of the TREC run (default herald)"),
    COMMAND_HELP_OPTIONS(AT(asked)),
};

const struct command_options search_command_options = {
    .items = items,
    .count = sizeof(items) / sizeof(items[0]),
    .before =
        "usage: herald search [OPTION]... WORD...\n"
        "       herald search [OPTION]... --query-file FILE\n"
        "       herald search [OPTION]... --topics FILE\n"
        "\n"
        "Find articles and print them, best first, as JSON.\n"
        "\n"
        "  herald search Russia mediation Iran         all of these words, in any form\n"
        "  herald search '\"nuclear talks\" Vienna'      a phrase and a word\n"
        "  herald search 'Iran (talks OR negotiations) -sanctions'\n"
        "  herald search title:Iran --from 2025-02 --to 2025-03 --text\n"
        "\n"
        "The query:\n"
        "  a b          articles with both words, whatever their endings\n"
        "  \"a b\"        these words as they are, one after the other\n"
        "  a OR b       either; AND and NOT are operators too, all in capitals\n"
        "  -a           without a; also -\"a b\" and -(a OR b)\n"
        "  ( )          a group\n"
        "  a*  =a       words that begin so; the word exactly as it is written\n"
        "  a near/5 b   within five words; pre/5: in this order; w/s w/p: in a sentence, "
        "paragraph\n"
        "  title:a      in the title; also title:\"a b\" and title:(a OR b), body: lead:\n"
        "  source:a     of this source; also language: country: person: org: topic: and others\n"
        "  date:2025-02 published then; also date:2024..2025-02, since:7d, date:yesterday\n"
        "  *            every article\n"
        "\n",
    .after = "\n"
             "Ends with 0 when something was found, 1 when nothing was; see herald-search(1) and,\n"
             "for the query language, herald-query(7).\n",
    .advice = "a query that begins with '-' stands after '--'",
};

const struct command_options similar_command_options = {
    .items = items,
    .count = sizeof(items) / sizeof(items[0]),
    .before =
        "usage: herald similar [OPTION]... ID [WORD]...\n"
        "\n"
        "Find articles that are like one of the index, which is named by its id or its URL, and\n"
        "print them, the most alike first, as JSON. It is left out, with its copies. Words, a\n"
        "query like that of herald search, narrow down what may be found.\n"
        "\n"
        "  herald similar TIME-017                        more like this\n"
        "  herald similar TIME-017 --before 1963-02-01    what came before it\n"
        "  herald similar TIME-017 Nassau -Skybolt        with one word and without another\n"
        "\n",
    .after = "\n"
             "Ends with 0 when something was found, 1 when nothing was; see herald-similar(1).\n",
    .advice = "an id that begins with '-' stands after '--'",
};

/* --- reading ---------------------------------------------------------------------------------- */

/* Whether an argument is part of the query: after the first word, a dash makes no option. */
static bool is_word(const char *argument, const struct search_options *options)
{
    if (argument[0] != '-' || argument[1] == '\0')
        return true;
    bool shape = argument[1] != '-' && argument[2] != '\0';
    return shape && options->word_count > 0;
}

static bool has_snippets(const struct hit_fields *fields)
{
    for (size_t at = 0; at < fields->count; at++)
        if (fields->items[at]->kind == HIT_SNIPPETS)
            return true;
    return false;
}

static bool has_body(const struct hit_fields *fields)
{
    for (size_t at = 0; at < fields->count; at++)
        if (fields->items[at]->kind == HIT_TEXT &&
            fields->items[at]->offset == offsetof(struct article, body))
            return true;
    return false;
}

/* What follows from the form of the result. */
static void settle_form(struct search_options *options)
{
    struct result_request *request = &options->request;
    if (options->form == FORM_TREC) {
        request->ids_only = true;
        if (!options->limit_given)
            request->search.limit = TREC_LIMIT;
    }
    if (!options->copies_given)
        request->search.fold = !options->all && options->form != FORM_TREC;
    if (options->form > FORM_JSON_LINES && !has_snippets(&request->fields))
        request->snippets.count = 0; /* no one sees them */
    request->no_bodies = !options->full && !has_body(&request->fields);
}

/* What does not go together with --all. */
static enum herald_status check_all(const struct search_options *options, struct herald_error *err)
{
    const struct result_request *request = &options->request;
    const char *other = NULL;
    if (!options->all)
        return HERALD_OK;
    if (options->form < FORM_EXPORT)
        return herald_fail(
            err, HERALD_E_ARGUMENT,
            "--all gives no --json and no --text: add --jsonl, --csv, --trec, --ris, "
            "--bibtex or --csl");
    if (options->limit_given || request->search.offset > 0)
        other = "--limit and --offset";
    else if (request->cursor.bytes || options->expect)
        other = "--cursor and --expect";
    else if (options->topics)
        other = "--topics";
    else if (options->correct)
        other = "--correct";
    else if (request->facets.count > 0 || request->timeline)
        other = "--facet and --timeline";
    else if (request->search.fold)
        other = "--copies fold and --copies list";
    if (other)
        return herald_fail(err, HERALD_E_ARGUMENT, "--all does not go with %s", other);
    return HERALD_OK;
}

/* The clock of tests. */
static enum herald_status fix_clock(struct query_options *reading, struct herald_error *err)
{
    const char *now = getenv("HERALD_NOW");
    struct date date;
    if (!now)
        return HERALD_OK;
    if (!date_parse(slice_of(now), &date))
        return herald_fail(err, HERALD_E_ARGUMENT, "HERALD_NOW is no date: '%s'", now);
    reading->fixed_clock = true;
    reading->now = date.seconds;
    return HERALD_OK;
}

/* Take the name of the article out of the words; without more of them, all articles may be like
 * it. */
static enum herald_status take_name(struct search_options *options, struct herald_error *err)
{
    static char everything[] = "*";
    if (options->asked != COMMAND_RUN)
        return HERALD_OK;
    if (options->word_count == 0 || options->words[0][0] == '\0')
        return herald_fail(err, HERALD_E_ARGUMENT, "there is no article to be like: give its id");
    if (options->topics || options->all)
        return herald_fail(err, HERALD_E_ARGUMENT, "--topics and --all are of 'herald search'");
    options->request.search.similar_to = slice_of(options->words[0]);
    options->words[0] = everything;
    if (options->word_count > 1 || options->query_file) {
        options->word_count--;
        memmove(options->words, options->words + 1,
                (size_t)options->word_count * sizeof(*options->words));
    }
    return HERALD_OK;
}

/* What does not go together, and what follows from what was said. */
static enum herald_status settle(struct search_options *options, struct herald_error *err)
{
    enum herald_status status = fix_clock(&options->request.reading, err);
    if (status == HERALD_OK && options->similar)
        status = take_name(options, err);
    if (status != HERALD_OK)
        return status;
    if (options->request.reading.fixed_clock)
        options->request.search.now = options->request.reading.now;
    const struct search_filter *filter = &options->request.search.filter;
    unsigned queries = (options->word_count > 0 ? 1U : 0U) + (options->query_file ? 1U : 0U) +
                       (options->topics ? 1U : 0U);
    if (queries > 1)
        return herald_fail(err, HERALD_E_ARGUMENT,
                           "the query comes from words, --query-file or --topics: give one");
    if (options->word_count == 1 && strcmp(options->words[0], "-") == 0)
        options->query_file = "-";
    if (filter->from.precision && filter->to.precision &&
        filter->from.seconds > date_last_second(filter->to))
        return herald_fail(err, HERALD_E_ARGUMENT, "--from is later than --to");
    settle_form(options);
    if (!options->directory)
        options->directory = index_default_directory();
    if (options->request.cursor.bytes && options->request.search.offset > 0)
        return herald_fail(err, HERALD_E_ARGUMENT, "--cursor does not go with --offset");
    if (options->request.cursor.bytes && options->request.cursor.length == 0)
        options->request.cursor = SLICE(CURSOR_START);
    return check_all(options, err);
}

/* Read the option at argv[*at]. */
static enum herald_status read_option(const struct command_options *table, int argc, char **argv,
                                      int *at, struct search_options *options,
                                      struct herald_error *err)
{
    const enum result_form before = options->form;
    if (options->last_form_counts)
        options->form = FORM_UNSAID;
    const enum herald_status status = command_option_read(table, argc, argv, at, options, err);
    if (options->form == FORM_UNSAID)
        options->form = before;
    return status;
}

enum herald_status search_options_read(int argc, char **argv, struct search_options *options,
                                       struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    const struct command_options *table =
        options->similar ? &similar_command_options : &search_command_options;
    bool words_only = false;
    options->form = FORM_UNSAID;
    options->words = calloc((size_t)argc + 1, sizeof(*options->words));
    if (!options->words)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the options");
    for (int at = 1; at < argc;) {
        if (!words_only && strcmp(argv[at], "--") == 0) {
            words_only = true;
            at++;
        } else if (words_only || is_word(argv[at], options)) {
            options->words[options->word_count++] = argv[at++];
        } else {
            bool first = status == HERALD_OK; /* what follows still says the form of the report */
            enum herald_status read =
                read_option(table, argc, argv, &at, options, first ? err : NULL);
            status = first ? read : status;
        }
    }
    if (options->form == FORM_UNSAID)
        options->form = options->topics ? FORM_TREC : FORM_JSON;
    return status == HERALD_OK ? settle(options, err) : status;
}

/* The option of a form. */
static const char *form_option(enum result_form form)
{
    static const char *const names[] = {
        [FORM_JSON] = "--json",     [FORM_TEXT] = "--text", [FORM_JSON_LINES] = "--jsonl",
        [FORM_CSV] = "--csv",       [FORM_TREC] = "--trec", [FORM_RIS] = "--ris",
        [FORM_BIBTEX] = "--bibtex", [FORM_CSL] = "--csl"};
    return names[form];
}

enum herald_status search_options_check_form(const struct search_options *options,
                                             struct herald_error *err)
{
    const struct result_request *request = &options->request;
    const enum result_form form = options->form;
    const char *lost = NULL, *shown = "--json, --jsonl and --text";
    if (request->facets.count > 0 && form >= FORM_EXPORT) {
        lost = "--facet";
        shown = "--json and --text";
    } else if (request->timeline && form >= FORM_EXPORT) {
        lost = "--timeline";
        shown = "--json and --text";
    } else if (request->fields.count > 0 && form != FORM_JSON && form != FORM_JSON_LINES &&
               form != FORM_CSV) {
        lost = "--fields";
        shown = "--json, --jsonl and --csv";
    } else if (request->search.explain && form > FORM_JSON_LINES) {
        lost = "--explain";
    } else if (options->full && form > FORM_JSON_LINES) {
        lost = "--full";
    }
    if (lost)
        return herald_fail(err, HERALD_E_ARGUMENT, "%s does not go with %s: it is for %s", lost,
                           form_option(form), shown);
    if (request->search.sort != SEARCH_BY_RELEVANCE && request->search.ranking.half_life > 0)
        return herald_fail(err, HERALD_E_ARGUMENT,
                           "--half-life does not go with --sort %s, which asks for no ranking",
                           request->search.sort == SEARCH_OLDEST ? "oldest" : "newest");
    return HERALD_OK;
}

void search_options_dispose(struct search_options *options)
{
    free(options->words);
    free(options->request.search.filter.sources.items);
    free(options->request.search.filter.languages.items);
    *options = (struct search_options){0};
}
