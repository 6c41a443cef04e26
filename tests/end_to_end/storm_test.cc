// Several workers, clients, an operator at the switch and a scraper, all at once: every answer is
// whole and every pair is counted once.
#include <atomic>
#include <thread>

#include "end_to_end/harness.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

constexpr std::string_view body =
    R"({"snapshot":{"ts":1,"mid":45000,"spreadBp":2,"vol1m":1000000,"rsi14":55}})";

}  // namespace

TEST_CASE("answers stay whole while the comparison is switched and metrics are scraped") {
  constexpr size_t client_count = 4;
  constexpr size_t requests_each = 1'000;
  const Sparkd host({"workers=3"});
  std::atomic<size_t> wrong{0};
  std::atomic<size_t> compared{0};
  std::atomic<bool> done{false};

  std::vector<std::thread> clients;
  for (size_t i = 0; i < client_count; ++i) {
    clients.emplace_back([&] {
      auto client = host.client("executor");
      for (size_t sent = 0; sent < requests_each; ++sent) {
        const auto answer = client.call("POST", "/predict-with-shadow", body);
        if (!answer || answer->status != 200) {
          ++wrong;
          continue;
        }
        const auto parsed = json::parse(answer->body);
        const auto& shadow = parsed.at("shadow");
        if (parsed.at("prediction").as_double() != 0.5) ++wrong;
        if (shadow.is_null() != parsed.at("delta").is_null()) ++wrong;
        if (!shadow.is_null()) ++compared;
      }
      await_counts(client);
    });
  }
  size_t switched = 0;
  std::thread operators([&] {
    auto client = host.client("executor", host.token());
    while (!done) {
      const bool off = client.call("POST", "/shadow/disable").value().status == 200;
      const bool on =
          client.call("POST", "/shadow/enable", R"({"confirm":true})").value().status == 200;
      if (!off || !on) ++wrong;
      ++switched;
    }
  });
  std::thread scraper([&] {
    auto client = host.client("executor");
    while (!done) {
      if (client.call("GET", "/metrics").value().status != 200) ++wrong;
    }
  });
  for (auto& client : clients) client.join();
  done = true;
  operators.join();
  scraper.join();

  CHECK(wrong == 0);
  CHECK(switched > 0);
  CHECK(host.metric("ml_shadow_success_total") == static_cast<double>(compared));
  CHECK(host.metric(R"(spark_requests_total{pipeline="predict-with-shadow",code="200"})") ==
        client_count * requests_each);
}
