#include <stdio.h>

#include <unicode/uchar.h>

#include "corpus/utf8.h"
#include "searcher/field_value.h"
#include "searcher/query_print.h"
#include "searcher/query_reading.h"
#include "searcher/query_spelling.h"
#include "searcher/result_run.h"
#include "searcher/stop_words.h"

/* What is told of a query once it has been run. */

/* Words named in one warning, at the most. */
#define STOP_WORDS_TOLD 8

/* Whether a query is of stop words alone, which are looked for. */
static bool is_all_stops(const struct request_run *run, language_id stop)
{
    const struct query_node *node = run->result->query.root;
    for (node = node->child ? node->child : node; node; node = node->next)
        if (!query_is_leaf(node) || !query_leaf_is_stop(&run->terms.leaves[node->leaf], stop))
            return false;
    return true;
}

/* Tell which words were too common to look for. */
static bool warn_of_stops(struct request_run *run, language_id stop)
{
    struct query *query = &run->result->query;
    struct buffer words = BUFFER_INIT;
    const struct query_leaf *first = NULL;
    size_t count = 0;
    for (size_t at = 0; at < run->terms.count; at++) {
        const struct query_leaf *leaf = &run->terms.leaves[at];
        if (!query_leaf_is_stop(leaf, stop))
            continue;
        first = first ? first : leaf;
        if (count++ >= STOP_WORDS_TOLD)
            continue;
        buffer_append_string(&words, count > 1 ? ", " : "");
        buffer_append_slice(&words, leaf->node->text);
    }
    bool told = !first || (!words.failed &&
                           query_warn(query, "stop-words", first->node->place,
                                      "too common to rank by, so not looked for: %s%s", words.bytes,
                                      count > STOP_WORDS_TOLD ? ", and others" : ""));
    buffer_dispose(&words);
    return told;
}

/* Tell of sources and languages that no article has: a slip of the pen finds nothing. */
static bool warn_of_filter(struct request_run *run)
{
    struct query *query = &run->result->query;
    const struct search_filter *filter = &run->result->request->search.filter;
    const xap_database *database = index_reader_database(run->searcher->reader);
    static const struct query_place nowhere = {0, 0};
    struct slice missing;
    size_t at = 0;
    while (missing = search_filter_missing_source(filter, database, &at), missing.bytes)
        if (!query_warn(query, "unknown-source", nowhere,
                        "no article is of the source '%.*s'" RESULT_INFO_HINT "sources",
                        (int)(missing.length < 80 ? missing.length : 80), missing.bytes))
            return false;
    at = 0;
    while (missing = search_filter_missing_language(filter, database, &at), missing.bytes)
        if (!query_warn(query, "unknown-language", nowhere,
                        "no article is in the language '%.*s'" RESULT_INFO_HINT "languages",
                        (int)(missing.length < 80 ? missing.length : 80), missing.bytes))
            return false;
    return true;
}

/* Values that are looked at, at the most: to find what is like one takes all values of its field.
 */
#define VALUES_TOLD 8u

/* What to write in the place of a value: another one, with its field where that stands there. */
static bool suggest_value(struct request_run *run, const struct query_node *node,
                          struct slice nearest)
{
    struct query_node meant = {.kind = QUERY_VALUE, .field = node->field, .text = nearest};
    struct buffer text = BUFFER_INIT;
    const struct slice typed = run->result->text;
    size_t start = 0, colon = strlen(query_field_name(node->field)) + 1;
    for (size_t at = 0; at < node->place.offset && start < typed.length; at++)
        start = utf8_next(typed, start);
    struct slice rest = {typed.bytes + start, typed.length - start};
    const size_t letters = spelling_letters(rest);
    const bool named = letters > 0 && letters < rest.length && rest.bytes[letters] == ':';
    query_print_node(&meant, &text);
    struct slice written = buffer_slice(&text);
    if (!named && written.length > colon)
        written = (struct slice){written.bytes + colon, written.length - colon};
    const bool kept = !text.failed && query_suggest(&run->result->query, written);
    buffer_dispose(&text);
    return kept;
}

/* Tell of a value that no article has, and of the nearest that one has. */
static bool warn_of_value(struct request_run *run, const struct query_node *node)
{
    struct query *query = &run->result->query;
    const char *field = query_field_name(node->field);
    struct slice nearest;
    if (field_value_nearest(run->searcher->reader, node, run->result->request->search.exact,
                            run->deadline, &query->arena, &nearest, NULL) != HERALD_OK)
        nearest = (struct slice){NULL, 0};
    if (nearest.length > 0)
        return query_warn(query, "unknown-value", node->place,
                          "no article has the %s '%.*s'; did you mean '%.*s'?", field,
                          QUERY_EXCERPT(node->text), QUERY_EXCERPT(nearest)) &&
               suggest_value(run, node, nearest);
    return query_warn(query, "unknown-value", node->place, "no article has the %s '%.*s'%s", field,
                      QUERY_EXCERPT(node->text),
                      node->field == QUERY_FIELD_ROLE
                          ? "; an office is asked for with its country: \"president of France\""
                          : "");
}

/* Tell of values of fields, below a node, that no article has. */
static bool warn_of_values(struct request_run *run, const struct query_node *node, size_t *told)
{
    const xap_database *database = index_reader_database(run->searcher->reader);
    const bool declared = run->result->request->search.exact;
    bool exists = true, kept = true;
    if (node->kind == QUERY_VALUE && *told < VALUES_TOLD &&
        field_value_exists(database, run->searcher->analyser, node, declared, &exists, NULL) ==
            XAP_OK &&
        !exists) {
        ++*told;
        kept = warn_of_value(run, node);
    }
    for (const struct query_node *child = node->child; kept && child; child = child->next)
        kept = warn_of_values(run, child, told);
    return kept;
}

/* Whether a leaf is a word of four digits that can be a year of news. */
static bool is_year(const struct query_leaf *leaf)
{
    const struct slice text = leaf->node->text;
    bool digits = leaf->node->kind == QUERY_WORD && !leaf->negated && text.length == 4;
    for (size_t at = 0; digits && at < text.length; at++)
        digits = text.bytes[at] >= '0' && text.bytes[at] <= '9';
    return digits && memcmp(text.bytes, "1500", 4) >= 0 && memcmp(text.bytes, "2100", 4) < 0;
}

/* Where nothing was found, tell that a year is a word like any other. */
static bool warn_of_years(struct request_run *run)
{
    struct query *query = &run->result->query;
    for (size_t at = 0; at < run->terms.count; at++) {
        const struct query_leaf *leaf = &run->terms.leaves[at];
        char meant[16];
        if (!is_year(leaf))
            continue;
        snprintf(meant, sizeof(meant), "date:%.4s", leaf->node->text.bytes);
        if (!query_warn(query, "year-as-word", leaf->node->place,
                        "'%.4s' is looked for as a word; '%s' finds what was published then",
                        leaf->node->text.bytes, meant) ||
            !query_suggest(query, slice_of(meant)))
            return false;
    }
    return true;
}

/* Whether a text has signs that people mean something by. */
static bool has_sign(struct slice text)
{
    for (size_t at = 0; at < text.length;) {
        uint32_t code = 0;
        at += utf8_decode(text.bytes + at, text.length - at, &code);
        const int8_t type = u_charType((UChar32)code);
        if (type == U_MATH_SYMBOL || type == U_CURRENCY_SYMBOL || code == '%' || code == '#')
            return true;
    }
    return false;
}

/* Whether signs stand around the words of a leaf (C++, 100%). */
static bool loses_signs(const struct query_leaf *leaf)
{
    const struct slice text = leaf->node->text, written = leaf->written;
    const char *found = leaf->node->kind == QUERY_WORD && written.length > 0
                            ? memmem(text.bytes, text.length, written.bytes, written.length)
                            : NULL;
    if (!found)
        return false;
    const size_t before = (size_t)(found - text.bytes), until = before + written.length;
    return has_sign((struct slice){text.bytes, before}) ||
           has_sign((struct slice){text.bytes + until, text.length - until});
}

/* Whether a leaf asks for an entity that there is not. */
static bool is_unknown_entity(const struct request_run *run, size_t number)
{
    const struct query_leaf *leaf = &run->terms.leaves[number];
    bool known = leaf->node->kind != QUERY_WORD || leaf->node->text.length < 2 ||
                 leaf->node->text.bytes[0] != '@';
    for (size_t at = 0; !known && at < run->widenings.count; at++)
        known = run->widenings.items[at].leaf == number && run->widenings.items[at].alone;
    return !known;
}

/* Tell of words that are looked for without what stands around them. */
static bool warn_of_words(struct request_run *run)
{
    struct query *query = &run->result->query;
    for (size_t at = 0; at < run->terms.count; at++) {
        const struct query_leaf *leaf = &run->terms.leaves[at];
        if (is_unknown_entity(run, at) &&
            !query_warn(query, "unknown-entity", leaf->node->place,
                        "nothing is known by '%.*s', so it is looked for as the word '%.*s'",
                        QUERY_EXCERPT(leaf->node->text), QUERY_EXCERPT(leaf->written)))
            return false;
        if (loses_signs(leaf) &&
            !query_warn(query, "sign-in-word", leaf->node->place,
                        "'%.*s' is looked for as '%.*s': signs are passed over",
                        QUERY_EXCERPT(leaf->node->text), QUERY_EXCERPT(leaf->written)))
            return false;
    }
    return true;
}

/* Tell what was passed over; of plain text it is no news that some of it is. */
bool request_warn(struct request_run *run)
{
    struct query *query = &run->result->query;
    if (!run->result->request->ids_only && !warn_of_filter(run))
        return false;
    if (run->result->request->reading.plain)
        return true;
    size_t told = 0;
    if (!request_warn_of_cuts(run, run->matches.places_cut) ||
        (!run->result->request->ids_only && !warn_of_values(run, query->root, &told)))
        return false;
    if (!warn_of_words(run))
        return false;
    if (run->result->total.at_most == 0 && !warn_of_years(run))
        return false;
    return !query->any || is_all_stops(run, run->matches.stop) ||
           warn_of_stops(run, run->matches.stop);
}
