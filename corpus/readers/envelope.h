#ifndef HERALD_CORPUS_READERS_ENVELOPE_H
#define HERALD_CORPUS_READERS_ENVELOPE_H

/*
 * JSON as services answer with it: one object around an array of articles, such as
 * {"status":"ok","articles":[{...},{...}]} or {"response":{"docs":[{...}]}}.
 */

#include "corpus/field.h"
#include "corpus/json_text.h"

/* How far an object is read to find out whether it is an envelope. */
#define ENVELOPE_LOOK ((size_t)1 << 20)

enum envelope_answer { ENVELOPE_NO, ENVELOPE_YES, ENVELOPE_CUT_OFF };

struct envelope {
    size_t array;  /* where the first article is looked for: the byte behind '[', from the start */
    size_t depth;  /* how many objects are open there: 1 or 2 */
    bool is_empty; /* there is none in the array */
    bool is_whole; /* the object was read to its end */
};

/*
 * Whether the object at the start of `text` is an envelope: it has, at the top or in "response",
 * "result" or "data", an array with one of the usual names whose first element is an object with a
 * title or a body, or that is empty; and it has no id and no body itself, as far as it was read.
 * ENVELOPE_YES with *out set; ENVELOPE_CUT_OFF where the text ends before that is known.
 */
enum envelope_answer envelope_find(struct slice text, const struct field_table *fields,
                                   struct envelope *out);

#endif
