/* For LD_PRELOAD: a disk that takes what is written, and does not say that it has it while the file
 * named by SPARK_STALL exists. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void stall(void) {
  const char* file = getenv("SPARK_STALL");
  const struct timespec moment = {0, 2000000};
  while (file != NULL && access(file, F_OK) == 0) nanosleep(&moment, NULL);
}

static int real(const char* name, int fd) {
  int (*call)(int) = (int (*)(int))(size_t)dlsym(RTLD_NEXT, name);
  return call(fd);
}

int fdatasync(int fd) {
  stall();
  return real("fdatasync", fd);
}

int fsync(int fd) {
  stall();
  return real("fsync", fd);
}
