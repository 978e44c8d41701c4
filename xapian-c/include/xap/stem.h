#ifndef XAP_STEM_H
#define XAP_STEM_H

#include "xap/buffer.h"
#include "xap/error.h"

typedef struct xap_stem xap_stem;

/* A stemmer for a language, by ISO 639 code or English name ("ru", "russian"), or "none", which
 * changes nothing. XAP_E_ARGUMENT for a language without stemmer. */
XAP_API xap_status xap_stem_new(const char *language, xap_stem **stem, xap_error *err);

/* Free a stemmer. Takes NULL. */
XAP_API void xap_stem_free(xap_stem *stem);

/*
 * Write the stem of a word (UTF-8, lower case) to `out`, whose memory is reused. The stem can be
 * empty, and can be longer than a term may be: check before it becomes one. A stemmer keeps state
 * while it works, so each thread needs its own. General failures only.
 */
XAP_API xap_status xap_stem_word(const xap_stem *stem, const char *word, size_t length,
                                 xap_buffer *out, xap_error *err);

/* The languages that have a stemmer, English names separated by spaces. General failures only. */
XAP_API xap_status xap_stem_languages(xap_buffer *languages, xap_error *err);

#endif
