// The promote plugin in a host in memory, with a candidate for which all gates are GO.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "gates/alert_history.h"
#include "gates/gates.h"
#include "gates/promotion.h"
#include "plugins/plugin_file.h"
#include "promote/made_inputs.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

namespace spark::test {

namespace json = boost::json;
using promote::day_ms;
using promote::minute_ms;
using testing::FakeHost;

inline const std::string old_digest(64, 'a');
inline const std::string new_digest(64, 'b');

struct PromoteSubject {
  explicit PromoteSubject(FakeHost* before = nullptr) {
    if (before != nullptr) {
      host.durable = before->durable;
      host.records = before->records;
      host.disagreeing = before->disagreeing;
    }
    host.utc_ms = before != nullptr ? before->utc_ms : made_now_ms;
    host.now_ns = 1;
    serve(old_digest, new_digest);
    if (before != nullptr) host.live_models = before->live_models;
    facts_are_good();
    if (before == nullptr) {
      records_are_good();
      alerts_were_silent();
    }
  }

  void start(const testing::Configure& configure = {}) {
    plugin.emplace(host, testing::load_entry(testing::plugin_file("promote")), configure);
    plugin->act();
  }
  // `production` answers, `candidate` is compared.
  void serve(const std::string& production, const std::string& candidate) {
    host.live_models["vol-production"] = {
        {.version = "v-" + production.substr(0, 1), .sha256 = production}};
    host.live_models["vol-candidate"] = {
        {.version = "v-" + candidate.substr(0, 1), .sha256 = candidate}};
    host.lineages = {{"predict-vol", "production", "vol-production", "p", production, true},
                     {"predict-vol", "candidate", "vol-candidate", "c", candidate, true}};
  }
  void fact(const std::string& name, double value, uint64_t samples, const std::string& model,
            const std::string& sha256, int64_t span_ms) {
    const std::string full = name + " predict-vol " + model + " " + sha256;
    host.facts[full] = value;
    host.fact_details[full] = {"", samples, host.utc_ms - span_ms, host.utc_ms, host.utc_ms};
  }
  void facts_are_good() {
    for (const spark::Fact& each : made_inputs().facts)
      fact(each.name, each.value, each.samples, "vol-candidate", new_digest,
           each.to_utc_ms - each.from_utc_ms);
    host.facts["alert.slow   "] = 0;
    host.fact_details["alert.slow   "] = {"warning", 0, host.utc_ms, host.utc_ms, host.utc_ms};
  }
  void records_are_good() {
    const auto of = *made_inputs().offline;
    for (const std::string& kind : promote::record_kinds()) {
      json::object record{{"sha256", new_digest}, {"passed", true}};
      if (kind == "eval.report") {
        record["measures"] = {
            {"rows", 86'400},           {"hits", 43'000},  {"auc", 0.781},
            {"precision", 0.865},       {"recall", 0.366}, {"selected", 0.21},
            {"brier_skill", 0.2},       {"slope", 0.946},  {"gain_interval", {0.019, 0.025}},
            {"until_ms", *of.newest_ms}};
        record["training"] = {{"cv_auc_std", 0.0146}};
        record["data"] = {{"files", {{{"sha256", std::string(64, 'd')}}}}};
        record["requirements"] = {{{"name", "days"}, {"value", 61}}};
      }
      host.records.push_back({kind, "", json::serialize(record), "", "", {}});
    }
  }
  void alerts_were_silent() {
    promote::AlertHistory history;
    for (int64_t ago = 1'439; ago > 0; --ago)
      history.saw(host.utc_ms - ago * minute_ms, {{"slow", "warning", "", "", false, false, ""}});
    spark::ByteWriter out;
    history.write(out);
    host.durable["alerts promote.alerts/1"] = out.text();
  }
  // Everything that was asked for ends, but for swaps.
  void settle() {
    for (int i = 0; i < 8; ++i) {
      host.run_jobs();
      host.end_records();
      host.end_puts();
    }
  }
  FakeHost::Reply last_reply() {
    REQUIRE_FALSE(host.kept.empty());
    return host.kept.rbegin()->second;
  }
  FakeHost::Reply gates() {
    host.call("GET", "/promote/gates");
    settle();
    return last_reply();
  }
  // Without the end of the swap.
  void ask_promotion() {
    host.call("POST", "/promote?approver=Ada", R"({"confirm":true})");
    settle();
  }
  void promote() {
    ask_promotion();
    REQUIRE(host.swaps.size() == 1);
    serve(new_digest, old_digest);
    host.end_swaps();
    settle();
  }
  void watch_facts(double error_rate, uint64_t samples = 600) {
    fact("shadow.production_error_rate_5min", error_rate, samples, "vol-production", new_digest,
         5 * minute_ms);
  }
  // Time goes by, look by look.
  void pass(int64_t ms, double error_rate) {
    for (int64_t gone = 0; gone < ms; gone += 5 * minute_ms) {
      host.utc_ms += 5 * minute_ms;
      watch_facts(error_rate);
      host.fire("look");
      settle();
    }
  }
  size_t count(const std::string& kind) const {
    size_t found = 0;
    for (const auto& each : host.records) found += each.kind == kind ? 1 : 0;
    return found;
  }
  promote::Promotion kept() const {
    const auto found = host.durable.find("promotion.predict-vol promote.promotion/1");
    return found == host.durable.end() ? promote::Promotion()
                                       : promote::Promotion::of(found->second);
  }

  FakeHost host;
  std::optional<testing::PluginRig> plugin;
};

}  // namespace spark::test
