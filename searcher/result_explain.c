#include "searcher/result_explain.h"

#include <math.h>

#include "corpus/terminal.h"

/* Below this the rest is what rounding left. */
#define NOTHING 1e-9

/* Digits after the point. */
#define DIGITS 6

const struct result_explanation *result_explain(const struct search_match *match,
                                                struct arena *arena)
{
    struct result_explanation *explanation = arena_alloc(arena, sizeof(*explanation));
    struct score_share *shares = arena_alloc(arena, (match->share_count + 1) * sizeof(*shares));
    if (!explanation || !shares)
        return NULL;
    double rest = match->parts.words;
    for (size_t at = 0; at < match->share_count; at++) {
        shares[at] = match->shares[at];
        shares[at].text = arena_copy(arena, shares[at].text);
        if (!shares[at].text.bytes)
            return NULL;
        rest -= shares[at].score;
    }
    *explanation = (struct result_explanation){.parts = match->parts,
                                               .shares = shares,
                                               .share_count = match->share_count,
                                               .feedback = fabs(rest) < NOTHING ? 0 : rest};
    return explanation;
}

/* --- as JSON ---------------------------------------------------------------------------------- */

static void write_number(struct json_writer *writer, const char *key, double number)
{
    json_write_key(writer, key);
    json_write_decimal(writer, number, DIGITS);
}

static void write_share(struct json_writer *writer, const struct score_share *share)
{
    json_write_object_inline(writer);
    json_write_pair(writer, "text", share->text);
    write_number(writer, "score", share->score);
    json_write_key(writer, "title");
    if (share->has_title)
        json_write_decimal(writer, share->title, DIGITS);
    else
        json_write_null(writer);
    json_write_end_object(writer);
}

void result_explain_json(const struct result_explanation *explanation, struct json_writer *writer)
{
    if (!explanation)
        return;
    const struct closeness *closeness = &explanation->parts.closeness;
    json_write_key(writer, "explain");
    json_write_object(writer);
    json_write_key(writer, "words");
    json_write_array(writer);
    for (size_t at = 0; at < explanation->share_count; at++)
        write_share(writer, &explanation->shares[at]);
    json_write_end_array(writer);
    write_number(writer, "feedback", explanation->feedback);
    write_number(writer, "window", closeness->window);
    write_number(writer, "pairs", closeness->pairs);
    write_number(writer, "lead", closeness->lead);
    write_number(writer, "recency", explanation->parts.recency);
    json_write_end_object(writer);
}

/* --- as text ---------------------------------------------------------------------------------- */

static void add_number(struct buffer *out, const char *name, double number)
{
    if (number != 0)
        buffer_append_format(out, " + %s %.3f", name, number);
}

void result_explain_text(const struct result_explanation *explanation, struct buffer *out)
{
    if (!explanation)
        return;
    const struct closeness *closeness = &explanation->parts.closeness;
    buffer_append_string(out, "   score =");
    for (size_t at = 0; at < explanation->share_count; at++) {
        const struct score_share *share = &explanation->shares[at];
        buffer_append_string(out, at ? " + " : " ");
        terminal_append(out, share->text);
        buffer_append_format(out, " %.3f", share->score);
        if (share->title > 0)
            buffer_append_format(out, " (title %.3f)", share->title);
    }
    add_number(out, "feedback", explanation->feedback);
    add_number(out, "near", closeness->window);
    add_number(out, "pairs", closeness->pairs);
    add_number(out, "lead", closeness->lead);
    add_number(out, "recency", explanation->parts.recency);
    buffer_append_byte(out, '\n');
}
