#include "searcher/serve/keys.h"

#include <errno.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>

#define HASH_BYTES 32u
#define KEY_BYTES  32u

struct key {
    struct key_holder holder;
    unsigned char hash[HASH_BYTES];
};

struct key_ring {
    struct key *items;
    size_t count;
};

static const struct {
    const char *name;
    unsigned scope;
} SCOPES[] = {
    {"search", KEY_SCOPE_SEARCH}, {"export", KEY_SCOPE_EXPORT}, {"metrics", KEY_SCOPE_METRICS}};

#define SCOPE_COUNT (sizeof(SCOPES) / sizeof(SCOPES[0]))

enum herald_status key_scopes_read(struct slice text, unsigned *scopes, struct herald_error *err)
{
    *scopes = KEY_SCOPE_NONE;
    for (size_t start = 0; start <= text.length;) {
        const char *comma = memchr(text.bytes + start, ',', text.length - start);
        size_t length = (comma ? (size_t)(comma - text.bytes) : text.length) - start, at = 0;
        struct slice word = {text.bytes + start, length};
        while (at < SCOPE_COUNT && !slice_equal(word, slice_of(SCOPES[at].name)))
            at++;
        if (at == SCOPE_COUNT)
            return herald_fail(err, HERALD_E_ARGUMENT,
                               "no scope '%.*s'; there are search, export and metrics",
                               (int)(length < 40 ? length : 40), word.bytes);
        *scopes |= SCOPES[at].scope;
        start += length + 1;
    }
    return HERALD_OK;
}

/* --- the file --------------------------------------------------------------------------------- */

static bool read_hash(struct slice text, unsigned char out[static HASH_BYTES])
{
    size_t length = HASH_BYTES;
    gnutls_datum_t hex = {(unsigned char *)(uintptr_t)text.bytes, (unsigned)text.length};
    return text.length == 2 * HASH_BYTES &&
           gnutls_hex_decode(&hex, out, &length) == GNUTLS_E_SUCCESS && length == HASH_BYTES;
}

/* The next word of a line, from *at on. */
static struct slice next_word(const char *line, size_t *at)
{
    *at += strspn(line + *at, " \t\r\n");
    size_t start = *at;
    *at += strcspn(line + *at, " \t\r\n");
    return (struct slice){line + start, *at - start};
}

static enum herald_status read_line(const char *line, struct key *key, struct herald_error *err)
{
    size_t at = 0;
    struct slice name = next_word(line, &at), scopes = next_word(line, &at),
                 hash = next_word(line, &at), more = next_word(line, &at);
    *key = (struct key){0};
    if (name.length >= sizeof(key->holder.name))
        return herald_fail(err, HERALD_E_ARGUMENT, "a name of more than %zu bytes",
                           sizeof(key->holder.name) - 1);
    memcpy(key->holder.name, name.bytes, name.length);
    if (hash.length == 0 || more.length > 0 || !read_hash(hash, key->hash))
        return herald_fail(err, HERALD_E_ARGUMENT,
                           "not NAME SCOPES HASH with a SHA-256 in hexadecimal");
    return key_scopes_read(scopes, &key->holder.scopes, err);
}

static enum herald_status add_key(struct key_ring *ring, const char *line, struct herald_error *err)
{
    if (ring->count == KEYS_MAX)
        return herald_fail(err, HERALD_E_LIMIT, "more than %u keys", KEYS_MAX);
    if (!ring->items)
        ring->items = calloc(KEYS_MAX, sizeof(*ring->items));
    if (!ring->items)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory");
    enum herald_status status = read_line(line, &ring->items[ring->count], err);
    if (status == HERALD_OK)
        ring->count++;
    return status;
}

static enum herald_status read_file(struct key_ring *ring, FILE *file, const char *path,
                                    struct herald_error *err)
{
    struct herald_error wrong;
    enum herald_status status = HERALD_OK;
    char line[512];
    unsigned number = 0;
    while (status == HERALD_OK && fgets(line, sizeof(line), file)) {
        number++;
        size_t at = 0;
        struct slice word = next_word(line, &at);
        if (word.length > 0 && word.bytes[0] != '#')
            status = add_key(ring, line, &wrong);
    }
    if (status != HERALD_OK)
        return herald_fail(err, status, "'%s', line %u: %s", path, number, wrong.message);
    if (ferror(file))
        return herald_fail_errno(err, errno, "cannot read '%s'", path);
    if (ring->count == 0)
        return herald_fail(err, HERALD_E_ARGUMENT, "'%s' holds no key", path);
    return HERALD_OK;
}

enum herald_status key_ring_open(const char *path, struct key_ring **out, struct herald_error *err)
{
    *out = NULL;
    FILE *file = fopen(path, "re");
    if (!file)
        return herald_fail_errno(err, errno, "cannot open '%s'", path);
    struct key_ring *ring = calloc(1, sizeof(*ring));
    enum herald_status status =
        ring ? read_file(ring, file, path, err) : herald_fail(err, HERALD_E_NO_MEMORY, "no memory");
    fclose(file);
    if (status == HERALD_OK)
        *out = ring;
    else
        key_ring_free(ring);
    return status;
}

void key_ring_free(struct key_ring *ring)
{
    if (!ring)
        return;
    free(ring->items);
    free(ring);
}

/* --- looking ---------------------------------------------------------------------------------- */

static bool hash_key(struct slice key, unsigned char out[static HASH_BYTES])
{
    return gnutls_hash_fast(GNUTLS_DIG_SHA256, key.bytes, key.length, out) == GNUTLS_E_SUCCESS;
}

struct key_holder key_ring_find(const struct key_ring *ring, struct slice key)
{
    struct key_holder holder = {"", KEY_SCOPE_NONE};
    unsigned char hash[HASH_BYTES];
    if (key.length == 0 || !hash_key(key, hash))
        return holder;
    for (size_t at = 0; at < ring->count; at++) /* all of them, found or not */
        if (gnutls_memcmp(ring->items[at].hash, hash, HASH_BYTES) == 0)
            holder = ring->items[at].holder;
    return holder;
}

/* --- making ----------------------------------------------------------------------------------- */

static void print_hex(FILE *out, const unsigned char *bytes, size_t length)
{
    for (size_t at = 0; at < length; at++)
        fprintf(out, "%02x", bytes[at]);
}

enum herald_status key_make(const char *name, const char *scopes, FILE *out,
                            struct herald_error *err)
{
    unsigned char random[KEY_BYTES], hash[HASH_BYTES];
    char key[2 * KEY_BYTES + 1];
    unsigned given;
    size_t length = strlen(name);
    enum herald_status status = key_scopes_read(slice_of(scopes), &given, err);
    if (status != HERALD_OK)
        return status;
    if (length == 0 || length >= sizeof(((struct key_holder *)0)->name) || name[0] == '#' ||
        strcspn(name, " \t\r\n\"\\") != length)
        return herald_fail(err, HERALD_E_ARGUMENT,
                           "the name of a key is one word of at most 63 bytes, not '%s'", name);
    if (gnutls_rnd(GNUTLS_RND_KEY, random, sizeof(random)) != GNUTLS_E_SUCCESS)
        return herald_fail(err, HERALD_E_INTERNAL, "no random numbers from the system");
    for (size_t at = 0; at < KEY_BYTES; at++)
        snprintf(key + 2 * at, 3, "%02x", random[at]);
    if (!hash_key(slice_of(key), hash))
        return herald_fail(err, HERALD_E_INTERNAL, "SHA-256 failed");
    fprintf(out, "key:  %s\nline: %s %s ", key, name, scopes);
    print_hex(out, hash, sizeof(hash));
    fputc('\n', out);
    return HERALD_OK;
}
