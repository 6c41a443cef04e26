// The other process's side of a rehearsal.
#include "plugin/rehearsal.h"

#include "change/rehearsal_report.h"
#include "change/trials.h"
#include "generation/bare_host.h"
#include "generation/build.h"
#include "generation/staging.h"

namespace spark::change {
namespace {

bool has_artefact(const blueprint::Blueprint& blueprint, const config::Config& config,
                  const std::string& key) {
  for (const auto& model : config.models) {
    if (blueprint::model_key(model.name) == key)
      return model.artefact.has_value() && !blueprint.unloaded.contains(model.name);
  }
  return false;
}

base::Result<void> rehearse(plugin::Rehearsal& told, std::string_view input) {
  auto rehearsal = rehearsal_from_json(input);
  if (!rehearsal) return rehearsal.error();
  config::Errors errors;
  config::Config config = blueprint::read_overridden(rehearsal->blueprint, errors);
  if (!errors.empty()) return base::Error(errors.in_one_line());
  generation::StagedPaths staged;
  // What the host could not stage it reports itself; a generation without it is not to be had.
  for (const auto& [key, line] : blueprint::definitions(config)) {
    const bool made_of_something =
        key.starts_with("plugins.") || has_artefact(rehearsal->blueprint, config, key);
    if (made_of_something && !rehearsal->blueprint.objects.contains(key))
      errors.add({}, key, "it was not staged");
  }
  for (const auto& [key, sha256] : rehearsal->blueprint.objects) {
    const std::filesystem::path object = std::filesystem::path(rehearsal->objects_folder) / sha256;
    staged[key] = key.starts_with("plugins.") ? object / objects::library_name : object;
  }
  generation::Steps steps;
  steps.on_progress = [&told](const std::string& what) { told.step(what); };
  generation::BareHost bare(config);
  const auto generation =
      generation::build_generation(rehearsal->blueprint, std::move(config), staged,
                                   {bare.context(), bare.registry(), steps, {}}, errors);
  if (!generation) return base::Error(errors.in_one_line());
  told.step("warm");
  for (const auto& served : generation->served)
    for (size_t i = 0; i < served->plan->steps.size(); ++i)
      if (served->plan->steps[i].predicts()) served->workers[0].runner->warm(i, {});
  for (const auto& line : report_lines(*generation, bare.registry())) told.report(line);
  told.step("destroy");
  return {};
}

}  // namespace

int run_rehearsal() {
  plugin::Rehearsal told;
  const auto input = plugin::Rehearsal::input();
  const auto done = input ? rehearse(told, *input) : base::Result<void>(input.error());
  if (!done) {
    told.fail(done.error().text);
    return 1;
  }
  told.pass();
  return 0;
}

}  // namespace spark::change
