#include "indexer/forms.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/index_database.h"

/* A pair; its bytes stand in the buffer, which moves as it grows. */
struct form {
    size_t offset;
    size_t stem_length;
    size_t word_length;
};

static bool reserve(struct forms *forms)
{
    if (forms->count < forms->capacity)
        return true;
    size_t capacity = forms->capacity ? 2 * forms->capacity : 256;
    struct form *grown = realloc(forms->items, capacity * sizeof *grown);
    if (!grown)
        return false;
    forms->items = grown;
    forms->capacity = capacity;
    return true;
}

void forms_add(struct forms *forms, struct slice stem_term, struct slice word)
{
    size_t offset = forms->bytes.length;
    buffer_append_slice(&forms->bytes, stem_term);
    buffer_append_slice(&forms->bytes, word);
    if (forms->bytes.failed || !reserve(forms)) {
        forms->failed = true;
        return;
    }
    forms->items[forms->count++] = (struct form){offset, stem_term.length, word.length};
}

static int compare_forms(const void *left, const void *right, void *context)
{
    const struct form *a = left, *b = right;
    const char *bytes = context;
    int order = slice_compare((struct slice){bytes + a->offset, a->stem_length},
                              (struct slice){bytes + b->offset, b->stem_length});
    return order ? order
                 : slice_compare(
                       (struct slice){bytes + a->offset + a->stem_length, a->word_length},
                       (struct slice){bytes + b->offset + b->stem_length, b->word_length});
}

/* In the order of the stems libxapian reads and writes the entry of each only once, and block after
 * block. */
enum herald_status forms_write(struct forms *forms, xap_writable *database,
                               struct herald_error *err)
{
    xap_error error = XAP_ERROR_INIT;
    if (forms->failed)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    if (forms->count > 1)
        qsort_r(forms->items, forms->count, sizeof *forms->items, compare_forms,
                forms->bytes.bytes);
    for (size_t i = 0; i < forms->count; i++) {
        const struct form *form = &forms->items[i];
        const char *stem = forms->bytes.bytes + form->offset;
        if (xap_writable_add_synonym(database, stem, form->stem_length, stem + form->stem_length,
                                     form->word_length, &error) != XAP_OK)
            return index_fail_xap(err, "write the words of a stem", &error);
    }
    forms_clear(forms);
    return HERALD_OK;
}

void forms_clear(struct forms *forms)
{
    buffer_clear(&forms->bytes);
    forms->count = 0;
    forms->failed = false;
}

void forms_dispose(struct forms *forms)
{
    buffer_dispose(&forms->bytes);
    free(forms->items);
    *forms = (struct forms){0};
}
