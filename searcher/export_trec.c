#include <math.h>

#include "searcher/export.h"

/* The least difference between two printed scores. */
#define SCORE_STEP 1e-6

static void append_name(struct buffer *out, struct slice name)
{
    for (size_t at = 0; at < name.length; at++) {
        unsigned char c = (unsigned char)name.bytes[at];
        buffer_append_byte(out, c <= ' ' || c == 0x7F ? '_' : c);
    }
    if (name.length == 0)
        buffer_append_byte(out, '_');
}

void export_trec_line(struct export *export, const struct result_hit *hit, struct buffer *out)
{
    double score = isfinite(hit->score) ? round(hit->score / SCORE_STEP) * SCORE_STEP : 0;
    /* Both are multiples of the step, so half a step tells them apart. */
    if (export->written > 0 && score > export->last_score - SCORE_STEP / 2)
        score = export->last_score - SCORE_STEP;
    append_name(out, export->qid);
    buffer_append_string(out, " Q0 ");
    append_name(out, hit->key);
    buffer_append_format(out, " %u %.6f ", hit->rank, score);
    append_name(out, export->run);
    buffer_append_byte(out, '\n');
    export->last_score = score;
}
