#ifndef HERALD_SCRIPTS_EVALUATE_FILES_H
#define HERALD_SCRIPTS_EVALUATE_FILES_H

#include "corpus/buffer.h"
#include "corpus/error.h"

#include "scripts/evaluate_measures.h"

/*
 * The two files of a TREC evaluation. Columns are parted by blanks or tabs.
 *
 *     qrels:  topic  iteration  document  relevance            (lines with # at the front:
 * comments) run:    topic  Q0         document  rank  score  run-id
 */

/* One line of either: value is the relevance or the score. Slices lie in the file's text. */
struct trec_line {
    struct slice topic;
    struct slice document;
    float value;   /* single precision, as trec_eval keeps scores: it decides what is a tie */
    size_t number; /* line in the file, from 1 */
};

/*
 * A file as read. Lines are sorted by topic; within it qrels by document, a run by score, highest
 * first, ties by document, highest first, as trec_eval ranks (its rank column says nothing).
 */
struct trec_file {
    struct trec_line *lines;
    size_t count;
    struct buffer text;
};

/* Read a file. HERALD_E_FORMAT names file and line of what is malformed or stands there twice;
 * NOT_FOUND, PERMISSION, IO, NO_MEMORY. `out` is empty or disposed of before. */
enum herald_status qrels_read(const char *path, struct trec_file *out, struct herald_error *err);
enum herald_status run_read(const char *path, struct trec_file *out, struct herald_error *err);
void trec_file_dispose(struct trec_file *file);

/* How a run did on one topic. */
struct topic_result {
    struct slice topic; /* lies in the qrels */
    size_t first_line;  /* of the topic in the qrels */
    double values[MEASURE_COUNT];
};

/* How it did on all topics that have a relevant document, in the order of the qrels; a topic that
 * the run has nothing for measures 0 (trec_eval -c). */
struct evaluation {
    struct topic_result *topics;
    size_t count;
};

/* Measure a run against qrels; the evaluation points into `qrels`. HERALD_E_NO_MEMORY. */
enum herald_status evaluate(const struct trec_file *qrels, const struct trec_file *run,
                            struct evaluation *out, struct herald_error *err);
void evaluation_dispose(struct evaluation *evaluation);

/* The mean of a measure over the topics. */
double evaluation_mean(const struct evaluation *evaluation, enum measure measure);

#endif
