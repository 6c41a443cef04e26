#include "terms.h"

#include <algorithm>

#include "spark/error.h"
#include "term.h"

namespace ml_model {
namespace {

constexpr const char* fact_name = "term_days_left";
constexpr double day_seconds = 86'400;

bool is_of(const spark::Subject& one, const spark::Subject& other) {
  return one.pipeline == other.pipeline && one.model == other.model && one.sha256 == other.sha256;
}

}  // namespace

std::optional<double> Terms::end_of(const spark::LineageModel& model) {
  if (model.sha256.empty()) return {};
  if (const auto known = ends_.find(model.sha256); known != ends_.end()) return known->second;
  const auto live = models_.live(model.model);
  if (!live || live->sha256 != model.sha256) return {};  // exchanged meanwhile: the next time
  std::optional<double>& end = ends_[model.sha256];
  try {
    end = expires_utc_seconds(live->folder);
  } catch (const spark::Error& error) {
    log_.warn("the term of model " + model.model + " cannot be read: " + error.what());
  }
  return end;
}

void Terms::tell() {
  const double now = static_cast<double>(clock_.event_ms()) / 1'000;
  std::vector<spark::Subject> told;
  std::optional<double> least;
  const auto publish = [&](const spark::Subject& subject, double days) {
    facts_.publish({.name = fact_name, .subject = subject, .unit = "d", .value = days});
    told.push_back(subject);
  };
  try {
    for (const spark::LineageModel& model : lineages_.live()) {
      const auto end = end_of(model);
      if (!end) continue;
      const double days = (*end - now) / day_seconds;
      publish({model.lineage, model.model, model.sha256}, days);
      least = std::min(least.value_or(days), days);
    }
    if (least) publish({}, *least);
  } catch (const spark::Error& error) {
    log_.warn(std::string("terms are not told whole: ") + error.what());
  }
  for (const spark::Subject& subject : told_)
    if (std::none_of(told.begin(), told.end(),
                     [&](const spark::Subject& each) { return is_of(each, subject); }))
      facts_.withdraw(fact_name, subject);
  told_ = std::move(told);
}

}  // namespace ml_model
