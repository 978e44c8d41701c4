#ifndef HERALD_INDEXER_LANGUAGE_DETECTION_BLOCKS_H
#define HERALD_INDEXER_LANGUAGE_DETECTION_BLOCKS_H

#include "corpus/buffer.h"

/* The longest line, in code points, that may be one of a paragraph broken to a width. */
#define BLOCK_LINE_MAX 100u

/*
 * The end of the block that begins at `begin`: the largest piece of text that is one paragraph
 * whatever the layout is, or several short ones. A block ends where a blank line follows, a line
 * that is set in, or one longer than BLOCK_LINE_MAX; such a line is a block by itself. White space
 * after a block belongs to it.
 */
size_t block_end(struct slice text, size_t begin);

#endif
