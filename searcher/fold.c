#include "searcher/fold.h"

#include <stdlib.h>

bool fold_open(struct fold *fold, struct index_reader *reader, bool count, uint32_t last)
{
    *fold = (struct fold){.stories = index_reader_stories(reader),
                          .database = index_reader_database(reader)};
    size_t stories = fold->stories ? fold->stories->story_count : 0;
    fold->seen = calloc(stories / 8 + 1, 1);
    if (fold->seen && (!count || match_set_make(&fold->all, last)))
        return true;
    fold_dispose(fold);
    return false;
}

void fold_dispose(struct fold *fold)
{
    free(fold->seen);
    match_set_dispose(&fold->all);
    *fold = (struct fold){0};
}

static uint32_t story_of(const struct fold *fold, uint32_t docid)
{
    return fold->stories ? stories_find(fold->stories, fold->database, docid) : STORY_NONE;
}

bool fold_keeps(struct fold *fold, uint32_t docid)
{
    uint32_t story = story_of(fold, docid);
    if (story != STORY_NONE) {
        unsigned char bit = (unsigned char)(1u << story % 8);
        if (fold->seen[story / 8] & bit) {
            fold->folded++;
            return false;
        }
        fold->seen[story / 8] |= bit;
    }
    fold->kept++;
    return true;
}

/* --- counting --------------------------------------------------------------------------------- */

/* Matches that folding leaves out. */
static uint32_t count_folded(const struct fold *fold, const struct match_set *matches)
{
    uint32_t folded = 0;
    const struct stories *stories = fold->stories;
    for (uint32_t story = 0; stories && story < stories->story_count; story++) {
        uint32_t count, matching = 0;
        const uint32_t *members = stories_members(stories, story, &count);
        for (uint32_t at = 0; at < count; at++)
            matching += match_set_has(matches, members[at]) &&
                        (stories->current || story_of(fold, members[at]) == story);
        folded += matching > 1 ? matching - 1 : 0;
    }
    return folded;
}

struct search_total fold_total(struct fold *fold, const struct search_total *articles)
{
    uint32_t kept = fold->kept, folded = fold->folded;
    if (!fold->unseen)
        return (struct search_total){kept, kept, kept};
    match_set_settle(&fold->all);
    if (fold->all.count > 0 && fold->all.count == articles->at_least) {
        uint32_t stories = fold->all.count - count_folded(fold, &fold->all);
        return (struct search_total){stories, stories, stories};
    }
    double share = (double)kept / (kept + folded > 0 ? kept + folded : 1);
    uint32_t most = articles->at_most > folded ? articles->at_most - folded : kept;
    uint32_t about = (uint32_t)(articles->about * share + 0.5);
    about = about < kept ? kept : about > most ? most : about;
    return (struct search_total){kept, about, most};
}

uint32_t fold_count(struct index_reader *reader, const struct match_set *matches)
{
    const struct fold fold = {.stories = index_reader_stories(reader),
                              .database = index_reader_database(reader)};
    return matches->count - count_folded(&fold, matches);
}

/* --- copies ----------------------------------------------------------------------------------- */

static int compare_docids(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

bool fold_others(const struct fold *fold, struct search_matches *matches, uint32_t **docids,
                 uint32_t *count)
{
    size_t room = 0;
    uint32_t members;
    *count = 0;
    for (size_t at = 0; at < matches->count; at++) {
        uint32_t story = story_of(fold, matches->items[at].docid);
        if (story != STORY_NONE && stories_members(fold->stories, story, &members))
            room += members;
    }
    *docids = arena_alloc(&matches->arena, (room + 1) * sizeof(**docids));
    if (!*docids)
        return false;
    for (size_t at = 0; at < matches->count; at++) {
        uint32_t story = story_of(fold, matches->items[at].docid);
        if (story == STORY_NONE)
            continue;
        const uint32_t *list = stories_members(fold->stories, story, &members);
        for (uint32_t i = 0; i < members; i++)
            if (list[i] != matches->items[at].docid && story_of(fold, list[i]) == story)
                (*docids)[(*count)++] = list[i];
    }
    if (*count > 1)
        qsort(*docids, *count, sizeof(**docids), compare_docids);
    return true;
}

/* A match of the page by its story. */
struct place {
    uint32_t story;
    uint32_t match;
};

static int compare_places(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    return a->story < b->story ? -1 : a->story > b->story;
}

/* The matches of the page that are of a story, sorted by it. */
static struct place *find_places(const struct fold *fold, const struct search_matches *matches,
                                 size_t *count)
{
    struct place *places = malloc((matches->count + 1) * sizeof(*places));
    *count = 0;
    for (size_t at = 0; places && at < matches->count; at++) {
        uint32_t story = story_of(fold, matches->items[at].docid);
        if (story != STORY_NONE)
            places[(*count)++] = (struct place){story, (uint32_t)at};
    }
    if (*count > 1)
        qsort(places, *count, sizeof(*places), compare_places);
    return places;
}

bool fold_assign(const struct fold *fold, const struct search_copy *copies, size_t count,
                 struct search_matches *matches)
{
    size_t places_count, used = 0;
    struct place *places = find_places(fold, matches, &places_count);
    struct search_copy *room = arena_alloc(&matches->arena, (count + 1) * sizeof(*room));
    uint32_t *owners = malloc((count + 1) * sizeof(*owners));
    bool done = places && room && owners;
    for (size_t at = 0; done && at < count; at++) {
        struct place key = {story_of(fold, copies[at].docid), 0};
        struct place *place = bsearch(&key, places, places_count, sizeof(key), compare_places);
        owners[at] = place ? place->match : UINT32_MAX;
        if (place)
            matches->items[place->match].copy_count++;
    }
    for (size_t at = 0; done && at < places_count; at++) {
        struct search_match *match = &matches->items[places[at].match];
        match->copies = room + used;
        used += match->copy_count;
        match->copy_count = 0;
    }
    for (size_t at = 0; done && at < count; at++)
        if (owners[at] != UINT32_MAX) {
            struct search_match *match = &matches->items[owners[at]];
            match->copies[match->copy_count++] = copies[at];
        }
    free(owners);
    free(places);
    return done;
}
