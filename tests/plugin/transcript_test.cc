#include "plugin/transcript.h"

#include <csignal>

#include "support/catch.h"

using namespace spark::plugin;

namespace {

Transcript transcript(const std::string& text) {
  Transcript said;
  for (const char each : text) said.add({&each, 1});
  said.end();
  return said;
}

// Statuses as waitpid() gives them.
constexpr int exited(int code) {
  return code << 8;
}
constexpr int killed(int signal) {
  return signal;
}
constexpr int dumped = 0x80;  // there is a core

}  // namespace

TEST_CASE("a trial's lines are read in any pieces") {
  const auto said = transcript("step one\nnoise\nok no\nstep two\nerror a\nerror b\nok");
  CHECK(said.step() == "two");
  CHECK(said.error() == "a\nb");
  CHECK(said.ok());
  CHECK_FALSE(transcript("step ok\nokay\n ok\n").ok());

  Transcript whole;
  whole.add("step one\nstep tw");
  CHECK(whole.step() == "one");
  whole.add("o\n\nok\n");
  CHECK(whole.step() == "two");
  CHECK(whole.ok());
}

TEST_CASE("what a trial says is bounded and printable") {
  CHECK(transcript("step " + std::string(1'000'000, 'x') + "\nok\n").step().size() ==
        trial_line_bytes_max - 5);
  CHECK(transcript("step a\x1b[1m\xff\n").step() == "a?[1m?");
  std::string errors;
  for (int i = 0; i < 100; ++i) errors += "error " + std::string(1'000, 'x') + "\n";
  const auto said = transcript(errors + "ok\n");
  CHECK(said.error().size() <= trial_error_bytes_max);
  CHECK(said.error().size() > trial_error_bytes_max - 1'100);
  CHECK(said.ok());
}

TEST_CASE("the end of a long text is kept, from the beginning of a line") {
  Tail tail;
  tail.add("short\nlines\n");
  CHECK(tail.text() == "short\nlines");
  for (int i = 0; i < 1'000; ++i) tail.add("line " + std::to_string(i) + "\n");
  const std::string text = tail.text();
  CHECK(text.size() <= trial_stderr_bytes_max);
  CHECK(text.starts_with("line "));
  CHECK(text.ends_with("\nline 999"));
  tail.add(std::string(10'000, 'x'));
  tail.add("\n");
  CHECK(tail.text() == std::string(trial_stderr_bytes_max - 1, 'x'));
}

TEST_CASE("how a trial ended is put into words") {
  struct Case {
    TrialEnd end;
    const char* said;
    const char* stderr_text;
    const char* failure;
  };
  const Case cases[] = {
      {{false, 0, exited(0)}, "step a\nok\n", "some log", ""},
      {{false, 0, exited(0)}, "ok\n", "", ""},
      {{false, 0, exited(0)}, "step a\n", "", "ended without saying how it went while: a"},
      {{false, 0, exited(0)}, "", "", "ended without saying how it went"},
      {{false, 0, exited(0)}, "error why\nok\n", "", "why"},
      {{false, 0, exited(1)}, "step a\nerror why\n", "some log", "why"},
      {{false, 0, exited(3)}, "ok\n", "", "ended with exit code 3"},
      {{false, 0, exited(3)},
       "step a\n",
       "a log",
       "ended with exit code 3 while: a; it wrote: a log"},
      {{false, 0, killed(SIGABRT)}, "step a\n", "", "ended by SIGABRT while: a"},
      {{false, 0, killed(SIGSEGV) | dumped}, "step a\n", "", "ended by SIGSEGV while: a"},
      {{false, 0, killed(SIGSEGV)}, "step a\nok\n", "", "ended by SIGSEGV while: a"},
      {{false, 0, killed(SIGSEGV)}, "step a\nerror why\n", "", "why"},
      {{false, 0, killed(40)}, "", "", "ended by signal 40"},
      {{true, 10'000, killed(SIGKILL)}, "step a\n", "", "took longer than 10 s while: a"},
      {{true, 1'500, exited(0)}, "ok\n", "b", "took longer than 1500 ms; it wrote: b"},
      {{false, 1'500, killed(SIGKILL), true},
       "step a\n",
       "",
       "ended, since the host is stopping, while: a"},
      {{false, 0, exited(1), false, 512 << 20},
       "error std::bad_alloc\n",
       "",
       "std::bad_alloc; a rehearsal may have 512 MiB of memory, half of the host's"},
      {{false, 0, killed(SIGABRT), false, 512 << 20},
       "step a\n",
       "what(): std::bad_alloc",
       "ended by SIGABRT while: a; it wrote: what(): std::bad_alloc; a rehearsal may have 512 MiB "
       "of memory, half of the host's"},
      {{false, 0, exited(1), false, 512 << 20}, "error why\n", "", "why"},
  };
  for (const Case& each : cases)
    CHECK(failure_of(each.end, transcript(each.said), each.stderr_text) == each.failure);
}
