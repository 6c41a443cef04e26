// A change as far as it can go without an effect: its blueprint, copies, and a rehearsal.
#include <algorithm>
#include <set>

#include "base/assert.h"
#include "base/clock.h"
#include "change/generations.h"
#include "change/planned.h"
#include "change/restart_only.h"

namespace spark::daemon {
namespace {

std::string in_words(const Quarantined& each) {
  return each.what + ": object " + each.sha256 + " is in quarantine (" + each.reason +
         "); `sparkctl plugins quarantine clear` lets it be tried again";
}

std::vector<std::string> only_in(const std::vector<std::string>& one,
                                 const std::vector<std::string>& other) {
  std::vector<std::string> all;
  std::set_difference(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(all));
  return all;
}

}  // namespace

// Copies what it is made of, and tries it in another process: nothing of it is opened here.
Granted<Prepared> Generations::prepare(Blueprint blueprint, bool is_dry, Steps& steps) {
  steps.begin("stage");
  config::Errors errors;
  config::Config config = read_overridden(blueprint, errors);
  if (!errors.empty()) return Refusal{422, errors.in_one_line()};
  auto restart_needed = keep_restart_only(config, live_->config);
  check_listeners(config, errors);
  if (!errors.empty()) return Refusal{422, errors.in_one_line()};
  StagedObjects staged =
      stage_objects(blueprint, config, parts_.plugin_folder, &parts_.objects, seen_, errors);
  fresh_.insert(staged.fresh.begin(), staged.fresh.end());
  if (staged.storage_failed) return Refusal{503, errors.in_one_line()};
  if (!errors.empty()) return Refusal{422, errors.in_one_line()};
  if (const auto bad = in_quarantine(blueprint, quarantined()); !bad.empty())
    return Refusal{422, in_words(bad.front())};

  steps.begin("note");
  std::set<std::string> residents;
  for (const auto& resident : plugin::Library::resident_list()) residents.insert(resident.sha256);
  for (const auto& plugin : config.plugins) {
    const std::string key = plugin_key(plugin.name);
    if (residents.contains(blueprint.objects.at(key))) continue;
    const auto note = plugin::read_note(staged.paths.at(key));
    const auto checked = note ? plugin::check_note(*note) : base::Result<void>(note.error());
    if (!checked) return Refusal{422, key + ": " + checked.error().text};
  }
  steps.begin("trial");
  const Rehearsal rehearsal{blueprint, parts_.objects.folder().string()};
  auto rehearsed = trials_.rehearse(
      rehearsal, config, is_dry ? Trials::Wanted::everything : Trials::Wanted::what_is_new);
  if (!rehearsed) return Refusal{rehearsed.error().stopped ? 503u : 422u, rehearsed.error().text};
  return Prepared{std::move(blueprint),
                  std::move(config),
                  std::move(staged.paths),
                  std::move(restart_needed),
                  {},
                  std::move(*rehearsed)};
}

Granted<Prepared> Generations::prepare_change(const Change& change, Steps& steps) {
  std::optional<std::string> text;
  config::Errors errors;
  if (change.verb == Verb::reload) {
    text = config::read_file(live_->blueprint.file, errors);
    if (!text) return Refusal{422, errors.render()};
  }
  const config::Config configuration = read_configuration(live_->blueprint, errors);
  SPARK_ASSERT(errors.empty(), "the live generation's configuration has no mistakes");
  auto next = next_blueprint(
      change,
      {live_->blueprint, live_->config, configuration, previous_definitions_, base::utc_ms()},
      std::move(text));
  if (!next) return next.error();
  std::vector<ChangedFile> changed;
  if (change.verb == Verb::reload) {
    changed = changed_files(*next, read_overridden(*next, errors), parts_.plugin_folder);
    for (const auto& each : changed)
      if (change.files) next->objects.erase(each.what);
  }
  auto prepared = prepare(std::move(*next), change.dry_run, steps);
  if (prepared) prepared->changed_files = std::move(changed);
  return prepared;
}

// What would change; versions are known where it was rehearsed.
ChangeReport Generations::planned(const Change& change, const Prepared& prepared) const {
  ChangeReport report{
      change,
      live_->number,
      live_->number,
      planned_differences(*live_, prepared.blueprint, prepared.config, prepared.rehearsed),
      prepared.restart_needed,
      prepared.changed_files};
  if (!change.dry_run) return report;
  const auto routes = route_names(live_->routes);
  report.series_added = only_in(prepared.rehearsed.series, series_of(parts_.registry));
  report.routes_added = only_in(prepared.rehearsed.routes, routes);
  report.routes_removed = only_in(routes, prepared.rehearsed.routes);
  return report;
}

}  // namespace spark::daemon
