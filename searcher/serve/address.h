#ifndef HERALD_SERVE_ADDRESS_H
#define HERALD_SERVE_ADDRESS_H

#include <sys/socket.h>
#include <sys/un.h>

#include "corpus/buffer.h"
#include "corpus/error.h"

/* Where a service listens, and who comes to it. */

union socket_address {
    struct sockaddr any;
    struct sockaddr_storage storage;
    struct sockaddr_un local;
};

struct address {
    union socket_address socket;
    socklen_t length;
};

/*
 * Read "127.0.0.1:8080", "[::1]:8080", "8080" and ":8080" (127.0.0.1), "unix:/run/herald.sock" or
 * "/run/herald.sock". Port 0 lets the system choose one. Names of hosts are not looked up.
 * HERALD_E_ARGUMENT.
 */
enum herald_status address_read(const char *text, struct address *out, struct herald_error *err);

/* Room for an address in words. */
#define ADDRESS_TEXT_SIZE 128

/* Write an address as address_read takes it; "unix" for a peer without a name. */
void address_text(const struct address *address, char out[static ADDRESS_TEXT_SIZE]);

/* Write what a client is counted as: an IPv4 address, an IPv6 network of 64 bits (one customer has
 * that many), "unix". IPv4 within IPv6 counts as IPv4. */
void address_client(const struct sockaddr *address, char out[static ADDRESS_TEXT_SIZE]);

/* The same of a client that a proxy names: an address, with or without brackets and a port, or
 * another word, which is taken as it is. False, with `out` untouched, for none and for one that is
 * too long.
 */
bool address_client_of_text(struct slice text, char out[static ADDRESS_TEXT_SIZE]);

/* Whether only this machine can reach it: loopback and Unix sockets. */
bool address_is_local(const struct sockaddr *address);

/*
 * Open a socket that listens: non-blocking, closed on exec. A Unix socket gets mode 0660; a file of
 * that name which is a socket that nobody listens to is removed. HERALD_E_IO, PERMISSION,
 * ARGUMENT (in use).
 */
enum herald_status address_listen(const struct address *address, int *fd, struct herald_error *err);

/* The address that a socket is bound to. False where it has none. */
bool address_of_socket(int fd, struct address *out);

#endif
