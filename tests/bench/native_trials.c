/* For LD_PRELOAD under valgrind, where /proc/self/exe names valgrind's own program: a trial process
 * is the program that SPARK_TRIAL_PROGRAM names, and runs without valgrind. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>

typedef int (*Spawn)(pid_t*, const char*, const posix_spawn_file_actions_t*,
                     const posix_spawnattr_t*, char* const[], char* const[]);

int posix_spawn(pid_t* pid, const char* path, const posix_spawn_file_actions_t* actions,
                const posix_spawnattr_t* attributes, char* const arguments[],
                char* const environment[]) {
  const char* program = getenv("SPARK_TRIAL_PROGRAM");
  if (program != NULL && strcmp(path, "/proc/self/exe") == 0) path = program;
  return ((Spawn)(size_t)dlsym(RTLD_NEXT, "posix_spawn"))(pid, path, actions, attributes, arguments,
                                                          environment);
}
