#ifndef HERALD_CORPUS_JSON_ARTICLE_H
#define HERALD_CORPUS_JSON_ARTICLE_H

/* A JSON object as an article: the rules are in docs/input-formats.md. */

#include "corpus/article.h"
#include "corpus/field.h"
#include "corpus/json_text.h"

/* What json_read_article found besides the article. */
struct json_reading {
    struct json_cursor cursor; /* where reading stopped, and why */
    const struct field_table *fields;
    size_t members;        /* of the object */
    struct slice bad_date; /* the name of a date field that holds no date; or empty */
    struct slice bad_date_text;
    struct buffer scratch; /* disposed of by the caller */
};

/*
 * Read the object at reading->cursor into an empty article, and move the cursor behind it.
 * HERALD_OK; HERALD_E_FORMAT when it is no object, with cursor.error set (JSON_CUT_OFF where the
 * text just ends, JSON_TOO_DEEP); HERALD_E_NO_MEMORY. After a failure the article holds part of the
 * fields.
 */
enum herald_status json_read_article(struct json_reading *reading, const struct field_table *fields,
                                     struct article *article, struct herald_error *err);

#endif
