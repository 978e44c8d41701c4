#ifndef HERALD_INDEXER_COMMANDS_H
#define HERALD_INDEXER_COMMANDS_H

/* The commands of this room, for herald.c and herald_index.c. argv[0] is the command's name; each returns
 * one of enum herald_exit, and its --help says what it does. */
int command_index(int argc, char **argv);
int command_info(int argc, char **argv);
int command_compact(int argc, char **argv);

/* Seconds that a command waits for another writer at the most (--wait). */
#define INDEX_WAIT_MAX 1e6

#endif
