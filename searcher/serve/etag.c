#include "searcher/serve/etag.h"

#include <stdio.h>
#include <xxhash.h>

#include "searcher/serve/service.h"

static const char *write_tag(struct request *request, XXH128_hash_t hash)
{
    char text[40];
    snprintf(text, sizeof(text), "\"%016llx%08llx\"", (unsigned long long)hash.high64,
             (unsigned long long)(hash.low64 >> 32));
    return arena_copy(&request->arena, slice_of(text)).bytes;
}

/* Pieces are told apart by their lengths, which no piece can imitate. */
static void add(struct buffer *out, struct slice piece)
{
    buffer_append(out, &piece.length, sizeof(piece.length));
    buffer_append_slice(out, piece);
}

/* A hash that does not depend on the order of the parameters; what is repeated keeps its weight by
 * being added, not mixed by exclusive or. */
static uint64_t hash_parameters(const struct parameters *parameters)
{
    uint64_t sum = 0;
    for (size_t at = 0; at < parameters->count; at++) {
        const struct parameter *item = &parameters->items[at];
        if (slice_equal(item->name, SLICE("q")) || slice_equal(item->name, SLICE("format")))
            continue;
        uint64_t name = XXH3_64bits(item->name.bytes, item->name.length);
        sum += XXH3_64bits_withSeed(item->value.bytes, item->value.length, name);
    }
    return sum;
}

const char *etag_make(struct request *request, const char *revision, struct slice base,
                      struct slice canonical_query)
{
    struct buffer text = BUFFER_INIT;
    uint64_t parameters = hash_parameters(&request->parameters);
    add(&text, slice_of(HERALD_VERSION));
    add(&text, slice_of(revision));
    add(&text, slice_of(request->route->pattern));
    add(&text, request->argument);
    add(&text, slice_of(form_describe(request->form)->name));
    add(&text, slice_of(form_media_type(request->form, request->accept)));
    add(&text, base);
    add(&text, canonical_query);
    buffer_append(&text, &parameters, sizeof(parameters));
    const char *tag =
        text.failed ? NULL : write_tag(request, XXH3_128bits(text.bytes, text.length));
    buffer_dispose(&text);
    return tag;
}

const char *etag_of_bytes(struct request *request, struct slice bytes)
{
    return write_tag(request, XXH3_128bits(bytes.bytes, bytes.length));
}
