#ifndef HERALD_CORPUS_ENCODING_H
#define HERALD_CORPUS_ENCODING_H

#include "corpus/buffer.h"
#include "corpus/error.h"

/*
 * Text in an encoding of one byte a character where UTF-8 was expected. It is converted where the
 * encoding is certain (docs/input-formats.md, Bytes that are not UTF-8), which needs somebody who
 * can tell in which language a text is.
 */

/* Room for the code of a language: two or three letters. */
#define ENCODING_LANGUAGE 4u

/* Who names languages. A zeroed structure is nobody, and nothing is converted then. */
struct language_judge {
    /* Write the first subtag of the language that a text, valid UTF-8, is certainly in, or "" where
     * it is in none. HERALD_E_NO_MEMORY, HERALD_E_INTERNAL. */
    enum herald_status (*name)(void *context, struct slice text,
                               char code[static ENCODING_LANGUAGE], struct herald_error *err);
    void *context;
};

/* What a text was found to be; `name` is NULL for none, else static, as IANA or ICU spell it. */
struct encoding {
    const char *name;
    char language[ENCODING_LANGUAGE];
};

/*
 * Find the encoding of a text that is not valid UTF-8: out->name stays NULL unless it is certain.
 * `likely` is what other texts of the same file are in, or zeroed: a text that is too short for a
 * language to be found is in that one where all its letters say so. Bytes below 0x80 are ASCII in
 * each encoding, so that markup and JSON may be among the text. HERALD_E_NO_MEMORY, and what the
 * judge returns.
 */
enum herald_status encoding_find(struct slice raw, const struct language_judge *judge,
                                 const struct encoding *likely, struct encoding *out,
                                 struct herald_error *err);

/* Append the text of such bytes, in an encoding that encoding_find named, to `out`.
 * HERALD_E_NO_MEMORY, HERALD_E_INTERNAL (ICU lacks its table). */
enum herald_status encoding_decode(const char *name, struct slice raw, struct buffer *out,
                                   struct herald_error *err);

#endif
