/* Numbers by chance that are the same on every machine and in every run. */
#ifndef HERALD_TESTS_UNIT_RANDOM_NUMBERS_H
#define HERALD_TESTS_UNIT_RANDOM_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

/* The state of this test's numbers: a test that wants them from a seed of its own sets it; not 0.
 */
static uint64_t random_state = 88172645463325252u;

/* The next number from a state that is not 0: xorshift64* (Vigna 2016, An experimental exploration
 * of Marsaglia's xorshift generators, scrambled). */
static inline uint64_t random_next(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545F4914F6CDD1Du;
}

/* A number of 0 to `limit` - 1, at the most of 32 bits; limit is not 0. */
static inline uint32_t random_below(size_t limit)
{
    return (uint32_t)((random_next(&random_state) >> 32) % limit);
}

#endif
