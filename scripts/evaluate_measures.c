#include "scripts/evaluate_measures.h"

#include <math.h>

const char *measure_name(enum measure measure)
{
    static const char *const names[MEASURE_COUNT] = {
        [MEASURE_MAP] = "map",
        [MEASURE_NDCG_10] = "ndcg_cut_10",
        [MEASURE_P_10] = "P_10",
        [MEASURE_RECALL_100] = "recall_100",
        [MEASURE_RECALL_1000] = "recall_1000",
        [MEASURE_RECIP_RANK] = "recip_rank",
    };
    return names[measure];
}

static size_t count_relevant(const int *relevances, size_t count)
{
    size_t relevant = 0;
    for (size_t i = 0; i < count; i++)
        relevant += relevances[i] > 0;
    return relevant;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static double discounted_gain(const int *relevances, size_t count)
{
    double gain = 0;
    for (size_t i = 0; i < count; i++)
        if (relevances[i] > 0)
            gain += relevances[i] / log2((double)i + 2);
    return gain;
}

void measure_topic(const int *ranking, size_t returned, const int *judged, size_t judged_count,
                   double out[MEASURE_COUNT])
{
    for (int m = 0; m < MEASURE_COUNT; m++)
        out[m] = 0;
    double relevant = (double)count_relevant(judged, judged_count);
    if (relevant == 0)
        return;

    double found = 0, precisions = 0;
    for (size_t i = 0; i < returned; i++) {
        if (ranking[i] <= 0)
            continue;
        found += 1;
        precisions += found / ((double)i + 1);
        if (found == 1)
            out[MEASURE_RECIP_RANK] = 1 / ((double)i + 1);
    }
    out[MEASURE_MAP] = precisions / relevant;
    out[MEASURE_NDCG_10] = discounted_gain(ranking, smaller(returned, 10)) /
                           discounted_gain(judged, smaller(judged_count, 10));
    out[MEASURE_P_10] = (double)count_relevant(ranking, smaller(returned, 10)) / 10;
    out[MEASURE_RECALL_100] = (double)count_relevant(ranking, smaller(returned, 100)) / relevant;
    out[MEASURE_RECALL_1000] = (double)count_relevant(ranking, smaller(returned, 1000)) / relevant;
}

/* --- significance ------------------------------------------------------------------------- */

/*
 * The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by the
 * modified Lentz method; converges fast for x < (a + 1) / (a + b + 2).
 */
static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double fraction = d;
    for (int m = 1; m <= 10000; m++) {
        for (int odd = 0; odd < 2; odd++) {
            double term = odd ? -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
                              : m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 + term * d;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = 1 + term / c;
            if (fabs(c) < tiny)
                c = tiny;
            fraction *= c * d;
        }
        if (fabs(c * d - 1) < 1e-15)
            break;
    }
    return fraction;
}

/* The regularised incomplete beta function I_x(a, b), 0 <= x <= 1. */
static double incomplete_beta(double a, double b, double x)
{
    if (x <= 0 || x >= 1)
        return x <= 0 ? 0 : 1;
    double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(a, b, x) / a;
    return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

double paired_t_test(const double *a, const double *b, size_t count)
{
    double n = (double)count, sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++)
        sum += a[i] - b[i];
    if (count < 2)
        return 1;
    double mean = sum / n;
    for (size_t i = 0; i < count; i++) {
        double deviation = a[i] - b[i] - mean;
        squares += deviation * deviation;
    }
    if (squares == 0)
        return mean == 0 ? 1 : 0;
    double t_squared = mean * mean / (squares / (n - 1) / n);
    /* P(|T| > t) for n - 1 degrees of freedom. */
    return incomplete_beta((n - 1) / 2, 0.5, (n - 1) / (n - 1 + t_squared));
}

/* SplitMix64 (Steele, Lea, Flood 2014): small, and good enough for coins. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

double paired_randomisation_test(const double *a, const double *b, size_t count, size_t rounds,
                                 uint64_t seed)
{
    double observed = 0;
    for (size_t i = 0; i < count; i++)
        observed += a[i] - b[i];
    /* Sums in another order differ in the last bits; those must not tell equal ones apart. */
    double threshold = fabs(observed) * (1 - 1e-12) - 1e-12;
    size_t as_far = 1;
    for (size_t round = 0; round < rounds; round++) {
        double sum = 0;
        uint64_t coins = 0;
        for (size_t i = 0; i < count; i++) {
            if (i % 64 == 0)
                coins = next_random(&seed);
            sum += coins & 1 ? a[i] - b[i] : b[i] - a[i];
            coins >>= 1;
        }
        as_far += fabs(sum) >= threshold;
    }
    return (double)as_far / ((double)rounds + 1);
}
