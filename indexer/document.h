#ifndef HERALD_INDEXER_DOCUMENT_H
#define HERALD_INDEXER_DOCUMENT_H

#include <xap/document.h>
#include <xap/writable.h>

#include "corpus/article.h"
#include "indexer/schema.h"

/*
 * An article becomes a document of the database: the terms, values and data that indexer/schema.h
 * describes.
 */
struct document_builder;

/* Make a builder; one per thread. HERALD_E_NO_MEMORY, HERALD_E_INTERNAL. */
enum herald_status document_builder_open(struct document_builder **out, struct herald_error *err);
void document_builder_free(struct document_builder *builder);

/*
 * Build the document of an article. `origin` is the folded boolean term value of the path that it
 * came from, empty for none; `entry` is stored as the document's data. The document belongs to the
 * builder until its next call; its identity term, and how many postings (distinct terms) it has, come
 * back through `identity` and `postings`. HERALD_E_NO_MEMORY, HERALD_E_LIMIT, HERALD_E_INTERNAL.
 */
enum herald_status document_build(struct document_builder *builder, const struct article *article,
                                  struct slice origin, const struct schema_entry *entry,
                                  xap_document **document, struct slice *identity,
                                  size_t *postings, struct herald_error *err);

/* Write the words of the stems that documents were built with since the last time to a database, as
 * forms.h says: before the commit of these documents. As forms_write. */
enum herald_status document_builder_write_forms(struct document_builder *builder,
                                                xap_writable *database, struct herald_error *err);

/* What was written may be lost, or another database comes: forget that it was. */
void document_builder_forget_forms(struct document_builder *builder);

/*
 * The language that an article's words are stemmed in: the declared one where it has a stemmer; for
 * an article that declares none, the one that most news in its script is in here (Latin: English,
 * Cyrillic: Russian, Arabic: Arabic, Greek and Armenian their own); else LANGUAGE_NONE.
 */
language_id article_language(const struct article *article);

#endif
