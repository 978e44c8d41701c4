#include "searcher/closeness.h"

#include <math.h>
#include <string.h>

/* The weights of the distinct words in the best stretch, without the heaviest word of all. */
static double best_window(const struct closeness_query *query, uint32_t window,
                          const struct occurrence *occurrences, size_t count, uint32_t *within)
{
    double best = 0, present = 0, heaviest = 0;
    size_t first = 0;
    memset(within, 0, query->word_count * sizeof(*within));
    for (size_t at = 0; at < count; at++) {
        uint32_t word = occurrences[at].word;
        double weight = query->weights[word];
        if (within[word]++ == 0)
            present += weight;
        heaviest = weight > heaviest ? weight : heaviest;
        for (; occurrences[at].position - occurrences[first].position >= window; first++) {
            uint32_t gone = occurrences[first].word;
            if (--within[gone] == 0)
                present -= query->weights[gone];
        }
        best = present > best ? present : best;
    }
    return best > heaviest ? best - heaviest : 0;
}

/* How often the second word stands `near` or `far` words after the first. */
static uint32_t count_pairs(const struct occurrence *occurrences, size_t count, uint32_t first,
                            uint32_t second, uint32_t far)
{
    uint32_t pairs = 0;
    for (size_t at = 0; at < count; at++) {
        if (occurrences[at].word != first)
            continue;
        uint32_t from = occurrences[at].position;
        for (size_t next = at + 1; next < count; next++) {
            uint32_t distance = occurrences[next].position - from;
            if (distance > far)
                break;
            if (occurrences[next].word == second && distance > 0)
                pairs += distance == 1 || distance == far;
        }
    }
    return pairs;
}

static double ordered_pairs(const struct ranking *ranking, const struct closeness_query *query,
                            const struct occurrence *occurrences, size_t count,
                            const uint32_t *present)
{
    double sum = 0;
    for (size_t at = 0; at + 1 < query->place_count; at++) {
        const struct query_place_of_word *a = &query->places[at], *b = a + 1;
        if (a->word == b->word || !present[a->word] || !present[b->word])
            continue;
        double weight = (query->weights[a->word] + query->weights[b->word]) / 2;
        double pairs = count_pairs(occurrences, count, a->word, b->word, b->position - a->position);
        sum += weight * pairs * (ranking->pair_k1 + 1) / (pairs + ranking->pair_k1);
    }
    return sum;
}

/* Each word once, where it first stands in the body. */
static double early_words(const struct closeness_query *query, double scale,
                          const struct occurrence *occurrences, size_t count, uint32_t body,
                          uint32_t *seen)
{
    double sum = 0;
    memset(seen, 0, query->word_count * sizeof(*seen));
    for (size_t at = 0; at < count; at++) {
        if (occurrences[at].position < body || seen[occurrences[at].word]++)
            continue;
        double before = occurrences[at].position - body;
        sum += query->weights[occurrences[at].word] * exp(-before / scale);
    }
    return sum;
}

struct closeness closeness_measure(const struct ranking *ranking,
                                   const struct closeness_query *query,
                                   const struct occurrence *occurrences, size_t count,
                                   uint32_t body, uint32_t *room)
{
    struct closeness closeness = {0, 0, 0};
    uint32_t *present = room + query->word_count;
    memset(present, 0, query->word_count * sizeof(*present));
    for (size_t at = 0; at < count; at++)
        present[occurrences[at].word] = 1;
    if (ranking->window_weight > 0)
        closeness.window =
            ranking->window_weight * best_window(query, ranking->window, occurrences, count, room);
    if (ranking->pair_weight > 0)
        closeness.pairs =
            ranking->pair_weight * ordered_pairs(ranking, query, occurrences, count, present);
    if (ranking->lead_weight > 0 && ranking->lead_scale > 0)
        closeness.lead = ranking->lead_weight *
                         early_words(query, ranking->lead_scale, occurrences, count, body, room);
    return closeness;
}
