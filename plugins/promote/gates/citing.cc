#include "citing.h"

#include <chrono>
#include <cmath>
#include <cstdio>

#include "document_reader.h"
#include "spark/error.h"

namespace promote {
namespace {

// Tools and plugins name the artefact at one of these.
constexpr const char* digest_members[] = {"model.sha256", "sha256", "candidate.sha256",
                                          "candidate_sha256"};
constexpr const char* passed_members[] = {"passed", "pass", "slo_check.all_pass", "slo_check.pass"};

std::optional<bool> passed_of(const Document& document) {
  for (const char* member : passed_members)
    if (const auto passed = document.at(member).flag()) return passed;
  for (const char* member : {"summary.final_status", "final_status"})
    if (const auto status = document.at(member).text()) return *status == "SUCCESS";
  // A canary's state that ends its run, which `aborting` does: nothing leads back from it, and its
  // record is the run's last. The others say nothing yet.
  if (const auto to = document.at("to").text()) {
    if (*to == "completed") return true;
    if (*to == "aborting" || *to == "aborted" || *to == "failed") return false;
  }
  return {};
}

std::optional<double> days_of(const Document& document) {
  for (const Value& each : document.at("requirements").list())
    if (each.at("name").text() == "days") return each.at("value").number();
  return {};
}

}  // namespace

Cited cited_of(const spark::EvidenceFound& record) {
  Cited cited;
  cited.kind = cited.recorded_kind = record.kind;
  cited.sequence = record.sequence;
  cited.hash = record.hash;
  cited.at_ms = record.utc_ms;
  try {
    const Document document("record", record.json);
    for (const char* member : digest_members)
      if (const auto digest = document.at(member).text(); digest && cited.sha256.empty())
        cited.sha256 = *digest;
    cited.passed = passed_of(document);
    const bool is_plugins = record.actor.starts_with("plugin ");
    if (const auto at_ms = document.at("at_ms").whole(); at_ms && is_plugins) {
      cited.at_ms = *at_ms;
      cited.is_event_time = true;
    }
  } catch (const spark::Error&) {
    // The host takes JSON objects alone: a record that is none is about no model.
  }
  return cited;
}

std::optional<OfflineFigures> offline_of(const spark::EvidenceFound& record) {
  try {
    const Document document("eval.report", record.json);
    OfflineFigures figures;
    figures.sequence = record.sequence;
    for (const Value& file : document.at("data.files").list())
      figures.data_sha256.push_back(file.at("sha256").text().value_or(""));
    const Value measures = document.at("measures");
    figures.rows = measures.at("rows").number();
    figures.hits = measures.at("hits").number();
    figures.days = days_of(document);
    figures.auc = measures.at("auc").number();
    figures.precision = measures.at("precision").number();
    figures.recall = measures.at("recall").number();
    figures.selected = measures.at("selected").number();
    figures.brier_skill = measures.at("brier_skill").number();
    figures.slope = measures.at("slope").number();
    if (const auto gain = measures.at("gain_interval").list(); !gain.empty())
      figures.gain_low = gain.front().number();
    figures.cv_std = document.at("training.cv_auc_std").number();
    figures.newest_ms = measures.at("until_ms").whole();
    figures.inputs_estimated = document.at("training.inputs_estimated").texts();
    return figures;
  } catch (const spark::Error&) {
    return {};
  }
}

std::optional<int64_t> time_of(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, used = 0;
  double second = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3) return {};
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return {};
  const int64_t midnight_ms =
      std::chrono::milliseconds(std::chrono::sys_days(date).time_since_epoch()).count();
  const std::string rest = text.substr(static_cast<size_t>(used));
  if (rest.empty()) return midnight_ms + day_ms;
  used = 0;
  if (std::sscanf(rest.c_str(), "T%2d:%2d:%lfZ%n", &hour, &minute, &second, &used) != 3 ||
      static_cast<size_t>(used) != rest.size() || hour < 0 || hour > 23 || minute < 0 ||
      minute > 59 || !(second >= 0 && second < 61))
    return {};
  return midnight_ms + hour * hour_ms + minute * minute_ms + std::llround(second * 1'000);
}

void read_term(const std::string& manifest, ModelNow& model) {
  try {
    const Document document("training_manifest.json", manifest);
    const Value expires = document.at("expires");
    if (!expires.is_there()) return;
    model.expires_ms = time_of(expires.text().value_or(""));
    if (!model.expires_ms)
      model.expiry_fault =
          "training_manifest.json: expires: expected a day such as 2026-12-31 or a time in UTC";
  } catch (const spark::Error& error) {
    model.expiry_fault = error.what();
  }
}

}  // namespace promote
