#ifndef HERALD_SEARCHER_RESULT_PAGE_H
#define HERALD_SEARCHER_RESULT_PAGE_H

#include "searcher/cursor.h"
#include "searcher/result_run.h"

/* Which hits of all are on the page: those after an offset, or those that a cursor has not seen. */

/* Find out what to search for. HERALD_E_ARGUMENT when the cursor is none or is that of another
 * request, HERALD_E_LIMIT beyond CURSOR_MAX, HERALD_E_NO_MEMORY. */
enum herald_status page_begin(struct request_run *run, struct cursor *cursor,
                              struct search_request *search);

/* Leave the matches out that the cursor has seen: themselves, or a copy of them. HERALD_E_BUSY,
 * CORRUPT, IO, NO_MEMORY. */
enum herald_status page_pass_over(struct request_run *run, const struct cursor *cursor);

/* Once the hits are loaded: note what they are known by, and make the cursor of the next page. As
 * above. */
enum herald_status page_end(struct request_run *run, struct cursor *cursor);

#endif
