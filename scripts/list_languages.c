/*
 * What language detection says of articles, for scripts/evaluate-languages. Reads the files that
 * are named and writes lines of fields that are separated by tabs; "-" stands for no language:
 *
 *   title DECLARED FOUND BYTES     of the title alone
 *   body DECLARED FOUND BYTES      of the body alone
 *   article DECLARED FOUND 0|1     with what the article declares: found wrong or not
 *   wrong DECLARED FOUND 0|1       the same, had it declared the language that `--declare` names
 *   part DECLARED FOUND BYTES      a stretch of the article in another language, and its text
 */
#include <stdio.h>
#include <stdlib.h>

#include "corpus/reader.h"
#include "indexer/language/detection/language_finder.h"

static const char *or_none(const char *code)
{
    return code[0] ? code : "-";
}

static void print(const char *kind, const struct article *article, const char *code, size_t number)
{
    printf("%s\t%.*s\t%s\t%zu\n", kind, (int)article->language.length,
           article->language.length ? article->language.bytes : "", or_none(code), number);
}

static void print_parts(const struct article *article, const struct found_languages *found)
{
    size_t begin = 0;
    for (size_t at = 0; at < found->body.count; begin = found->body.spans[at++].end) {
        const struct language_span *span = &found->body.spans[at];
        if (span->language == found->main)
            continue;
        print("part", article, language_code(span->language), span->end - begin);
        printf("text\t%.*s\n", (int)(span->end - begin), article->body.bytes + begin);
    }
}

static enum herald_status list(struct language_finder *finder, const struct article *article,
                               struct slice wrong)
{
    char code[DETECTED_CODE];
    struct found_languages found;
    enum herald_status status = language_finder_name(finder, article->title, code, NULL);
    if (status == HERALD_OK && article->title.length > 0)
        print("title", article, code, article->title.length);
    if (status == HERALD_OK)
        status = language_finder_name(finder, article->body, code, NULL);
    if (status == HERALD_OK && article->body.length > 0)
        print("body", article, code, article->body.length);
    if (status == HERALD_OK)
        status = language_finder_find(finder, article->language, article->title, article->subtitle,
                                      article->body, &found, NULL);
    if (status != HERALD_OK)
        return status;
    print("article", article, found.code, found.overridden);
    print_parts(article, &found);
    if (wrong.length == 0)
        return HERALD_OK;
    status = language_finder_find(finder, wrong, article->title, article->subtitle, article->body,
                                  &found, NULL);
    print("wrong", article, found.code, found.overridden);
    return status;
}

int main(int argc, char **argv)
{
    const struct reader_options options = {0};
    struct reader *reader = NULL;
    struct language_finder *finder = NULL;
    struct article article = {0};
    struct slice wrong = {NULL, 0};
    int first = 1;
    if (argc > 2 && strcmp(argv[1], "--declare") == 0) {
        wrong = slice_of(argv[2]);
        first = 3;
    }
    enum herald_status status = reader_open((const char *const *)(argv + first),
                                            (size_t)(argc - first), &options, &reader, NULL);
    if (status == HERALD_OK)
        status = language_finder_open(&finder, NULL);
    while (status == HERALD_OK && (status = reader_next(reader, &article, NULL)) == HERALD_OK)
        status = list(finder, &article, wrong);
    article_dispose(&article);
    language_finder_free(finder);
    reader_free(reader);
    return status == HERALD_DONE ? EXIT_SUCCESS : EXIT_FAILURE;
}
