/* For LD_PRELOAD: a disk that takes what is written, and does not say that it has it while the file
 * named by SPARK_STALL exists; and that takes nothing while the one named by SPARK_READ_ONLY does,
 * as one that the kernel has remounted. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static int is_told(const char* name) {
  const char* file = getenv(name);
  return file != NULL && access(file, F_OK) == 0;
}

static void stall(void) {
  const struct timespec moment = {0, 2000000};
  while (is_told("SPARK_STALL")) nanosleep(&moment, NULL);
}

/* Of files; sockets, pipes and standard output go on. */
static int refuses(int fd) {
  struct stat of;
  const int before = errno;
  const int refused =
      fd > 2 && is_told("SPARK_READ_ONLY") && fstat(fd, &of) == 0 && S_ISREG(of.st_mode);
  errno = refused ? EROFS : before;
  return refused;
}

static int real_sync(const char* name, int fd) {
  int (*call)(int) = (int (*)(int))(size_t)dlsym(RTLD_NEXT, name);
  return call(fd);
}

int fdatasync(int fd) {
  stall();
  return real_sync("fdatasync", fd);
}

int fsync(int fd) {
  stall();
  return real_sync("fsync", fd);
}

ssize_t write(int fd, const void* bytes, size_t size) {
  typedef ssize_t (*Call)(int, const void*, size_t);
  if (refuses(fd)) return -1;
  return ((Call)(size_t)dlsym(RTLD_NEXT, "write"))(fd, bytes, size);
}

static ssize_t write_at(const char* name, int fd, const void* bytes, size_t size, off_t at) {
  typedef ssize_t (*Call)(int, const void*, size_t, off_t);
  if (refuses(fd)) return -1;
  return ((Call)(size_t)dlsym(RTLD_NEXT, name))(fd, bytes, size, at);
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
  return write_at("pwrite", fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off_t at) {
  return write_at("pwrite64", fd, bytes, size, at);
}
