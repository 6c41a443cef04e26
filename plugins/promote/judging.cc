// What is asked for is judged in a job, one question at a time; verdicts that changed go on record.
#include "gates/gates.h"
#include "plugin.h"
#include "spark/error.h"

namespace promote {
namespace {

constexpr size_t asks_max = 16;

std::string words_of(const Judged& judged) {
  std::string words = judged.inputs.candidate.sha256 + " " + judged.inputs.production.sha256;
  for (const Gate& gate : judged.gates) words.append(" ").append(name_of(gate.verdict));
  return words;
}

spark::Reply reply_of(const Judged& judged, uint64_t sequence) {
  spark::Json json = document_of(judged);
  add_rows(json, judged);
  return {200, json.add("record", sequence).text()};
}

}  // namespace

void Promote::ask(Ask ask) {
  if (asks_.size() >= asks_max) {
    if (ask.later) ask.later->send(spark::Reply::error(503, "too many questions wait"));
    return;
  }
  asks_.push_back(std::move(ask));
  begin_next();
}

void Promote::begin_next() {
  while (!is_judging_ && !asks_.empty()) {
    const auto all = all_roles(services_.lineages);
    judging_roles_ = {};
    for (const Roles& each : all)
      if (each.lineage == asks_.front().lineage) judging_roles_ = each;
    if (judging_roles_.candidate.empty()) {  // a reload took it away meanwhile
      if (asks_.front().later)
        asks_.front().later->send(spark::Reply::error(409, "the lineage is gone"));
      asks_.pop_front();
      continue;
    }
    judging_alerts_ = alerts_.seen(services_.clock.event_ms());
    is_judging_ = true;
    jobs_.post<&Promote::judge, &Promote::judged>(*this, "judge");
  }
}

void Promote::judge(spark::Job job) {
  judged_ = {};
  judged_.inputs = gather(services_, judging_roles_, job);
  judged_.inputs.alerts = judging_alerts_;
  if (prometheus_) {
    judged_.inputs.alerts = prometheus_->ask({judged_.inputs.wall_ms, judged_.inputs.now_ms});
    judged_.inputs.alerts.starts_ms = judging_alerts_.starts_ms;
  }
  judged_.gates = judge_all(judged_.inputs);
  if (leave_out_basis(judged_, SPARK_EVIDENCE_JSON_BYTES_MAX))
    judged_.gates = judge_all(judged_.inputs);
}

void Promote::judged(int32_t code, std::string_view text) {
  if (code == SPARK_E_CANCELLED) return;
  if (code != SPARK_OK) {
    log_.error("the gates were not judged: " + std::string(text));
    if (asks_.front().later)
      asks_.front().later->send(
          spark::Reply::error(503, "the gates were not judged: " + std::string(text)));
    return end_ask();
  }
  tell(judged_);
  Track& track = track_of(judged_.inputs.lineage);
  const bool is_new = track.told != words_of(judged_);
  if (is_new || asks_.front().what == Ask::What::promote) return record_verdict();
  answer(track.told_sequence);
}

void Promote::record_verdict() {
  const std::string json = document_of(judged_).text();
  try {
    services_.evidence.append<&Promote::verdict_recorded>(
        *this,
        {.kind = "verdict", .subject = judged_.inputs.candidate.model.c_str(), .json = json});
  } catch (const spark::Error& error) {
    verdict_recorded({SPARK_E_FAILED, error.what(), 0, ""});
  }
}

void Promote::verdict_recorded(const spark::Recorded& how) {
  if (how.code == SPARK_E_CANCELLED) return;
  if (how.sequence == 0) {
    log_.warn("a verdict is not on record: " + std::string(how.text));
    return answer(0);
  }
  Track& track = track_of(judged_.inputs.lineage);
  track.told = words_of(judged_);
  track.told_sequence = how.sequence;
  spark::Json file = document_of(judged_);
  add_rows(file, judged_);
  file.add("record", spark::Json().add("sequence", how.sequence).add("hash", how.hash));
  const std::string folder = judging_roles_.primary ? "" : judged_.inputs.lineage + "/";
  export_later(folder + "gates_" + std::to_string(judged_.inputs.now_ms) + ".json",
               file.text() + "\n");
  answer(how.sequence);
}

void Promote::answer(uint64_t sequence) {
  const Ask& ask = asks_.front();
  if (ask.what == Ask::What::gates && ask.later) ask.later->send(reply_of(judged_, sequence));
  if (ask.what == Ask::What::promote) decide(ask, sequence);
  end_ask();
}

void Promote::end_ask() {
  asks_.pop_front();
  is_judging_ = false;
  begin_next();
}

}  // namespace promote
