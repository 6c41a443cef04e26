#include "plan_file.h"

#include <yaml-cpp/yaml.h>

#include <charconv>
#include <cmath>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "spark/error.h"

namespace canary {
namespace {

class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  [[noreturn]] void refuse(const YAML::Mark& mark, const std::string& what) const {
    const std::string line = mark.is_null() ? "" : ":" + std::to_string(mark.line + 1);
    throw spark::Error(file_ + line + ": " + what, SPARK_E_INVALID);
  }

  using Keys = std::vector<std::pair<std::string_view, std::function<void(const YAML::Node&)>>>;

  // Calls the function of each key that is there. An unknown one is refused.
  void map(const YAML::Node& node, const std::string& name, const Keys& keys) const {
    if (!node.IsMap()) refuse(node.Mark(), name + ": expected keys with values");
    for (const auto& entry : node) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
      bool is_known = false;
      for (const auto& [known, take] : keys) {
        if (known != key) continue;
        is_known = true;
        take(entry.second);
      }
      if (!is_known) refuse(entry.first.Mark(), unknown(name, key, keys));
    }
  }

  // A number with its unit; `units` give what one of each is.
  double number(const YAML::Node& node, const std::string& name, const char* expected,
                const std::vector<std::pair<std::string_view, double>>& units) const {
    const std::string text = node.IsScalar() ? node.Scalar() : "";
    double value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string_view unit(end.ptr, static_cast<size_t>(text.data() + text.size() - end.ptr));
    for (const auto& [known, size] : units)
      if (end.ec == std::errc() && unit == known && std::isfinite(value)) return value * size;
    refuse(node.Mark(), name + ": expected " + expected + ", found '" + text.substr(0, 60) + "'");
  }

  double ratio(const YAML::Node& node, const std::string& name) const {
    // 95 % is 0.95, not what 95 times a hundredth is.
    const double share = number(node, name, "a share such as 5% or 0.05", {{"%", 1}, {"", 100}});
    return share / 100;
  }
  double duration(const YAML::Node& node, const std::string& name) const {
    return number(node, name, "a duration such as 80ms, 30min or 24h",
                  {{"ms", 1}, {"s", 1'000}, {"min", 6e4}, {"h", 3.6e6}, {"d", 8.64e7}});
  }
  int64_t whole_ms(const YAML::Node& node, const std::string& name) const {
    const double ms = duration(node, name);
    if (!(ms >= 0 && ms < 1e14)) refuse(node.Mark(), name + ": a duration cannot be that");
    return static_cast<int64_t>(std::llround(ms));
  }

 private:
  static std::string unknown(const std::string& name, const std::string& key, const Keys& keys) {
    std::string text = name + ": there is no key '" + key.substr(0, 60) + "'; known: ";
    for (const auto& each : keys)
      text.append(&each == &keys.front() ? "" : ", ").append(each.first);
    return text;
  }

  std::string file_;
};

Phase read_phase(const Reader& reader, const YAML::Node& node, const std::string& name) {
  Phase phase;
  reader.map(node, name,
             {{"split",
               [&](const YAML::Node& value) {
                 const double ppm = reader.ratio(value, name + ".split") * whole_ppm;
                 if (!(ppm >= 1 && ppm <= whole_ppm))
                   reader.refuse(value.Mark(), name + ".split: expected a share up to 100%");
                 phase.split_ppm = static_cast<uint32_t>(std::lround(ppm));
               }},
              {"duration",
               [&](const YAML::Node& value) {
                 phase.duration_ms = reader.whole_ms(value, name + ".duration");
               }},
              {"samples", [&](const YAML::Node& value) {
                 const double samples =
                     reader.number(value, name + ".samples", "a whole number", {{"", 1}});
                 if (!(samples >= 1 && samples <= 1e9) || samples != std::floor(samples))
                   reader.refuse(value.Mark(), name + ".samples: expected a whole number from 1");
                 phase.samples = static_cast<uint64_t>(samples);
               }}});
  return phase;
}

void read_limit(const Reader& reader, const YAML::Node& node, Limit& limit) {
  const std::string name = std::string("abort.") + limit.name;
  const char* const key = limit.figure == Figure::latency ? "p95"
                          : limit.figure == Figure::match ? "below"
                                                          : "above";
  reader.map(node, name,
             {{key,
               [&](const YAML::Node& value) {
                 const std::string full = name + "." + key;
                 limit.limit = limit.figure == Figure::latency ? reader.duration(value, full)
                                                               : reader.ratio(value, full);
               }},
              {"for", [&](const YAML::Node& value) {
                 limit.window_ms = reader.whole_ms(value, name + ".for");
               }}});
}

void read_limits(const Reader& reader, const YAML::Node& node, Plan& plan) {
  Reader::Keys keys;
  for (Limit& limit : plan.limits)
    keys.emplace_back(limit.name,
                      [&](const YAML::Node& value) { read_limit(reader, value, limit); });
  reader.map(node, "abort", keys);
}

void read_slo(const Reader& reader, const YAML::Node& node, Slo& slo) {
  reader.map(
      node, "slo",
      {{"p95", [&](const YAML::Node& value) { slo.p95_ms = reader.duration(value, "slo.p95"); }},
       {"errors", [&](const YAML::Node& value) { slo.errors = reader.ratio(value, "slo.errors"); }},
       {"match", [&](const YAML::Node& value) { slo.match = reader.ratio(value, "slo.match"); }}});
}

void read_phases(const Reader& reader, const YAML::Node& node, Plan& plan) {
  if (!node.IsSequence()) reader.refuse(node.Mark(), "phases: expected a list");
  for (const YAML::Node& each : node)
    plan.phases.push_back(
        read_phase(reader, each, "phases[" + std::to_string(plan.phases.size() + 1) + "]"));
}

std::string stem_of(const std::string& path) {
  const size_t slash = path.find_last_of('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  return name.substr(0, name.find_last_of('.'));
}

}  // namespace

Plan read_plan(const std::string& text, const std::string& file) {
  const Reader reader(file);
  Plan plan;
  plan.name = stem_of(file);
  YAML::Node node;
  try {
    node = YAML::Load(text);
  } catch (const YAML::Exception& error) {
    reader.refuse(error.mark, error.msg);
  }
  reader.map(node, "plan",
             {{"phases", [&](const YAML::Node& value) { read_phases(reader, value, plan); }},
              {"slo", [&](const YAML::Node& value) { read_slo(reader, value, plan.slo); }},
              {"abort", [&](const YAML::Node& value) { read_limits(reader, value, plan); }},
              {"hold_max", [&](const YAML::Node& value) {
                 plan.hold_ms_max = reader.whole_ms(value, "hold_max");
               }}});
  const std::string mistake = mistake_in(plan);
  if (!mistake.empty()) reader.refuse(YAML::Mark::null_mark(), mistake);
  return plan;
}

Plan read_plan_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw spark::Error(path + ": cannot be read", SPARK_E_INVALID);
  return read_plan({std::istreambuf_iterator<char>(file), {}}, path);
}

}  // namespace canary
