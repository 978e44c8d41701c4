#ifndef HERALD_SEARCHER_COMMANDS_H
#define HERALD_SEARCHER_COMMANDS_H

/* The commands of this room, for herald.c and herald_serve.c. argv[0] is the command's name; each returns
 * one of enum herald_exit, and its --help says what it does. */
int command_complete(int argc, char **argv);
int command_search(int argc, char **argv);
int command_serve(int argc, char **argv);
int command_show(int argc, char **argv);
int command_similar(int argc, char **argv);

#endif
