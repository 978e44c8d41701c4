/* Runs a fuzz target over files and all files of folders, without libFuzzer: what once was found
 * stays found. */

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Longer ones are cut: libFuzzer makes none. */
#define FILE_MAX (1u << 20)

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(FILE_MAX);
    if (!file || !data) {
        fprintf(stderr, "replay: cannot open '%s': %s\n", path, strerror(errno));
        exit(1);
    }
    size_t size = fread(data, 1, FILE_MAX, file);
    fclose(file);
    uint8_t *exact = realloc(data, size ? size : 1); /* so that the sanitizers see its end */
    LLVMFuzzerTestOneInput(exact ? exact : data, size);
    free(exact ? exact : data);
    return 1;
}

static int replay(const char *path)
{
    DIR *folder = opendir(path);
    int count = 0;
    if (!folder)
        return replay_file(path);
    for (struct dirent *entry; (entry = readdir(folder));) {
        char name[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
        count += replay_file(name);
    }
    closedir(folder);
    return count;
}

int main(int argc, char **argv)
{
    int count = 0;
    for (int at = 1; at < argc; at++)
        count += replay(argv[at]);
    printf("%d inputs\n", count);
    return count > 0 ? 0 : 1;
}
