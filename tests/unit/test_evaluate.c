#include "scripts/evaluate_files.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h>

static void assert_near(double actual, double expected, double tolerance)
{
    if (fabs(actual - expected) > tolerance)
        fail_msg("%.9f is not %.9f", actual, expected);
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* --- measures of one topic, worked out by hand -------------------------------------------- */

/* Relevant at ranks 1, 3 and 6, a fourth never found. */
static void test_binary_judgements(void **state)
{
    (void)state;
    const int ranking[] = {1, 0, 1, 0, 0, 1}, judged[] = {1, 1, 1, 1, 0};
    double values[MEASURE_COUNT];
    measure_topic(ranking, COUNT(ranking), judged, COUNT(judged), values);
    assert_near(values[MEASURE_MAP], (1.0 + 2.0 / 3 + 3.0 / 6) / 4, 1e-12);
    /* (1 + 1/log2 4 + 1/log2 7) / (1 + 1/log2 3 + 1/log2 4 + 1/log2 5) = 1.856207 / 2.561606 */
    assert_near(values[MEASURE_NDCG_10], 0.724626, 1e-6);
    assert_near(values[MEASURE_P_10], 0.3, 1e-12);
    assert_near(values[MEASURE_RECALL_100], 0.75, 1e-12);
    assert_near(values[MEASURE_RECALL_1000], 0.75, 1e-12);
    assert_near(values[MEASURE_RECIP_RANK], 1, 1e-12);
}

/* Grades 0 to 3; -1, judged but of no use, is neither relevant nor a loss. */
static void test_graded_judgements(void **state)
{
    (void)state;
    const int ranking[] = {0, 3, -1, 1, 2}, judged[] = {3, 2, 2, 1, 0, -1};
    double values[MEASURE_COUNT];
    measure_topic(ranking, COUNT(ranking), judged, COUNT(judged), values);
    assert_near(values[MEASURE_MAP], (1.0 / 2 + 2.0 / 4 + 3.0 / 5) / 4, 1e-12);
    /* (3/log2 3 + 1/log2 5 + 2/log2 6) / (3 + 2/log2 3 + 2/log2 4 + 1/log2 5)
       = (1.892789 + 0.430677 + 0.773706) / 5.692536 */
    assert_near(values[MEASURE_NDCG_10], 0.544076, 1e-6);
    assert_near(values[MEASURE_P_10], 0.3, 1e-12);
    assert_near(values[MEASURE_RECIP_RANK], 0.5, 1e-12);
}

/* Twelve relevant, the first ten of the ranking among them: the best that ten ranks can hold. */
static void test_more_relevant_than_ranks(void **state)
{
    (void)state;
    const int ranking[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    const int judged[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    double values[MEASURE_COUNT];
    measure_topic(ranking, COUNT(ranking), judged, COUNT(judged), values);
    assert_near(values[MEASURE_NDCG_10], 1, 1e-12);
    assert_near(values[MEASURE_P_10], 1, 1e-12);
    assert_near(values[MEASURE_MAP], 10.0 / 12, 1e-12);
    assert_near(values[MEASURE_RECALL_100], 10.0 / 12, 1e-12);
}

/* Relevant at ranks 11, 100, 101, 1000 and 1001: each cut-off includes its own rank. */
static void test_cutoffs(void **state)
{
    (void)state;
    int ranking[1001] = {0};
    ranking[10] = ranking[99] = ranking[100] = ranking[999] = ranking[1000] = 1;
    const int judged[] = {1, 1, 1, 1, 1};
    double values[MEASURE_COUNT];
    measure_topic(ranking, COUNT(ranking), judged, COUNT(judged), values);
    assert_near(values[MEASURE_P_10], 0, 0);
    assert_near(values[MEASURE_NDCG_10], 0, 0);
    assert_near(values[MEASURE_RECALL_100], 2.0 / 5, 1e-12);
    assert_near(values[MEASURE_RECALL_1000], 4.0 / 5, 1e-12);
    assert_near(values[MEASURE_RECIP_RANK], 1.0 / 11, 1e-12);
    assert_near(values[MEASURE_MAP],
                (1.0 / 11 + 2.0 / 100 + 3.0 / 101 + 4.0 / 1000 + 5.0 / 1001) / 5, 1e-12);
}

static void test_nothing_relevant_or_returned(void **state)
{
    (void)state;
    const int ranking[] = {0, 0}, judged[] = {0, -1}, relevant[] = {1};
    double values[MEASURE_COUNT];
    measure_topic(ranking, COUNT(ranking), judged, COUNT(judged), values);
    for (int m = 0; m < MEASURE_COUNT; m++)
        assert_near(values[m], 0, 0);
    measure_topic(NULL, 0, relevant, 1, values);
    for (int m = 0; m < MEASURE_COUNT; m++)
        assert_near(values[m], 0, 0);
}

/* --- tests of significance ---------------------------------------------------------------- */

/* Against the closed forms of Student's distribution for 1, 2 and 4 degrees of freedom. */
static void test_t_test(void **state)
{
    (void)state;
    const double zero[5] = {0}, two[] = {1, 3}, three[] = {1, 2, 3}, five[] = {1, 2, 3, 4, 5};
    const double mixed[] = {0.5, -0.25, 0.25}, same[] = {2, 2, 2};
    assert_near(paired_t_test(two, zero, 2), 1 - 2 / acos(-1) * atan(2), 1e-12);
    assert_near(paired_t_test(three, zero, 3), 1 - sqrt(12.0 / 14), 1e-12);
    assert_near(paired_t_test(zero, three, 3), 1 - sqrt(12.0 / 14), 1e-12);
    assert_near(paired_t_test(five, zero, 5), 0.0132356, 1e-7);
    /* mean 1/6, variance 7/48: t^2 = (1/36) / (7/144) = 4/7 */
    assert_near(paired_t_test(mixed, zero, 3), 1 - sqrt((4.0 / 7) / (2 + 4.0 / 7)), 1e-12);
    assert_near(paired_t_test(zero, zero, 5), 1, 0);
    assert_near(paired_t_test(same, zero, 3), 0, 0);
    assert_near(paired_t_test(five, zero, 1), 1, 0);
}

/* Few pairs, whose sign patterns can be counted. */
static void test_randomisation_test(void **state)
{
    (void)state;
    const double zero[4] = {0}, rising[] = {1, 2, 3}, opposed[] = {3, -1};
    const double four[] = {4, 1, 1, -1};
    /* all three positive: 2 of 8 patterns reach 6 */
    assert_near(paired_randomisation_test(rising, zero, 3, 100000, 1), 0.25, 0.006);
    /* the sums are 4, 2, -2 and -4, all at least 2 */
    assert_near(paired_randomisation_test(opposed, zero, 2, 1000, 1), 1, 0);
    /* the sum is 5; of |4 + (-3, -1, -1, -1, 1, 1, 1, 3)| four of eight are 5 or more */
    assert_near(paired_randomisation_test(four, zero, 4, 100000, 7), 0.5, 0.007);
    assert_near(paired_randomisation_test(zero, zero, 4, 1000, 1), 1, 0);
    assert_true(paired_randomisation_test(rising, zero, 3, 1000, 5) ==
                paired_randomisation_test(rising, zero, 3, 1000, 5));
}

/* --- files -------------------------------------------------------------------------------- */

struct temporary {
    char path[64];
};

static struct temporary write_file(const char *text)
{
    struct temporary file;
    snprintf(file.path, sizeof(file.path), "/tmp/herald-evaluate-XXXXXX");
    int fd = mkstemp(file.path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    return file;
}

static struct evaluation evaluate_texts(const char *qrels_text, const char *run_text,
                                        struct trec_file *qrels)
{
    struct temporary qrels_file = write_file(qrels_text), run_file = write_file(run_text);
    struct trec_file run;
    struct evaluation evaluation;
    struct herald_error err;
    assert_int_equal(qrels_read(qrels_file.path, qrels, &err), HERALD_OK);
    assert_int_equal(run_read(run_file.path, &run, &err), HERALD_OK);
    assert_int_equal(evaluate(qrels, &run, &evaluation, &err), HERALD_OK);
    trec_file_dispose(&run);
    unlink(qrels_file.path);
    unlink(run_file.path);
    return evaluation;
}

/* The rank column says nothing; equal scores rank by document, highest first, so that "b" comes
 * before "a" here; scores that single precision cannot tell apart are equal. */
static void test_order_of_a_run(void **state)
{
    (void)state;
    struct trec_file qrels;
    struct evaluation evaluation = evaluate_texts("t 0 a 1\n",
                                                  "t Q0 a 1 2.5 x\n"
                                                  "t Q0 b 2 2.50000000001 x\n"
                                                  "t Q0 c 3 2.5 x\n"
                                                  "t Q0 d 4 9e1 x\n"
                                                  "t Q0 e 5 -3 x\n",
                                                  &qrels);
    assert_int_equal(evaluation.count, 1);
    assert_near(evaluation.topics[0].values[MEASURE_RECIP_RANK], 1.0 / 4, 1e-12);
    evaluation_dispose(&evaluation);
    trec_file_dispose(&qrels);
}

/* Topic 10 is found at once, 9 is missing from the run, 8 has nothing relevant and does not count,
 * 7 is not judged; they come in the order of the qrels. */
static void test_which_topics_count(void **state)
{
    (void)state;
    struct trec_file qrels;
    struct evaluation evaluation =
        evaluate_texts("# judged by hand\n"
                       "10\t0\tx\t1\n"
                       "9 0 x 2\r\n"
                       "8 0 x 0\n"
                       "\n"
                       "10 0 y 0",
                       "7 Q0 x 1 1 r\n10 Q0 x 1 1 r\n8 Q0 x 1 1 r\n", &qrels);
    assert_int_equal(evaluation.count, 2);
    assert_true(slice_equal(evaluation.topics[0].topic, SLICE("10")));
    assert_true(slice_equal(evaluation.topics[1].topic, SLICE("9")));
    assert_near(evaluation_mean(&evaluation, MEASURE_MAP), 0.5, 1e-12);
    assert_near(evaluation_mean(&evaluation, MEASURE_NDCG_10), 0.5, 1e-12);
    assert_near(evaluation_mean(&evaluation, MEASURE_P_10), 0.05, 1e-12);
    evaluation_dispose(&evaluation);
    trec_file_dispose(&qrels);
}

static void expect_refused(bool is_run, const char *text, const char *message)
{
    struct temporary file = write_file(text);
    struct trec_file read;
    struct herald_error err;
    enum herald_status status =
        is_run ? run_read(file.path, &read, &err) : qrels_read(file.path, &read, &err);
    assert_int_equal(status, HERALD_E_FORMAT);
    assert_non_null(strstr(err.message, message));
    unlink(file.path);
}

static void test_malformed_files(void **state)
{
    (void)state;
    expect_refused(false, "1 0 a 1\n1 0 b\n", ":2: expected 'topic iteration document relevance'");
    expect_refused(false, "1 0 a 1 1\n", ":1: expected");
    expect_refused(false, "1 0 a yes\n", ":1: not a whole number: 'yes'");
    expect_refused(false, "1 0 a 0.5\n", ":1: not a whole number: '0.5'");
    expect_refused(false, "1 0 a 1e30\n", ":1: not a whole number");
    expect_refused(false, "1 0 a 1\n1 0 a 0\n", "document 'a' stands twice for topic '1'");
    expect_refused(true, "1 Q0 a 1 0.5\n", ":1: expected 'topic Q0 document rank score run-id'");
    expect_refused(true, "1 Q0 a 1 nan x\n", ":1: not a number: 'nan'");
    expect_refused(true, "1 Q0 a 1 2 x\n2 Q0 a 1 2 x\n1 Q0 a 2 1 x\n", "stands twice");

    struct trec_file read;
    struct herald_error err;
    assert_int_equal(qrels_read("/no/such/file", &read, &err), HERALD_E_NOT_FOUND);
}

static void test_empty_run(void **state)
{
    (void)state;
    struct trec_file qrels;
    struct evaluation evaluation = evaluate_texts("1 0 a 1\n", "", &qrels);
    assert_int_equal(evaluation.count, 1);
    assert_near(evaluation_mean(&evaluation, MEASURE_MAP), 0, 0);
    evaluation_dispose(&evaluation);
    trec_file_dispose(&qrels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_binary_judgements),
        cmocka_unit_test(test_graded_judgements),
        cmocka_unit_test(test_more_relevant_than_ranks),
        cmocka_unit_test(test_cutoffs),
        cmocka_unit_test(test_nothing_relevant_or_returned),
        cmocka_unit_test(test_t_test),
        cmocka_unit_test(test_randomisation_test),
        cmocka_unit_test(test_order_of_a_run),
        cmocka_unit_test(test_which_topics_count),
        cmocka_unit_test(test_malformed_files),
        cmocka_unit_test(test_empty_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
