// Turns a snapshot into named features, for the models of later stages.
#include <spark/metrics.h>
#include <spark/plugin.h>

#include <charconv>
#include <cmath>
#include <deque>
#include <limits>
#include <optional>
#include <string>

#include "sets.h"
#include "spark/market/limits.h"

namespace features {
namespace {

namespace market = spark::market;

class Features : public spark::Plugin {
 public:
  static constexpr const char* summary = "Features of a market snapshot, in named sets";
  static constexpr spark::Param params[] = {
      {.name = "sets",
       .type = spark::ParamType::string,
       .list = true,
       .fallback = "[v1.8]",
       .doc = "Feature sets to compute"},
  };

  class SnapshotStage;
  using Stages = spark::Types<SnapshotStage>;

  Features(spark::Host host, const spark::Config& config)
      : extractions_(
            spark::Metrics(host).counter({.name = "ml_feature_extractions_total",
                                          .help = "Snapshots that features were computed from"})) {
    for (const std::string& name : config.strings("sets")) add(name);
    if (features_.empty()) throw spark::Error("sets: at least one is needed", SPARK_E_INVALID);
  }

 private:
  void add(const std::string& name) {
    std::string known;
    for (const Set& set : known_sets()) {
      if (set.name == name) return add(set);
      known += known.empty() ? "" : ", ";
      known += set.name;
    }
    throw spark::Error("sets: there is no feature set '" + name + "'; known: " + known,
                       SPARK_E_INVALID);
  }

  // Adds the set's features that no earlier set added: a name is one formula, so one output.
  void add(const Set& set) {
    for (const Feature& feature : set.features) {
      bool there = false;
      for (const Feature& earlier : features_) {
        there = there || std::string_view(earlier.name) == feature.name;
      }
      if (!there) features_.push_back(feature);
    }
  }

  std::vector<Feature> features_;
  spark::Counter extractions_;
};

class Features::SnapshotStage : public spark::Stage {
 public:
  static constexpr const char* type = "snapshot";
  static constexpr const char* doc = "Computes the configured feature sets from one snapshot";
  static constexpr spark::Param params[] = {
      {.name = "snapshot",
       .type = spark::ParamType::group,
       .required = true,
       .doc = "Where mid, spreadBp, vol1m and rsi14 are, such as input.snapshot"},
  };

  SnapshotStage(Features& plugin, const spark::Config& config)
      : plugin_(plugin),
        group_(config.string("snapshot")),
        mid_(*this, config.string("snapshot") + ".mid"),
        spread_bp_(*this, config.string("snapshot") + ".spreadBp"),
        vol1m_(*this, config.string("snapshot") + ".vol1m"),
        rsi14_(*this, config.string("snapshot") + ".rsi14") {
    for (const Feature& feature : plugin.features_) {
      values_.emplace_back(*this, feature.name, feature.doc, SPARK_SLOT_FEATURE);
    }
  }

  // Without a snapshot every feature, the constant one too, is null: a model then is not ready,
  // rather than scoring a row of nothing.
  void run(spark::Frame frame) const {
    const auto mid = mid_.get(frame), spread_bp = spread_bp_.get(frame);
    const auto vol1m = vol1m_.get(frame), rsi14 = rsi14_.get(frame);
    if (!mid && !spread_bp && !vol1m && !rsi14) return;
    if (!possible(frame, mid, market::mid_limit) ||
        !possible(frame, spread_bp, market::spread_bp_limit) ||
        !possible(frame, vol1m, market::vol_1m_limit) ||
        !possible(frame, rsi14, market::rsi_14_limit)) {
      return;
    }
    plugin_.extractions_.add();
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const Snapshot snapshot = {mid.value_or(none), spread_bp.value_or(none), vol1m.value_or(none),
                               rsi14.value_or(none)};
    for (size_t i = 0; i < values_.size(); ++i) {
      const double value = plugin_.features_[i].formula(snapshot);
      if (!std::isnan(value)) values_[i].set(frame, value);  // slots are null until written
    }
  }

 private:
  // Fails the row if a value is present but impossible; names the field as the request does.
  bool possible(spark::Frame frame, std::optional<double> value, const market::Limit& limit) const {
    if (!value || limit.holds(*value)) return true;
    std::string_view group = group_;
    constexpr std::string_view of_request = "input.";
    if (group.starts_with(of_request)) group.remove_prefix(of_request.size());
    char digits[32];
    const char* end = std::to_chars(digits, digits + sizeof digits, *value).ptr;
    std::string why(group);
    why.append(".").append(limit.field).append(": expected ").append(limit.expected);
    frame.fail(SPARK_E_INVALID,
               why.append(", found ").append(digits, static_cast<size_t>(end - digits)));
    return false;
  }

  const Features& plugin_;
  const std::string group_;
  spark::Input<double> mid_;
  spark::Input<double> spread_bp_;
  spark::Input<double> vol1m_;
  spark::Input<double> rsi14_;
  std::deque<spark::Output<double>> values_;  // a slot stays where it is
};

}  // namespace
}  // namespace features

SPARK_PLUGIN(features::Features, "features", "1.0.0", "Spark");
