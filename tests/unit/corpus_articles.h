/* Articles of the corpora that may lie beside the sources, for tests of C that walk through them.
 */
#ifndef HERALD_TESTS_UNIT_CORPUS_ARTICLES_H
#define HERALD_TESTS_UNIT_CORPUS_ARTICLES_H

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cjson/cJSON.h>
#include <cmocka.h>
#include <zlib.h>

#include "corpus/buffer.h"

/* What is missing is empty. */
struct corpus_article {
    struct slice title, body, language;
};

typedef void (*corpus_taker)(void *context, const struct corpus_article *article);

static inline struct slice corpus_member(const cJSON *article, const char *name)
{
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItem(article, name));
    return slice_of(value ? value : "");
}

static inline void corpus_take_line(const char *line, corpus_taker take, void *context)
{
    cJSON *object = cJSON_Parse(line);
    assert_non_null(object);
    const struct corpus_article article = {corpus_member(object, "title"),
                                           corpus_member(object, "body"),
                                           corpus_member(object, "language")};
    take(context, &article);
    cJSON_Delete(object);
}

/* Give every `step`th article of a corpus, such as "languages/ru", `most` of them at the most.
 * Returns how many were given: 0 where the corpus is not there, which is told. */
static inline unsigned corpus_walk(const char *name, unsigned step, unsigned most,
                                   corpus_taker take, void *context)
{
    static char line[8u << 20];
    const char *source = getenv("HERALD_SOURCE_DIR");
    char path[PATH_MAX];
    unsigned count = 0;
    snprintf(path, sizeof path, "%s/../shared/data/corpora/%s.jsonl.gz", source ? source : ".",
             name);
    gzFile file = gzopen(path, "rb");
    if (!file) {
        print_message("SKIP: %s is not here\n", path);
        return 0;
    }
    for (unsigned at = 0; count < most && gzgets(file, line, (int)sizeof line); at++) {
        if (at % step == 0) {
            corpus_take_line(line, take, context);
            count++;
        }
    }
    gzclose(file);
    assert_true(count > 0);
    return count;
}

#endif
