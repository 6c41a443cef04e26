// The host's side of trials.
#include "change/trials.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>
#include <vector>

#include "base/descriptor.h"
#include "base/json_object.h"
#include "config/flow.h"
#include "plugin/trial.h"
#include "plugin/trial_memory.h"

namespace spark::change {
namespace {

namespace json = boost::json;

constexpr size_t known_max = 4096;

// Names each part that runs a plugin's code while it is built, by all that the part depends on.
std::set<std::string> parts_of(const blueprint::Blueprint& blueprint,
                               const config::Config& config) {
  std::set<std::string> parts;
  for (const auto& plugin : config.plugins) {
    parts.insert(plugin.name + " " +
                 blueprint::object_of(blueprint, blueprint::plugin_key(plugin.name)) + " " +
                 blueprint::settings_line(plugin));
  }
  for (const auto& model : config.models) {
    parts.insert(blueprint::object_of(blueprint, blueprint::plugin_key(model.plugin.value)) + " " +
                 blueprint::object_of(blueprint, blueprint::model_key(model.name)) + " " +
                 config::flow(model.with));
  }
  for (const auto& pipeline : config.pipelines) parts.insert(pipeline.line);
  return parts;
}

// The values for one trial, in memory, so that no full disk keeps a host from starting. The trial's
// process reads them by this process's descriptor, as long as this lives.
class ValuesFile {
 public:
  static base::Result<ValuesFile> write(const TrialInput& trial, const config::Config& config) {
    std::vector<std::string> plugins;
    for (const auto& plugin : config.plugins) plugins.push_back(plugin.name);
    std::map<std::string, std::string> values;
    if (trial.durable != nullptr) values = trial.durable->of(plugins);
    if (trial.rows != nullptr)
      for (auto& [log, columns] : trial.rows->columns_of(plugins))
        values.emplace(std::string(columns_prefix).append(log), columns);
    const std::string bytes = packed(values);
    ValuesFile file;
    if (bytes.empty()) return file;
    file.memory_ = base::Descriptor(::memfd_create("spark-trial-values", MFD_CLOEXEC));
    size_t written = 0;
    while (file.memory_.is_open() && written < bytes.size()) {
      const ssize_t more =
          ::write(file.memory_.get(), bytes.data() + written, bytes.size() - written);
      if (more <= 0) break;
      written += static_cast<size_t>(more);
    }
    if (written == bytes.size()) return file;
    return base::Error("plugins' durable values could not be given to the trial: " +
                       std::generic_category().message(errno));
  }

  // "" if there are no values.
  [[nodiscard]] std::string path() const {
    if (!memory_.is_open()) return "";
    return fmt::format("/proc/{}/fd/{}", ::getpid(), memory_.get());
  }

 private:
  base::Descriptor memory_;
};

}  // namespace

std::string to_json(const TrialText& trial) {
  return json::serialize(json::object{{"objects", trial.objects_folder},
                                      {"blueprint", to_json(trial.blueprint)},
                                      {"values", trial.values_file}});
}

base::Result<TrialText> trial_text_from_json(std::string_view text) {
  const base::JsonObject trial(text);
  const auto blueprint = trial.text("blueprint");
  auto objects = trial.text("objects");
  auto values = trial.text("values");
  if (!blueprint || !objects || !values)
    return base::Error("expected a trial as the host writes it");
  auto read = blueprint::blueprint_from_json(*blueprint);
  if (!read) return read.error();
  return TrialText{std::move(*read), std::move(*objects), std::move(*values)};
}

// "<bytes of the name> <bytes of the value>\n<name><value>" for each.
std::string packed(const std::map<std::string, std::string>& values) {
  std::string out;
  for (const auto& [name, value] : values)
    out.append(fmt::format("{} {}\n", name.size(), value.size())).append(name).append(value);
  return out;
}

base::Result<std::map<std::string, std::string>> unpacked(std::string_view bytes) {
  std::map<std::string, std::string> values;
  while (!bytes.empty()) {
    const size_t end = bytes.find('\n');
    size_t name = 0;
    size_t value = 0;
    const std::string head(bytes.substr(0, end));
    if (end == std::string_view::npos || std::sscanf(head.c_str(), "%zu %zu", &name, &value) != 2 ||
        name > bytes.size() - end - 1 || value > bytes.size() - end - 1 - name)
      return base::Error("expected durable values as the host writes them");
    bytes.remove_prefix(end + 1);
    values.emplace(bytes.substr(0, name), bytes.substr(name, value));
    bytes.remove_prefix(name + value);
  }
  return values;
}

base::Result<GenerationReport, TrialError> Trials::run(const TrialInput& trial,
                                                       const config::Config& config,
                                                       Wanted wanted) {
  if (program_.empty()) return GenerationReport{};
  auto parts = parts_of(trial.blueprint, config);
  const bool is_known = std::includes(known_.begin(), known_.end(), parts.begin(), parts.end());
  if (is_known && wanted == Wanted::what_is_new) return GenerationReport{};
  const auto values = ValuesFile::write(trial, config);
  if (!values) return TrialError(values.error().text, false, false);
  const auto report = plugin::run_trial(
      {.program = program_,
       .arguments = {"--trial"},
       .input = to_json(TrialText{trial.blueprint, trial.objects_folder, values->path()}),
       .timeout_ms = trial_ms_max,
       .memory_bytes_max = plugin::trial_memory_bytes(plugin::host_memory_bytes()),
       .stop = stop_.get_token()});
  if (!report.ok) return TrialError(report.error, report.refused, report.stopped);
  if (known_.size() > known_max) known_.clear();
  known_.merge(parts);
  return read_report(report.report);
}

}  // namespace spark::change
