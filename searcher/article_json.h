#ifndef HERALD_SEARCHER_ARTICLE_JSON_H
#define HERALD_SEARCHER_ARTICLE_JSON_H

#include "corpus/article.h"
#include "searcher/json_writer.h"

/*
 * Write an article as a JSON object with every field that it has, absent ones left out. Fields that
 * Herald has no name for stand beside the others as they were read; one whose name Herald uses
 * itself stands in an object "extra" instead. Herald reads the result as the same article again.
 */
void article_write_json(struct json_writer *writer, const struct article *article);

/* The date of an article as its text, in `out`; empty for none. */
struct slice article_date_text(struct date date, char out[static DATE_TEXT_SIZE]);

/* A key and an array of strings, on one line. */
void json_write_strings(struct json_writer *writer, const char *key, const struct slice_list *list);

#endif
