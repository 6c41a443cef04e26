#include "bench/process.h"

#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>

extern char** environ;

namespace spark::bench {
namespace {

namespace fs = std::filesystem;

template <class Each>
void for_each_thread(const std::vector<pid_t>& processes, const Each& each) {
  for (const pid_t process : processes) {
    std::error_code ignored;
    const fs::path tasks = "/proc/" + std::to_string(process) + "/task";
    for (const auto& task : fs::directory_iterator(tasks, ignored)) each(task.path());
  }
}

}  // namespace

void pin(const std::vector<pid_t>& processes, int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<size_t>(core), &cores);
  for_each_thread(processes, [&](const fs::path& task) {
    ::sched_setaffinity(std::stoi(task.filename()), sizeof cores, &cores);
  });
}

void pin_self(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<size_t>(core), &cores);
  ::sched_setaffinity(0, sizeof cores, &cores);
}

double cpu_ns(const std::vector<pid_t>& processes) {
  double sum = 0;
  for_each_thread(processes, [&](const fs::path& task) {
    double ns = 0;
    std::ifstream(task / "schedstat") >> ns;
    sum += ns;
  });
  return sum;
}

std::vector<pid_t> with_children(pid_t process) {
  std::vector<pid_t> all = {process};
  const std::string name = std::to_string(process);
  std::ifstream children("/proc/" + name + "/task/" + name + "/children");
  for (pid_t child = 0; children >> child;) all.push_back(child);
  return all;
}

Child::Child(const std::vector<std::string>& command, bool wait_for_line) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  std::vector<char*> words;
  for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  const int failed = ::posix_spawnp(&pid_, words[0], &actions, nullptr, words.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  if (failed != 0) throw std::runtime_error("cannot start " + command[0]);
  char letter = 0;
  while (wait_for_line && ::read(ends[0], &letter, 1) == 1 && letter != '\n') line_ += letter;
  ::close(ends[0]);
}

Child::~Child() {
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace spark::bench
