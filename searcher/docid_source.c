#include "searcher/docid_source.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/failure.h"

struct docid_list {
    const uint32_t *docids;
    uint32_t count;
    uint32_t next; /* place of the docid after the present one */
};

static xap_status list_clone(const void *self, void **copy, xap_error *err)
{
    struct docid_list *list = malloc(sizeof(*list));
    if (!list)
        return search_fail(err, XAP_E_NO_MEMORY);
    memcpy(list, self, sizeof(*list));
    *copy = list;
    return XAP_OK;
}

static xap_status list_init(void *self, xap_database *shard, xap_source_bounds *bounds,
                            xap_error *err)
{
    struct docid_list *list = self;
    (void)shard;
    (void)err;
    list->next = 0;
    *bounds = (xap_source_bounds){0, list->count, list->count, 0};
    return XAP_OK;
}

static xap_status list_next(void *self, double min_weight, xap_source_position *position,
                            xap_error *err)
{
    struct docid_list *list = self;
    (void)min_weight;
    (void)err;
    position->docid = list->next < list->count ? list->docids[list->next++] : 0;
    position->weight = 0;
    return XAP_OK;
}

static xap_status list_skip_to(void *self, uint32_t docid, double min_weight,
                               xap_source_position *position, xap_error *err)
{
    struct docid_list *list = self;
    uint32_t low = list->next > 0 ? list->next - 1 : 0; /* the present one may be it */
    for (uint32_t high = list->count; low < high;) {
        uint32_t middle = low + (high - low) / 2;
        if (list->docids[middle] < docid)
            low = middle + 1;
        else
            high = middle;
    }
    list->next = low;
    return list_next(self, min_weight, position, err);
}

xap_status docid_source_new(const uint32_t *docids, uint32_t count, xap_source **source,
                            xap_error *err)
{
    static const xap_source_callbacks callbacks = {.clone = list_clone,
                                                   .free = free,
                                                   .init = list_init,
                                                   .next = list_next,
                                                   .skip_to = list_skip_to,
                                                   .name = "docids"};
    struct docid_list *list = malloc(sizeof(*list));
    *source = NULL;
    if (!list)
        return search_fail(err, XAP_E_NO_MEMORY);
    *list = (struct docid_list){docids, count, 0};
    xap_status status = xap_source_new(&callbacks, list, source, err);
    if (status != XAP_OK)
        free(list);
    return status;
}
