#ifndef HERALD_CORPUS_STORE_WRITER_H
#define HERALD_CORPUS_STORE_WRITER_H

#include "corpus/store_block.h"

/*
 * Append a block that is packed already, for store_copy: a header (which is given its place in the
 * segment, not its dictionary) and the packed bytes. Fails as store_writer_add does.
 */
enum herald_status store_writer_append(struct store_writer *writer, struct slice header,
                                       struct slice packed, struct store_reference *out,
                                       struct herald_error *err);

#endif
