// The log as its readers see it: standard error is a file during each test.
#include "base/log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <regex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "base/worker.h"
#include "support/catch.h"

namespace spark::base {
namespace {

// Standard error goes to an unnamed file for as long as this lives.
class Captured {
 public:
  Captured() : file_(std::tmpfile()), saved_(dup(STDERR_FILENO)) {
    std::fflush(stderr);
    dup2(fileno(file_), STDERR_FILENO);
  }
  ~Captured() {
    log::stop();
    std::fflush(stderr);
    dup2(saved_, STDERR_FILENO);
    close(saved_);
    std::fclose(file_);
  }
  std::vector<std::string> lines() const {
    std::fflush(stderr);
    std::string text(static_cast<size_t>(lseek(fileno(file_), 0, SEEK_END)), '\0');
    REQUIRE(pread(fileno(file_), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
    std::istringstream in(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }

 private:
  FILE* file_;
  int saved_;
};

// Runs `body` as worker number `worker`, on a thread of its own.
template <class Body>
void as_worker(uint32_t worker, Body body) {
  std::thread([&] {
    this_worker = worker;
    body();
  }).join();
}

TEST_CASE("a line is a UTC stamp, a level and the text") {
  const Captured captured;
  log::start(log::Level::debug, 1);
  log::debug("a {}", 1);
  log::info("b {}", "two");
  log::warn("c");
  log::error("d {:.1f}", 4.0);
  log::flush();
  const auto lines = captured.lines();
  REQUIRE(lines.size() == 4);
  const char* const endings[] = {" debug   a 1", " info    b two", " warning c", " error   d 4.0"};
  const std::regex stamp(R"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z )");
  for (size_t i = 0; i < 4; ++i) {
    CHECK(std::regex_search(lines[i], stamp));
    CHECK(lines[i].substr(24) == endings[i]);
  }
}

TEST_CASE("a record about someone is kept without its detail, printed or not") {
  const Captured captured;
  log::start(log::Level::warn, 1);
  std::vector<std::string> kept;
  log::keep_with([&](const log::Kept& record) {
    kept.push_back(std::to_string(record.about) + " " + std::string(record.text));
  });
  as_worker(0, [] {
    log::write_about(7, log::Level::debug, "p", "below the host's level", " (5 us)");
    log::write_about(8, log::Level::warn, "q", "unprinted", " (6 us)", false);
    log::write(log::Level::error, "r", "about nobody");
  });
  log::flush();
  CHECK(kept == std::vector<std::string>{"7 p: below the host's level", "8 q: unprinted"});
  log::keep_with({});
  log::write_about(7, log::Level::error, "p", "kept by nobody");
  log::flush();
  CHECK(kept.size() == 2);
  const auto lines = captured.lines();
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].ends_with(" debug   p: below the host's level (5 us)"));
  CHECK(lines[1].ends_with(" error   r: about nobody"));
}

TEST_CASE("the level is set while the log runs") {
  const Captured captured;
  log::start(log::Level::warn, 1);
  log::info("not yet");
  log::set_level(log::Level::debug);
  CHECK(log::level() == log::Level::debug);
  CHECK(log::level_name(log::level()) == "debug");
  log::debug("now");
  log::flush();
  log::set_level(log::Level::info);
  REQUIRE(captured.lines().size() == 1);
}

TEST_CASE("records below the level are not printed") {
  const Captured captured;
  log::start(log::Level::warn, 1);
  log::info("quiet");
  log::write(log::Level::info, "plugin", "quiet");
  log::warn("loud");
  log::flush();
  CHECK(captured.lines().size() == 1);
  CHECK_FALSE(log::enabled(log::Level::info));
}

TEST_CASE("what a worker logs is printed, with its source") {
  const Captured captured;
  log::start(log::Level::info, 2);
  as_worker(1, [] { log::write(log::Level::info, "some-plugin", "hello"); });
  log::flush();
  REQUIRE(captured.lines().size() == 1);
  CHECK(captured.lines()[0].substr(33) == "some-plugin: hello");
}

TEST_CASE("records are printed without being asked for") {
  const Captured captured;
  log::start(log::Level::info, 1);
  log::info("here");
  while (captured.lines().empty()) std::this_thread::yield();
  CHECK(captured.lines().size() == 1);
}

TEST_CASE("before start and after stop a record is printed at once") {
  const Captured captured;
  log::info("before");
  CHECK(captured.lines().size() == 1);
  log::start(log::Level::info, 1);
  log::stop();
  log::info("after");
  as_worker(0, [] { log::info("late worker"); });
  CHECK(captured.lines().size() == 3);
}

TEST_CASE("stop prints what is left") {
  const Captured captured;
  log::start(log::Level::info, 1);
  as_worker(0, [] { log::info("from a worker"); });
  log::info("from another thread");
  log::stop();
  CHECK(captured.lines().size() == 2);
}

TEST_CASE("a full ring drops records, counts them, and the log says so") {
  const Captured captured;
  log::start(log::Level::info, 1);
  const uint64_t before = log::dropped();
  constexpr uint64_t records = 20'000;  // many times what a ring holds
  as_worker(0, [] {
    const std::string text(900, 'x');
    for (uint64_t i = 0; i < records; ++i) log::write(log::Level::info, "", text);
  });
  log::flush();
  const uint64_t lost = log::dropped() - before;
  CHECK(lost > 0);
  uint64_t printed = 0;
  bool said = false;
  for (const std::string& line : captured.lines()) {
    printed += line.find("xxx") != std::string::npos;
    said |= line.find("log records were dropped") != std::string::npos;
  }
  CHECK(printed + lost == records);
  CHECK(said);
}

TEST_CASE("long texts are cut, at the end of a character") {
  const Captured captured;
  log::start(log::Level::info, 1);
  log::info("{}", std::string(2000, 'a'));
  std::string wide = "a";
  for (int i = 0; i < 500; ++i) wide += "é";  // 1,001 bytes, the last character at 999 and 1,000
  log::info("{}", wide);
  log::write(log::Level::info, "p", wide);
  log::flush();
  const auto lines = captured.lines();
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].substr(33) == std::string(1000, 'a'));
  CHECK(lines[1].substr(33) == wide.substr(0, 999));
  CHECK(lines[2].substr(33) == ("p: " + wide).substr(0, 1000));
}

TEST_CASE("one record is one line, and cannot steer a terminal") {
  const Captured captured;
  log::write(log::Level::info, "p", "a\nb\x1b[31m");
  log::flush();
  REQUIRE(captured.lines().size() == 1);
  CHECK(captured.lines()[0].ends_with("p: a\\nb\\x1b[31m"));
}

TEST_CASE("levels have the names of the configuration") {
  CHECK(log::level_from("warn") == log::Level::warn);
  CHECK_FALSE(log::level_from("WARN").has_value());
}

TEST_CASE("many threads at once lose nothing that was not counted") {
  const Captured captured;
  log::start(log::Level::info, 2);
  const uint64_t before = log::dropped();
  std::vector<std::thread> threads;
  for (uint32_t t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      if (t < 2) this_worker = t;
      for (int i = 0; i < 500; ++i) log::info("record {} of {}", i, t);
    });
  }
  for (auto& thread : threads) thread.join();
  log::stop();
  uint64_t printed = 0;
  for (const std::string& line : captured.lines()) printed += line.find("record ") == 33;
  CHECK(printed + (log::dropped() - before) == 2000);
}

}  // namespace
}  // namespace spark::base
