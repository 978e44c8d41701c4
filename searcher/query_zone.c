#include "searcher/query_zone.h"

#include <string.h>

#include "searcher/icu_calendar.h"
#include "searcher/query_spelling.h"

#define NAME_MAX_UNITS 64

/* "+03:30", "-0500", "+3": seconds east of UTC. */
static bool read_offset(const char *name, int64_t *offset)
{
    char digits[5] = {0};
    size_t count = 0, hour_digits;
    if (name[0] != '+' && name[0] != '-')
        return false;
    const char *colon = strchr(name, ':');
    for (const char *at = name + 1; *at; at++) {
        if (at == colon)
            continue;
        if (!spelling_is_digit(*at) || count == 4)
            return false;
        digits[count++] = (char)(*at - '0');
    }
    if (count == 0 || count == 3 || (colon && (colon != name + 3 || count != 4)))
        return false;
    hour_digits = count == 1 ? 1 : 2;
    int hours = hour_digits == 1 ? digits[0] : digits[0] * 10 + digits[1];
    int minutes = count == 4 ? digits[2] * 10 + digits[3] : 0;
    if (hours > 18 || minutes > 59)
        return false;
    *offset = (name[0] == '-' ? -1 : 1) * (int64_t)(hours * 3600 + minutes * 60);
    return true;
}

/* ICU takes any name, and makes of those it does not know a zone called Etc/Unknown. */
static bool is_known(const struct icu_calendar *icu, const UChar *name, int32_t length)
{
    UChar canonical[NAME_MAX_UNITS];
    UBool is_system = 0;
    UErrorCode status = U_ZERO_ERROR;
    icu->get_canonical_zone(name, length, canonical, NAME_MAX_UNITS, &is_system, &status);
    return U_SUCCESS(status) && is_system;
}

static bool open_named(const char *name, struct query_zone *zone)
{
    const struct icu_calendar *icu = icu_calendar_load();
    UChar units[NAME_MAX_UNITS];
    UErrorCode status = U_ZERO_ERROR;
    size_t length = strlen(name);
    int32_t count = 0;
    if (!icu)
        return false;
    if (strcmp(name, "local") == 0) {
        count = icu->get_default_zone(units, NAME_MAX_UNITS, &status);
    } else {
        if (length == 0 || length >= NAME_MAX_UNITS)
            return false;
        for (; (size_t)count < length; count++)
            units[count] = (UChar)(unsigned char)name[count];
        if (!is_known(icu, units, count))
            return false;
    }
    zone->icu = icu;
    zone->calendar = icu->open(units, count, "en", UCAL_GREGORIAN, &status);
    if (U_SUCCESS(status))
        icu->set_gregorian_change(zone->calendar, -1e17, &status);
    if (U_FAILURE(status))
        query_zone_close(zone);
    return zone->calendar != NULL;
}

bool query_zone_open(const char *name, struct query_zone *zone)
{
    *zone = (struct query_zone){0};
    if (!name || strcmp(name, "UTC") == 0 || strcmp(name, "Z") == 0)
        return true;
    return read_offset(name, &zone->offset) || open_named(name, zone);
}

void query_zone_close(struct query_zone *zone)
{
    if (zone->calendar)
        zone->icu->close(zone->calendar);
    *zone = (struct query_zone){0};
}

int64_t query_zone_local(const struct query_zone *zone, int64_t utc)
{
    UErrorCode status = U_ZERO_ERROR;
    if (!zone->calendar)
        return utc + zone->offset;
    zone->icu->set_millis(zone->calendar, (UDate)utc * 1e3, &status);
    int32_t raw = zone->icu->get(zone->calendar, UCAL_ZONE_OFFSET, &status);
    int32_t summer = zone->icu->get(zone->calendar, UCAL_DST_OFFSET, &status);
    return U_SUCCESS(status) ? utc + (raw + summer) / 1000 : utc;
}

/* The moment of a local time by the offset that held before a change of the clocks, or after it. */
static int64_t by_offset(const struct query_zone *zone, int64_t local, UTimeZoneLocalOption which)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t raw = 0, summer = 0;
    zone->icu->set_millis(zone->calendar, (UDate)local * 1e3, &status);
    zone->icu->get_offset_from_local(zone->calendar, which, which, &raw, &summer, &status);
    return U_SUCCESS(status) ? local - (raw + summer) / 1000 : local;
}

int64_t query_zone_utc(const struct query_zone *zone, int64_t local)
{
    if (!zone->calendar)
        return local - zone->offset;
    int64_t former = by_offset(zone, local, UCAL_TZ_LOCAL_FORMER);
    if (query_zone_local(zone, former) == local)
        return former;
    /* Where clocks go back at the very moment, they show that time only an hour later. */
    int64_t latter = by_offset(zone, local, UCAL_TZ_LOCAL_LATTER);
    return query_zone_local(zone, latter) == local ? latter : former;
}
