#ifndef HERALD_SEARCHER_RESULT_EXPLAIN_H
#define HERALD_SEARCHER_RESULT_EXPLAIN_H

#include "searcher/json_writer.h"
#include "searcher/result.h"

/* Why a hit has its score: the parts of the score, of which it is the sum. */
struct result_explanation {
    struct score_parts parts;
    const struct score_share *shares; /* of parts.words, by part of the query */
    size_t share_count;
    double feedback; /* the rest of parts.words: what other articles said (--expand, similar) */
};

/* Copy the explanation of a match into the arena of a result. NULL on no memory. */
const struct result_explanation *result_explain(const struct search_match *match,
                                                struct arena *arena);

/* Write the key "explain" and its object (docs/result.schema.json); nothing for NULL. */
void result_explain_json(const struct result_explanation *explanation, struct json_writer *writer);

/* Append it as a line of text; nothing for NULL. */
void result_explain_text(const struct result_explanation *explanation, struct buffer *out);

#endif
