/*
 * herald-evaluate: how good a ranking is, by the measures and definitions of trec_eval.
 *
 *     herald-evaluate [-q] QRELS RUN            one measure a line, as trec_eval prints them
 *     herald-evaluate --table [--test] QRELS RUN...
 */
#include "scripts/evaluate_files.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#define RANDOMISATION_ROUNDS 100000u
#define RANDOMISATION_SEED   20250301u

static const char usage[] =
    "usage: herald-evaluate [-q] QRELS RUN\n"
    "       herald-evaluate --table [--test] QRELS RUN...\n"
    "\n"
    "  -q, --topics   print each topic before the mean\n"
    "  -t, --table    one row for each run, one column for each measure\n"
    "  -s, --test     under each further run, the p-values of its difference from the first:\n"
    "                 paired t test and paired randomisation test, both two-sided\n";

struct options {
    bool topics, table, test;
};

static void print_measures(const char *topic, int length, const double *values)
{
    for (int m = 0; m < MEASURE_COUNT; m++)
        printf("%-22s\t%.*s\t%.4f\n", measure_name((enum measure)m), length, topic, values[m]);
}

static void print_plain(const struct evaluation *evaluation, bool topics)
{
    for (size_t i = 0; topics && i < evaluation->count; i++) {
        const struct topic_result *result = &evaluation->topics[i];
        print_measures(result->topic.bytes, (int)result->topic.length, result->values);
    }
    double means[MEASURE_COUNT];
    for (int m = 0; m < MEASURE_COUNT; m++)
        means[m] = evaluation_mean(evaluation, (enum measure)m);
    printf("%-22s\tall\t%zu\n", "num_q", evaluation->count);
    print_measures("all", 3, means);
}

static void print_table_head(void)
{
    printf("%-24s", "run");
    for (int m = 0; m < MEASURE_COUNT; m++)
        printf(" %11s", measure_name((enum measure)m));
    putchar('\n');
}

static void print_table_row(const char *path, const struct evaluation *evaluation)
{
    const char *slash = strrchr(path, '/');
    printf("%-24s", slash ? slash + 1 : path);
    for (int m = 0; m < MEASURE_COUNT; m++)
        printf(" %11.4f", evaluation_mean(evaluation, (enum measure)m));
    putchar('\n');
}

/* Both evaluations are of the same qrels, so that topics stand side by side. */
static enum herald_status print_tests(const struct evaluation *base, const struct evaluation *other,
                                      struct herald_error *err)
{
    double *a = calloc(2 * base->count + 1, sizeof(*a)), *b = a + base->count;
    if (!a)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory comparing runs");
    for (int randomised = 0; randomised < 2; randomised++) {
        printf("%-24s", randomised ? "  p (randomisation)" : "  p (t test)");
        for (int m = 0; m < MEASURE_COUNT; m++) {
            for (size_t i = 0; i < base->count; i++) {
                a[i] = base->topics[i].values[m];
                b[i] = other->topics[i].values[m];
            }
            printf(" %11.4f",
                   randomised ? paired_randomisation_test(a, b, base->count, RANDOMISATION_ROUNDS,
                                                          RANDOMISATION_SEED)
                              : paired_t_test(a, b, base->count));
        }
        putchar('\n');
    }
    free(a);
    return HERALD_OK;
}

static enum herald_status evaluate_file(const struct trec_file *qrels, const char *path,
                                        struct evaluation *out, struct herald_error *err)
{
    struct trec_file run;
    enum herald_status status = run_read(path, &run, err);
    if (status != HERALD_OK)
        return status;
    status = evaluate(qrels, &run, out, err);
    trec_file_dispose(&run);
    return status;
}

static enum herald_status print_runs(const struct trec_file *qrels, char **paths, int count,
                                     struct options options, struct herald_error *err)
{
    struct evaluation first = {0}, current = {0};
    enum herald_status status = HERALD_OK;
    if (options.table)
        print_table_head();
    for (int i = 0; status == HERALD_OK && i < count; i++) {
        struct evaluation *evaluation = i == 0 ? &first : &current;
        evaluation_dispose(&current);
        status = evaluate_file(qrels, paths[i], evaluation, err);
        if (status != HERALD_OK)
            break;
        if (options.table)
            print_table_row(paths[i], evaluation);
        else
            print_plain(evaluation, options.topics);
        if (options.test && i > 0)
            status = print_tests(&first, &current, err);
    }
    evaluation_dispose(&first);
    evaluation_dispose(&current);
    return status;
}

static bool read_options(int argc, char **argv, struct options *out)
{
    static const struct option names[] = {{"topics", no_argument, NULL, 'q'},
                                          {"table", no_argument, NULL, 't'},
                                          {"test", no_argument, NULL, 's'},
                                          {NULL, 0, NULL, 0}};
    int option;
    while ((option = getopt_long(argc, argv, "qts", names, NULL)) != -1) {
        out->topics |= option == 'q';
        out->table |= option == 't';
        out->test |= option == 's';
        if (option == '?')
            return false;
    }
    int runs = argc - optind - 1;
    return out->table ? runs >= 1 && !out->topics : runs == 1 && !out->test;
}

int main(int argc, char **argv)
{
    struct options options = {0};
    if (!read_options(argc, argv, &options)) {
        fputs(usage, stderr);
        return 2;
    }
    struct herald_error err;
    struct trec_file qrels;
    enum herald_status status = qrels_read(argv[optind], &qrels, &err);
    if (status == HERALD_OK) {
        status = print_runs(&qrels, argv + optind + 1, argc - optind - 1, options, &err);
        trec_file_dispose(&qrels);
    }
    if (status != HERALD_OK) {
        fprintf(stderr, "herald-evaluate: %s\n", err.message);
        return 8;
    }
    return 0;
}
