#ifndef HERALD_CORPUS_LANGUAGE_TAG_H
#define HERALD_CORPUS_LANGUAGE_TAG_H

#include <stdbool.h>

#include "corpus/buffer.h"
#include "corpus/error.h"

/* Languages as people and programs write them: `en`, `EN_gb`, `eng`, `English`, `français`. */

/* The names of languages, in English and in themselves; made when one is asked for first. */
struct language_names;

/* Make an empty one. HERALD_E_NO_MEMORY. */
enum herald_status language_names_open(struct language_names **out, struct herald_error *err);
void language_names_free(struct language_names *names);

/*
 * Append the BCP 47 tag of a language: `en`, `en-GB`. `text` is a tag in any spelling, a locale such
 * as en_US.UTF-8, a code of two or three letters (ISO 639), or a name in English or in the language
 * itself, without regard to case; what stands in parentheses after a name is left out. Codes of
 * three letters that ICU does not know are taken for those of some language. False, and nothing
 * appended, for all else. Sets out->failed on no memory.
 */
bool language_tag(struct language_names *names, struct slice text, struct buffer *out);

#endif
