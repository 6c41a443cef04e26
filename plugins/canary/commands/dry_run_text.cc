#include "dry_run_text.h"

#include "spark/tool/format.h"
#include "spark/tool/table.h"

namespace canary {
namespace {

namespace tool = spark::tool;
using tool::Align;

ModelId id_of(const std::string& recorded) {
  const size_t at = recorded.rfind('@');
  if (at == std::string::npos) return {recorded, ""};
  return {recorded.substr(0, at), recorded.substr(at + 1)};
}

std::string steps_text(const DryRun& dry_run, size_t width) {
  tool::Table steps({{"time", Align::left, true},
                     {"state", Align::left, true},
                     {"phase", Align::right},
                     {"split", Align::right},
                     {"why"}});
  for (const Step& each : dry_run.steps()) {
    const State& state = each.state;
    const uint32_t ppm = dry_run.course().plan().phases[state.phase].split_ppm;
    std::string why = name_of(state.hold);
    if (state.kind == Kind::aborting) why = name_of(state.cause);
    steps.row({iso_time(each.at_ms), name_of(state.kind), std::to_string(state.phase + 1),
               tool::percent(ppm / 1e6, 0), why});
  }
  return steps.render(width);
}

std::string end_text(const DryRun& dry_run) {
  const Course& course = dry_run.course();
  const State& state = course.state();
  if (has_passed(dry_run)) return "it would have completed: every phase met the SLO\n";
  if (state.kind == Kind::aborted)
    return std::string("it would have been aborted: ") + name_of(state.cause) + "\n";
  if (state.kind == Kind::completed) return "it would have completed; a phase missed the SLO\n";
  const Phase& phase = course.plan().phases[state.phase];
  return "the rows end in phase " + std::to_string(state.phase + 1) + ", " + name_of(state.kind) +
         ": " + tool::grouped(course.phase().selected) + " of " + tool::grouped(phase.samples) +
         " samples, " + tool::duration(static_cast<double>(state.active_ms) / 1e3) + " of " +
         tool::duration(static_cast<double>(phase.duration_ms) / 1e3) + "\n";
}

}  // namespace

DryRun dry_run_of(const RecordedPairs& recorded, const Plan& plan, const Choice& choice) {
  const int64_t begin_ms = recorded.pairs.front().at_ms;
  const int64_t end_ms = recorded.pairs.back().at_ms;
  const auto span_ms = static_cast<double>(std::max<int64_t>(end_ms - begin_ms, 1));
  DryRun dry_run(plan, choice, begin_ms, static_cast<double>(recorded.pairs.size()) / span_ms);
  dry_run.run().production = id_of(recorded.production);
  dry_run.run().candidate = id_of(recorded.candidate);
  dry_run.run().token = token_of(dry_run.run());
  for (const RecordedPair& each : recorded.pairs) dry_run.take(each);
  dry_run.end(end_ms);
  return dry_run;
}

std::string dry_run_text(const DryRun& dry_run, const RecordedPairs& recorded, size_t width) {
  std::string text = tool::grouped(recorded.pairs.size()) + " pairs of " +
                     tool::grouped(recorded.rows) + " rows; " + recorded.candidate.substr(0, 24) +
                     " beside " + recorded.production.substr(0, 24) + "\n";
  if (recorded.other_models > 0)
    text += tool::grouped(recorded.other_models) + " pairs of other models are left out\n";
  if (recorded.lost > 0)
    text += tool::grouped(static_cast<uint64_t>(recorded.lost)) +
            " requests were not recorded: what they were is not known\n";
  return text + "\n" + steps_text(dry_run, width) + "\n" + end_text(dry_run);
}

std::string counted_text(const tool::json::value& document, size_t width) {
  const auto share = [](const tool::json::value& of, const char* path) {
    const auto ratio = tool::number(of, path);
    return ratio ? tool::percent(*ratio, 2) : std::string("-");
  };
  tool::Table phases({{"phase", Align::right, true},
                      {"time", Align::right},
                      {"pairs", Align::right},
                      {"errors", Align::right},
                      {"match", Align::right},
                      {"decision", Align::left, true},
                      {"why"}});
  for (const tool::json::value& each : tool::items(document, "results")) {
    const auto minutes = tool::number(each, "duration_min"),
               pairs = tool::number(each, "metrics.pairs");
    phases.row({tool::text(each, "phase"), minutes ? tool::duration(60 * *minutes) : "-",
                pairs ? tool::grouped(static_cast<uint64_t>(*pairs)) : "-",
                share(each, "metrics.err_rate"), share(each, "metrics.match_rate"),
                tool::text(each, "decision"), tool::text(each, "ended_by")});
  }
  return tool::text(document, "config.model_version") + " beside " +
         tool::text(document, "config.production_version") + ", plan " +
         tool::text(document, "config.plan_name") + ", on what the host has counted\n\n" +
         phases.render(width) + "\nwould have: " + tool::text(document, "would_have") + " (" +
         tool::text(document, "summary.final_status") + ")\n";
}

bool has_passed(const DryRun& dry_run) {
  return dry_run.course().state().kind == Kind::completed &&
         is_all_passed(dry_run.run(), dry_run.course().plan());
}

}  // namespace canary
