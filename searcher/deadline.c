#include "searcher/deadline.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "searcher/failure.h"

/* Documents between two looks at the clock. */
#define CLOCK_STEP 64u

/* --- clocks ----------------------------------------------------------------------------------- */

static double system_milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double (*milliseconds_now)(void) = system_milliseconds;

double clock_milliseconds(void)
{
    return milliseconds_now();
}

void clock_replace(double (*milliseconds)(void))
{
    milliseconds_now = milliseconds ? milliseconds : system_milliseconds;
}

bool clock_has_come(double milliseconds)
{
    return milliseconds > 0 && clock_milliseconds() > milliseconds;
}

void clock_start(struct search_clock *clock, double deadline)
{
    clock->deadline = deadline;
    clock->opening = 0;
    clock->over = false;
    clock->passed = 0;
}

bool clock_is_over(struct search_clock *clock)
{
    if (!clock->over)
        clock->over = clock_has_come(clock->deadline);
    return clock->over;
}

/* --- until it is over ------------------------------------------------------------------------- */

struct deadline {
    struct search_clock *clock;
    uint32_t docid;
    uint32_t last;
    uint32_t steps;
};

static xap_status deadline_clone(const void *self, void **copy, xap_error *err)
{
    struct deadline *deadline = malloc(sizeof(*deadline));
    if (!deadline)
        return search_fail(err, XAP_E_NO_MEMORY);
    memcpy(deadline, self, sizeof(*deadline));
    *copy = deadline;
    return XAP_OK;
}

static xap_status deadline_init(void *self, xap_database *shard, xap_source_bounds *bounds,
                                xap_error *err)
{
    struct deadline *deadline = self;
    uint32_t count;
    deadline->docid = 0;
    deadline->steps = 0;
    xap_status status = xap_database_last_document(shard, &deadline->last, err);
    if (status == XAP_OK)
        status = xap_database_document_count(shard, &count, err);
    if (status == XAP_OK)
        *bounds = (xap_source_bounds){0, count, count, 0};
    return status;
}

static xap_status deadline_skip_to(void *self, uint32_t docid, double min_weight,
                                   xap_source_position *position, xap_error *err)
{
    struct deadline *deadline = self;
    (void)min_weight;
    (void)err;
    deadline->docid = docid > deadline->docid ? docid : deadline->docid;
    /* Not at once: parts that stood at a document when the clock was over have found it. */
    bool over = deadline->docid > deadline->last ||
                (++deadline->steps % CLOCK_STEP == 0 && clock_is_over(deadline->clock));
    position->docid = over ? 0 : deadline->docid;
    position->weight = 0;
    return XAP_OK;
}

static xap_status deadline_next(void *self, double min_weight, xap_source_position *position,
                                xap_error *err)
{
    struct deadline *deadline = self;
    return deadline_skip_to(self, deadline->docid + 1, min_weight, position, err);
}

xap_status deadline_source_new(struct search_clock *clock, xap_source **source, xap_error *err)
{
    static const xap_source_callbacks callbacks = {.clone = deadline_clone,
                                                   .free = free,
                                                   .init = deadline_init,
                                                   .next = deadline_next,
                                                   .skip_to = deadline_skip_to,
                                                   .name = "deadline"};
    struct deadline *deadline = calloc(1, sizeof(*deadline));
    *source = NULL;
    if (!deadline)
        return search_fail(err, XAP_E_NO_MEMORY);
    deadline->clock = clock;
    xap_status status = xap_source_new(&callbacks, deadline, source, err);
    if (status != XAP_OK)
        free(deadline);
    return status;
}

/* --- looks while a search is opened ----------------------------------------------------------- */

struct gate {
    struct search_clock *clock;
};

static xap_status gate_clone(const void *self, void **copy, xap_error *err)
{
    struct gate *gate = malloc(sizeof(*gate));
    if (!gate)
        return search_fail(err, XAP_E_NO_MEMORY);
    memcpy(gate, self, sizeof(*gate));
    *copy = gate;
    return XAP_OK;
}

static xap_status gate_look(const struct gate *gate, xap_error *err)
{
    return clock_is_over(gate->clock) ? search_fail(err, XAP_E_TIMEOUT) : XAP_OK;
}

static xap_status gate_init(void *self, xap_database *shard, xap_source_bounds *bounds,
                            xap_error *err)
{
    const struct gate *gate = self;
    (void)shard;
    *bounds = (xap_source_bounds){0, 0, 0, 0};
    gate->clock->passed++;
    return gate_look(gate, err);
}

static xap_status gate_skip_to(void *self, uint32_t docid, double min_weight,
                               xap_source_position *position, xap_error *err)
{
    (void)docid;
    (void)min_weight;
    const struct gate *gate = self;
    position->docid = 0;
    position->weight = 0;
    return gate->clock->quiet ? XAP_OK : gate_look(gate, err);
}

static xap_status gate_next(void *self, double min_weight, xap_source_position *position,
                            xap_error *err)
{
    return gate_skip_to(self, 0, min_weight, position, err);
}

xap_status clock_gate_new(struct search_clock *clock, xap_source **source, xap_error *err)
{
    static const xap_source_callbacks callbacks = {.clone = gate_clone,
                                                   .free = free,
                                                   .init = gate_init,
                                                   .next = gate_next,
                                                   .skip_to = gate_skip_to,
                                                   .name = "gate"};
    struct gate *gate = calloc(1, sizeof(*gate));
    *source = NULL;
    if (!gate)
        return search_fail(err, XAP_E_NO_MEMORY);
    gate->clock = clock;
    clock->gates++;
    xap_status status = xap_source_new(&callbacks, gate, source, err);
    if (status != XAP_OK)
        free(gate);
    return status;
}
