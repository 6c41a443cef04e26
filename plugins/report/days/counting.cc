#include "counting.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "calendar.h"

namespace report {
namespace {

constexpr std::string_view prefixes[] = {"ml_predict_", "ml_model_errors_", "ml_shadow_",
                                         "ml_psi_"};
constexpr std::string_view of_lineage = "ml_lineage_";

std::string_view family_of(std::string_view series) {
  return series.substr(0, series.find('{'));
}

bool is_wanted(std::string_view family) {
  std::string name(family);
  if (family.starts_with(of_lineage)) name = "ml_" + name.substr(of_lineage.size());
  return std::any_of(std::begin(prefixes), std::end(prefixes),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

// As a number of requests: what a counter has that never saw one is 0.
uint64_t whole(double value) {
  return value > 0 ? static_cast<uint64_t>(std::llround(value)) : 0;
}

class Look {
 public:
  Look(const std::string& lineage, const Series& before, const Series& now)
      : lineage_(lineage), before_(before), now_(now) {}

  // Calls each(series, increment) for the series of that family of the lineage.
  template <class Each>
  void increments(const std::string& family, Each each) const {
    visit(family, [&](const std::string& series, double value) {
      const auto found = before_.find(series);
      const double old = found == before_.end() ? 0 : found->second;
      each(series, value >= old ? value - old : value);
    });
  }
  template <class Each>
  void visit(const std::string& family, Each each) const {
    const std::string name = lineage_.empty() ? "ml_" + family : std::string(of_lineage) + family;
    for (auto at = now_.lower_bound(name); at != now_.end() && at->first.starts_with(name); ++at)
      if (family_of(at->first) == name &&
          (lineage_.empty() || label_of(at->first, "lineage") == lineage_))
        each(at->first, at->second);
  }

 private:
  const std::string& lineage_;
  const Series& before_;
  const Series& now_;
};

void add_latency(Day& day, const Look& look) {
  look.increments("predict_latency_ms_bucket", [&](const std::string& series, double more) {
    const std::string text = label_of(series, "le");
    double bound_ms = std::numeric_limits<double>::infinity();
    if (text != "+Inf") std::from_chars(text.data(), text.data() + text.size(), bound_ms);
    auto at = std::find_if(day.latency.begin(), day.latency.end(),
                           [&](const Bucket& each) { return each.bound_ms >= bound_ms; });
    if (at == day.latency.end() || at->bound_ms != bound_ms)
      at = day.latency.insert(at, {bound_ms, 0});
    at->count += whole(more);
  });
}

void see_psi(Day& day, const Look& look, int64_t at_ms) {
  std::optional<PsiSeen> seen;
  look.visit("psi_score", [&](const std::string&, double value) {
    if (std::isfinite(value)) seen.emplace().overall = value;
  });
  if (!seen) return;
  look.visit("psi_feature_score", [&](const std::string& series, double value) {
    if (!(value > seen->feature_max)) return;
    seen->feature_max = value;
    seen->feature = label_of(series, "feature");
  });
  seen->at_ms = at_ms;
  day.psi = std::move(seen);
}

}  // namespace

Series series_of(std::string_view page) {
  Series all;
  while (!page.empty()) {
    const size_t end = std::min(page.find('\n'), page.size());
    const std::string_view line = page.substr(0, end);
    page.remove_prefix(std::min(end + 1, page.size()));
    const size_t blank = line.rfind(' ');
    if (line.empty() || line.front() == '#' || blank == std::string_view::npos) continue;
    const std::string_view series = line.substr(0, blank);
    if (!is_wanted(family_of(series))) continue;
    const std::string_view digits = line.substr(blank + 1);
    double value = 0;
    const auto [stop, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (code == std::errc() && stop == digits.data() + digits.size()) all.emplace(series, value);
  }
  return all;
}

std::string label_of(std::string_view series, std::string_view name) {
  const std::string begin = std::string(name) + "=\"";
  for (size_t at = series.find(begin); at != std::string_view::npos;
       at = series.find(begin, at + 1)) {
    if (at == 0 || (series[at - 1] != '{' && series[at - 1] != ',')) continue;
    std::string value;
    for (size_t i = at + begin.size(); i < series.size() && series[i] != '"'; ++i) {
      if (series[i] == '\\' && i + 1 < series.size()) ++i;
      value += series[i];
    }
    return value;
  }
  return {};
}

void add_look(Day& day, const std::string& lineage, const Series& before, const Series& now,
              int64_t until_ms) {
  const Look look(lineage, before, now);
  const int64_t last_ms = std::clamp<int64_t>(until_ms - 1 - day.day * day_ms, 0, day_ms - 1);
  Counts& counts = day.by_hour[static_cast<size_t>(last_ms / (day_ms / int64_t{hours}))];
  look.increments("predict_requests_total", [&](const std::string& series, double more) {
    (label_of(series, "status") == "not_ready" ? counts.not_ready : counts.predictions) +=
        whole(more);
  });
  const auto sum = [&](const char* family, uint64_t& count) {
    look.increments(family, [&](const std::string&, double more) { count += whole(more); });
  };
  sum("model_errors_total", counts.errors);
  sum("shadow_match_total", counts.matches);
  sum("shadow_mismatch_total", counts.mismatches);
  sum("shadow_error_total", counts.shadow_errors);
  sum("shadow_abs_delta_count", day.delta_count);
  look.increments("shadow_abs_delta_sum",
                  [&](const std::string&, double more) { day.delta_sum += more; });
  add_latency(day, look);
  see_psi(day, look, until_ms);
}

}  // namespace report
