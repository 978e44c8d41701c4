#ifndef HERALD_SCRIPTS_BENCH_ANALYSIS_H
#define HERALD_SCRIPTS_BENCH_ANALYSIS_H

#include <stddef.h>

/* A text to analyse. */
struct bench_text {
    const char *bytes;
    size_t length;
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Analyse texts with Xapian::TermGenerator, a Document each: stems and positions, its default
 * strategy; with n-grams for Chinese and Japanese where `ngrams`. `language` is a stemmer's name or
 * "none". Returns how many terms the documents have, which keeps the work from being left out.
 */
size_t bench_term_generator(const struct bench_text *texts, size_t count, const char *language,
                            int ngrams);

#ifdef __cplusplus
}
#endif

#endif
