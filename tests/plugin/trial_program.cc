// The program of the trial tests: behaves as its first argument says.
#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <new>
#include <string>
#include <vector>

#include "plugin/library.h"
#include "plugin/plugin_object.h"
#include "plugin/trial_program.h"
#include "spark/abi.h"

using namespace spark;
using namespace spark::plugin;

namespace {

class Host final : public HostPort {
 public:
  Host() {
    raw_.version = "test";
    raw_.workers = 1;
    raw_.extension = [](const spark_host*, const char*) -> const void* { return nullptr; };
  }
  [[nodiscard]] const spark_host* raw() const override { return &raw_; }
  void enter(Phase) override {}

 private:
  spark_host raw_{};
};

// All that a host does with a plugin, up to its first frame.
base::Result<void> visit(TrialProgram& program, const std::string& path) {
  program.step("open");
  auto library = Library::open(path);
  if (!library) return library.error();
  program.step("create");
  auto instance = PluginObject::create(*library, "specimen", {}, std::make_shared<Host>());
  if (!instance) return instance.error();
  program.step("model");
  if (auto model = (*instance)->create_model("m", {}, {}); !model) return model.error();
  program.step("bind");
  auto stage = (*instance)->create_stage("", "s", {});
  if (!stage) return stage.error();
  constexpr uint32_t input = frame::no_slot;
  constexpr uint32_t output = 1;
  if (auto bound = (*stage)->bind({&input, 1}, {&output, 1}); !bound) return bound.error();
  program.step("warm");
  frame::FrameBuffer buffer{4};
  frame::Frame* frame = buffer.reset(0);
  frame::Failure failure;
  void* scratch = (*stage)->worker_create(0);
  const int32_t code = (*stage)->run(scratch, &frame, 1, failure);
  (*stage)->worker_destroy(scratch);
  if (code != frame::ok) return base::Error(failure.text);
  return {};
}

// What a process inherits and should not, as words; "" if it is clean.
std::string inheritance() {
  std::string found;
  sigset_t blocked;
  ::sigprocmask(SIG_BLOCK, nullptr, &blocked);
  if (::sigismember(&blocked, SIGTERM) == 1) found += "SIGTERM is blocked\n";
  struct sigaction action {};
  ::sigaction(SIGPIPE, nullptr, &action);
  if (action.sa_handler == SIG_IGN) found += "SIGPIPE is ignored\n";
  rlimit core{};
  ::getrlimit(RLIMIT_CORE, &core);
  if (core.rlim_max != 0) found += "there may be a core dump\n";
  if (::getpgrp() != ::getpid()) found += "it is in its parent's group\n";
  int descriptors = 0;
  DIR* const listing = ::opendir("/proc/self/fd");
  while (const dirent* entry = ::readdir(listing)) descriptors += entry->d_name[0] != '.';
  ::closedir(listing);
  // The standard ones, the program's own, and the listing.
  if (descriptors != 5) found += std::to_string(descriptors) + " descriptors\n";
  return found;
}

using Behaviour = std::function<void(TrialProgram&, const std::string& argument)>;

[[noreturn]] void hang() {
  for (;;) ::pause();
}

const std::map<std::string, Behaviour>& behaviours() {
  static const std::map<std::string, Behaviour> all = {
      {"echo",
       [](TrialProgram& program, const std::string&) {
         program.step("read " + std::to_string(TrialProgram::input()->size()) + " bytes");
         program.pass();
       }},
      {"fail", [](TrialProgram& program, const std::string&) { program.fail("one\n\ntwo"); }},
      {"fail and abort",
       [](TrialProgram& program, const std::string&) {
         program.fail("its reason");
         std::abort();
       }},
      {"pass and abort",
       [](TrialProgram& program, const std::string&) {
         program.pass();
         std::abort();
       }},
      {"abort",
       [](TrialProgram&, const std::string&) {
         std::cerr << "last words" << std::endl;
         std::abort();
       }},
      {"exit", [](TrialProgram&, const std::string&) { std::exit(3); }},
      {"hang",
       [](TrialProgram&, const std::string& pid_file) {
         if (!pid_file.empty()) std::ofstream(pid_file) << ::getpid() << std::endl;
         hang();
       }},
      {"hang without streams",
       [](TrialProgram&, const std::string&) {
         for (int i = 0; i < 10; ++i) ::close(i);
         hang();
       }},
      {"end", [](TrialProgram&, const std::string&) {}},
      {"print ok", [](TrialProgram&, const std::string&) { std::cout << "ok" << std::endl; }},
      {"not listen",
       [](TrialProgram& program, const std::string&) {
         ::close(STDIN_FILENO);
         program.pass();
       }},
      {"flood",
       [](TrialProgram& program, const std::string&) {
         for (int i = 0; i < 100'000; ++i) std::cerr << "a line of " << i << '\n';
         for (int i = 0; i < 2'000; ++i) program.step(std::string(2'000, 's'));
         program.pass();
       }},
      {"pass in a burst",
       [](TrialProgram& program, const std::string&) {
         program.step(std::string(60'000, 's'));
         program.pass();
         ::_exit(0);
       }},
      {"flood forever",
       [](TrialProgram&, const std::string&) {
         for (;;) std::cout << "and on\n";
       }},
      {"leave a child",
       [](TrialProgram& program, const std::string&) {
         if (const pid_t child = ::fork(); child != 0) {
           program.step(std::to_string(child));
           program.pass();
         } else {
           hang();
         }
       }},
      {"look around",
       [](TrialProgram& program, const std::string&) {
         static_cast<void>(TrialProgram::input());
         program.fail(inheritance());
         program.pass();
       }},
      {"allocate",
       [](TrialProgram& program, const std::string&) {
         static_cast<void>(TrialProgram::input());
         try {
           std::vector<char> large;
           large.reserve(size_t{2} << 30u);
           program.step(std::to_string(reinterpret_cast<uintptr_t>(large.data())));
         } catch (const std::bad_alloc& thrown) {
           program.fail(thrown.what());
         }
         program.pass();
       }},
      {"visit",
       [](TrialProgram& program, const std::string& path) {
         if (auto visited = visit(program, path); !visited) program.fail(visited.error().text);
         program.pass();
       }},
  };
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  TrialProgram program;
  program.step("behave");
  behaviours().at(argv[1])(program, argc > 2 ? argv[2] : "");
}
