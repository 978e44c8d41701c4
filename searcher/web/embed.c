/*
 * Turn files into C, for compiling them in: embed OUT FILE...
 * Each is there as it is and as a gzip member.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct bytes {
    unsigned char *items;
    size_t length;
};

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Read a file; end the program where that fails. */
static struct bytes read_file(const char *path)
{
    struct bytes bytes = {NULL, 0};
    FILE *file = fopen(path, "rb");
    long length = -1;
    if (file && fseek(file, 0, SEEK_END) == 0)
        length = ftell(file);
    if (length >= 0)
        bytes.items = malloc((size_t)length + 1);
    if (bytes.items && fseek(file, 0, SEEK_SET) == 0)
        bytes.length = fread(bytes.items, 1, (size_t)length, file);
    if (!bytes.items || bytes.length != (size_t)length) {
        fprintf(stderr, "embed: cannot read '%s'\n", path);
        exit(1);
    }
    fclose(file);
    return bytes;
}

static struct bytes pack(struct bytes plain)
{
    z_stream stream = {0};
    struct bytes packed = {NULL, 0};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        exit(1);
    size_t bound = deflateBound(&stream, plain.length);
    packed.items = malloc(bound);
    if (!packed.items)
        exit(1);
    stream.next_in = plain.items;
    stream.avail_in = (uInt)plain.length;
    stream.next_out = packed.items;
    stream.avail_out = (uInt)bound;
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        exit(1);
    packed.length = stream.total_out;
    deflateEnd(&stream);
    return packed;
}

/* Write an array, ended by a NUL that its length does not count. */
static void write_array(FILE *out, const char *name, int number, struct bytes bytes)
{
    fprintf(out, "static const unsigned char %s_%d[] = {", name, number);
    for (size_t at = 0; at < bytes.length; at++)
        fprintf(out, "%s%u,", at % 24 == 0 ? "\n" : "", bytes.items[at]);
    fputs("0};\n", out);
}

int main(int argc, char **argv)
{
    FILE *out = argc > 2 ? fopen(argv[1], "w") : NULL;
    if (!out) {
        fputs("usage: embed OUT FILE...\n", stderr);
        return 2;
    }
    fputs("/* Made by embed.c. */\n#include \"searcher/serve/assets.h\"\n\n", out);
    size_t *lengths = calloc((size_t)argc * 2, sizeof(*lengths));
    for (int at = 2; lengths && at < argc; at++) {
        struct bytes plain = read_file(argv[at]), packed = pack(plain);
        write_array(out, "plain", at, plain);
        write_array(out, "packed", at, packed);
        lengths[2 * at] = plain.length;
        lengths[2 * at + 1] = packed.length;
        free(plain.items);
        free(packed.items);
    }
    fputs("\nconst struct asset WEB_ASSETS[] = {\n", out);
    for (int at = 2; lengths && at < argc; at++)
        fprintf(out, "    {\"%s\", (const char *)plain_%d, %zu, (const char *)packed_%d, %zu},\n",
                base_name(argv[at]), at, lengths[2 * at], at, lengths[2 * at + 1]);
    fprintf(out, "};\nconst size_t WEB_ASSET_COUNT = %d;\n", argc - 2);
    free(lengths);
    return fclose(out) == 0 ? 0 : 1;
}
