#include "searcher/result.h"

#include <math.h>

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

void result_write_trec(const struct result *result, struct slice qid, struct slice run,
                       struct buffer *out)
{
    double last = 0;
    for (size_t at = 0; at < result->hit_count; at++) {
        const struct result_hit *hit = &result->hits[at];
        double score = round(hit->score / SCORE_STEP) * SCORE_STEP;
        /* Both are multiples of the step, so half a step tells them apart. */
        if (at > 0 && score > last - SCORE_STEP / 2)
            score = last - SCORE_STEP;
        append_name(out, qid);
        buffer_append_string(out, " Q0 ");
        append_name(out, hit->key);
        buffer_append_format(out, " %u %.6f ", hit->rank, score);
        append_name(out, run);
        buffer_append_byte(out, '\n');
        last = score;
    }
}
