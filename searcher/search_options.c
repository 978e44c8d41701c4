#include "searcher/search_options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>

const char search_help[] =
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
    "  title:a      in the title; also title:\"a b\" and title:(a OR b)\n"
    "  *            every article\n"
    "\n"
    "What to search:\n"
    "  -i, --index DIR        the index (default: $HERALD_INDEX, else herald-index)\n"
    "      --query-file FILE  read the query from a file, or '-' for standard input\n"
    "      --any              join words by OR: the more of them, the higher\n"
    "      --plain            no operators: all of the text is words\n"
    "      --from DATE        published then or later: 2025, 2025-02, 2025-02-14\n"
    "      --to DATE          published then or earlier, the whole year, month or day included\n"
    "      --source NAME      only from this source (repeat for several)\n"
    "      --language CODE    only in this language, such as en or fa (repeat for several)\n"
    "      --sort ORDER       relevance (default), newest or oldest\n"
    "      --time-limit SECS  stop after so long and show what was found (default 10; 0: never)\n"
    "\n"
    "What to print:\n"
    "  -n, --limit N          at most N articles (default 10)\n"
    "      --offset N         pass over the first N\n"
    "      --full             the whole articles too\n"
    "      --snippets N       at most N pieces of text for each (default 3; 0: none)\n"
    "      --width N          about N characters a piece (default 180)\n"
    "      --count-exact      count all that match, however many\n"
    "      --json             one JSON object (default)\n"
    "      --jsonl            one JSON object a line for each article\n"
    "      --text             for reading; coloured and paged on a terminal\n"
    "      --no-color         no colours ($NO_COLOR does the same)\n"
    "      --no-pager         no pager\n"
    "      --trec             lines of a TREC run, at most 1000 unless --limit says otherwise\n"
    "      --topics FILE      many queries, a line each: name, tab, text (implies --plain --trec)\n"
    "      --run NAME         name of the TREC run (default herald)\n"
    "  -h, --help             print this\n"
    "\n"
    "Ends with 0 when something was found, 1 when nothing was; see herald-search(1).\n";

enum option_code {
    OPTION_ANY = 256,
    OPTION_PLAIN,
    OPTION_FROM,
    OPTION_TO,
    OPTION_SOURCE,
    OPTION_LANGUAGE,
    OPTION_SORT,
    OPTION_TIME_LIMIT,
    OPTION_OFFSET,
    OPTION_FULL,
    OPTION_SNIPPETS,
    OPTION_WIDTH,
    OPTION_COUNT_EXACT,
    OPTION_JSON,
    OPTION_JSON_LINES,
    OPTION_TEXT,
    OPTION_NO_COLOUR,
    OPTION_NO_PAGER,
    OPTION_TREC,
    OPTION_TOPICS,
    OPTION_RUN,
    OPTION_QUERY_FILE,
    OPTION_BM25
};

static const struct option long_options[] = {
    {"index", required_argument, NULL, 'i'},
    {"limit", required_argument, NULL, 'n'},
    {"help", no_argument, NULL, 'h'},
    {"any", no_argument, NULL, OPTION_ANY},
    {"plain", no_argument, NULL, OPTION_PLAIN},
    {"from", required_argument, NULL, OPTION_FROM},
    {"to", required_argument, NULL, OPTION_TO},
    {"source", required_argument, NULL, OPTION_SOURCE},
    {"language", required_argument, NULL, OPTION_LANGUAGE},
    {"sort", required_argument, NULL, OPTION_SORT},
    {"time-limit", required_argument, NULL, OPTION_TIME_LIMIT},
    {"offset", required_argument, NULL, OPTION_OFFSET},
    {"full", no_argument, NULL, OPTION_FULL},
    {"snippets", required_argument, NULL, OPTION_SNIPPETS},
    {"width", required_argument, NULL, OPTION_WIDTH},
    {"count-exact", no_argument, NULL, OPTION_COUNT_EXACT},
    {"json", no_argument, NULL, OPTION_JSON},
    {"jsonl", no_argument, NULL, OPTION_JSON_LINES},
    {"text", no_argument, NULL, OPTION_TEXT},
    {"no-color", no_argument, NULL, OPTION_NO_COLOUR},
    {"no-colour", no_argument, NULL, OPTION_NO_COLOUR},
    {"no-pager", no_argument, NULL, OPTION_NO_PAGER},
    {"trec", no_argument, NULL, OPTION_TREC},
    {"topics", required_argument, NULL, OPTION_TOPICS},
    {"run", required_argument, NULL, OPTION_RUN},
    {"query-file", required_argument, NULL, OPTION_QUERY_FILE},
    {"bm25", required_argument, NULL, OPTION_BM25}, /* experimental: k1,b,min_length */
    {NULL, 0, NULL, 0},
};

/* --- values ----------------------------------------------------------------------------------- */

static enum herald_status read_number(const char *name, uint32_t least, uint32_t most,
                                      uint32_t *number, struct herald_error *err)
{
    char *end;
    errno = 0;
    unsigned long value = strtoul(optarg, &end, 10);
    if (*optarg < '0' || *optarg > '9' || *end || errno || value < least || value > most)
        return herald_fail(err, HERALD_E_ARGUMENT, "--%s takes a number from %u to %u, not '%s'",
                           name, least, most, optarg);
    *number = (uint32_t)value;
    return HERALD_OK;
}

static enum herald_status read_size(const char *name, uint32_t least, uint32_t most, size_t *size,
                                    struct herald_error *err)
{
    uint32_t number = 0;
    enum herald_status status = read_number(name, least, most, &number, err);
    if (status == HERALD_OK)
        *size = number;
    return status;
}

static enum herald_status read_seconds(uint32_t *milliseconds, struct herald_error *err)
{
    char *end;
    double seconds = strtod(optarg, &end);
    double most = SEARCH_TIME_LIMIT_MAX_MS / 1e3;
    if (end == optarg || *end || !(seconds >= 0) || seconds > most)
        return herald_fail(err, HERALD_E_ARGUMENT,
                           "--time-limit takes seconds from 0 to %.0f, not '%s'", most, optarg);
    *milliseconds = (uint32_t)ceil(seconds * 1e3);
    return HERALD_OK;
}

static enum herald_status read_date(const char *name, struct date *date, struct herald_error *err)
{
    if (date_parse(slice_of(optarg), date))
        return HERALD_OK;
    return herald_fail(err, HERALD_E_ARGUMENT,
                       "--%s takes a date such as 2025, 2025-02 or 2025-02-14, not '%s'", name,
                       optarg);
}

static enum herald_status read_sort(enum search_sort *sort, struct herald_error *err)
{
    static const char *const names[] = {"relevance", "newest", "oldest"};
    for (unsigned at = 0; at < 3; at++) {
        if (strcmp(optarg, names[at]) == 0) {
            *sort = (enum search_sort)at;
            return HERALD_OK;
        }
    }
    return herald_fail(err, HERALD_E_ARGUMENT, "--sort takes relevance, newest or oldest, not '%s'",
                       optarg);
}

static enum herald_status add_item(struct slice_list *list, struct herald_error *err)
{
    struct slice *grown = realloc(list->items, (list->count + 1) * sizeof(*grown));
    if (!grown)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the options");
    list->items = grown;
    list->items[list->count++] = slice_of(optarg);
    return HERALD_OK;
}

static enum herald_status read_bm25(struct ranking *ranking, struct herald_error *err)
{
    if (ranking_parse(optarg, ranking))
        return HERALD_OK;
    return herald_fail(err, HERALD_E_ARGUMENT, "--bm25 takes k1,b,min_length, not '%s'", optarg);
}

/* --- options ---------------------------------------------------------------------------------- */

/* Options that say what to print. HERALD_DONE for another one. */
static enum herald_status read_output_option(int code, struct search_options *options,
                                             struct herald_error *err)
{
    struct result_request *request = &options->request;
    switch (code) {
    case OPTION_FULL:
        options->full = true;
        return HERALD_OK;
    case OPTION_SNIPPETS:
        return read_size("snippets", 0, SNIPPET_COUNT_MAX, &request->snippets.count, err);
    case OPTION_WIDTH:
        return read_size("width", SNIPPET_WIDTH_MIN, SNIPPET_WIDTH_MAX, &request->snippets.width,
                         err);
    case OPTION_JSON:
        options->form = FORM_JSON;
        return HERALD_OK;
    case OPTION_JSON_LINES:
        options->form = FORM_JSON_LINES;
        return HERALD_OK;
    case OPTION_TEXT:
        options->form = FORM_TEXT;
        return HERALD_OK;
    case OPTION_TREC:
        options->form = FORM_TREC;
        return HERALD_OK;
    case OPTION_NO_COLOUR:
        options->no_colour = true;
        return HERALD_OK;
    case OPTION_NO_PAGER:
        options->no_pager = true;
        return HERALD_OK;
    case OPTION_RUN:
        options->run = optarg;
        return HERALD_OK;
    case 'h':
        options->help = true;
        return HERALD_OK;
    default:
        return HERALD_DONE;
    }
}

/* Options that say what to search for. HERALD_DONE for another one. */
static enum herald_status read_search_option(int code, struct search_options *options,
                                             struct herald_error *err)
{
    struct search_request *search = &options->request.search;
    switch (code) {
    case 'i':
        options->directory = optarg;
        return HERALD_OK;
    case 'n':
        options->limit_given = true;
        return read_number("limit", 0, SEARCH_LIMIT_MAX, &search->limit, err);
    case OPTION_OFFSET:
        return read_number("offset", 0, SEARCH_OFFSET_MAX, &search->offset, err);
    case OPTION_ANY:
        options->request.reading.any = true;
        return HERALD_OK;
    case OPTION_PLAIN:
        options->request.reading.plain = true;
        return HERALD_OK;
    case OPTION_FROM:
        return read_date("from", &search->filter.from, err);
    case OPTION_TO:
        return read_date("to", &search->filter.to, err);
    case OPTION_SOURCE:
        return add_item(&search->filter.sources, err);
    case OPTION_LANGUAGE:
        return add_item(&search->filter.languages, err);
    case OPTION_SORT:
        return read_sort(&search->sort, err);
    case OPTION_TIME_LIMIT:
        return read_seconds(&search->time_limit_ms, err);
    case OPTION_COUNT_EXACT:
        search->count_exact = true;
        return HERALD_OK;
    case OPTION_BM25:
        return read_bm25(&search->ranking, err);
    case OPTION_QUERY_FILE:
        options->query_file = optarg;
        return HERALD_OK;
    case OPTION_TOPICS:
        options->topics = optarg;
        options->form = FORM_TREC;
        options->request.reading.plain = true;
        return HERALD_OK;
    default:
        return HERALD_DONE;
    }
}

static enum herald_status read_option(int argc, char **argv, struct search_options *options,
                                      struct herald_error *err)
{
    const char *argument = argv[optind];
    int code = getopt_long(argc, argv, "+:i:n:h", long_options, NULL);
    if (code == ':')
        return herald_fail(err, HERALD_E_ARGUMENT, "option '%s' lacks its value", argument);
    enum herald_status status = read_output_option(code, options, err);
    if (status == HERALD_DONE)
        status = read_search_option(code, options, err);
    if (status == HERALD_DONE)
        return herald_fail(err, HERALD_E_ARGUMENT,
                           "no option '%s'; a query that begins with '-' stands after '--'",
                           argument);
    return status;
}

/* Whether an argument is part of the query: after the first word, a dash makes no option. */
static bool is_word(const char *argument, const struct search_options *options)
{
    if (argument[0] != '-' || argument[1] == '\0')
        return true;
    bool shape = argument[1] != '-' && argument[2] != '\0';
    return shape && options->word_count > 0;
}

/* What does not go together, and what follows from what was said. */
static enum herald_status settle(struct search_options *options, struct herald_error *err)
{
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
    if (options->form == FORM_TREC) {
        options->request.ids_only = true;
        if (!options->limit_given)
            options->request.search.limit = TREC_LIMIT;
    }
    if (!options->directory)
        options->directory = index_default_directory();
    return HERALD_OK;
}

enum herald_status search_options_read(int argc, char **argv, struct search_options *options,
                                       struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    bool words_only = false;
    options->words = calloc((size_t)argc + 1, sizeof(*options->words));
    if (!options->words)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the options");
    optind = 1;
    opterr = 0;
    while (optind < argc) {
        if (!words_only && strcmp(argv[optind], "--") == 0) {
            words_only = true;
            optind++;
        } else if (words_only || is_word(argv[optind], options)) {
            options->words[options->word_count++] = argv[optind++];
        } else {
            bool first = status == HERALD_OK; /* what follows still says the form of the report */
            enum herald_status read = read_option(argc, argv, options, first ? err : NULL);
            status = first ? read : status;
        }
    }
    return status == HERALD_OK ? settle(options, err) : status;
}

void search_options_dispose(struct search_options *options)
{
    free(options->words);
    free(options->request.search.filter.sources.items);
    free(options->request.search.filter.languages.items);
    *options = (struct search_options){0};
}
