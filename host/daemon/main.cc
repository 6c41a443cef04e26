// sparkd: reads the command line, starts the host, waits for signals.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>

#include "actions/latch_keeper.h"
#include "base/clock.h"
#include "base/host_version.h"
#include "base/log.h"
#include "change/trials.h"
#include "config/json_schema.h"
#include "daemon/greeting.h"
#include "daemon/host.h"
#include "daemon/lookout.h"
#include "daemon/signals.h"
#include "generation/bare_host.h"
#include "generation/build.h"

namespace spark::daemon {
namespace {

// Exit codes, as `sparkd --help` says.
constexpr int exit_ok = 0;
constexpr int exit_environment = 1;
constexpr int exit_configuration = 2;

constexpr int drain_ms_max = 30'000;
// From there to the end: a clean one takes milliseconds, a stage that never returns for ever.
constexpr uint32_t end_s_max = 5;

struct Options {
  std::string config = "configs/executor.yaml";
  std::vector<std::string> overrides;
  bool check_only = false;
  bool print_schema = false;
  bool rehearse = false;
};

std::filesystem::path executable_folder() {
  std::error_code failed;
  return std::filesystem::read_symlink("/proc/self/exe", failed).parent_path();
}

std::vector<std::pair<std::string, std::string>> environment() {
  std::vector<std::pair<std::string, std::string>> found;
  for (const char* name : {"ML_PORT", "ML_HOST"}) {
    if (const char* value = std::getenv(name)) found.emplace_back(name, value);
  }
  return found;
}

int report(const config::Errors& errors, const std::string& file) {
  std::cerr << errors.render();
  std::cerr << "sparkd: " << errors.size() << (errors.size() == 1 ? " mistake" : " mistakes")
            << " in " << file << "; nothing was started\n";
  return exit_configuration;
}

// Builds everything that a start would, but binds no port, touches no state and copies nothing.
int check(const blueprint::Blueprint& given, const std::filesystem::path& plugin_folder) {
  blueprint::Blueprint blueprint = given;
  config::Errors errors;
  config::Config config = blueprint::read_configuration(blueprint, errors);
  generation::SeenObjects seen;
  const auto staged =
      generation::stage_objects(blueprint, config, plugin_folder, nullptr, seen, errors);
  generation::BareHost bare(config);
  generation::Steps steps;
  const auto generation =
      generation::build_generation(blueprint, std::move(config), staged.paths,
                                   {bare.context(), bare.registry(), steps, {}}, errors);
  if (!generation) return report(errors, blueprint.file);
  std::cout << blueprint.file << ": ok (" << generation->plugins.size() << " plugins, "
            << generation->models.size() << " models, " << generation->config.pipelines.size()
            << " pipelines)\n";
  return exit_ok;
}

// For editors, with the settings of the plugins that are found by name.
int print_schema(const std::filesystem::path& plugin_folder) {
  std::vector<config::PluginSchema> plugins;
  for (const auto& name : generation::libraries_in(plugin_folder)) {
    const auto library = plugin::Library::open(plugin_folder / (name + ".so"));
    if (!library) {
      std::cerr << "sparkd: " << library.error().text << "; it is left out of the schema\n";
      continue;
    }
    const plugin::Description& said = (*library)->description();
    config::PluginSchema schema{name, said.summary,   said.params, said.model_params,
                                {},   said.has_models};
    for (const auto& type : said.stage_types) schema.stages.push_back({type.name, type.params});
    plugins.push_back(std::move(schema));
  }
  std::cout << config::json_schema(plugins);
  return exit_ok;
}

bool asks_to_end(int signal) {
  return signal == SIGTERM || signal == SIGINT;
}

// Returns when the host should end: after a drain, or at once after a second signal.
void wait_for_end(Host& host, Signals& signals) {
  for (;;) {
    const int signal = signals.wait(-1);
    if (signal == SIGUSR2) host.safe();
    if (signal == SIGHUP) host.reload();
    if (asks_to_end(signal)) break;
  }
  host.stopping();
  base::log::info("stopping: answering what was accepted (a second signal stops at once)");
  // Shared with the callback, which may come as late as the server's end.
  const auto drained = std::make_shared<std::atomic<bool>>(false);
  host.drain([&signals, drained] {
    *drained = true;
    signals.wake();
  });
  const int64_t deadline_ms = base::steady_ns() / 1'000'000 + drain_ms_max;
  while (!*drained) {
    const int64_t left_ms = deadline_ms - base::steady_ns() / 1'000'000;
    if (left_ms <= 0) {
      base::log::warn("some connections did not end within {} s; closing them",
                      drain_ms_max / 1000);
      break;
    }
    const int signal = signals.wait(static_cast<int>(left_ms));
    if (signal == SIGUSR2) host.safe();
    if (asks_to_end(signal)) {
      base::log::warn("second signal: stopping at once");
      break;
    }
  }
}

int run(const Options& options) {
  if (options.rehearse) return change::run_rehearsal();
  const auto binaries = executable_folder();
  const auto plugin_folder = (binaries / "../lib/spark/plugins").lexically_normal();
  if (options.print_schema) return print_schema(plugin_folder);

  Signals signals;
  config::Errors errors;
  const config::Config config =
      config::load(options.config, options.overrides, environment(), errors);
  if (!errors.empty()) return report(errors, options.config);
  blueprint::Blueprint blueprint{config.file.string(),
                                 config.folder.string(),
                                 config.text,
                                 options.overrides,
                                 environment(),
                                 {},
                                 {},
                                 {}};
  if (options.check_only) return check(blueprint, plugin_folder);

  const auto level = base::log::level_from(config.log_level).value_or(base::log::Level::info);
  base::log::start(level, worker_count(config));
  std::optional<Lookout> lookout(signals);
  auto host = Host::create(std::move(blueprint), config, {plugin_folder, "/proc/self/exe"}, errors,
                           [&lookout](Host* building) { lookout->watch(building); });
  if (!host) {
    lookout.reset();
    base::log::stop();
    if (!errors.empty()) return report(errors, options.config);
    std::cerr << "sparkd: " << host.error().text << '\n';
    return exit_environment;
  }
  lookout.reset();  // from here on this thread looks
  Signals::enter(Signals::Phase::serving);
  (*host)->start();
  std::cout << greeting(**host, binaries) << std::flush;
  if (const auto written = write_run_file(**host); !written)
    base::log::warn("{}", written.error().text);
  wait_for_end(**host, signals);
  remove_run_file(config.state_dir);
  Signals::enter(Signals::Phase::ending);
  Signals::end_by_force_after(end_s_max);
  host->reset();
  if (signals.take_safe(0)) {
    const auto latched = actions::latch_every_flag(config.state_dir, "signal");
    base::log::warn("safe: {}", latched ? "every flag begins at its safe value with the next start"
                                        : latched.error().text);
  }
  base::log::info("stopped");
  base::log::stop();
  return exit_ok;
}

}  // namespace
}  // namespace spark::daemon

int main(int argc, char** argv) {
  spark::daemon::Options options;
  CLI::App app{"sparkd: runs pipelines of plugins and answers over HTTP"};
  app.add_option("--config", options.config, "Configuration file")->capture_default_str();
  app.add_option("--set", options.overrides, "Override one value: dotted.key=value (repeatable)")
      ->take_all()
      ->allow_extra_args(false);
  app.add_flag("--check-config", options.check_only,
               "Report every mistake of the configuration and end; starts nothing");
  app.add_flag("--config-schema", options.print_schema,
               "Print the JSON Schema of configurations, for editors, and end");
  app.add_flag("--rehearse", options.rehearse,
               "For the host itself: build what standard input describes, and end")
      ->group("");
  app.set_version_flag("--version", "sparkd " + std::string(spark::base::host_version));
  app.footer(
      "Signals: TERM, INT: answer what was accepted, then end (twice: close everything; three "
      "times, or\n"
      "while starting: at once). HUP: read the configuration again. USR2: every flag to its safe "
      "value.\n"
      "Exit codes: 0 ended as asked, 1 the environment refused (a port, a folder) or the end took "
      "too long,\n"
      "2 the configuration or the command line has mistakes, 143 and 130 ended by TERM or INT at "
      "once.\n\n"
      "Examples:\n"
      "  sparkd --config configs/executor.yaml\n"
      "  sparkd --config my.yaml --check-config\n"
      "  sparkd --set listeners.executor.port=5001 --set log.level=debug");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : spark::daemon::exit_configuration;
  }
  try {
    return spark::daemon::run(options);
  } catch (const std::exception& error) {
    std::cerr << "sparkd: " << error.what() << '\n';
    return spark::daemon::exit_environment;
  }
}
