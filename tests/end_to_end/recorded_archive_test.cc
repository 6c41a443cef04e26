// A recorded request whose day retention has taken, and a recorder that is taken out.
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "end_to_end/changes.h"
#include "end_to_end/recording_host.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

void wait_until(const std::function<bool()>& holds) {
  while (!holds()) std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

void predict(const Sparkd& host, int times) {
  for (int i = 0; i < times; ++i)
    host.json("executor", "POST", "/predict",
              R"({"symbol": "BTCUSDT", "snapshot": {"ts": )" +
                  std::to_string(1'714'521'600'000 + i * 60'000) + R"(, "mid": )" +
                  std::to_string(60'000 + i) + R"(, "spreadBp": 1.5, "vol1m": 12, "rsi14": 50}})");
}

// Of the log whose one day is years old, as its host left it.
struct OldDay {
  OldDay() {
    Sparkd host({}, recording.file(), recording.state());
    predict(host, 3);
    host.signal(SIGTERM);
    REQUIRE(host.wait().exit_code == 0);
    const auto row = json::parse(sparkctl({"rows", "export", "recorder.predict", "--format", "json",
                                           "--quiet", "--from", "1714521720000"})
                                     .output);
    id = row.at("request_id").as_string();
    explained = explain(id).output;
    for (const auto& each : fs::directory_iterator(log()))
      if (each.path().extension() == ".db") fs::rename(each.path(), log() / "2020-02-29.db");
    REQUIRE(fs::exists(log() / "2020-02-29.db"));
  }
  [[nodiscard]] Ended sparkctl(std::vector<std::string> words) const {
    words.insert(words.begin(),
                 {binary("sparkctl").string(), "--state-dir", recording.state().string()});
    return run(words);
  }
  [[nodiscard]] Ended explain(const std::string& of, bool with_archive = false) const {
    std::vector<std::string> words = {"explain", of};
    if (with_archive) words.insert(words.end(), {"--archive", archive().string()});
    return sparkctl(std::move(words));
  }
  [[nodiscard]] fs::path archive() const { return recording.path("archive"); }
  [[nodiscard]] fs::path log() const { return recording.state() / "rows" / "recorder.predict"; }

  const Recording recording;
  std::string id, explained;
};

std::string state_of(const Sparkd& host, const std::string& alert) {
  const auto all = host.json("admin", "GET", "/admin/v1/alerts");
  for (const auto& each : all.at("alerts").as_array())
    if (each.at("name").as_string() == alert) return text_of(each.at("state"));
  return "";
}

}  // namespace

TEST_CASE("a request is explained from the archive when retention has taken its day") {
  const OldDay old;
  REQUIRE_THAT(old.explained, ContainsSubstring("60002"));
  const Sparkd host({"rows_archive=" + old.archive().string()}, old.recording.file(),
                    old.recording.state());
  wait_until([&] { return !fs::exists(old.log() / "2020-02-29.db"); });
  const fs::path packed = old.archive() / "recorder.predict" / "2020-02-29.db.gz";
  CHECK(fs::exists(packed));

  const Ended live = old.explain(old.id);
  CHECK(live.exit_code == 1);
  const Ended found = old.explain(old.id, true);
  INFO(found.output);
  CHECK(found.exit_code == 0);
  CHECK(found.output == old.explained);

  const Ended rows = old.sparkctl(
      {"rows", "export", "recorder.predict", "--archive", old.archive().string(), "--quiet"});
  CHECK(std::count(rows.output.begin(), rows.output.end(), '\n') == 4);
  const Ended judged =
      old.sparkctl({"rows", "quality", "predict", "--archive", old.archive().string()});
  CHECK_THAT(judged.output, ContainsSubstring("BTCUSDT     3"));
  const Ended samples = old.sparkctl({"rows", "feature-log", "--archive", old.archive().string()});
  INFO(samples.output);
  CHECK(samples.exit_code == 0);
  CHECK_THAT(samples.output, ContainsSubstring("\"sample_count_24h\":3}"));
}

TEST_CASE("what is neither live nor archived is said, with the days that are") {
  const OldDay old;
  const Sparkd host({"rows_archive=" + old.archive().string()}, old.recording.file(),
                    old.recording.state());
  wait_until([&] { return !fs::exists(old.log() / "2020-02-29.db"); });
  predict(host, 1);
  wait_until([&] { return old.sparkctl({"rows", "list"}).output.find("20") != std::string::npos; });
  const Ended live = old.explain(old.id);
  CHECK(live.exit_code == 1);
  CHECK_THAT(live.output, ContainsSubstring("neither live nor looked for in an archive"));
  const Ended none = old.explain("no-such-request", true);
  CHECK(none.exit_code == 1);
  CHECK_THAT(none.output, ContainsSubstring("archived: 2020-02-29"));
  CHECK_THAT(none.output, ContainsSubstring("neither live nor archived"));
  const Ended rows = old.sparkctl({"rows", "export", "recorder.predict", "--from", "2031-01-01",
                                   "--archive", old.archive().string()});
  CHECK_THAT(rows.output, ContainsSubstring("no row of that time; live days: 20"));
  CHECK_THAT(rows.output, ContainsSubstring("; archived: 2020-02-29"));
}

TEST_CASE("a day whose archived copy has other rows is kept, and the host says so") {
  const OldDay old;
  const fs::path folder = old.archive() / "recorder.predict";
  const fs::path kept = old.recording.path("kept.db");
  fs::copy_file(old.log() / "2020-02-29.db", kept);
  const auto gone = [&] { return !fs::exists(old.log() / "2020-02-29.db"); };
  {
    const Sparkd host({"rows_archive=" + old.archive().string()}, old.recording.file(),
                      old.recording.state());
    wait_until(gone);
  }
  // Archived and, since the host ended before, not removed.
  fs::copy_file(kept, old.log() / "2020-02-29.db");
  {
    const Sparkd host({"rows_archive=" + old.archive().string()}, old.recording.file(),
                      old.recording.state());
    wait_until(gone);
    CHECK(host.prints("2020-02-29 was archived before, with the same rows"));
  }
  fs::copy_file(kept, old.log() / "2020-02-29.db");
  std::ofstream(folder / "2020-02-29.db.gz", std::ios::app | std::ios::binary) << 'x';
  const Sparkd host({"rows_archive=" + old.archive().string()}, old.recording.file(),
                    old.recording.state());
  wait_until([&] {
    return host.text("executor", "/health").find("cannot be archived") != std::string::npos;
  });
  CHECK_FALSE(gone());
}

TEST_CASE("the shipped row about the recorder fires when its plugin is taken out, and not before") {
  const Configuration configuration;
  const Sparkd host({"alerts.recorder-down.for=1ms", "alerts.recorder-down.max_age=10s"},
                    configuration.file());
  wait_until([&] { return state_of(host, "recorder-down") == "inactive"; });
  for (const std::string log : {"predict-with-shadow", "predict-vol"})
    configuration.replace(
        "      record:\n        plugin: recorder\n        stage: record\n        with:\n"
        "          log: " +
            log +
            "\n          snapshot: input.snapshot\n          symbol: input.symbol\n"
            "          production: production\n          candidate: candidate\n"
            "          fallback: fallback\n",
        "");
  configuration.replace("  recorder: {}\n", "");
  post_admin(host, "/admin/v1/reload");
  // The log stays open while its plugin object is kept for a rollback.
  configuration.replace("late: 3", "late: 4");
  post_admin(host, "/admin/v1/reload");
  wait_until([&] { return state_of(host, "recorder-down") == "firing"; });
  CHECK(state_of(host, "rows-dropped") == "inactive");
}
