/* The program behind `herald index`. */

#include "indexer/commands.h"
#include "program.h"

int main(int argc, char **argv)
{
    return program_run("index", command_index, argc, argv);
}
