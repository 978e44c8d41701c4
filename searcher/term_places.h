#ifndef HERALD_SEARCHER_TERM_PLACES_H
#define HERALD_SEARCHER_TERM_PLACES_H

#include <xap/database.h>

#include "indexer/index.h"
#include "indexer/positions.h"

/*
 * Where the terms of a document stand, for the parts of a search that return a libxap status.
 * *table is the reader's until it reads others; empty where the document has none, or `reader` is
 * NULL. XAP_E_CORRUPT with a message that names the file, XAP_E_MODIFIED when a compaction has
 * removed what the reader refers to, XAP_E_IO, XAP_E_NO_MEMORY.
 */
xap_status term_places_read(struct index_reader *reader, uint32_t docid, struct slice *table,
                            xap_error *err);

#endif
