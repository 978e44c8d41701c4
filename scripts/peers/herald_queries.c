/*
 * herald-queries INDEX QUERIES [ids|hits|snippets]: what plain-queries does, with Herald's
 * searcher. hits unpacks the articles, snippets also cuts snippets of title and body and writes
 * them as HTML.
 */
#include "searcher/search.h"
#include "searcher/snippet.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum fetch { FETCH_IDS, FETCH_HITS, FETCH_SNIPPETS, FETCH_COUNT };

static const char *const fetch_names[FETCH_COUNT] = {"ids", "hits", "snippets"};

/* What lasts for all queries. */
struct bench {
    struct index_reader *reader;
    struct analyser *analyser;
    enum fetch fetch;
    struct article article;
    struct arena arena;
    struct buffer html;
};

static enum herald_status cut_snippets(struct bench *bench, struct snippet_maker *maker,
                                       struct herald_error *err)
{
    const struct snippet_options options = SNIPPET_OPTIONS_DEFAULT;
    language_id language = language_find(bench->article.language);
    struct snippet title;
    const struct snippet *pieces = NULL;
    size_t count = 0;
    enum herald_status status =
        snippet_title(maker, bench->article.title, language, &bench->arena, &title, err);
    if (status == HERALD_OK)
        status = snippet_body(maker, bench->article.body, language, &options, &bench->arena,
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
        status = index_reader_article(bench->reader, matches->items[i].data, &bench->article, err);
        if (status == HERALD_OK && maker)
            status = cut_snippets(bench, maker, err);
    }
    return status;
}

static enum herald_status search_and_fetch(struct bench *bench, const struct query *query,
                                           const struct query_terms *terms, uint32_t *found,
                                           struct herald_error *err)
{
    const struct search_request request = SEARCH_REQUEST_DEFAULT;
    struct search_matches matches = {0};
    struct snippet_maker *maker = NULL;
    enum herald_status status =
        search_run(bench->reader, query, terms, bench->analyser, &request, &matches, err);
    if (status == HERALD_OK && bench->fetch == FETCH_SNIPPETS)
        status = snippet_maker_open(terms, query->any, bench->analyser, &maker, err);
    if (status == HERALD_OK && bench->fetch != FETCH_IDS)
        status = fetch_hits(bench, &matches, maker, err);
    *found = matches.total.about;
    snippet_maker_free(maker);
    search_matches_dispose(&matches);
    return status;
}

/* Answer one query from its text on; *found gets how many articles match, about. */
static enum herald_status run_query(struct bench *bench, const char *kind, const char *words,
                                    uint32_t *found, struct herald_error *err)
{
    const struct query_options options = {.any = strcmp(kind, "or") == 0};
    const char *quote = strcmp(kind, "phrase") == 0 ? "\"" : "";
    struct query query = {0};
    struct query_terms terms = {0};
    struct buffer text = BUFFER_INIT;
    buffer_append_format(&text, "%s%s%s", quote, words, quote);
    enum herald_status status = query_parse(&query, buffer_slice(&text), &options, NULL, err);
    if (status == HERALD_OK)
        status = query_terms_find(&terms, &query, bench->analyser, err);
    if (status == HERALD_OK)
        status = search_and_fetch(bench, &query, &terms, found, err);
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

/* Run the query of one line, "kind <tab> words", and print what it took if `timed`. */
static enum herald_status run_line(struct bench *bench, char *line, bool timed,
                                   struct herald_error *err)
{
    char *words = strchr(line, '\t');
    if (!words)
        return HERALD_OK;
    *words++ = '\0';
    words[strcspn(words, "\n")] = '\0';
    int count = 1;
    for (const char *c = words; *c; c++)
        count += *c == ' ';
    uint32_t found = 0;
    double start = microseconds();
    enum herald_status status = run_query(bench, line, words, &found, err);
    double taken = microseconds() - start;
    if (status == HERALD_OK && timed)
        printf("%s\t%d\t%.3f\t%u\n", line, count, taken, found);
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
    struct bench bench = {0};
    struct herald_error err;
    if (argc < 3 || argc > 4 || (argc == 4 && !read_fetch(argv[3], &bench.fetch))) {
        fputs("usage: herald-queries INDEX QUERIES [ids|hits|snippets]\n", stderr);
        return 2;
    }
    enum herald_status status = analyser_open(&bench.analyser, &err);
    if (status == HERALD_OK)
        status = index_reader_open(argv[1], &bench.reader, &err);
    if (status == HERALD_OK)
        status = run_file(&bench, argv[2], &err);
    if (status != HERALD_OK)
        fprintf(stderr, "herald-queries: %s\n", err.message);
    index_reader_free(bench.reader);
    analyser_free(bench.analyser);
    article_dispose(&bench.article);
    arena_dispose(&bench.arena);
    buffer_dispose(&bench.html);
    return status == HERALD_OK ? 0 : 1;
}
