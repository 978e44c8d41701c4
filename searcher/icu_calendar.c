#include "searcher/icu_calendar.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>
#include <threads.h>

/* Names as ICU's headers make them, with its version ("ucal_open_72"). */
#define NAME_OF(name) NAMED(name)
#define NAMED(name)   #name

static struct icu_calendar functions;
static bool complete;

static bool find(void *library, const char *name, void *function, size_t size)
{
    void *found = dlsym(library, name);
    memcpy(function, &found, size);
    return found != NULL;
}

#define FIND(member, name) find(library, NAME_OF(name), &functions.member, sizeof(functions.member))

/* The library stays for good. */
static void load(void)
{
    void *library = dlopen("libicui18n.so." NAME_OF(U_ICU_VERSION_MAJOR_NUM), RTLD_NOW);
    complete = library && FIND(open, ucal_open) && FIND(close, ucal_close) && FIND(get, ucal_get) &&
               FIND(set_millis, ucal_setMillis) &&
               FIND(set_gregorian_change, ucal_setGregorianChange) &&
               FIND(get_default_zone, ucal_getDefaultTimeZone) &&
               FIND(get_canonical_zone, ucal_getCanonicalTimeZoneID) &&
               FIND(get_offset_from_local, ucal_getTimeZoneOffsetFromLocal);
}

const struct icu_calendar *icu_calendar_load(void)
{
    static once_flag once = ONCE_FLAG_INIT;
    call_once(&once, load);
    return complete ? &functions : NULL;
}
