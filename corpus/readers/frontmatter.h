#ifndef HERALD_CORPUS_READERS_FRONTMATTER_H
#define HERALD_CORPUS_READERS_FRONTMATTER_H

/*
 * The lines between "---" and "---" that many Markdown files begin with. Of YAML this knows what
 * such files use: `key: value`, quoted strings, [a, b], lists of "- item", and text blocks behind
 * | and >. What is nested deeper is kept as the text that it is.
 */

#include "corpus/readers/format.h"

/*
 * Where the front matter of a text ends: the offset behind the closing line, and *inside is what
 * stands between. 0 when the text has none.
 */
size_t frontmatter_length(struct slice text, struct slice *inside);

/*
 * Read front matter (valid UTF-8) into an article; unknown keys become extra fields, and so do
 * dates that are none, which are reported. HERALD_OK, HERALD_E_NO_MEMORY.
 */
enum herald_status frontmatter_read(const struct reading *reading, struct slice inside,
                                    struct article *article, struct herald_error *err);

#endif
