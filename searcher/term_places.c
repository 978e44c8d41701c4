#include "searcher/term_places.h"

#include <stdio.h>

/* The status of libxap that index_fail_xap would make this one of. */
static xap_status status_of(enum herald_status status)
{
    switch (status) {
    case HERALD_E_BUSY:
        return XAP_E_MODIFIED;
    case HERALD_E_CORRUPT:
        return XAP_E_CORRUPT;
    case HERALD_E_NO_MEMORY:
        return XAP_E_NO_MEMORY;
    case HERALD_E_PERMISSION:
        return XAP_E_OPEN;
    default:
        return XAP_E_DATABASE;
    }
}

xap_status term_places_read(struct index_reader *reader, uint32_t docid, struct slice *table,
                            xap_error *err)
{
    struct herald_error failure = {0};
    *table = (struct slice){NULL, 0};
    enum herald_status status =
        reader ? index_reader_positions(reader, docid, table, &failure) : HERALD_OK;
    if (status == HERALD_OK)
        return XAP_OK;
    xap_status told = status_of(status);
    if (err) {
        *err = (xap_error){.status = told, .cause = told};
        snprintf(err->message, sizeof err->message, "%.250s", failure.message);
    }
    return told;
}
