#include "indexer/info_json.h"

#include <cjson/cJSON.h>

#include "indexer/progress.h"

static void add_names(cJSON *object, const char *name, const struct name_counts *names,
                      bool labelled)
{
    cJSON *array = cJSON_AddArrayToObject(object, name);
    for (size_t i = 0; i < names->count; i++) {
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "value", names->items[i].name);
        if (labelled)
            cJSON_AddStringToObject(item, "label",
                                    names->items[i].label ? names->items[i].label
                                                          : names->items[i].name);
        cJSON_AddNumberToObject(item, "count", names->items[i].count);
        cJSON_AddItemToArray(array, item);
    }
}

static void add_text_or_null(cJSON *object, const char *name, const char *text)
{
    if (*text)
        cJSON_AddStringToObject(object, name, text);
    else
        cJSON_AddNullToObject(object, name);
}

void index_info_write_json(const char *directory, const char *revision,
                           const struct index_statistics *info, struct buffer *out)
{
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "herald", HERALD_VERSION);
    summary_add_path(object, "index", directory);
    cJSON_AddStringToObject(object, "revision", revision);
    cJSON_AddNumberToObject(object, "articles", info->articles);
    cJSON_AddNumberToObject(object, "terms", (double)info->terms);
    cJSON_AddNumberToObject(object, "bytes", (double)info->bytes);
    cJSON *tables = cJSON_AddObjectToObject(object, "tables");
    for (size_t i = 0; i < info->table_count; i++)
        cJSON_AddNumberToObject(tables, info->tables[i].name, (double)info->tables[i].bytes);
    cJSON *dates = cJSON_AddObjectToObject(object, "dates");
    add_text_or_null(dates, "earliest", info->earliest);
    add_text_or_null(dates, "latest", info->latest);
    cJSON_AddNumberToObject(dates, "articles", info->dated);
    add_names(object, "languages", &info->languages, false);
    add_names(object, "sources", &info->sources, true);
    cJSON *versions = cJSON_AddObjectToObject(object, "versions");
    cJSON_AddStringToObject(versions, "format", SCHEMA_FORMAT_VERSION);
    cJSON_AddStringToObject(versions, "analysis", SCHEMA_ANALYSIS_VERSION);
    cJSON_AddStringToObject(versions, "xapian", info->xapian);
    char *text = cJSON_Print(object);
    out->failed = out->failed || !text;
    buffer_append_string(out, text ? text : "");
    buffer_append_byte(out, '\n');
    cJSON_free(text);
    cJSON_Delete(object);
}
