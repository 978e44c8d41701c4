/* The program behind `herald serve`. */

#include "program.h"
#include "searcher/commands.h"

int main(int argc, char **argv)
{
    return program_run("serve", command_serve, argc, argv);
}
