#ifndef HERALD_INDEXER_LANGUAGE_TERMS_H
#define HERALD_INDEXER_LANGUAGE_TERMS_H

#include "indexer/language/scanner.h"
#include "indexer/language/vocabulary.h"

/* The words of one text as they are gathered; inside the language room only. */
struct terms {
    struct vocabulary vocabulary;
    uint32_t *log; /* the text's words in order, by their number in it, with VARIANT_BIT */
    size_t log_count, log_capacity;
    uint32_t *marks; /* places in the log at which sentences begin, with MARK_PARAGRAPH */
    size_t mark_count, mark_capacity;
    uint32_t *starts; /* positions of sentences, then of paragraphs */
    size_t start_capacity;
    uint32_t *numbers; /* vocabulary number of each of the text's words */
    size_t number_count, number_capacity;
    uint32_t *counts; /* their occurrences */
    size_t count_capacity;
    uint32_t *positions;
    size_t position_capacity;
    struct text_word *words;
    size_t word_capacity;
    struct text_stem *stems;
    size_t stem_capacity;
    struct text_form *forms;
    size_t form_count, form_capacity;
    size_t *span_ends; /* of a text in several languages: where in the log the spans end */
    size_t span_capacity;
    uint32_t *span_counts; /* occurrences of the words in one of them */
    size_t span_count_capacity;
    uint32_t *stem_numbers;
    size_t stem_number_capacity;
};

void terms_dispose(struct terms *terms);

/* As analyser_mixed_terms, with the parts of the analyser that it needs. Where there is one
 * language and it is LANGUAGE_NONE there are no stems. */
enum herald_status terms_gather(struct terms *terms, struct scanner *scanner,
                                struct stemmers *stemmers, struct slice text,
                                struct text_languages languages, uint32_t first_position,
                                struct text_terms *out, struct herald_error *err);

#endif
