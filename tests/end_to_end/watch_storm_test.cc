// The guide's plugin that outlives its requests (sdk/watch), with all that it asks of the host,
// while it is upgraded, rolled back, reloaded, tried and stopped, and 64 connections ask.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <fstream>
#include <random>
#include <thread>

#include "end_to_end/changes.h"
#include "end_to_end/storm_load.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
namespace fs = std::filesystem;

namespace {

// The library, and another one of the same version: a byte makes another digest.
std::pair<fs::path, fs::path> libraries(const fs::path& folder) {
  const fs::path one = folder / "one.so", two = folder / "two.so";
  fs::copy(SPARK_SDK_PLUGINS "/quote-watch.so", one);
  fs::copy(SPARK_SDK_PLUGINS "/quote-watch.so", two);
  std::ofstream(two, std::ios::app) << '\0';
  return {one, two};
}

std::string sparkctl(const std::string& words, const fs::path& state) {
  const auto ended =
      run({"/bin/sh", "-c",
           binary("sparkctl").string() + " --state-dir " + state.string() + " " + words});
  INFO(words << ": " << ended.output);
  CHECK(ended.exit_code == 0);
  return ended.output;
}

size_t lines(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("a plugin with every service loses no row and no record in a storm of changes") {
  const TemporaryFolder folder;
  const fs::path state = folder.path() / "state";
  const auto [one, two] = libraries(folder.path());
  Sparkd host({"plugins.quote-watch.library=" + one.string()}, source("sdk/watch/host.yaml"),
              state);

  const auto wrong = [](std::string_view body) {
    return std::string(body == R"({"bid":99.9,"ask":100.1})" ? "" : body);
  };
  Load load({{"quote", host.port("executor"), "/quote",
              R"({"bid":99.9,"ask":100.1,"spread_bp":20})", wrong}},
            {.kept = 64, .kept_per_second = 1'000, .opened_per_second = 50});
  std::atomic<bool> is_over{false};
  Measured measured;
  std::thread asking([&] { measured = load.run([&] { return is_over.load(); }); });

  std::mt19937 random(20261127);
  const uint32_t changes = is_full_soak() ? 300 : 30;
  uint32_t relaxed = 0;
  for (uint32_t i = 0; i < changes; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(40));  // some 20 changes a second
    switch (random() % 6) {
      case 0:
      case 1:
        upgrade(host, "quote-watch", random() % 2 == 0 ? two : one);
        break;
      case 2:
        post_admin(host, "/admin/v1/reload");
        break;
      case 3:
        post_admin(host, "/admin/v1/plugins/quote-watch/upgrade", 200,
                   R"({"confirm":true,"dry_run":true,"library":")" + two.string() + "\"}");
        break;
      case 4:
        host.json("admin", "POST", "/admin/v1/safe", "{}");
        post_admin(host, "/admin/v1/flags/quote-watch.watching", 200,
                   R"({"confirm":true,"value":1})");
        break;
      default: {
        spark::tool::Client client = host.client("executor", host.token());
        const auto answer = client.call("POST", "/x/quote-watch/relax", confirm_body);
        REQUIRE(answer.has_value());
        relaxed += static_cast<uint32_t>(answer->status == 200);
      }
    }
  }
  is_over = true;
  asking.join();

  INFO((measured.failures.empty() ? "" : measured.failures.front()));
  CHECK(measured.failed == 0);
  CHECK(measured.answered["quote"] > 100);
  const double appended = host.metric(R"(spark_rows_appended_total{name="quote-watch.quotes"})");
  const double dropped = host.metric(R"(spark_rows_dropped_total{name="quote-watch.quotes"})");
  // But for what came between a safe action and the way back.
  CHECK(appended <= static_cast<double>(measured.answered["quote"]));
  CHECK(appended > 0.5 * static_cast<double>(measured.answered["quote"]));
  CHECK(host.metric("spark_not_acting_calls_total") <= 0);

  // The limit is the one that is on record: doubled each time that an operator was told so.
  const double limit =
      host.json("executor", "GET", "/x/quote-watch/status").at("limit_bp").to_number<double>();
  const std::string recorded = sparkctl("evidence list --last 10000 --json", state);
  const boost::json::value listing = boost::json::parse(recorded);
  uint32_t limits = 0;
  double last = 1;
  for (const auto& record : listing.at("records").as_array()) {
    if (text_of(record.at("action")) != "quote-watch.limit") continue;
    ++limits;
    last = boost::json::parse(text_of(record.at("detail"))).at("limit_bp").to_number<double>();
  }
  CHECK(limits == relaxed);
  CHECK(limit == last);
  CHECK(limit == std::ldexp(1.0, static_cast<int>(relaxed)));

  host.signal(SIGTERM);
  CHECK(host.wait().exit_code == 0);
  sparkctl("evidence verify", state);
  const size_t rows = lines(sparkctl("rows export quote-watch.quotes 2>/dev/null", state)) - 1;
  CHECK(static_cast<double>(rows) == appended - dropped);
  report_figures("watch-storm", std::to_string(changes) + " changes beside " +
                                    std::to_string(measured.answered["quote"]) + " quotes, " +
                                    std::to_string(rows) + " rows, " + std::to_string(relaxed) +
                                    " limits");
}
