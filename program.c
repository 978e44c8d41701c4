/* The frame of every program: streams, signals, what ends a process; and the way to the next one.
 */

#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "corpus/exit_code.h"
#include "indexer/directory.h"
#include "indexer/index_database.h"

static const char *running; /* the name of the command */

/* Fill the places of standard streams that are closed, so that no file of an index gets one of them
 * and what is printed goes into it. Reading from or writing to them still fails. */
static void fill_closed_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY); /* the lowest: fd */
}

/* What a command printed reaches its reader, or the command has failed; a reader that has gone is
 * no failure. */
static int flush_output(const char *command, int code)
{
    struct herald_error error;
    errno = 0;
    bool written = fflush(stdout) == 0;
    int reason = errno;
    if ((written && !ferror(stdout)) || reason == EPIPE)
        return code;
    herald_fail_errno(&error, reason ? reason : EIO, "cannot write to standard output");
    herald_tell(command, &error);
    return code == HERALD_EXIT_OK ? HERALD_EXIT_IO : code;
}

/* libxapian failed where C++ ends the process instead. */
static void give_up(const xap_error *failure)
{
    struct herald_error error;
    const char *index = index_lock_held();
    if (index)
        index_fail_path(&error, "write to", index, failure);
    else
        index_fail_xap(&error, "go on", failure);
    herald_tell(running, &error);
    _exit((int)herald_exit_code(error.status));
}

/* A file that is mapped was cut short between two looks at its size. */
static void tell_of_cut_file(int number)
{
    static const char text[] =
        "herald: a file of the index was cut short by another program while it was read\n"
        "  restore the index, or index the articles again in another folder\n";
    (void)number;
    (void)!write(STDERR_FILENO, text, sizeof text - 1);
    _exit(HERALD_EXIT_DAMAGED);
}

int program_run(const char *name, program_command *command, int argc, char **argv)
{
    fill_closed_streams();
    signal(SIGPIPE, SIG_IGN); /* writing fails with EPIPE instead */
    signal(SIGBUS, tell_of_cut_file);
    running = name;
    xap_set_fatal_handler(give_up);
    return flush_output(name, command(argc, argv));
}

/* The folder of the program that is running, without a slash at its end. */
static bool own_folder(char *folder, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", folder, size);
    if (length >= 0 && (size_t)length >= size)
        errno = ENAMETOOLONG;
    if (length < 0 || (size_t)length >= size)
        return false;
    folder[length] = '\0';
    *strrchr(folder, '/') = '\0'; /* the path is absolute */
    return true;
}

int program_become(const char *name, char **argv)
{
    static const char *const PLACES[] = {"", "/" HERALD_LIBEXEC};
    struct herald_error error;
    static char title[64]; /* what a list of processes shows */
    char folder[PATH_MAX], path[PATH_MAX + 256];
    if (!own_folder(folder, sizeof folder)) {
        herald_fail_errno(&error, errno,
                          "cannot read /proc/self/exe, which tells where 'herald-%s' is", name);
        herald_tell(name, &error);
        return HERALD_EXIT_INTERNAL;
    }
    snprintf(title, sizeof title, "herald %s", name);
    argv[0] = title;
    for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++) {
        snprintf(path, sizeof path, "%s%s/herald-%s", folder, PLACES[i], name);
        execv(path, argv);
        if (errno != ENOENT)
            break;
    }
    herald_fail_errno(&error, errno, "cannot start '%s', a part of Herald", path);
    herald_tell(name, &error);
    return HERALD_EXIT_INTERNAL;
}
