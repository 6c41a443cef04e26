// Many large bodies at once: they take as much memory as the host has for them, the others are told
// to come later, and the memory goes back to the system.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

#include "end_to_end/harness.h"
#include "end_to_end/raw.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
using Clock = std::chrono::steady_clock;

namespace {

constexpr double mib = 1024.0 * 1024;
constexpr double budget_bytes = 64 * mib;  // of the one worker
constexpr double other_bytes = 24 * mib;   // buffers of connections, and what else the host does
constexpr size_t body_bytes = 1'000'000;
constexpr size_t kept_max = 64;  // bodies that the budget has room for

const std::string head = "POST /predict-with-shadow HTTP/1.1\r\nHost: a\r\nContent-Length: " +
                         std::to_string(body_bytes) + "\r\n\r\n";

// Sends all but the last byte of each body until all but `kept_max` of them were told to come
// later; how many were. `look` is called all the while.
template <class Look>
size_t send_bodies(const std::vector<Raw>& clients, size_t kept_max, const Look& look) {
  const std::string bytes = head + std::string(body_bytes - 1, ' ');
  std::vector<size_t> sent(clients.size());
  std::vector<bool> refused(clients.size());
  size_t left = clients.size();
  const auto end = Clock::now() + std::chrono::seconds(60);
  while (left > kept_max && Clock::now() < end) {
    for (size_t i = 0; i < clients.size(); ++i) {
      if (refused[i]) continue;
      sent[i] += clients[i].send(std::string_view(bytes).substr(sent[i]));
      std::string answer;
      (void)clients[i].take(answer);
      if (answer.find(" 503 ") == answer.npos) continue;
      refused[i] = true;
      --left;
    }
    look();
  }
  return clients.size() - left;
}

}  // namespace

TEST_CASE("a flood of large bodies takes bounded memory, and all of it is given back") {
  const size_t count = is_full_soak() ? 1'500 : 150;
  const Sparkd host({"workers=1"});
  const double before = host.resident_bytes();
  double most = 0;
  size_t refused = 0;
  {
    std::vector<Raw> clients;
    for (size_t i = 0; i < count; ++i) clients.emplace_back(host.port("executor"));
    refused = send_bodies(clients, kept_max,
                          [&] { most = std::max(most, host.resident_bytes() - before); });
    CHECK(refused >= count - kept_max);
    // Whoever asks for little is answered, and so are operators.
    auto client = host.client("executor");
    CHECK(client.call("GET", "/health")->status == 200);
    auto admin = host.client("admin");
    CHECK(admin.call("POST", "/admin/v1/safe")->status == 200);
  }
  double after = 0;
  const auto end = Clock::now() + std::chrono::seconds(30);
  do {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    after = host.resident_bytes() - before;
  } while (after > other_bytes && Clock::now() < end);
  CHECK(host.metric("spark_http_input_refusals_total") > 0);
  char text[256];
  std::snprintf(
      text, sizeof text,
      "input: %zu bodies of 1 MB at once, %zu told to come later; %.0f MiB more in memory "
      "at most, %.0f afterwards\n",
      count, refused, most / mib, after / mib);
  report_figures("input-flood", text);
#ifndef SPARK_SANITIZED  // a sanitizer keeps what was freed
  CHECK(most < budget_bytes + other_bytes);
  CHECK(after < other_bytes);
#endif
}
