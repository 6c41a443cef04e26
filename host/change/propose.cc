#include "change/propose.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "base/assert.h"
#include "base/clock.h"
#include "change/planned.h"
#include "change/restart_only.h"
#include "change/target_warnings.h"

namespace spark::change {
namespace {

std::string in_words(const blueprint::Quarantined& each) {
  return each.what + ": object " + each.sha256 + " is in quarantine (" + each.reason +
         "); `sparkctl plugins quarantine clear` lets it be tried again";
}

std::vector<std::string> only_in(const std::vector<std::string>& one,
                                 const std::vector<std::string>& other) {
  std::vector<std::string> all;
  std::set_difference(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(all));
  return all;
}

base::Result<Proposal, Refusal> propose_blueprint(blueprint::Blueprint blueprint, bool is_dry,
                                                  Parts& parts, Known& known,
                                                  generation::Steps& steps) {
  steps.begin("stage");
  config::Errors errors;
  config::Config config = blueprint::read_overridden(blueprint, errors);
  if (!errors.empty()) return Refusal{422, errors.in_one_line()};
  auto restart_needed = keep_restart_only(config, parts.publisher.live().now()->config);
  check_listeners(config, errors);
  config::check_clock(config, errors);  // the present one, over the next pipelines
  if (!errors.empty()) return Refusal{422, errors.in_one_line()};
  generation::PreparedObjects prepared = parts.builder.prepare(blueprint, config, errors);
  if (prepared.storage_failed) return Refusal{503, errors.in_one_line()};
  if (!errors.empty()) return Refusal{422, errors.in_one_line()};
  if (const auto bad = blueprint::in_quarantine(blueprint, known.quarantine.list()); !bad.empty())
    return Refusal{422, in_words(bad.front())};

  steps.begin("note");
  std::set<std::string> residents;
  for (const auto& resident : plugin::Library::resident_list()) residents.insert(resident.sha256);
  for (const auto& plugin : config.plugins) {
    const std::string key = blueprint::plugin_key(plugin.name);
    if (residents.contains(blueprint.objects.at(key))) continue;
    const auto note = plugin::read_note(prepared.paths.at(key));
    const auto checked = note ? plugin::check_note(*note) : base::Result<void>(note.error());
    if (!checked) return Refusal{422, key + ": " + checked.error().text};
  }
  steps.begin("trial");
  const TrialInput trial{blueprint, parts.builder.objects_folder().string(), &parts.durable,
                         &parts.rows};
  auto report = known.trials.run(trial, config,
                                 is_dry ? Trials::Wanted::everything : Trials::Wanted::what_is_new);
  if (!report) return Refusal{report.error().stopped ? 503u : 422u, report.error().text};
  return Proposal{std::move(blueprint),
                  std::move(config),
                  std::move(prepared.paths),
                  std::move(restart_needed),
                  {},
                  std::move(*report)};
}

}  // namespace

base::Result<Proposal, Refusal> propose(const Change& change, Parts& parts, Known& known,
                                        generation::Steps& steps) {
  const generation::GenerationPtr live = parts.publisher.live().now();
  std::optional<std::string> text;
  config::Errors errors;
  if (change.verb == Verb::reload) {
    text = config::read_file(live->blueprint.file, errors);
    if (!text) return Refusal{422, errors.render()};
  }
  const config::Config configuration = blueprint::read_configuration(live->blueprint, errors);
  SPARK_ASSERT(errors.empty(), "the live generation's configuration has no mistakes");
  auto next = next_blueprint(
      change, {live->blueprint, live->config, configuration, known.previous, base::utc_ms()},
      std::move(text));
  if (!next) return next.error();
  std::vector<ChangedFile> changed;
  if (change.verb == Verb::reload) {
    changed = changed_files(*next, blueprint::read_overridden(*next, errors),
                            parts.builder.plugin_folder());
    for (const auto& each : changed)
      if (change.files) next->objects.erase(each.what);
  }
  auto proposal = propose_blueprint(std::move(*next), change.dry_run, parts, known, steps);
  if (proposal) proposal->changed_files = std::move(changed);
  return proposal;
}

ChangeReport planned_report(const Change& change, const Proposal& proposal,
                            const generation::Generation& live, const metrics::Registry& registry) {
  ChangeReport report{
      change,
      live.number,
      live.number,
      planned_differences(live, proposal.blueprint, proposal.config, proposal.report),
      proposal.restart_needed,
      proposal.changed_files};
  report.warnings =
      target_warnings(live.config, proposal.config, proposal.report, report.differences);
  if (!change.dry_run) return report;
  const auto routes = route_names(live.routes);
  report.series_added = only_in(proposal.report.series, series_of(registry));
  report.routes_added = only_in(proposal.report.routes, routes);
  report.routes_removed = only_in(routes, proposal.report.routes);
  return report;
}

}  // namespace spark::change
