// What the shadow plugin says of a pair of models over a day, as gates and watches read it.
#include <string>

#include "plugins/shadow_rig.h"
#include "support/catch.h"

using namespace spark::testing;
using Catch::Detail::Approx;

namespace {

const std::string old_digest(64, 'a');
const std::string new_digest(64, 'b');
constexpr int64_t minute_ms = 60'000;
constexpr int64_t noon_ms = 1'713'960'000'000;

spark_model_info info_of(const char* version, const std::string& sha256, const char* event) {
  spark_model_info info{};
  info.version = version;
  info.sha256 = sha256.c_str();
  info.target_event = event;
  return info;
}

struct Subject {
  explicit Subject(const FakeHost* before = nullptr, const char* event = "up")
      : candidate(info_of("v2", new_digest, event)) {
    host.utc_ms = noon_ms;
    if (before != nullptr) {
      host.durable = before->durable;
      host.utc_ms = before->utc_ms;
    }
    host.models = {{"production", &production}, {"candidate", &candidate}};
    host.live_models["production"] = {{.version = "v1", .sha256 = old_digest}};
    host.live_models["candidate"] = {{.version = "v2", .sha256 = new_digest}};
    plugin.emplace(host, load_entry(plugin_file("shadow")));
    stage.emplace(host, *plugin);
  }
  void start() { plugin->act(); }

  void ask(int64_t primary_status, int64_t candidate_status, double delta, double ms = 1) {
    const bool has_primary = primary_status == SPARK_STATUS_OK;
    const bool has_candidate = candidate_status == SPARK_STATUS_OK;
    stage->set("prod.status", primary_status).set("cand.status", candidate_status);
    has_primary ? stage->set("prod.score", 0.25) : stage->set_null("prod.score");
    has_candidate ? stage->set("cand.score", 0.25 + delta) : stage->set_null("cand.score");
    stage->set("prod.elapsed_ms", ms).set("cand.elapsed_ms", 2 * ms);
    stage->run();
  }
  void pair(double delta, double ms = 1) { ask(SPARK_STATUS_OK, SPARK_STATUS_OK, delta, ms); }
  void look(int64_t after_ms = 0) {
    host.utc_ms += after_ms;
    host.fire("look");
  }
  [[nodiscard]] std::string full(const std::string& name, bool is_productions = false) const {
    return name + (is_productions ? "  production " + old_digest : "  candidate " + new_digest);
  }
  [[nodiscard]] double fact(const std::string& name, bool is_productions = false) const {
    const auto found = host.facts.find(full(name, is_productions));
    return found == host.facts.end() ? -1 : found->second;
  }
  [[nodiscard]] uint64_t samples(const std::string& name, bool is_productions = false) const {
    return host.fact_details.at(full(name, is_productions)).samples;
  }
  [[nodiscard]] int64_t from_ms(const std::string& name, bool is_productions = false) const {
    return host.fact_details.at(full(name, is_productions)).from_utc_ms;
  }

  spark_model_info production = info_of("v1", old_digest, "up");
  spark_model_info candidate;
  FakeHost host;
  std::optional<PluginRig> plugin;
  std::optional<ShadowRig> stage;
};

}  // namespace

TEST_CASE("a day's pairs are told with their samples, by the models' digests") {
  Subject subject;
  subject.start();
  subject.look();
  CHECK(subject.fact("pairs_24h") == 0);
  CHECK(subject.fact("match_rate_24h") == -1);  // absent, not 0
  for (int i = 0; i < 96; ++i) subject.pair(0.01);
  for (int i = 0; i < 3; ++i) subject.pair(0.21);
  subject.ask(SPARK_STATUS_OK, SPARK_STATUS_ERROR, 0);
  subject.look(5'000);
  CHECK(subject.fact("pairs_24h") == 100);
  CHECK(subject.fact("hours_24h") == 1);
  CHECK(subject.fact("error_rate_24h") == 0.01);
  CHECK(subject.fact("match_rate_24h") == Approx(96.0 / 99));
  CHECK(subject.samples("match_rate_24h") == 99);
  CHECK(subject.fact("delta_mean_24h") == Approx((96 * 0.01 + 3 * 0.21) / 99));
  CHECK(subject.fact("delta_p99_24h") == Approx(0.211).margin(0.0011));
  CHECK(subject.fact("delta_std_24h") == Approx(0.0343).margin(0.0001));
  CHECK(subject.fact("p95_ms_24h") == Approx(2).epsilon(0.011));
  CHECK(subject.fact("same_target") == 1);
  CHECK(subject.fact("production_error_rate_5min", true) == 0);
  CHECK(subject.fact("production_p95_ms_10min", true) == Approx(1).epsilon(0.011));
  CHECK(subject.host.fact_details.at(subject.full("pairs_24h")).to_utc_ms == subject.host.utc_ms);
}

TEST_CASE("with a day's figures goes what they were computed from, of the same look") {
  Subject subject;
  subject.start();
  for (int i = 0; i < 96; ++i) subject.pair(0.0105);
  subject.ask(SPARK_STATUS_OK, SPARK_STATUS_ERROR, 0);
  subject.ask(SPARK_STATUS_ERROR, SPARK_STATUS_OK, 0);
  subject.ask(SPARK_STATUS_OK, SPARK_STATUS_SKIPPED, 0);
  subject.look(5'000);
  CHECK(subject.fact("window_24h") == 98);
  const FactDetails& window = subject.host.fact_details.at(subject.full("window_24h"));
  CHECK(window.from_utc_ms == noon_ms - 23 * 60 * minute_ms - noon_ms % (60 * minute_ms));
  CHECK(window.to_utc_ms == subject.host.utc_ms);
  const auto has = [&](const std::string& part) {
    return window.basis.find(part) != std::string::npos;
  };
  INFO(window.basis);
  CHECK(has(R"("production":{"model":"production","version":"v1","sha256":")" + old_digest));
  CHECK(has(R"("candidate":{"model":"candidate","version":"v2","sha256":")" + new_digest));
  CHECK(has(R"("same_target":true,"match_threshold":0.05)"));
  CHECK(has(R"("counts":{"requests":99,"production_errors":1,"pairs":98,"errors":1,"scored":96,)"
            R"("matches":96,"production_only":1,"candidate_only":1)"));
  CHECK(has(R"("deltas":{"cells":1000,"counts":[10,96]})"));
  CHECK(has(R"("look_ms":5000)"));
  CHECK(has(R"("hours":[)" + std::to_string(noon_ms / (60 * minute_ms)) + ",98]"));
}

TEST_CASE("who alone erred more often is told by looks, so that a burst is one") {
  Subject subject;
  subject.start();
  const auto production_errs = [&] { subject.ask(SPARK_STATUS_ERROR, SPARK_STATUS_OK, 0); };
  const auto candidate_errs = [&] { subject.ask(SPARK_STATUS_OK, SPARK_STATUS_LATE, 0); };
  for (int i = 0; i < 50; ++i) production_errs();
  candidate_errs();
  subject.look(5'000);
  CHECK(subject.fact("production_worse_5min", true) == 1);
  CHECK(subject.samples("production_worse_5min", true) == 1);
  candidate_errs();
  subject.look(5'000);
  subject.ask(SPARK_STATUS_ERROR, SPARK_STATUS_ERROR, 0);  // both: says nothing
  subject.look(5'000);
  production_errs();
  candidate_errs();
  subject.look(5'000);
  CHECK(subject.fact("production_worse_5min", true) == 1);
  CHECK(subject.samples("production_worse_5min", true) == 2);
  Subject second(&subject.host);
  second.start();
  second.look(5'000);
  CHECK(second.samples("production_worse_5min", true) == 2);
}

TEST_CASE("what waits, was not asked or is the client's fault is no sample of a day") {
  Subject subject;
  subject.start();
  subject.ask(SPARK_STATUS_NOT_READY, SPARK_STATUS_NOT_READY, 0);
  subject.ask(SPARK_STATUS_OK, SPARK_STATUS_SKIPPED, 0);
  subject.stage->run(0, SPARK_FRAME_SYNTHETIC);
  subject.stage->code = 422;
  subject.pair(0);
  subject.stage->code = 200;
  subject.ask(SPARK_STATUS_LATE, SPARK_STATUS_OK, 0);
  subject.look();
  CHECK(subject.fact("pairs_24h") == 1);
  CHECK(subject.fact("error_rate_24h") == 0);
  CHECK(subject.fact("match_rate_24h") == -1);
  CHECK(subject.samples("production_error_rate_5min", true) == 2);
  CHECK(subject.fact("production_error_rate_5min", true) == 0.5);
}

TEST_CASE("models of two targets have pairs, errors and times, and no distance") {
  Subject subject(nullptr, "down");
  subject.start();
  for (int i = 0; i < 10; ++i) subject.pair(0.01);
  subject.look();
  CHECK(subject.fact("same_target") == 0);
  CHECK(subject.fact("pairs_24h") == 10);
  CHECK(subject.fact("error_rate_24h") == 0);
  CHECK(subject.fact("delta_mean_24h") == -1);
}

TEST_CASE("an hour that is a day old leaves, and so do minutes") {
  Subject subject;
  subject.start();
  for (int hour = 0; hour < 30; ++hour) {
    for (int i = 0; i < 200; ++i) subject.pair(hour < 6 ? 0.5 : 0);
    subject.look();
    subject.host.utc_ms += 60 * minute_ms;
  }
  subject.look(-60 * minute_ms);
  CHECK(subject.fact("hours_24h") == 24);
  CHECK(subject.fact("pairs_24h") == 24 * 200);
  CHECK(subject.fact("match_rate_24h") == 1);
  CHECK(subject.samples("match_rate_5min") == 200);
}

TEST_CASE("few requests are judged over the newest hundred, and the fact says since when") {
  Subject subject;
  subject.start();
  for (int minute = 0; minute < 300; ++minute) {
    minute < 250 ? subject.pair(0) : subject.ask(SPARK_STATUS_ERROR, SPARK_STATUS_OK, 0);
    subject.look(minute_ms);
  }
  CHECK(subject.samples("production_error_rate_5min", true) == 100);
  CHECK(subject.fact("production_error_rate_5min", true) == 0.5);
  CHECK(subject.from_ms("production_error_rate_5min", true) ==
        subject.host.utc_ms - 99 * minute_ms);
}

TEST_CASE("the windows of a day outlive the host and an exchange, and nothing counts twice") {
  Subject first;
  first.start();
  for (int i = 0; i < 100; ++i) first.pair(0.02);
  first.look();
  Subject second(&first.host);
  second.start();
  second.pair(0.02);
  second.look(minute_ms);
  CHECK(second.fact("pairs_24h") == 101);
  CHECK(second.fact("delta_mean_24h") == Approx(0.02));
  CHECK(second.samples("production_error_rate_10min", true) == 101);

  second.pair(0.5);
  second.plugin->rest();
  second.pair(0.5);  // of a worker that is still under way
  const std::string before = second.plugin->save();
  Subject third(&second.host);
  third.plugin->load(before);
  second.pair(0.5);
  third.start();
  third.pair(0.5);
  third.plugin->merge(before, second.plugin->save());
  third.look();
  CHECK(third.fact("pairs_24h") == 105);
  CHECK(third.samples("production_error_rate_10min", true) == 105);
  Subject fourth(&third.host);
  fourth.start();
  fourth.look();
  CHECK(fourth.fact("pairs_24h") == 105);
}

TEST_CASE("facts of a pair that serves no longer are withdrawn, and come back with it") {
  Subject subject;
  subject.start();
  for (int i = 0; i < 10; ++i) subject.pair(0.01);
  subject.look();
  subject.host.live_models["candidate"] = {{.version = "v3", .sha256 = std::string(64, 'c')}};
  subject.look(minute_ms);
  CHECK(subject.fact("pairs_24h") == -1);
  CHECK(subject.fact("production_error_rate_5min", true) == -1);
  subject.host.live_models["candidate"] = {{.version = "v2", .sha256 = new_digest}};
  subject.look(minute_ms);
  CHECK(subject.fact("pairs_24h") == 10);
}

TEST_CASE("windows on the disk that are none are left out, with a line in the log") {
  Subject first;
  first.start();
  for (int i = 0; i < 10; ++i) first.pair(0.01);
  first.look();
  for (auto& [key, bytes] : first.host.durable) bytes.resize(bytes.size() - 1);
  Subject second(&first.host);
  second.start();
  second.look();
  CHECK(second.fact("pairs_24h") == 0);
  CHECK(second.host.log.size() >= 2);
}
