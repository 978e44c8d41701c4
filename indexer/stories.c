#include "indexer/stories.h"

#include <string.h>
#include <xxhash.h>

#include "indexer/schema.h"

uint32_t story_check(struct slice signature)
{
    return (uint32_t)XXH3_64bits(signature.bytes, signature.length);
}

void stories_close(struct stories *stories)
{
    side_file_close(&stories->file);
    *stories = (struct stories){0};
}

/* Point to the arrays of the file. False where its size is not what its counts make it. */
static bool find_arrays(struct stories *stories)
{
    const struct side_file_header *header = stories->file.header;
    size_t count = header->count, story_count = header->more;
    if (stories->file.size != (4 * count + story_count + 1) * sizeof(uint32_t))
        return false;
    stories->docids = stories->file.items;
    stories->checks = stories->docids + count;
    stories->numbers = stories->checks + count;
    stories->firsts = stories->numbers + count;
    stories->members = stories->firsts + story_count + 1;
    stories->count = header->count;
    stories->story_count = header->more;
    return true;
}

bool stories_open(const char *path, const xap_database *database, struct stories *out)
{
    struct side_file_header wanted;
    *out = (struct stories){0};
    if (side_file_describe(database, STORIES_MARK, STORIES_VERSION, &wanted, NULL) != XAP_OK ||
        !side_file_open(path, STORIES_NAME, &out->file))
        return false;
    const struct side_file_header *header = out->file.header;
    if (memcmp(header->mark, wanted.mark, sizeof wanted.mark) == 0 &&
        header->version == wanted.version &&
        memcmp(header->uuid, wanted.uuid, sizeof wanted.uuid) == 0 && find_arrays(out)) {
        out->current = header->revision == wanted.revision;
        return true;
    }
    stories_close(out);
    return false;
}

bool stories_are_current(const char *path, const xap_database *database)
{
    struct stories stories;
    bool current = stories_open(path, database, &stories) && stories.current;
    stories_close(&stories);
    return current;
}

/* Whether an article still has the signature that it had. */
static bool is_unchanged(const xap_database *database, uint32_t docid, uint32_t check)
{
    xap_buffer value = XAP_BUFFER_INIT;
    xap_status status =
        xap_database_document_value(database, docid, SCHEMA_SLOT_SIGNATURE, &value, NULL);
    bool same = status == XAP_OK && story_check((struct slice){value.bytes, value.length}) == check;
    xap_buffer_dispose(&value);
    return same;
}

uint32_t stories_find(const struct stories *stories, const xap_database *database, uint32_t docid)
{
    size_t low = 0;
    for (size_t high = stories->count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (stories->docids[middle] < docid)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == stories->count || stories->docids[low] != docid)
        return STORY_NONE;
    if (!stories->current && !is_unchanged(database, docid, stories->checks[low]))
        return STORY_NONE;
    return stories->numbers[low];
}

const uint32_t *stories_members(const struct stories *stories, uint32_t story, uint32_t *count)
{
    *count = stories->firsts[story + 1] - stories->firsts[story];
    return stories->members + stories->firsts[story];
}
