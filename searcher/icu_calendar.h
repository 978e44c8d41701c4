#ifndef HERALD_SEARCHER_ICU_CALENDAR_H
#define HERALD_SEARCHER_ICU_CALENDAR_H

#include <unicode/ucal.h>

/*
 * ICU's calendars, of which only time zones are needed, and these seldom. They are in a library of
 * their own, libicui18n, that takes as long to load as a tenth of a search: so it is loaded when a
 * zone is asked for by name. Debian has it in the same package as the rest of ICU.
 */
struct icu_calendar {
    __typeof__(ucal_open) *open;
    __typeof__(ucal_close) *close;
    __typeof__(ucal_get) *get;
    __typeof__(ucal_setMillis) *set_millis;
    __typeof__(ucal_setGregorianChange) *set_gregorian_change;
    __typeof__(ucal_getDefaultTimeZone) *get_default_zone;
    __typeof__(ucal_getCanonicalTimeZoneID) *get_canonical_zone;
    __typeof__(ucal_getTimeZoneOffsetFromLocal) *get_offset_from_local;
};

/* The functions of that library, loaded by the first call from any thread; NULL where it is not
 * there, or lacks one of them. */
const struct icu_calendar *icu_calendar_load(void);

#endif
