#include "replay_verdict.h"

#include <algorithm>

#include "gates/checks.h"
#include "gates/citing.h"
#include "gates/gates.h"
#include "gates_text.h"
#include "spark/error.h"

namespace promote {
namespace {

namespace tool = spark::tool;
using State = Replayed::State;

const spark::EvidenceFound* find(const std::vector<spark::EvidenceFound>& records,
                                 uint64_t sequence) {
  const auto found = std::find_if(records.begin(), records.end(),
                                  [&](const auto& each) { return each.sequence == sequence; });
  return found == records.end() ? nullptr : &*found;
}

State state_of(const std::vector<spark::EvidenceFound>& records, const Inputs& inputs,
               const Cited& cited) {
  const spark::EvidenceFound* const record = find(records, cited.sequence);
  if (record == nullptr) return State::missing;
  Cited found = cited_of(*record);
  found.kind = cited.kind;  // what it is on record as is compared
  if (!(found == cited)) return State::differs;
  const bool is_report = inputs.offline && inputs.offline->sequence == cited.sequence;
  return is_report && offline_of(*record) != inputs.offline ? State::differs : State::same;
}

const char* name_of(State state) {
  switch (state) {
    case State::same:
      return "same";
    case State::differs:
      return "differs";
    case State::missing:
      return "missing";
  }
  return "missing";
}

std::string figures_text(const VerdictReplay& replay) {
  const PairsSeen& pairs = replay.recorded.inputs.pairs;
  if (!pairs.basis)
    return "Figures of pairs: the record has no counts to compute them from" +
           (pairs.left_out.empty() ? "" : ", since " + pairs.left_out) + "\n";
  std::string others;
  size_t equal = 0;
  for (const RecomputedFigure& each : replay.figures) {
    equal += each.is_equal() ? 1 : 0;
    if (each.is_equal()) continue;
    others.append("  ").append(each.name).append(" is ").append(short_number(each.recorded));
    others.append(" on record, and ");
    others.append(each.recomputed ? short_number(*each.recomputed) : "none").append(" by counts\n");
  }
  return "Figures of pairs that their counts give: " + std::to_string(equal) + " of " +
         std::to_string(replay.figures.size()) + "\n" + others;
}

std::string rows_text(const VerdictReplay& replay) {
  return replay.rows ? text_of(*replay.rows) : "Rows: not looked at\n";
}

tool::json::array figures_json(const VerdictReplay& replay) {
  tool::json::array figures;
  for (const RecomputedFigure& each : replay.figures)
    figures.push_back(tool::json::object{
        {"fact", each.name},
        {"recorded", each.recorded},
        {"recomputed", each.recomputed ? tool::json::value(*each.recomputed) : tool::json::value()},
        {"equal", each.is_equal()}});
  return figures;
}

}  // namespace

bool VerdictReplay::is_proved() const {
  return difference.empty() && !(rows && rows->is_contradiction()) &&
         std::all_of(cited.begin(), cited.end(),
                     [](const Replayed& each) { return each.state == State::same; });
}

std::vector<spark::EvidenceFound> records_of(const tool::json::value& list) {
  std::vector<spark::EvidenceFound> records;
  for (const tool::json::value& each : tool::items(list, "records")) {
    spark::EvidenceFound record{};
    record.sequence = static_cast<uint64_t>(tool::number(each, "seq").value_or(0));
    record.utc_ms = time_of(tool::raw(each, "utc")).value_or(0);
    record.hash = tool::raw(each, "hash");
    record.actor = tool::raw(each, "actor");
    record.kind = tool::raw(each, "action");
    record.subject = tool::raw(each, "object");
    record.result = tool::raw(each, "result");
    record.json = tool::raw(each, "detail");
    records.push_back(std::move(record));
  }
  return records;
}

tool::Result<VerdictReplay> replay_verdict(const std::vector<spark::EvidenceFound>& records,
                                           uint64_t sequence) {
  const spark::EvidenceFound* const record = find(records, sequence);
  if (record == nullptr)
    return tool::Error{tool::Exit::usage, "there is no record " + std::to_string(sequence) +
                                              " among " + std::to_string(records.size()) +
                                              "; sparkctl evidence list shows them"};
  if (!record->kind.ends_with(".verdict"))
    return tool::Error{tool::Exit::usage, "record " + std::to_string(sequence) + " is '" +
                                              record->kind + "', and no verdict"};
  VerdictReplay replay;
  replay.sequence = sequence;
  try {
    replay.recorded = judged_of(record->json);
  } catch (const spark::Error& error) {
    return tool::Error{tool::Exit::failed, error.what()};
  }
  replay.recomputed = judge_all(replay.recorded.inputs);
  replay.difference = difference(replay.recorded.gates, replay.recomputed);
  replay.figures = recomputed_figures(replay.recorded.inputs);
  for (const Cited& cited : replay.recorded.inputs.records)
    replay.cited.push_back({cited, state_of(records, replay.recorded.inputs, cited)});
  return replay;
}

std::string text_of(const VerdictReplay& replay, size_t width) {
  std::string text = gates_text(replay.recomputed, width);
  text.append("\nRecord ").append(std::to_string(replay.sequence)).append(" says ");
  text.append(promote::name_of(overall(replay.recorded.gates))).append(": ");
  text.append(replay.difference.empty() ? "equal, recomputed from the same figures\n"
                                        : "NOT equal, by " + replay.difference + "\n");
  size_t same = 0;
  for (const Replayed& each : replay.cited) {
    same += each.state == State::same ? 1 : 0;
    if (each.state != State::same)
      text.append("  cited record ")
          .append(std::to_string(each.cited.sequence))
          .append(" (")
          .append(each.cited.kind)
          .append("): ")
          .append(name_of(each.state))
          .append("\n");
  }
  text.append("Cited records that are there and the same: ")
      .append(std::to_string(same))
      .append(" of ")
      .append(std::to_string(replay.cited.size()))
      .append("\n");
  return text + figures_text(replay) + rows_text(replay);
}

tool::json::object json_of(const VerdictReplay& replay) {
  tool::json::array cited;
  for (const Replayed& each : replay.cited)
    cited.push_back(tool::json::object{{"sequence", each.cited.sequence},
                                       {"kind", each.cited.kind},
                                       {"state", name_of(each.state)}});
  return {{"sequence", replay.sequence},
          {"recorded", promote::name_of(overall(replay.recorded.gates))},
          {"recomputed", promote::name_of(overall(replay.recomputed))},
          {"equal", replay.difference.empty()},
          {"difference", replay.difference},
          {"cited", std::move(cited)},
          {"figures", figures_json(replay)},
          {"rows", replay.rows ? tool::json::value(json_of(*replay.rows)) : tool::json::value()},
          {"proved", replay.is_proved()}};
}

}  // namespace promote
