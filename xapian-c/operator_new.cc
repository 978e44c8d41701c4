/*
 * Linked into the program beside mimalloc, and no part of libxap. Debian compiles mimalloc as C:
 * its operator new cannot throw, and ends the program when memory runs out. These throw, in its
 * place; its operator delete goes with its malloc.
 */

#include <cstdlib>
#include <new>

void *operator new(std::size_t size)
{
    void *memory = std::malloc(size ? size : 1);
    if (!memory)
        throw std::bad_alloc();
    return memory;
}

void *operator new[](std::size_t size)
{
    return operator new(size);
}
