#include "report_json.h"

#include <algorithm>
#include <limits>
#include <set>

#include "spark/json.h"

namespace quality {
namespace {

using spark::Json;

std::optional<int64_t> time_or_none(int64_t ms) {
  return ms == 0 ? std::nullopt : std::optional(ms);
}

std::optional<std::string_view> text_or_none(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
}

Json figures_json(const Figures& figures) {
  return Json()
      .add("rows", figures.rows)
      .add("hits", figures.hits)
      .add("from_ms", time_or_none(figures.from_ms))
      .add("until_ms", time_or_none(figures.until_ms))
      .add("auc", figures.auc)
      .add("brier", figures.brier)
      .add("brier_skill", figures.brier_skill)
      .add("log_loss", figures.log_loss)
      .add("log_loss_base_rate", figures.log_loss_base_rate)
      .add("calibration_slope", figures.slope)
      .add("calibration_intercept", figures.intercept)
      .add("precision", figures.precision)
      .add("selected", figures.selected)
      .add("reason", text_or_none(figures.reason));
}

// Of one role and model: its windows, or the span that was asked for.
Json windows_json(const Reported& of, Role role, const JudgedModel& model) {
  Json out;
  if (of.from_ms || of.until_ms) {
    const auto rows = rows_of(of.track, role, model, of.from_ms.value_or(0),
                              of.until_ms.value_or(of.now_ms), of.symbol);
    return out.add("span", figures_json(figures_of(rows, model)));
  }
  // Labels do not depend on where their window begins, so that the longest one has them all.
  const int64_t longest_ms = window_lengths.back().minutes * minute_ms;
  const auto rows = rows_of(of.track, role, model, of.now_ms - longest_ms, of.now_ms, of.symbol);
  for (const WindowLength& length : window_lengths) {
    std::vector<LabelledRow> within;
    for (const LabelledRow& row : rows)
      if (row.ts_ms >= of.now_ms - length.minutes * minute_ms) within.push_back(row);
    out.add(length.name, figures_json(figures_of(within, model)));
  }
  return out;
}

Json model_json(const Reported& of, Role role, const JudgedModel& model) {
  Json target;
  target.add("event", model.event).add("horizon", model.horizon).add("reference", model.reference);
  const auto rule = model.rule();
  const auto frozen = model.frozen;
  Json out;
  out.add("version", model.version)
      .add("sha256", text_or_none(model.sha256))
      .add("target", target)
      .add("is_probability", model.is_probability)
      .add("threshold", frozen ? std::optional(frozen->threshold) : std::nullopt)
      .add("base_rate", frozen ? std::optional(frozen->base_rate) : std::nullopt)
      .add("not_computed", rule ? std::nullopt : text_or_none(rule.error().text));
  return out.add("windows", rule ? windows_json(of, role, model) : Json());
}

// The models that have said something in that role, in the minutes that are kept.
std::set<uint64_t> heard(const Track& track, Role role) {
  std::set<uint64_t> keys;
  for (const Minutes::Symbol& symbol : track.minutes.symbols())
    for (const Minute& minute : track.minutes.read(symbol, 0, symbol.open() + 1))
      keys.insert(minute.said[static_cast<size_t>(role)].model);
  return keys;
}

Json role_json(const Reported& of, Role role) {
  Json out;
  const std::string name = of.track.model_of(role);
  if (name.empty()) return out;
  const auto live = of.live[static_cast<size_t>(role)];
  const std::set<uint64_t> keys = heard(of.track, role);
  Json earlier;
  out.add("model", name);
  for (const JudgedModel& model : of.track.models()) {
    if (live == model.key) {
      out.add("live", model_json(of, role, model));
    } else if (keys.contains(model.key)) {
      earlier.add(model.sha256.empty() ? model.version : model.sha256, model_json(of, role, model));
    }
  }
  return out.add("earlier", earlier);
}

}  // namespace

std::string report_json(const Reported& of) {
  Json symbols;
  for (const Minutes::Symbol& symbol : of.track.minutes.symbols())
    symbols.add(symbol.name, symbol.last_ms);
  return Json()
      .add("lineage", text_or_none(of.track.name))
      .add("now_ms", of.now_ms)
      .add("symbol", text_or_none(of.symbol))
      .add("rows_min", rows_min)
      .add("symbols_until_ms", symbols)
      .add("production", role_json(of, Role::production))
      .add("candidate", role_json(of, Role::candidate))
      .text();
}

}  // namespace quality
