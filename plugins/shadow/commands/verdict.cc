#include "verdict.h"

#include <algorithm>
#include <cstdio>

#include "spark/tool/format.h"
#include "spark/tool/json.h"
#include "spark/tool/table.h"
#include "spark/tool/visible.h"

namespace spark::smoke {
namespace {

namespace json = boost::json;
using tool::fixed;

bool is_score(std::optional<double> value) {
  return value && *value >= 0 && *value <= 1;
}

double percent_of(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

std::string_view service(Target target) {
  return target == Target::ml ? "ml-engine" : "executor";
}

std::string name_of(const std::optional<Model>& model) {
  if (!model) return "unknown";
  return model->version + " " + model->sha256.value_or("without digest").substr(0, 12);
}

std::optional<double> delta_mean(const Found& found) {
  if (found.target != Target::shadow || found.success == 0) return std::nullopt;
  return found.delta_sum / static_cast<double>(found.success);
}

double match_rate_percent(const Found& found) {
  return percent_of(found.matches, found.success);
}

bool matches_enough(const Found& found) {
  return found.success > 0 && match_rate_percent(found) >= match_rate_percent_min;
}

json::object slo_check(const Found& found, const std::vector<Criterion>& criteria) {
  constexpr double success_percent_min = 95;  // as the name of the key says
  json::object out{
      {"p95_under_80ms", found.latency.count > 0 && found.latency.p95_ms < p95_ms_max},
      {"success_rate_above_95", percent_of(found.success, found.sent) > success_percent_min}};
  if (found.target == Target::shadow) out["match_rate_above_95"] = matches_enough(found);
  out["all_pass"] = passes(criteria);
  return out;
}

}  // namespace

std::optional<Model> model_of(const json::value& info) {
  const json::value* version = tool::find(info, "version");
  if (version == nullptr || !version->is_string() || version->get_string().empty())
    return std::nullopt;
  Model model{tool::raw(info, "version"), std::nullopt};
  const json::value* sha256 = tool::find(info, "sha256");
  if (sha256 != nullptr && sha256->is_string()) model.sha256 = tool::raw(info, "sha256");
  return model;
}

void Found::add_failure(std::string_view what) {
  ++sent;
  if (first_failure.empty()) first_failure = tool::visible(tool::shortened(what, 200));
}

void Found::add(uint32_t status, std::string_view body) {
  const auto parsed = tool::parse_json(body, "the answer");
  const auto bad = [&] { add_failure(std::to_string(status) + " " + std::string(body)); };
  if (status != 200 || !parsed) return bad();
  if (target == Target::ml) {
    const bool same_model = model_before && tool::raw(*parsed, "version") == model_before->version;
    if (!is_score(tool::number(*parsed, "score")) || !same_model) return bad();
  } else {
    const std::optional<double> delta = tool::number(*parsed, "delta");
    const bool answered = is_score(tool::number(*parsed, "prediction"));
    const bool compared = is_score(tool::number(*parsed, "shadow")) && is_score(delta);
    if (answered && !compared) ++shadow_errors;
    if (!answered || !compared) return bad();
    if (tool::text(*parsed, "match") == "true") ++matches;
    delta_sum += *delta;
    delta_max = std::max(delta_max, *delta);
  }
  ++sent;
  ++success;
}

std::vector<Criterion> judge(const Found& found) {
  const double error_rate = percent_of(found.sent - found.success, found.sent);
  const bool any = found.sent > 0;
  std::vector<Criterion> out;
  out.push_back({"all requests sent", tool::grouped(found.requested), tool::grouped(found.sent),
                 any && found.sent == found.requested});
  out.push_back({"error rate", "< " + fixed(error_rate_percent_max, 1) + " %",
                 any ? fixed(error_rate, 2) + " %" : "-",
                 any && error_rate < error_rate_percent_max});
  out.push_back({"latency p95", "< " + fixed(p95_ms_max, 0) + " ms",
                 any ? fixed(found.latency.p95_ms, 3) + " ms" : "-",
                 found.latency.count > 0 && found.latency.p95_ms < p95_ms_max});
  if (found.target == Target::shadow) {
    out.push_back({"match rate", ">= " + fixed(match_rate_percent_min, 0) + " %",
                   found.success > 0 ? fixed(match_rate_percent(found), 2) + " %" : "-",
                   matches_enough(found)});
  }
  out.push_back({"one model throughout", name_of(found.model_before), name_of(found.model_after),
                 found.model_before && found.model_before == found.model_after});
  return out;
}

bool passes(const std::vector<Criterion>& criteria) {
  return std::all_of(criteria.begin(), criteria.end(), [](const Criterion& c) { return c.pass; });
}

std::string run_id(const Found& found, std::string_view utc_compact, uint32_t random) {
  char hex[9];
  std::snprintf(hex, sizeof hex, "%08x", static_cast<unsigned>(random));
  std::string out(service(found.target));
  out.append("_").append(found.model_before ? found.model_before->version : "unknown");
  out.append(found.target == Target::ml ? "_smoke_" : "_shadow-smoke_");
  return out.append(utc_compact).append("_").append(hex);
}

json::value as_json(const Found& found, const Identity& identity) {
  const std::vector<Criterion> criteria = judge(found);
  json::array listed;
  for (const Criterion& one : criteria) {
    listed.push_back(
        {{"name", one.name}, {"limit", one.limit}, {"value", one.value}, {"pass", one.pass}});
  }
  const tool::LatencySummary& latency = found.latency;
  const auto text_or_null = [](const std::optional<std::string>& text) {
    return text ? json::value(*text) : json::value();
  };
  json::object out{
      {"timestamp", identity.timestamp},
      {"run_id", identity.run_id},
      {"config", {{"host", found.at.host}, {"port", found.at.port}, {"requests", found.requested}}},
      {"latency",
       {{"avg_ms", latency.mean_ms},
        {"p50_ms", latency.p50_ms},
        {"p95_ms", latency.p95_ms},
        {"p99_ms", latency.p99_ms}}},
      {"reliability",
       {{"success_count", found.success},
        {"success_rate", percent_of(found.success, found.sent)},
        {"error_count", found.sent - found.success},
        {"total_time_sec", found.duration_s}}},
      {"slo_check", slo_check(found, criteria)},
      {"service", service(found.target)},
      {"endpoint", found.endpoint},
      {"total", found.sent},
      {"success", found.success},
      {"failed", found.sent - found.success},
      {"success_rate", percent_of(found.success, found.sent)},
      {"error_rate", percent_of(found.sent - found.success, found.sent)},
      {"latency_ms",
       {{"p50", latency.p50_ms},
        {"p95", latency.p95_ms},
        {"p99", latency.p99_ms},
        {"max", latency.max_ms},
        {"mean", latency.mean_ms}}},
      {"model", json::value()},
      {"first_failure",
       found.first_failure.empty() ? json::value() : json::value(found.first_failure)},
      {"criteria", std::move(listed)},
      {"pass", passes(criteria)},
  };
  if (found.model_before) {
    out["model"] = {{"version", found.model_before->version},
                    {"sha256", text_or_null(found.model_before->sha256)}};
  }
  if (found.target == Target::shadow) {
    const std::optional<double> mean = delta_mean(found);
    const auto if_any = [&](double value) { return mean ? json::value(value) : json::value(); };
    out["shadow"] = {{"pairs", found.success},
                     {"match_count", found.matches},
                     {"mismatch_count", found.success - found.matches},
                     {"shadow_errors", found.shadow_errors},
                     {"match_rate", if_any(match_rate_percent(found))},
                     {"avg_delta", if_any(mean.value_or(0))},
                     {"max_delta", if_any(found.delta_max)}};
  }
  return out;
}

std::string as_text(const Found& found, const Identity& identity) {
  const std::vector<Criterion> criteria = judge(found);
  tool::Table about({{""}, {""}});
  about.row({"run", identity.run_id});
  about.row({"requests", tool::grouped(found.sent) + " to " + found.endpoint + ", " +
                             tool::grouped(found.success) + " good"});
  const tool::LatencySummary& latency = found.latency;
  about.row({"latency ms", "p50 " + fixed(latency.p50_ms, 3) + "  p95 " + fixed(latency.p95_ms, 3) +
                               "  p99 " + fixed(latency.p99_ms, 3) + "  max " +
                               fixed(latency.max_ms, 3)});
  if (const std::optional<double> mean = delta_mean(found)) {
    about.row({"delta", "mean " + fixed(*mean, 4) + "  max " + fixed(found.delta_max, 4) +
                            "  match " + fixed(match_rate_percent(found), 1) + " %"});
  }
  if (!found.first_failure.empty()) about.row({"first failure", found.first_failure});
  tool::Table table({{"criterion"}, {"limit"}, {"value"}, {"verdict"}});
  for (const Criterion& one : criteria) {
    table.row({one.name, one.limit, one.value, one.pass ? "pass" : "FAIL"});
  }
  return about.render() + "\n" + table.render() +
         "\nsmoke: " + (passes(criteria) ? "PASS" : "FAIL") + "\n";
}

}  // namespace spark::smoke
