// Preloaded: a sync of the file whose name ends with $FAIL_SYNC_OF fails as a worn-out disk would, from the moment on
// at which $FAIL_SYNC_WHEN exists. What was written stays where the system has it, as after a real one.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fails(int fd) {
    const char *end = getenv("FAIL_SYNC_OF"), *when = getenv("FAIL_SYNC_WHEN");
    char link[64], path[4096];
    if (!end || !when || access(when, F_OK) != 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    size_t wanted = strlen(end);
    if (length < 0 || (size_t)length < wanted) return 0;
    path[length] = 0;
    return strcmp(path + length - wanted, end) == 0;
}

int fsync(int fd) {
    int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
    if (!fails(fd)) return real(fd);
    errno = EIO;
    return -1;
}

int fdatasync(int fd) {
    int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
    if (!fails(fd)) return real(fd);
    errno = EIO;
    return -1;
}
