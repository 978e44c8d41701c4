#include "searcher/deadline.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "searcher/failure.h"

/* Documents between two looks at the clock. */
#define CLOCK_STEP 64u

struct deadline {
    double end;
    uint32_t docid;
    uint32_t last;
    uint32_t steps;
};

double clock_milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

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
    bool over = deadline->docid > deadline->last ||
                (++deadline->steps % CLOCK_STEP == 0 && clock_milliseconds() > deadline->end);
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

xap_status deadline_source_new(uint32_t milliseconds, xap_source **source, xap_error *err)
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
        return XAP_E_NO_MEMORY;
    deadline->end = clock_milliseconds() + milliseconds;
    xap_status status = xap_source_new(&callbacks, deadline, source, err);
    if (status != XAP_OK)
        free(deadline);
    return status;
}
