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
#include <string>
#include <vector>

#include "plugin/instance.h"
#include "plugin/library.h"
#include "plugin/rehearsal.h"
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
base::Result<void> visit(Rehearsal& rehearsal, const std::string& path) {
  rehearsal.step("open");
  auto library = Library::open(path);
  if (!library) return library.error();
  rehearsal.step("create");
  auto instance = Instance::create(*library, "specimen", {}, std::make_shared<Host>());
  if (!instance) return instance.error();
  rehearsal.step("model");
  if (auto model = (*instance)->create_model("m", {}, {}); !model) return model.error();
  rehearsal.step("bind");
  auto stage = (*instance)->create_stage("", "s", {});
  if (!stage) return stage.error();
  constexpr uint32_t input = frame::no_slot;
  constexpr uint32_t output = 1;
  if (auto bound = (*stage)->bind({&input, 1}, {&output, 1}); !bound) return bound.error();
  rehearsal.step("warm");
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
  // The standard ones, the rehearsal's own, and the listing.
  if (descriptors != 5) found += std::to_string(descriptors) + " descriptors\n";
  return found;
}

using Behaviour = std::function<void(Rehearsal&, const std::string& argument)>;

[[noreturn]] void hang() {
  for (;;) ::pause();
}

const std::map<std::string, Behaviour>& behaviours() {
  static const std::map<std::string, Behaviour> all = {
      {"echo",
       [](Rehearsal& rehearsal, const std::string&) {
         rehearsal.step("read " + std::to_string(Rehearsal::input()->size()) + " bytes");
         rehearsal.pass();
       }},
      {"fail", [](Rehearsal& rehearsal, const std::string&) { rehearsal.fail("one\n\ntwo"); }},
      {"fail and abort",
       [](Rehearsal& rehearsal, const std::string&) {
         rehearsal.fail("its reason");
         std::abort();
       }},
      {"pass and abort",
       [](Rehearsal& rehearsal, const std::string&) {
         rehearsal.pass();
         std::abort();
       }},
      {"abort",
       [](Rehearsal&, const std::string&) {
         std::cerr << "last words" << std::endl;
         std::abort();
       }},
      {"exit", [](Rehearsal&, const std::string&) { std::exit(3); }},
      {"hang",
       [](Rehearsal&, const std::string& pid_file) {
         if (!pid_file.empty()) std::ofstream(pid_file) << ::getpid() << std::endl;
         hang();
       }},
      {"hang without streams",
       [](Rehearsal&, const std::string&) {
         for (int i = 0; i < 10; ++i) ::close(i);
         hang();
       }},
      {"end", [](Rehearsal&, const std::string&) {}},
      {"print ok", [](Rehearsal&, const std::string&) { std::cout << "ok" << std::endl; }},
      {"not listen",
       [](Rehearsal& rehearsal, const std::string&) {
         ::close(STDIN_FILENO);
         rehearsal.pass();
       }},
      {"flood",
       [](Rehearsal& rehearsal, const std::string&) {
         for (int i = 0; i < 100'000; ++i) std::cerr << "a line of " << i << '\n';
         for (int i = 0; i < 2'000; ++i) rehearsal.step(std::string(2'000, 's'));
         rehearsal.pass();
       }},
      {"pass in a burst",
       [](Rehearsal& rehearsal, const std::string&) {
         rehearsal.step(std::string(60'000, 's'));
         rehearsal.pass();
         ::_exit(0);
       }},
      {"flood forever",
       [](Rehearsal&, const std::string&) {
         for (;;) std::cout << "and on\n";
       }},
      {"leave a child",
       [](Rehearsal& rehearsal, const std::string&) {
         if (const pid_t child = ::fork(); child != 0) {
           rehearsal.step(std::to_string(child));
           rehearsal.pass();
         } else {
           hang();
         }
       }},
      {"look around",
       [](Rehearsal& rehearsal, const std::string&) {
         static_cast<void>(Rehearsal::input());
         rehearsal.fail(inheritance());
         rehearsal.pass();
       }},
      {"allocate",
       [](Rehearsal& rehearsal, const std::string&) {
         static_cast<void>(Rehearsal::input());
         try {
           std::vector<char> large;
           large.reserve(size_t{2} << 30u);
           rehearsal.step(std::to_string(reinterpret_cast<uintptr_t>(large.data())));
         } catch (const std::bad_alloc& thrown) {
           rehearsal.fail(thrown.what());
         }
         rehearsal.pass();
       }},
      {"visit",
       [](Rehearsal& rehearsal, const std::string& path) {
         if (auto visited = visit(rehearsal, path); !visited) rehearsal.fail(visited.error().text);
         rehearsal.pass();
       }},
  };
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  Rehearsal rehearsal;
  rehearsal.step("behave");
  behaviours().at(argv[1])(rehearsal, argc > 2 ? argv[2] : "");
}
