#ifndef HERALD_SEARCHER_DOCID_SOURCE_H
#define HERALD_SEARCHER_DOCID_SOURCE_H

#include <xap/source.h>

/*
 * A part of a query that the documents of a list match, with weight 0. `docids` ascend, of which
 * none stands twice; they are lent until the source and every query with it are gone.
 * XAP_E_NO_MEMORY and what xap_source_new returns.
 */
xap_status docid_source_new(const uint32_t *docids, uint32_t count, xap_source **source,
                            xap_error *err);

#endif
