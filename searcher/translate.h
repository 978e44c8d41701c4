#ifndef HERALD_SEARCHER_TRANSLATE_H
#define HERALD_SEARCHER_TRANSLATE_H

#include <xap/database.h>
#include <xap/query.h>

#include "indexer/index.h"
#include "searcher/deadline.h"
#include "searcher/text_marks.h"
#include "searcher/word_bag.h"
#include "searcher/word_forms.h"

/* A query becomes a query of libxap, by the terms of indexer/schema.h. */

/* What a translation needs to know. */
struct translation {
    const struct query *query;
    const struct query_terms *terms;
    struct analyser *analyser;
    const xap_database *database;     /* terms that it does not hold are left out; NULL: none are */
    struct index_languages languages; /* to look words up in */
    const struct word_scoring *scoring; /* to score words ourselves, as libxapian would; NULL: leave
                                           it to libxapian */
    struct index_reader *reader;        /* for words as they are typed; NULL: there are none */
    struct search_clock *clock;         /* looked at meanwhile and by the parts of the query */
    double enough;                      /* by clock_milliseconds: what a prefix or an OR stands for
                                           by then will do, unless it is within NOT; 0: never */
    bool unscored;                      /* scores do not matter: only a query of many words has any
                                           use for `scoring` */
    struct prefixes *prefixes;          /* receives what prefixes stand for */
    const struct ranking *ranking;      /* what request words weigh; NULL: as all words */
    bool exact;                         /* values of fields are what articles declare, no more */
    language_id stop;                   /* whose stop words count (searcher/stop_words.h) */
    double request_weight;              /* set by the translation: request_words_factor */
};

/*
 * Translate:
 *
 *   word     its stem in every language, weighted as one term; the parts of a hyphenated word as a
 *            phrase or joined; with `any`, the parts each by itself or the joined word,
 *            whichever weighs more
 *   phrase   its folded words one after the other, weighted by their stems
 *   AND      stop words are required but give no weight, unless there is nothing else
 *   OR       with `any`, stop words are left out, unless there is nothing else
 *   prefix   the words of the index that begin so, weighted as one term
 *   phrases, near, sentences, paragraphs, frequencies, exact words, and words within body, lead or
 *   the opening words: their words as in an AND, filtered by where these stand
 *   (searcher/proximity.h)
 *   request words weigh less in a long query with `any` (searcher/request_words.h)
 *   leaves without words are passed over
 *
 * *out is the caller's, and must not outlive anything that the translation points to; NULL (with
 * XAP_OK) where nothing is left to search for. Otherwise as xap_query_combine, reading failures,
 * and XAP_E_TIMEOUT where the clock was over before the query was made.
 */
xap_status query_translate(const struct translation *translation, xap_query **out, xap_error *err);

/* Whether the search for a translated query keeps to the clock by itself. */
bool query_is_clocked(const struct translation *translation);

#endif
