#include "searcher/result_run.h"
#include "searcher/word_forms.h"

bool request_warn_of_cuts(struct request_run *run, bool places_cut)
{
    static const struct query_place nowhere = {0, 0};
    struct query *query = &run->result->query;
    const xap_database *database = index_reader_database(run->searcher->reader);
    for (size_t at = 0; at < run->terms.count; at++) {
        const struct query_node *node = run->terms.leaves[at].node;
        int length = node->text.length < 80 ? (int)node->text.length : 80;
        if (prefix_is_cut(database, &run->terms.leaves[at]) &&
            !query_warn(query, "wildcard-cut", node->place,
                        "'%.*s*' stands for more than %u words; only the %u that are in most "
                        "articles are looked for",
                        length, node->text.bytes, QUERY_EXPANSIONS_MAX, QUERY_EXPANSIONS_MAX))
            return false;
    }
    return !places_cut ||
           query_warn(query, "places-cut", nowhere,
                      "an article has the words in so many places that not all were compared");
}
