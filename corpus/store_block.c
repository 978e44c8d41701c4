#include "corpus/store_block.h"

#include <xxhash.h>
#include <zlib.h>

/* The kind and both lengths, as they stand in a header. */
static size_t encode_kind_and_lengths(const struct block_header *header, unsigned char *out)
{
    size_t length = 0;
    out[length++] = (unsigned char)header->kind;
    length += varint_write(header->packed_length, out + length);
    return length + varint_write(header->length, out + length);
}

size_t block_header_encode(const struct block_header *header,
                           unsigned char out[static BLOCK_HEADER_MAX])
{
    for (int i = 0; i < 4; i++)
        out[i] = (unsigned char)(header->checksum >> (8 * i));
    size_t length = 4 + encode_kind_and_lengths(header, out + 4);
    if (header->kind == BLOCK_PRESET)
        length += varint_write(header->dictionary, out + length);
    return length;
}

bool block_header_take(struct slice *block, struct block_header *out)
{
    if (block->length < 5)
        return false;
    const unsigned char *bytes = (const unsigned char *)block->bytes;
    struct block_header header = {.kind = (enum block_kind)bytes[4]};
    for (int i = 0; i < 4; i++)
        header.checksum |= (uint32_t)bytes[i] << (8 * i);
    struct slice rest = {block->bytes + 5, block->length - 5};
    uint64_t packed_length, length;
    if (!varint_take_up_to(&rest, UINT32_MAX, &packed_length) ||
        !varint_take_up_to(&rest, STORE_RECORD_MAX, &length) ||
        (header.kind == BLOCK_PRESET && !varint_take(&rest, &header.dictionary)))
        return false;
    header.packed_length = (uint32_t)packed_length;
    header.length = (uint32_t)length;
    *block = rest;
    *out = header;
    return true;
}

uint32_t block_checksum(const struct block_header *header, struct slice packed, uint32_t dictionary)
{
    unsigned char bytes[BLOCK_HEADER_MAX];
    if (header->kind == BLOCK_BYTES)
        return (uint32_t)XXH3_64bits(packed.bytes, packed.length);
    if (header->kind == BLOCK_DICTIONARY)
        return (uint32_t)crc32_z(0, (const Bytef *)packed.bytes, packed.length);
    size_t length = encode_kind_and_lengths(header, bytes);
    uLong checksum = crc32(dictionary, bytes, (uInt)length);
    return (uint32_t)crc32_z(checksum, (const Bytef *)packed.bytes, packed.length);
}

size_t store_reference_encode(struct store_reference reference,
                              char out[static STORE_REFERENCE_MAX])
{
    unsigned char *bytes = (unsigned char *)out;
    size_t length = varint_write(reference.segment, bytes);
    length += varint_write(reference.offset, bytes + length);
    unsigned char last[VARINT_MAX];
    size_t more = varint_write(reference.length, last);
    memcpy(bytes + length, last, more);
    return length + more;
}

size_t store_reference_decode(struct slice bytes, struct store_reference *out)
{
    struct slice rest = bytes;
    uint64_t segment, offset, length;
    if (!varint_take_up_to(&rest, UINT32_MAX, &segment) || !varint_take(&rest, &offset) ||
        !varint_take_up_to(&rest, UINT32_MAX, &length))
        return 0;
    *out = (struct store_reference){(uint32_t)segment, (uint32_t)length, offset};
    return bytes.length - rest.length;
}
