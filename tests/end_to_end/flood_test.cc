// Connections without end on a data listener, on the operators' own, without descriptors, and in a
// host that is ending: an operator's `safe` gets through each time.
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "end_to_end/harness.h"
#include "end_to_end/raw.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
using Clock = std::chrono::steady_clock;

namespace {

// A host with one worker that was started with so many descriptors.
std::unique_ptr<Sparkd> with_descriptors(rlim_t count) {
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  rlimit few = before;
  few.rlim_cur = count;
  ::setrlimit(RLIMIT_NOFILE, &few);
  auto host = std::make_unique<Sparkd>(std::vector<std::string>{"workers=1"});
  ::setrlimit(RLIMIT_NOFILE, &before);
  return host;
}

// Opens connections on one listener, one every two milliseconds, each held for a second. They say
// how a request begins, if anything, and then a byte of it now and then.
class Stream {
 public:
  Stream(uint16_t port, size_t held, std::string begun = {}) : begun_(std::move(begun)) {
    for (size_t i = 0; i < held; ++i) open(held_, port);
    thread_ = std::jthread([this, port](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        open(fresh_, port);
        if (fresh_.size() > fresh_max) fresh_.pop_front();
        if (!begun_.empty()) go_on();
        ++opened_;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
      }
    });
  }
  [[nodiscard]] size_t opened() const { return opened_; }

 private:
  static constexpr size_t fresh_max = 500;

  void open(std::deque<Raw>& into, uint16_t port) const {
    into.emplace_back(port);
    if (!begun_.empty()) into.back().send(begun_);
  }
  void go_on() const {
    for (const std::deque<Raw>* connections : {&held_, &fresh_})
      for (const Raw& connection : *connections) connection.send("x");
  }

  std::string begun_;
  std::deque<Raw> held_;
  std::deque<Raw> fresh_;
  std::atomic<size_t> opened_{0};
  std::jthread thread_;  // the last, so that it ends first
};

bool safe_gets_through(const Sparkd& host) {
  auto client = host.client("admin");
  const auto answer = client.call("POST", "/admin/v1/safe");
  return answer && answer->status == 200;
}

// How many of them got through while the stream went on.
size_t safe_calls(const Sparkd& host, size_t calls) {
  size_t through = 0;
  for (size_t i = 0; i < calls; ++i) {
    if (safe_gets_through(host)) ++through;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return through;
}

}  // namespace

TEST_CASE("safe gets through every flood of connections") {
  const size_t calls = is_full_soak() ? 500 : 50;
  const rlim_t descriptors = is_full_soak() ? 1'024 : 768;
  const size_t connections = descriptors / 2 - 176;  // the limit of such a host
  std::string report;
  for (const char* listener : {"executor", "admin"}) {
    INFO(listener);
    const auto host = with_descriptors(descriptors);
    const Stream stream(host->port(listener), connections);
    const size_t through = safe_calls(*host, calls);
    CHECK(through == calls);
    CHECK(stream.opened() > 0);
    char text[256];
    std::snprintf(text, sizeof text,
                  "flood of %-8s %zu idle connections and %zu new ones: %zu of %zu safe calls got "
                  "through\n",
                  listener, connections, stream.opened(), through, calls);
    report += text;
  }
  report_figures("flood", report);
}

TEST_CASE("safe gets through slow requests without a key on the admin listener") {
  const size_t calls = is_full_soak() ? 500 : 20;
  const std::string host_and_body = " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000\r\n\r\n";
  const struct {
    const char* name;
    std::string begun;
  } cases[] = {
      {"heads", "POST /admin/v1/safe HTTP/1.1\r\nX-Slow: "},
      {"bodies", "POST /admin/v1/reload" + host_and_body},
      {"safe bodies", "POST /admin/v1/safe" + host_and_body},
  };
  const auto host = with_descriptors(768);
  for (const auto& c : cases) {
    INFO(c.name);
    const Stream stream(host->port("admin"), 20, c.begun);
    CHECK(safe_calls(*host, calls) == calls);
  }
}

TEST_CASE("safe gets through when there are no descriptors left for anybody else") {
  const Sparkd host({"workers=1"});
  rlimit few{};
  ::prlimit(host.pid(), RLIMIT_NOFILE, nullptr, &few);
  const rlimit before = few;
  few.rlim_cur = 200;
  ::prlimit(host.pid(), RLIMIT_NOFILE, &few, nullptr);
  {
    const Stream stream(host.port("executor"), 300);
    CHECK(safe_calls(host, 20) == 20);
  }
  ::prlimit(host.pid(), RLIMIT_NOFILE, &before, nullptr);
  CHECK(host.metric("spark_http_accept_failures_total") > 0);
}

TEST_CASE("safe gets through while a host that is ending waits for a slow request") {
  Sparkd host;
  const Raw slow(host.port("executor"));
  slow.send("POST /predict-with-shadow HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{");
  CHECK(safe_gets_through(host));
  host.signal(SIGTERM);
  // Nobody else gets in any more once the drain has begun.
  const auto accepts = [&] {
    auto client = host.client("executor");
    return client.call("GET", "/health").has_value();
  };
  const auto end = Clock::now() + std::chrono::seconds(8);
  while (accepts() && Clock::now() < end) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  for (int i = 0; i < 3; ++i) CHECK(safe_gets_through(host));
  slow.send("}");
  CHECK(host.wait().exit_code == 0);
}
