// What others learn: series, facts, records and files.
#include <algorithm>
#include <cmath>

#include "plugin.h"
#include "spark/error.h"

namespace promote {
namespace {

constexpr const char* log_kinds[] = {"decision", "failure", "promotion", "refusal",
                                     "rollback", "kept",    "watch_end"};
constexpr int64_t log_ms = 400 * day_ms;

}  // namespace

std::string key_of(const char* what, const std::string& lineage) {
  return lineage.empty() ? std::string(what) : std::string(what) + "." + lineage;
}

spark::Json json_of(const Promotion& promotion, int64_t at_ms, const std::string& caller,
                    const char* standing) {
  return spark::Json()
      .add("at_ms", at_ms)
      .add("phase", name_of(promotion.phase))
      .add("lineage", promotion.lineage)
      .add("from", spark::Json()
                       .add("model", promotion.production)
                       .add("version", promotion.from_version)
                       .add("sha256", promotion.from_sha256))
      .add("to", spark::Json()
                     .add("model", promotion.candidate)
                     .add("version", promotion.to_version)
                     .add("sha256", promotion.to_sha256))
      .add("caller", caller)
      .add("approver", promotion.approver)
      .add("approver_is", standing)
      .add("reason", promotion.reason)
      .add("verdict", promotion.verdict)
      .add("decided_ms", promotion.decided_ms)
      .add("watched_since_ms", promotion.since_ms)
      .add("watched_until_ms", promotion.until_ms);
}

template <auto done>
void Promote::put_on_record(const char* kind, const Promotion& promotion,
                            const std::string& caller) {
  const std::string json =
      json_of(promotion, services_.clock.event_ms(), caller, approvers_.standing()).text();
  const std::string key = key_of("promotion", promotion.lineage);
  const std::string bytes = promotion.bytes();
  const spark::EvidenceRecord record{.kind = kind,
                                     .subject = promotion.production.c_str(),
                                     .json = json,
                                     .values = {{key.c_str(), promotion_schema, bytes}}};
  try {
    services_.evidence.append<done>(*this, record);
  } catch (const spark::Error& error) {
    (this->*done)({SPARK_E_FAILED, error.what(), 0, ""});
  }
}
template void Promote::put_on_record<&Promote::decided>(const char*, const Promotion&,
                                                        const std::string&);
template void Promote::put_on_record<&Promote::promoted>(const char*, const Promotion&,
                                                         const std::string&);

void Promote::put_on_record(const char* kind, const Promotion& promotion,
                            const std::string& caller) {
  put_on_record<&Promote::recorded>(kind, promotion, caller);
}

void Promote::recorded(const spark::Recorded& how) {
  if (how.code != SPARK_OK && how.code != SPARK_E_CANCELLED)
    log_.error("a promotion's record is missing: " + std::string(how.text));
}

void Promote::tell(const Judged& judged) {
  Track& track = track_of(judged.inputs.lineage);
  try {
    set_gauges(track, judged, judging_roles_.primary);
    const spark::Subject subject{judged.inputs.lineage, judged.inputs.candidate.model,
                                 judged.inputs.candidate.sha256};
    if (track.fact && track.fact->sha256 != subject.sha256)
      services_.facts.withdraw("verdict", *track.fact);
    services_.facts.publish({.name = "verdict",
                             .subject = subject,
                             .value = static_cast<double>(number_of(overall(judged.gates))),
                             .samples = passed(judged.gates)});
    track.fact = subject;
  } catch (const spark::Error& error) {
    log_.warn(std::string("the gates are not told whole: ") + error.what());
  }
}

// A lineage that becomes the primary one, or ceases to be it, leaves its series behind as absent.
void Promote::set_gauges(Track& track, const Judged& judged, bool is_primary) {
  constexpr const char* help = "Whether a gate of promotion is open (see the docs for the numbers)";
  std::map<std::string, spark::Gauge> told;
  for (const Gate& gate : judged.gates) {
    const char* const name = name_of(gate.name);
    const spark::Gauge gauge =
        is_primary
            ? metrics_.gauge({.name = "ml_gate_state", .help = help, .labels = {{"gate", name}}})
            : metrics_.gauge(
                  {.name = "ml_lineage_gate_state",
                   .help = help,
                   .labels = {{"gate", name}, {"lineage", judged.inputs.lineage.c_str()}}});
    gauge.set(number_of(gate.verdict));
    told.emplace((is_primary ? "primary " : "") + std::string(name), gauge);
  }
  for (const auto& [name, gauge] : track.gauges)
    if (!told.contains(name)) gauge.set(std::nan(""));
  track.gauges = std::move(told);
}

void Promote::export_later(const std::string& path, const std::string& bytes) {
  exports_.emplace_back(path, bytes);
  post_exports();
}

void Promote::export_log_later() {
  is_log_due_ = true;
  post_exports();
}

void Promote::post_exports() {
  if (is_exporting_ || (exports_.empty() && !is_log_due_)) return;
  exporting_ = std::exchange(exports_, {});
  is_log_exporting_ = std::exchange(is_log_due_, false);
  is_metrics_exporting_ = std::exchange(is_metrics_due_, false);
  is_exporting_ = true;
  try {
    jobs_.post<&Promote::write_exports, &Promote::exports_written>(*this, "export");
  } catch (const spark::Error& error) {
    exports_written(error.code(), error.what());
  }
}

void Promote::write_exports(spark::Job job) {
  const auto write = [&](const std::string& path, const std::string& bytes) {
    const std::string json = spark::Json().add("path", path).text();
    services_.evidence.export_file(job, path.c_str(), bytes,
                                   {.kind = "export", .subject = path.c_str(), .json = json});
  };
  if (is_metrics_exporting_)
    write("rollback_metrics_" + std::to_string(services_.clock.event_ms() / 1'000) + ".txt",
          metrics_.render(""));
  for (const auto& [path, bytes] : exporting_) write(path, bytes);
  if (!is_log_exporting_) return;
  std::vector<spark::EvidenceFound> all;
  for (const char* kind : log_kinds) {
    const auto found =
        services_.evidence.find(job, {.kind = (name_ + "." + kind).c_str(),
                                      .since_utc_ms = services_.clock.utc_ms() - log_ms,
                                      .limit = SPARK_EVIDENCE_FOUND_MAX});
    all.insert(all.end(), found.begin(), found.end());
  }
  std::sort(all.begin(), all.end(),
            [](const auto& one, const auto& other) { return one.sequence < other.sequence; });
  std::string log;
  std::string requests;
  std::string decision;
  for (const spark::EvidenceFound& each : all) {
    log.append(std::to_string(each.utc_ms)).append(" ").append(each.kind);
    log.append(" record ").append(std::to_string(each.sequence)).append(" ");
    log.append(each.json).append("\n");
    const bool is_decision = each.kind.ends_with("decision");
    if (is_decision || each.kind.ends_with("refusal")) requests.append(each.json).append("\n");
    if (is_decision) decision = each.json + "\n";
  }
  write("promote_log.txt", log);
  write("promote_requests.jsonl", requests);
  if (!decision.empty()) write("promote_decision.json", decision);
}

void Promote::exports_written(int32_t code, std::string_view text) {
  is_exporting_ = false;
  if (code == SPARK_E_CANCELLED) return;
  if (code != SPARK_OK) log_.warn("files of evidence were not written: " + std::string(text));
  post_exports();
}

}  // namespace promote
