/*
 * herald-queries INDEX QUERIES [ids|hits|snippets [RANKING]]: what plain-queries does, with
 * Herald's searcher; facets are five: source, country, topic, person and year. hits unpacks the
 * articles, snippets also cuts snippets of title and body and writes them as HTML. RANKING is as of
 * herald search --ranking: "depth=0" leaves closeness out.
 */
#include "searcher/facet.h"
#include "searcher/search.h"
#include "searcher/snippet.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum fetch { FETCH_IDS, FETCH_HITS, FETCH_SNIPPETS, FETCH_COUNT };

static const char *const fetch_names[FETCH_COUNT] = {"ids", "hits", "snippets"};

/* A query, as a line has it. */
struct bench_query {
    const char *kind, *words, *from, *to;
};

/* What lasts for all queries. */
struct bench {
    struct index_reader *reader;
    struct facet_columns *columns;
    struct analyser *analyser;
    enum fetch fetch;
    struct ranking ranking;
    struct article article;
    struct arena arena;
    struct buffer html;
};

static enum herald_status cut_snippets(struct bench *bench, uint32_t docid, struct snippet_maker *maker,
                                       struct herald_error *err)
{
    const struct snippet_options options = SNIPPET_OPTIONS_DEFAULT;
    struct found_languages found;
    struct snippet title;
    const struct snippet *pieces = NULL;
    size_t count = 0;
    enum herald_status status =
        index_reader_text_languages(bench->reader, docid, &bench->article, &found, err);
    if (status == HERALD_OK)
        status =
            snippet_title(maker, bench->article.title, found.title, &bench->arena, &title, err);
    if (status == HERALD_OK)
        status = snippet_body(maker, bench->article.body, found.body, &options, &bench->arena,
                              &pieces, &count, err);
    if (status != HERALD_OK)
        return status;
    snippet_html(&title, &bench->html);
    for (size_t i = 0; i < count; i++)
        snippet_html(&pieces[i], &bench->html);
    return HERALD_OK;
}

static enum herald_status fetch_hits(struct bench *bench, const struct search_matches *matches,
                                     struct snippet_maker *maker, struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    arena_clear(&bench->arena);
    buffer_clear(&bench->html);
    for (size_t i = 0; status == HERALD_OK && i < matches->count; i++) {
        status = index_reader_article(bench->reader, matches->items[i].docid, &bench->article, err);
        if (status == HERALD_OK && maker)
            status = cut_snippets(bench, matches->items[i].docid, maker, err);
    }
    return status;
}

/* Count over all that match. */
static enum herald_status count_facets(struct bench *bench, const struct query *query,
                                       const struct query_terms *terms,
                                       const struct search_request *request,
                                       struct herald_error *err)
{
    struct facet_request wanted = {0};
    struct match_set matches = {0};
    struct facet *facets = NULL;
    enum herald_status status =
        facet_request_add(&wanted, SLICE("source,country,topic,person,year"), err);
    if (status == HERALD_OK)
        status =
            search_collect(bench->reader, query, terms, bench->analyser, request, &matches, err);
    if (status == HERALD_OK)
        status = facets_count(bench->columns, &matches, &wanted, &bench->arena, &facets, err);
    match_set_dispose(&matches);
    return status;
}

static bool is_kind(const struct bench_query *line, const char *kind)
{
    return strcmp(line->kind, kind) == 0;
}

/* What the kind of a query asks for beside its words. */
static struct search_request make_request(const struct bench *bench, const struct bench_query *line)
{
    struct search_request request = SEARCH_REQUEST_DEFAULT;
    request.ranking = bench->ranking;
    if (is_kind(line, "newest"))
        request.sort = SEARCH_NEWEST;
    if (is_kind(line, "deep"))
        request.offset = 1000;
    if (is_kind(line, "dated")) {
        date_parse(slice_of(line->from), &request.filter.from);
        date_parse(slice_of(line->to), &request.filter.to);
    }
    return request;
}

static enum herald_status search_and_fetch(struct bench *bench, const struct bench_query *line,
                                           const struct query *query,
                                           const struct query_terms *terms, uint32_t *found,
                                           struct herald_error *err)
{
    const struct search_request request = make_request(bench, line);
    struct search_matches matches = {0};
    struct snippet_maker *maker = NULL;
    enum herald_status status =
        search_run(bench->reader, query, terms, bench->analyser, &request, &matches, err);
    if (status == HERALD_OK && bench->fetch == FETCH_SNIPPETS)
        status = snippet_maker_open(terms, query->any, bench->analyser, &maker, err);
    if (status == HERALD_OK && maker)
        snippet_maker_index(maker, bench->reader);
    if (status == HERALD_OK && bench->fetch != FETCH_IDS)
        status = fetch_hits(bench, &matches, maker, err);
    if (status == HERALD_OK && is_kind(line, "facets"))
        status = count_facets(bench, query, terms, &request, err);
    *found = matches.total.about;
    snippet_maker_free(maker);
    search_matches_dispose(&matches);
    return status;
}

/* The text of a query in Herald's language. */
static void append_text(const struct bench_query *line, struct buffer *text)
{
    const char *quote = is_kind(line, "phrase") ? "\"" : "";
    buffer_append_string(text, quote);
    for (const char *c = line->words; *c; c++) {
        if (*c == ' ' && is_kind(line, "near"))
            buffer_append_string(text, " near/10 ");
        else
            buffer_append_byte(text, (unsigned char)*c);
    }
    buffer_append_string(text, quote);
}

/* Answer one query from its text on; *found gets how many articles match, about. */
static enum herald_status run_query(struct bench *bench, const struct bench_query *line,
                                    uint32_t *found, struct herald_error *err)
{
    const struct query_options options = {.any = is_kind(line, "or") || is_kind(line, "facets") ||
                                                 is_kind(line, "newest") || is_kind(line, "deep")};
    struct query query = {0};
    struct query_terms terms = {0};
    struct buffer text = BUFFER_INIT;
    append_text(line, &text);
    enum herald_status status = query_parse(&query, buffer_slice(&text), &options, NULL, err);
    if (status == HERALD_OK)
        status = query_terms_find(&terms, &query, bench->analyser, err);
    if (status == HERALD_OK)
        status = search_and_fetch(bench, line, &query, &terms, found, err);
    query_terms_dispose(&terms);
    query_dispose(&query);
    buffer_dispose(&text);
    return status;
}

static double microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* Cut the next column off a line; "" after the last. */
static char *next_column(char **rest)
{
    char *column = *rest;
    column[strcspn(column, "\n")] = '\0';
    *rest = column + strcspn(column, "\t");
    if (**rest)
        *(*rest)++ = '\0';
    return column;
}

/* Run the query of one line and print what it took if `timed`. */
static enum herald_status run_line(struct bench *bench, char *line, bool timed,
                                   struct herald_error *err)
{
    struct bench_query query = {.kind = next_column(&line)};
    query.words = next_column(&line);
    query.from = next_column(&line);
    query.to = next_column(&line);
    int count = 1;
    if (!*query.words)
        return HERALD_OK;
    for (const char *c = query.words; *c; c++)
        count += *c == ' ';
    uint32_t found = 0;
    double start = microseconds();
    enum herald_status status = run_query(bench, &query, &found, err);
    double taken = microseconds() - start;
    if (status == HERALD_OK && timed)
        printf("%s\t%d\t%.3f\t%u\n", query.kind, count, taken, found);
    return status;
}

static enum herald_status run_file(struct bench *bench, const char *path, struct herald_error *err)
{
    FILE *input = fopen(path, "rb");
    if (!input)
        return herald_fail(err, HERALD_E_NOT_FOUND, "cannot open '%s'", path);
    char *line = NULL;
    size_t room = 0;
    enum herald_status status = HERALD_OK;
    for (int round = 0; round < 2; round++, rewind(input))
        while (status == HERALD_OK && getline(&line, &room, input) > 0)
            status = run_line(bench, line, round == 1, err);
    free(line);
    fclose(input);
    return status;
}

static bool read_fetch(const char *name, enum fetch *out)
{
    for (int i = 0; i < FETCH_COUNT; i++) {
        if (strcmp(name, fetch_names[i]) == 0) {
            *out = (enum fetch)i;
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv)
{
    struct bench bench = {.ranking = RANKING_DEFAULT};
    struct herald_error err;
    if (argc < 3 || argc > 5 || (argc > 3 && !read_fetch(argv[3], &bench.fetch)) ||
        (argc > 4 && !ranking_parse_names(argv[4], &bench.ranking))) {
        fputs("usage: herald-queries INDEX QUERIES [ids|hits|snippets [RANKING]]\n", stderr);
        return 2;
    }
    enum herald_status status = analyser_open(&bench.analyser, &err);
    if (status == HERALD_OK)
        status = index_reader_open(argv[1], &bench.reader, &err);
    if (status == HERALD_OK)
        status = facet_columns_open(bench.reader, bench.analyser, &bench.columns, &err);
    if (status == HERALD_OK)
        status = run_file(&bench, argv[2], &err);
    if (status != HERALD_OK)
        fprintf(stderr, "herald-queries: %s\n", err.message);
    facet_columns_free(bench.columns);
    index_reader_free(bench.reader);
    analyser_free(bench.analyser);
    article_dispose(&bench.article);
    arena_dispose(&bench.arena);
    buffer_dispose(&bench.html);
    return status == HERALD_OK ? 0 : 1;
}
