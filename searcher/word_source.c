#include <stdlib.h>
#include <string.h>
#include <xap/iterate.h>
#include <xap/source.h>

#include "searcher/deadline.h"
#include "searcher/failure.h"
#include "searcher/word_bag.h"

/* Postings unpacked at a time: few after a leap, more and more while a list is read through. */
#define BLOCK_MOST  128u
#define BLOCK_LEAST 2u

/* Steps, of a document or a list each, between two looks at the clock. */
#define CLOCK_STEP 256u

/* So many lists of a bag, and those of a query of many words, are parked: closed between two
 * blocks, since an open one holds two blocks of libxapian's table. Bags that leap, as those with
 * `all` do, keep so many open between them. */
#define PARKED_FROM 512u
#define KEPT_MAX    2048u

/* Lists opened between two looks at the clock. */
#define OPENED_STEP 16u

#define AT_END UINT32_MAX

/* Bounds are compared a little loosely, since sums differ in their last bits by their order. */
#define LOOSE 1e-9

/* The postings of one term. */
struct list {
    const struct bag_term *term;
    xap_postings *postings; /* NULL: parked, or all were unpacked */
    uint32_t *docids, *wdfs;
    uint32_t at, count; /* the present one, and how many are unpacked */
    uint32_t block;     /* to unpack next */
    uint32_t room;      /* to unpack at the most */
    uint32_t left;      /* postings behind those unpacked, or more */
};

/* Where the lists of one word stand. */
struct place {
    struct list *lists;
    size_t count;
    uint32_t docid; /* the lowest of them, AT_END after the last */
    double bound;   /* the most that the word can give */
    double below;   /* the sum of the bounds of this word and all before it */
    double given;   /* what it gives in the document that is being looked at */
};

struct scorer {
    struct word_bag *bag;
    xap_database *shard;
    struct list *lists; /* of all words */
    size_t list_count;
    uint32_t *numbers; /* room for what is unpacked of them */
    bool parked;
    struct place places[WORD_BAG_MAX];
    size_t essential; /* the first word of which a document must hold one from here on */
    double reached;   /* the score for which `essential` holds */
    uint32_t docid;   /* where the source stands */
    uint32_t steps;
    double k_constant, k_slope, k_least; /* the normalised length of a document */
    xap_error *error;
};

/* --- lists ------------------------------------------------------------------------------------ */

static xap_status list_open(const struct scorer *scorer, struct list *list, xap_error *err)
{
    return xap_postings_open(scorer->shard, list->term->bytes, list->term->length, &list->postings,
                             err);
}

static void list_close(struct list *list)
{
    xap_postings_free(list->postings);
    list->postings = NULL;
}

/* Let a list end where it stands. */
static void list_end(struct list *list)
{
    list_close(list);
    list->docids[0] = AT_END;
    list->at = 0;
    list->count = 1;
    list->left = 0;
}

/* Unpack what comes next of an open list. */
static xap_status list_fill(const struct scorer *scorer, struct list *list, xap_error *err)
{
    size_t count = 0;
    xap_status status = xap_postings_block(list->postings, list->docids, list->wdfs, NULL,
                                           list->block, &count, err);
    list->at = 0;
    list->count = (uint32_t)count;
    list->left -= list->count < list->left ? list->count : list->left;
    list->block = list->block * 2 < list->room ? list->block * 2 : list->room;
    if (status == XAP_DONE) {
        list_end(list);
        status = XAP_OK;
    } else if (scorer->parked || list->left == 0) {
        list_close(list);
    }
    return status;
}

/* Unpack from the first posting from `docid` on, which is behind those unpacked. */
static xap_status list_leap(const struct scorer *scorer, struct list *list, uint32_t docid,
                            xap_error *err)
{
    uint32_t last = list->docids[list->count - 1];
    xap_status status = XAP_OK;
    bool leap = docid > last + 1 || !list->postings;
    if (list->left == 0) {
        list_end(list);
        return XAP_OK;
    }
    if (!list->postings)
        status = list_open(scorer, list, err);
    if (status == XAP_OK && leap)
        status = xap_postings_skip_to(list->postings, docid, err);
    if (leap && !scorer->parked)
        list->block = list->block > 2 * BLOCK_LEAST ? list->block / 4 : BLOCK_LEAST;
    return status == XAP_OK ? list_fill(scorer, list, err) : status;
}

/* Move to the first posting from `docid` on. */
static xap_status list_seek(const struct scorer *scorer, struct list *list, uint32_t docid,
                            xap_error *err)
{
    xap_status status = XAP_OK;
    if (list->docids[list->count - 1] < docid)
        status = list_leap(scorer, list, docid, err);
    while (status == XAP_OK && list->docids[list->at] < docid)
        list->at++;
    return status;
}

/* --- words ------------------------------------------------------------------------------------ */

static xap_status place_seek(struct scorer *scorer, struct place *place, uint32_t docid)
{
    xap_status status = XAP_OK;
    uint32_t lowest = AT_END;
    if (place->docid >= docid)
        return XAP_OK;
    for (size_t i = 0; status == XAP_OK && i < place->count; i++) {
        struct list *list = &place->lists[i];
        if (list->docids[list->at] < docid)
            status = list_seek(scorer, list, docid, scorer->error);
        lowest = list->docids[list->at] < lowest ? list->docids[list->at] : lowest;
    }
    place->docid = lowest;
    scorer->steps += (uint32_t)place->count;
    return status;
}

static double place_score(const struct scorer *scorer, const struct place *place, double k)
{
    const struct bag_word *word = &scorer->bag->words[place - scorer->places];
    double all = 0, full = 0, share = 1;
    if (place->count == 1 && word->terms->share >= 1) { /* what most words are */
        const double wdf = place->lists->wdfs[place->lists->at];
        return wdf > 0 ? word->factor * (wdf / (k + wdf)) : 0;
    }
    for (size_t i = 0; i < place->count; i++) {
        const struct list *list = &place->lists[i];
        bool lesser = word->terms[i].share < 1;
        double wdf = list->docids[list->at] == place->docid ? list->wdfs[list->at] : 0;
        all += wdf;
        full += lesser ? 0 : wdf;
        share = lesser ? word->terms[i].share : share;
    }
    double together = all > 0 ? all / (k + all) : 0; /* 0: declared, not mentioned */
    double alone = full > 0 ? full / (k + full) : 0;
    return word->factor * (share * together + (1 - share) * alone);
}

/* k1 times the normalised length of a document, by which BM25 dampens frequencies. */
static double dampening(const struct scorer *scorer, uint32_t docid)
{
    const struct lengths *lengths = scorer->bag->scoring->lengths;
    double length = docid <= lengths->last ? lengths->items[docid] : 0;
    double k = scorer->k_slope * length;
    return (k < scorer->k_least ? scorer->k_least : k) + scorer->k_constant;
}

/* The score of the document at which all words stand that it has: always added up in the same
 * order, so that equal documents have equal scores. */
static double whole_score(const struct scorer *scorer, uint32_t docid)
{
    double sum = 0;
    for (size_t i = 0; i < scorer->bag->count; i++)
        if (scorer->places[i].docid == docid)
            sum += scorer->places[i].given;
    return sum;
}

static xap_status look_at_clock(struct scorer *scorer)
{
    struct search_clock *clock = scorer->bag->scoring->clock;
    if (++scorer->steps < CLOCK_STEP)
        return XAP_OK;
    scorer->steps = 0;
    return clock && clock_is_over(clock) ? XAP_E_TIMEOUT : XAP_OK;
}

/* What bounds must reach where a score of `needed` is: they are summed in another order than scores
 * are, and so differ from them in their last digits. */
static double with_slack(double needed)
{
    return needed * (1 - 1e-9);
}

/* --- all words -------------------------------------------------------------------------------- */

/* Bring all words to `*docid`, or stop at the first that has gone beyond it, which is the next
 * candidate. *score tells whether the document can reach what is needed; it is below 0 if not. */
static xap_status meet(struct scorer *scorer, uint32_t *docid, double needed, double *score)
{
    size_t count = scorer->bag->count;
    double k = dampening(scorer, *docid), rest = scorer->places[count - 1].below, sum = 0;
    *score = -1;
    for (size_t i = 0; i < count; i++) {
        struct place *place = &scorer->places[i];
        xap_status status = place_seek(scorer, place, *docid);
        if (status != XAP_OK)
            return status;
        if (place->docid != *docid) {
            *docid = place->docid;
            return XAP_OK;
        }
        place->given = place_score(scorer, place, k);
        sum += place->given;
        rest = rest > place->bound ? rest - place->bound : 0;
        if (sum + rest < needed) {
            ++*docid;
            return XAP_OK;
        }
    }
    *score = whole_score(scorer, *docid);
    return XAP_OK;
}

static xap_status find_all(struct scorer *scorer, uint32_t from, double needed, double *score)
{
    needed = with_slack(needed);
    bool possible = scorer->places[scorer->bag->count - 1].below >= needed;
    uint32_t docid = possible ? from : AT_END;
    xap_status status = XAP_OK;
    *score = -1;
    while (status == XAP_OK && docid != AT_END && *score < 0) {
        status = look_at_clock(scorer);
        if (status == XAP_OK)
            status = meet(scorer, &docid, needed, score);
    }
    scorer->docid = docid;
    return status;
}

/* --- any word --------------------------------------------------------------------------------- */

/* Leave out of the leading role the words that together cannot reach what is needed. */
static void choose_essential(struct scorer *scorer, double needed)
{
    size_t count = scorer->bag->count;
    if (needed < scorer->reached)
        scorer->essential = 0;
    while (scorer->essential < count && scorer->places[scorer->essential].below < needed)
        scorer->essential++;
    scorer->reached = needed;
}

/* The first document from `from` on that holds an essential word. */
static xap_status lead(struct scorer *scorer, uint32_t from, uint32_t *docid)
{
    uint32_t lowest = AT_END;
    for (size_t i = scorer->essential; i < scorer->bag->count; i++) {
        struct place *place = &scorer->places[i];
        if (place->docid < from) {
            xap_status status = place_seek(scorer, place, from);
            if (status != XAP_OK)
                return status;
        }
        lowest = place->docid < lowest ? place->docid : lowest;
    }
    *docid = lowest;
    return XAP_OK;
}

/* Score the document at which the essential words stand; below 0 where it cannot reach what is
 * needed. */
static xap_status weigh(struct scorer *scorer, uint32_t docid, double needed, double *score)
{
    double k = dampening(scorer, docid), sum = 0;
    *score = -1;
    for (size_t i = scorer->essential; i < scorer->bag->count; i++) {
        struct place *place = &scorer->places[i];
        if (place->docid == docid)
            sum += place->given = place_score(scorer, place, k);
    }
    for (size_t i = scorer->essential; i-- > 0;) {
        struct place *place = &scorer->places[i];
        if (sum + place->below < needed)
            return XAP_OK;
        xap_status status = place_seek(scorer, place, docid);
        if (status != XAP_OK)
            return status;
        if (place->docid == docid)
            sum += place->given = place_score(scorer, place, k);
    }
    if (sum >= needed)
        *score = whole_score(scorer, docid);
    return XAP_OK;
}

static xap_status find_any(struct scorer *scorer, uint32_t from, double needed, double *score)
{
    uint32_t docid = from;
    needed = with_slack(needed);
    choose_essential(scorer, needed);
    for (*score = -1; *score < 0; from = docid + 1) {
        xap_status status = look_at_clock(scorer);
        if (status == XAP_OK)
            status = lead(scorer, from, &docid);
        if (status != XAP_OK)
            return status;
        if (docid == AT_END)
            break;
        status = weigh(scorer, docid, needed, score);
        if (status != XAP_OK)
            return status;
    }
    scorer->docid = docid;
    return XAP_OK;
}

/* --- the source ------------------------------------------------------------------------------- */

static void close_lists(struct scorer *scorer)
{
    for (size_t i = 0; i < scorer->list_count; i++)
        xap_postings_free(scorer->lists[i].postings);
    free(scorer->lists);
    free(scorer->numbers);
    scorer->lists = NULL;
    scorer->numbers = NULL;
    scorer->list_count = 0;
}

static void source_free(void *self)
{
    struct scorer *scorer = self;
    close_lists(scorer);
    word_bag_free(scorer->bag);
    free(scorer);
}

static xap_status source_clone(const void *self, void **copy, xap_error *err)
{
    const struct scorer *scorer = self;
    struct scorer *clone = calloc(1, sizeof *clone);
    if (!clone)
        return search_fail(err, XAP_E_NO_MEMORY);
    clone->bag = scorer->bag;
    clone->bag->references++;
    *copy = clone;
    return XAP_OK;
}

/* Postings unpacked of a list at the most: no more than there are. */
static uint32_t room_of(const struct bag_term *term)
{
    return term->known.frequency < BLOCK_MOST ? term->known.frequency : BLOCK_MOST;
}

static bool is_parked(const struct scorer *scorer)
{
    const struct word_scoring *scoring = scorer->bag->scoring;
    if (!scoring->wide || !scorer->bag->all || *scoring->kept >= KEPT_MAX)
        return scoring->wide || scorer->list_count >= PARKED_FROM;
    *scoring->kept += scorer->list_count;
    return false;
}

/* Make room for all lists, before their first posting: document 0. */
static xap_status make_lists(struct scorer *scorer, xap_error *err)
{
    const struct word_bag *bag = scorer->bag;
    size_t numbers = 0;
    close_lists(scorer);
    for (size_t i = 0; i < bag->count; i++)
        for (size_t term = 0; term < bag->words[i].count; term++, scorer->list_count++)
            numbers += 2 * (size_t)room_of(&bag->words[i].terms[term]);
    scorer->lists = calloc(scorer->list_count + 1, sizeof *scorer->lists);
    scorer->numbers = malloc((numbers + 1) * sizeof *scorer->numbers);
    if (!scorer->lists || !scorer->numbers) {
        scorer->list_count = 0;
        return search_fail(err, XAP_E_NO_MEMORY);
    }
    struct list *list = scorer->lists;
    uint32_t *room = scorer->numbers;
    scorer->parked = is_parked(scorer);
    for (size_t i = 0; i < bag->count; i++) {
        scorer->places[i] = (struct place){.lists = list, .count = bag->words[i].count};
        for (size_t term = 0; term < bag->words[i].count; term++, list++) {
            const struct bag_term *of = &bag->words[i].terms[term];
            uint32_t most = room_of(of), first = bag->all ? BLOCK_LEAST : BLOCK_MOST / 4;
            first = scorer->parked || first > most ? most : first;
            *list =
                (struct list){of, NULL, room, room + most, 0, 1, first, most, of->known.frequency};
            room[0] = 0;
            room += 2 * (size_t)most;
        }
    }
    return XAP_OK;
}

/* Whether there is no time to open another list. Then the list is as one without postings. */
static bool is_late(const struct scorer *scorer)
{
    struct search_clock *clock = scorer->bag->scoring->clock;
    if (!clock || (!clock_has_come(clock->opening) && !clock_is_over(clock)))
        return false;
    clock->partial = true;
    return true;
}

static xap_status open_lists(struct scorer *scorer, xap_error *err)
{
    bool late = false;
    xap_status status = make_lists(scorer, err);
    for (size_t i = 0; status == XAP_OK && i < scorer->list_count; i++) {
        struct list *list = &scorer->lists[i];
        late = late || (i % OPENED_STEP == 0 && is_late(scorer));
        if (late && (scorer->bag->negated || !scorer->bag->scoring->clock->quiet))
            return search_fail(err, XAP_E_TIMEOUT);
        if (late)
            list_end(list);
        else
            status = list_open(scorer, list, err);
        if (status == XAP_OK && scorer->parked && !late)
            status = list_fill(scorer, list, err);
    }
    return status;
}

/* The most that each word can give: a word as frequent as can be in the shortest document. */
static void find_bounds(struct scorer *scorer)
{
    const struct word_bag *bag = scorer->bag;
    double below = 0, k = scorer->k_least + scorer->k_constant;
    for (size_t i = 0; i < bag->count; i++) {
        double most = 0;
        for (size_t term = 0; term < bag->words[i].count; term++)
            most += bag->words[i].terms[term].known.most;
        scorer->places[i].bound = bag->words[i].factor * (most / (k + most)) * (1 + LOOSE);
        scorer->places[i].below = below += scorer->places[i].bound;
    }
}

/* How many documents match, as far as frequencies tell. */
static void count_matches(const struct word_bag *bag, xap_source_bounds *bounds)
{
    double documents = bag->scoring->documents ? bag->scoring->documents : 1;
    double misses = 1, hits = 1, least = 0, most = 0, sum = 0;
    for (size_t i = 0; i < bag->count; i++) {
        double low = 0, high = 0;
        for (size_t term = 0; term < bag->words[i].count; term++) {
            double frequency = bag->words[i].terms[term].known.frequency;
            low = frequency > low ? frequency : low;
            high += frequency;
        }
        high = high < documents ? high : documents;
        misses *= 1 - bag->words[i].frequency / documents;
        hits *= bag->words[i].frequency / documents;
        sum += low;
        least = bag->all ? sum - (double)i * documents : low > least ? low : least;
        most = !bag->all ? most + high : i == 0 || high < most ? high : most;
    }
    most = most < documents ? most : documents;
    double about = documents * (bag->all ? hits : 1 - misses);
    bounds->min_count = least > 0 ? (uint32_t)least : 0;
    bounds->max_count = most > least ? (uint32_t)most : bounds->min_count;
    bounds->estimate = about < bounds->min_count   ? bounds->min_count
                       : about > bounds->max_count ? bounds->max_count
                                                   : (uint32_t)(about + 0.5);
}

static xap_status source_init(void *self, xap_database *shard, xap_source_bounds *bounds,
                              xap_error *err)
{
    struct scorer *scorer = self;
    const struct word_scoring *scoring = scorer->bag->scoring;
    const struct ranking *ranking = &scoring->ranking;
    size_t count = scorer->bag->count;
    scorer->shard = shard;
    scorer->essential = scorer->steps = scorer->docid = 0;
    scorer->reached = 0;
    scorer->k_constant = ranking->k1 * (1 - ranking->b);
    scorer->k_slope =
        scoring->average_length > 0 ? ranking->k1 * ranking->b / scoring->average_length : 0;
    scorer->k_least = ranking->k1 * ranking->b * ranking->min_length;
    xap_status status = open_lists(scorer, err);
    find_bounds(scorer);
    count_matches(scorer->bag, bounds);
    bounds->max_weight = count > 0 ? scorer->places[count - 1].below : 0;
    return status;
}

static xap_status source_skip_to(void *self, uint32_t docid, double min_weight,
                                 xap_source_position *position, xap_error *err)
{
    struct scorer *scorer = self;
    double needed = min_weight * (1 - LOOSE), score = 0;
    if (docid <= scorer->docid)
        return XAP_OK;
    scorer->error = err;
    struct search_clock *clock = scorer->bag->scoring->clock;
    xap_status status = clock && clock->over      ? XAP_E_TIMEOUT
                        : scorer->bag->count == 0 ? XAP_OK
                        : scorer->bag->all        ? find_all(scorer, docid, needed, &score)
                                                  : find_any(scorer, docid, needed, &score);
    if (scorer->bag->count == 0)
        scorer->docid = AT_END;
    if (status == XAP_E_TIMEOUT && clock && clock->quiet) {
        scorer->docid = scorer->bag->negated ? docid : AT_END;
        status = XAP_OK;
    }
    position->docid = scorer->docid == AT_END ? 0 : scorer->docid;
    position->weight = score > 0 ? score : 0;
    return status;
}

static xap_status source_next(void *self, double min_weight, xap_source_position *position,
                              xap_error *err)
{
    struct scorer *scorer = self;
    return source_skip_to(self, scorer->docid + 1, min_weight, position, err);
}

xap_status word_source_new(struct word_bag *bag, xap_source **out, xap_error *err)
{
    static const xap_source_callbacks callbacks = {.clone = source_clone,
                                                   .free = source_free,
                                                   .init = source_init,
                                                   .next = source_next,
                                                   .skip_to = source_skip_to,
                                                   .name = "words"};
    struct scorer *scorer = calloc(1, sizeof *scorer);
    *out = NULL;
    if (!scorer) {
        word_bag_free(bag);
        return XAP_E_NO_MEMORY;
    }
    scorer->bag = bag;
    xap_status status = xap_source_new(&callbacks, scorer, out, err);
    if (status != XAP_OK)
        source_free(scorer);
    return status;
}
