// More requests than the host can answer: it answers nearly as many as without the surplus, tells
// the others to come later, and operators still get through.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <thread>

#include "end_to_end/harness.h"
#include "end_to_end/raw.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
using Clock = std::chrono::steady_clock;

namespace {

constexpr size_t connections = 32;
constexpr double per_second_max = 1'000;  // of one worker, see config()

double seconds_since(Clock::time_point from) {
  return std::chrono::duration<double>(Clock::now() - from).count();
}

// One worker, and a stage that computes for a millisecond.
std::filesystem::path config(const TemporaryFolder& folder) {
  const auto file = folder.path() / "work.yaml";
  std::ofstream(file) << "listeners:\n"
                         "  executor: {port: 0}\n"
                         "  ml-engine: {port: 0}\n"
                         "  admin: {port: 0, access: admin}\n"
                         "workers: 1\n"
                         "plugins:\n"
                         "  faulty: {library: " SPARK_BUILD_DIR
                         "/lib/spark/museum/faulty.so}\n"
                         "pipelines:\n"
                         "  work:\n"
                         "    route: POST executor /work\n"
                         "    stages:\n"
                         "      work: {plugin: faulty, with: {fault: late, spin_ms: 1}}\n"
                         "    answer:\n"
                         "      done?: work.value\n"
                         "  executor-metrics: {route: GET executor /metrics, metrics: {}}\n";
  return file;
}

const std::string request = "POST /work HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";

struct Counted {
  size_t good = 0;
  size_t later = 0;  // 503 with Retry-After
  size_t other = 0;
};

// Counts whole heads at the beginning of `stream` and drops them; bodies have no line ends.
void count(std::string& stream, Counted& counted) {
  size_t from = 0;
  for (size_t end = stream.find("\r\n\r\n"); end != std::string::npos;
       end = stream.find("\r\n\r\n", from)) {
    const std::string_view head = std::string_view(stream).substr(from, end - from);
    if (head.find("HTTP/1.1 200") != std::string_view::npos) {
      ++counted.good;
    } else if (head.find("HTTP/1.1 503") != std::string_view::npos &&
               head.find("Retry-After: 1") != std::string_view::npos) {
      ++counted.later;
    } else {
      ++counted.other;
    }
    from = end + 4;
  }
  stream.erase(0, from);
}

// `rate` requests a second for so long, whatever becomes of them; then waits for what is missing.
// 0: each connection sends its next request when it has its answer.
Counted load(const Sparkd& host, double rate, double seconds, bool& admin_answered) {
  std::vector<Raw> clients;
  std::vector<std::string> streams(connections);
  std::vector<std::string> unsent(connections);
  for (size_t i = 0; i < connections; ++i) clients.emplace_back(host.port("executor"));
  Counted counted;
  size_t sent = 0;
  const auto start = Clock::now();
  auto asked = start;
  const auto answered = [&] { return counted.good + counted.later + counted.other; };
  const auto look = [&](size_t i) {
    const size_t before = answered();
    (void)clients[i].take(streams[i]);
    count(streams[i], counted);
    return answered() - before;
  };
  if (rate == 0) {
    for (size_t i = 0; i < connections; ++i, ++sent) clients[i].send(request);
  }
  while (seconds_since(start) < seconds) {
    for (size_t i = 0; i < connections; ++i) {
      for (size_t n = look(i); rate == 0 && n > 0; --n, ++sent) clients[i].send(request);
    }
    const auto due = static_cast<size_t>(rate * seconds_since(start));
    for (; sent < due; ++sent) unsent[sent % connections] += request;
    for (size_t i = 0; i < connections; ++i) unsent[i].erase(0, clients[i].send(unsent[i]));
    if (seconds_since(asked) > 0.2) {
      asked = Clock::now();
      auto client = host.client("admin", host.token());
      const auto status = client.call("GET", "/admin/v1/status");
      admin_answered = admin_answered && status && status->status == 200;
    }
    std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
  const Counted in_time = counted;
  while (answered() < sent && seconds_since(start) < seconds + 30) {
    for (size_t i = 0; i < connections; ++i) {
      unsent[i].erase(0, clients[i].send(unsent[i]));
      (void)look(i);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
  CHECK(answered() == sent);
  CHECK(counted.other == 0);
  return in_time;
}

}  // namespace

TEST_CASE("at twice what it can do the host does nearly all it can and refuses the rest at once") {
  const TemporaryFolder folder;
  const Sparkd host({}, config(folder));
  const double seconds = is_full_soak() ? 10 : 1;
  bool admin_answered = true;
  const Counted alone = load(host, 0, seconds, admin_answered);
  const double capacity = static_cast<double>(alone.good) / seconds;
  // A busy machine may have held up the first load, but at a millisecond each nothing makes the
  // second one possible.
  const Counted both =
      load(host, std::max(2 * capacity, 2 * per_second_max), seconds, admin_answered);
  CHECK(admin_answered);
  CHECK(both.good > 0);
  CHECK(both.later > 0);
  if (is_full_soak()) CHECK(alone.later == 0);
  const double goodput = static_cast<double>(both.good) / seconds / capacity;
  char text[256];
  std::snprintf(text, sizeof text,
                "overload: %.0f answers/s at capacity; at twice as many requests %.0f%% of that, "
                "%zu told to come later\n",
                capacity, 100 * goodput, both.later);
  report_figures("overload", text);
  if (is_full_soak()) CHECK(goodput >= 0.9);
  CHECK(host.metric("spark_http_overloads_total") >= static_cast<double>(both.later));
}
