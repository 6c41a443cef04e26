// Real processes: tests/plugin/trial_program.cc, and whatever else can be run.
#include "plugin/trial.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

#include "museum.h"
#include "support/catch.h"

using namespace spark::plugin;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::Equals;

namespace {

constexpr uint32_t plenty_ms = 60'000;
constexpr uint32_t short_ms = 300;

TrialReport trial(const std::string& behaviour, uint32_t timeout_ms = plenty_ms,
                  const std::string& argument = "") {
  return run_trial({SPARK_TRIAL_PROGRAM, {behaviour, argument}, "input", timeout_ms});
}

bool has_children() {
  return ::waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD;
}

// Until a process that is not our child runs no more. It is init's, or whoever's, to wait for; till
// then it is a zombie.
void wait_for_end(const std::string& pid) {
  for (;;) {
    std::ifstream in("/proc/" + pid + "/stat");
    const std::string stat{std::istreambuf_iterator<char>(in), {}};
    if (stat.empty() || stat.find(") Z") != std::string::npos) return;
    std::this_thread::yield();
  }
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

}  // namespace

TEST_CASE("a trial that passes got its input and says how far it came") {
  const TrialReport small = trial("echo");
  CHECK(small.error.empty());
  CHECK(small.ok);
  CHECK(small.last_step == "read 5 bytes");
  const TrialReport large =
      run_trial({SPARK_TRIAL_PROGRAM, {"echo"}, std::string(3'000'000, 'x'), plenty_ms});
  CHECK(large.ok);
  CHECK(large.last_step == "read 3000000 bytes");
  CHECK(run_trial({SPARK_TRIAL_PROGRAM, {"echo"}, "", plenty_ms}).last_step == "read 0 bytes");
  CHECK_FALSE(has_children());
}

TEST_CASE("a trial that fails says why, whatever it does then") {
  CHECK(trial("fail").error == "one\ntwo");
  CHECK(trial("fail and abort").error == "its reason");
  CHECK_THAT(trial("exit").error, Equals("ended with exit code 3 while: behave"));
  CHECK_THAT(trial("end").error, Equals("ended without saying how it went while: behave"));
}

TEST_CASE("a trial that dies is a failed one, also after it has passed") {
  const TrialReport report = trial("abort");
  CHECK_FALSE(report.ok);
  CHECK_THAT(report.error, Equals("ended by SIGABRT while: behave; it wrote: last words"));
  CHECK_THAT(trial("pass and abort").error, ContainsSubstring("ended by SIGABRT while: behave"));
}

TEST_CASE("what a plugin prints on standard output is not the trial's word") {
  CHECK_THAT(trial("print ok").error,
             Equals("ended without saying how it went while: behave; it wrote: ok"));
}

TEST_CASE("a trial that takes too long is ended") {
  for (const char* behaviour : {"hang", "hang without streams", "flood forever"})
    CHECK_THAT(trial(behaviour, short_ms).error,
               ContainsSubstring("took longer than 300 ms while: behave"));
  CHECK_FALSE(has_children());
}

TEST_CASE("a trial that does not read its input does not end this process") {
  const auto before = ::signal(SIGPIPE, SIG_DFL);
  const TrialReport report =
      run_trial({SPARK_TRIAL_PROGRAM, {"not listen"}, std::string(3'000'000, 'x'), plenty_ms});
  ::signal(SIGPIPE, before);
  CHECK(report.ok);
}

TEST_CASE("a flood of output is neither kept nor in the way") {
  const TrialReport report = trial("flood");
  CHECK(report.ok);
  CHECK(report.last_step.size() == 2'000);
}

TEST_CASE("what a trial writes right before its end is heard") {
  for (int i = 0; i < 10; ++i) CHECK(trial("pass in a burst").error == "");
}

TEST_CASE("processes that a trial leaves behind end with it") {
  const TrialReport report = trial("leave a child");
  CHECK(report.ok);
  wait_for_end(report.last_step);
}

TEST_CASE("a trial ends with the process that started it") {
  const TemporaryFolder folder;
  const auto pid_file = folder.path() / "pid";
  const pid_t host = ::fork();
  REQUIRE(host >= 0);
  if (host == 0) {
    static_cast<void>(trial("hang", plenty_ms, pid_file));
    ::_exit(0);
  }
  std::string pid;
  while (!std::getline(std::ifstream(pid_file), pid)) std::this_thread::yield();
  ::kill(host, SIGKILL);
  int status = 0;
  REQUIRE(::waitpid(host, &status, 0) == host);
  CHECK(WIFSIGNALED(status));
  wait_for_end(pid);
}

TEST_CASE("a trial inherits neither signals nor descriptors, and dumps no core") {
  sigset_t term;
  sigset_t before;
  ::sigemptyset(&term);
  ::sigaddset(&term, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &term, &before);
  const auto pipe_before = ::signal(SIGPIPE, SIG_IGN);
  const int inherited = ::dup(STDERR_FILENO);
  const TrialReport report = trial("look around");
  ::close(inherited);
  ::signal(SIGPIPE, pipe_before);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  CHECK(report.error == "");
}

TEST_CASE("a trial's memory may be limited") {
  if (sanitized) return;  // which have no limit
  TrialSpec spec{SPARK_TRIAL_PROGRAM, {"allocate"}, "", plenty_ms};
  CHECK(run_trial(spec).error == "");
  spec.memory_bytes_max = 1ull << 30u;
  CHECK(run_trial(spec).error ==
        "std::bad_alloc; a rehearsal may have 1024 MiB of memory, half of the host's");
}

TEST_CASE("a trial that is to stop is ended, also before it has begun") {
  std::stop_source stop;
  stop.request_stop();
  TrialSpec spec{SPARK_TRIAL_PROGRAM, {"hang"}, "", plenty_ms};
  spec.stop = stop.get_token();
  const TrialReport report = run_trial(spec);
  CHECK_FALSE(report.ok);
  CHECK(report.stopped);
  CHECK_FALSE(report.refused);
  CHECK_THAT(report.error, ContainsSubstring("ended, since the host is stopping"));
  CHECK_FALSE(has_children());
}

TEST_CASE("a trial that cannot be started is a failed one") {
  CHECK_THAT(
      run_trial({"/nonexistent/program", {}, "", plenty_ms}).error,
      Equals("no trial: /nonexistent/program: cannot be started: No such file or directory"));
}

TEST_CASE("trials run beside one another") {
  std::vector<TrialReport> reports(4);
  std::vector<std::thread> threads;
  for (TrialReport& report : reports) threads.emplace_back([&] { report = trial("echo"); });
  for (std::thread& thread : threads) thread.join();
  for (const TrialReport& report : reports) CHECK(report.ok);
}

TEST_CASE("what would end the host ends its trial, and the step is named") {
  struct Case {
    const char* specimen;
    const char* failure;
  };
  const Case cases[] = {
      {"well", ""},
      {"constructor_aborts", "ended by SIGABRT while: open"},
      {"constructor_throws",
       "ended by SIGABRT while: open; it wrote: terminate called after throwing"},
      {"create_aborts", "ended by SIGABRT while: create"},
      {"create_bad_alloc", "std::bad_alloc"},
      {"model_create_aborts", "ended by SIGABRT while: model"},
      {"out_of_memory", sanitized ? "while: model" : "bad_alloc"},
      {"first_run_crashes", sanitized ? "while: warm" : "ended by SIGSEGV while: warm"},
  };
  for (const Case& each : cases) {
    INFO(each.specimen);
    const TrialReport report = trial("visit", plenty_ms, specimen_path(each.specimen));
    CHECK_THAT(report.error, ContainsSubstring(each.failure));
    CHECK(report.ok == (each.failure == std::string()));
  }
  CHECK_THAT(trial("visit", 2'000, specimen_path("constructor_hangs")).error,
             ContainsSubstring("took longer than 2 s while: open"));
  CHECK_THAT(trial("visit", 2'000, specimen_path("model_create_hangs")).error,
             ContainsSubstring("took longer than 2 s while: model"));
}
