// The other process's side of a trial.
#include "plugin/trial_program.h"

#include "base/whole_file.h"
#include "change/generation_report.h"
#include "change/trials.h"
#include "generation/bare_host.h"
#include "generation/build.h"
#include "generation/prepare_objects.h"

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

base::Result<void> run(plugin::TrialProgram& told, std::string_view input) {
  auto trial = trial_text_from_json(input);
  if (!trial) return trial.error();
  config::Errors errors;
  config::Config config = blueprint::read_overridden(trial->blueprint, errors);
  if (!errors.empty()) return base::Error(errors.in_one_line());
  generation::ObjectPaths paths;
  // The host reports copies that failed; without those objects no generation can be built.
  for (const auto& [key, line] : blueprint::definitions(config)) {
    const bool made_of_something =
        key.starts_with("plugins.") || has_artefact(trial->blueprint, config, key);
    if (made_of_something && !trial->blueprint.objects.contains(key))
      errors.add({}, key, "it was not copied");
  }
  for (const auto& [key, sha256] : trial->blueprint.objects) {
    const std::filesystem::path object = std::filesystem::path(trial->objects_folder) / sha256;
    paths[key] = key.starts_with("plugins.") ? object / objects::library_name : object;
  }
  generation::Steps steps;
  steps.on_progress = [&told](const std::string& what) { told.step(what); };
  std::map<std::string, std::string> durable;
  std::map<std::string, std::string> rows;
  if (!trial->values_file.empty()) {
    // As large as it is: room for the limit would be taken at once.
    std::error_code failed;
    const uint64_t size = std::filesystem::file_size(trial->values_file, failed);
    if (failed) return base::Error(trial->values_file + ": " + failed.message());
    const auto bytes = base::read_whole(trial->values_file, size);
    if (!bytes) return bytes.error();
    auto values = unpacked(*bytes);
    if (!values) return values.error();
    durable = std::move(*values);
    for (auto each = durable.lower_bound(std::string(columns_prefix));
         each != durable.end() && each->first.starts_with(columns_prefix);
         each = durable.erase(each))
      rows.emplace(each->first.substr(columns_prefix.size()), each->second);
  }
  generation::BareHost bare(config, std::move(durable), rows);
  const auto generation =
      generation::build_generation(trial->blueprint, std::move(config), paths,
                                   {bare.context(), bare.registry(), steps, {}}, errors);
  if (!generation) return base::Error(errors.in_one_line());
  told.step("warm");
  for (const auto& served : generation->served)
    for (size_t i = 0; i < served->plan->stages.size(); ++i)
      if (served->plan->stages[i].predicts()) served->workers[0].runner->warm(i, {});
  for (const auto& line : report_lines(*generation, bare.registry())) told.report(line);
  told.step("destroy");
  return {};
}

}  // namespace

int run_trial_program() {
  plugin::TrialProgram told;
  const auto input = plugin::TrialProgram::input();
  const auto done = input ? run(told, *input) : base::Result<void>(input.error());
  if (!done) {
    told.fail(done.error().text);
    return 1;
  }
  told.pass();
  return 0;
}

}  // namespace spark::change
