#ifndef HERALD_CORPUS_DATE_H
#define HERALD_CORPUS_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "corpus/buffer.h"

/* How exactly a date is known. */
enum date_precision { DATE_NONE = 0, DATE_YEAR, DATE_MONTH, DATE_DAY, DATE_SECOND };

/*
 * A moment or a period in UTC: the first second of it, counted from 1970 (negative before), in the
 * proleptic Gregorian calendar, years 1 to 9999; and how exactly it is known. A year-only date of
 * 1963 is {seconds of 1963-01-01T00:00:00Z, DATE_YEAR} and stands for all of 1963. A zeroed
 * structure is no date.
 */
struct date {
    int64_t seconds;
    enum date_precision precision;
};

/* The parts of a date, for making and taking it apart; month and day from 1. */
struct date_parts {
    int year, month, day, hour, minute, second;
};

/*
 * A date from its parts, those finer than `precision` ignored. False, and *out untouched, when
 * there is no such date (30 February, hour 25). Second 60 is taken as the next second.
 */
bool date_from_parts(const struct date_parts *parts, enum date_precision precision,
                     struct date *out);

/* The parts of a date, in UTC. */
struct date_parts date_to_parts(struct date date);

/*
 * Read a date as articles write it: ISO 8601 and RFC 3339 ("1963", "1963-01", "1963-01-04",
 * "19630104", "2021-05-22T12:00:47+02:00", with a space for the T, without seconds, with fractions,
 * which are dropped), RFC 822 ("Sat, 22 May 2021 12:00:47 GMT", obsolete zone names), the wire form
 * "26-FEB-1987 15:01:01.79", and "22 May 2021", "May 22, 2021", "May 2021" in English; a day of the
 * week before them is passed over. A zone is applied; without one it is UTC. Blanks
 * around are allowed, anything else after the date is not. False, and *out untouched, when the text
 * is no date or the date does not exist.
 */
bool date_parse(struct slice text, struct date *out);

/* Read "01/04/63" (or "01/04 63") as month/day/year of the century given (1900: 4 January 1963).
 * Apart from date_parse because half of the world reads it the other way round. False as there. */
bool date_parse_slashed(struct slice text, int century, struct date *out);

/* The last second of the period that a date stands for; its own second for DATE_SECOND. */
int64_t date_last_second(struct date date);

/* Room for a formatted date and its NUL. */
#define DATE_TEXT_SIZE 24

/* Write a date in ISO 8601 with the precision that it has ("1963", "1963-01", "1963-01-04",
 * "2021-05-22T12:00:47Z"; "" for none) and return the length written. */
size_t date_format(struct date date, char out[static DATE_TEXT_SIZE]);

#endif
