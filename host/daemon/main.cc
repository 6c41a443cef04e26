// sparkd: reads the command line, starts the host, waits for signals.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>

#include "actions/latch_keeper.h"
#include "admin/greeting.h"
#include "admin/run_file.h"
#include "base/clock.h"
#include "base/host_version.h"
#include "base/log.h"
#include "base/signals.h"
#include "change/trials.h"
#include "config/overrides.h"
#include "config/prometheus_rules.h"
#include "daemon/host.h"
#include "daemon/lookout.h"
#include "generation/check.h"

namespace spark::daemon {
namespace {

// Exit codes, as `sparkd --help` says.
constexpr int exit_ok = 0;
constexpr int exit_environment = 1;
constexpr int exit_configuration = 2;

constexpr int drain_ms_max = 30'000;
// From the drain to the process's end: a clean end takes milliseconds, a stuck stage for ever.
constexpr uint32_t end_s_max = 5;

struct Options {
  std::string config = "configs/executor.yaml";
  std::vector<std::string> overrides;
  bool check_only = false;
  bool print_schema = false;
  std::string rules;
  bool trial = false;
};

std::filesystem::path executable_folder() {
  std::error_code failed;
  return std::filesystem::read_symlink("/proc/self/exe", failed).parent_path();
}

int report(const config::Errors& errors, const std::string& file) {
  std::cerr << errors.render();
  std::cerr << "sparkd: " << errors.size() << (errors.size() == 1 ? " mistake" : " mistakes")
            << " in " << file << "; nothing was started\n";
  return exit_configuration;
}

int check(const blueprint::Blueprint& blueprint, const std::filesystem::path& plugin_folder) {
  config::Errors errors;
  const auto checked = generation::check(blueprint, plugin_folder, errors);
  if (!checked) return report(errors, blueprint.file);
  std::cout << blueprint.file << ": ok (" << checked->plugins << " plugins, " << checked->models
            << " models, " << checked->pipelines << " pipelines)\n";
  return exit_ok;
}

// For editors.
int print_schema(const std::filesystem::path& plugin_folder) {
  const auto refused = [](const std::string& why) {
    std::cerr << "sparkd: " << why << "; it is left out of the schema\n";
  };
  std::cout << config::json_schema(generation::schemas_in(plugin_folder, refused));
  return exit_ok;
}

int print_rules(const config::Config& config, const std::string& file) {
  const auto files = config::rule_files(config.alerts);
  if (files.contains(file)) {
    std::cout << config::prometheus_rules(config.alerts, file);
    return exit_ok;
  }
  std::cerr << "sparkd: " << config.file.string() << ": no alert has a rule in '" << file
            << "'; there are:";
  for (const std::string& each : files) std::cerr << ' ' << each;
  std::cerr << '\n';
  return exit_configuration;
}

bool asks_to_end(int signal) {
  return signal == SIGTERM || signal == SIGINT;
}

enum class Waited { done, too_long, told_again };

// Waits until `is_done`, for `ms_max` at most, or until a second signal asks for the end at once.
// Meanwhile a USR2 still makes every flag safe.
template <class IsDone>
Waited wait_while_ending(Host& host, base::Signals& signals, int64_t ms_max,
                         const IsDone& is_done) {
  const int64_t deadline_ms = base::steady_ns() / 1'000'000 + ms_max;
  while (!is_done()) {
    const int64_t left_ms = deadline_ms - base::steady_ns() / 1'000'000;
    if (left_ms <= 0) return Waited::too_long;
    const int signal = signals.wait(static_cast<int>(left_ms));
    if (signal == SIGUSR2) host.safe();
    if (asks_to_end(signal)) return Waited::told_again;
  }
  return Waited::done;
}

// Tells clients and balancers to go elsewhere, and answers until `announce_ms` has passed.
Waited announce_end(Host& host, base::Signals& signals) {
  const double announce_ms = host.live().now()->config.shutdown.announce_ms;
  if (announce_ms <= 0) return Waited::done;
  host.announce_end();
  base::log::info("stopping: not ready from now on; requests are answered for {} ms more",
                  announce_ms);
  return wait_while_ending(host, signals, static_cast<int64_t>(announce_ms), [] { return false; });
}

Waited drain(Host& host, base::Signals& signals) {
  base::log::info("stopping: answering what was accepted (a second signal stops at once)");
  // Shared with the callback, which may come as late as the server's end.
  const auto drained = std::make_shared<std::atomic<bool>>(false);
  host.drain([&signals, drained] {
    *drained = true;
    signals.wake();
  });
  const Waited waited =
      wait_while_ending(host, signals, drain_ms_max, [&] { return drained->load(); });
  if (waited == Waited::too_long)
    base::log::warn("some connections did not end within {} s; closing them", drain_ms_max / 1000);
  return waited;
}

// Returns when the host should end: after a drain, or at once after a second signal.
void wait_for_end(Host& host, base::Signals& signals) {
  for (;;) {
    const int signal = signals.wait(-1);
    if (signal == SIGUSR2) host.safe();
    if (signal == SIGHUP) host.reload();
    if (asks_to_end(signal)) break;
  }
  host.stopping();
  const bool at_once = announce_end(host, signals) == Waited::told_again ||
                       drain(host, signals) == Waited::told_again;
  if (at_once) base::log::warn("second signal: stopping at once");
}

// run.json goes first, since who waits for the greeting may look for it.
void announce_start(const Host& host, const std::filesystem::path& binaries) {
  const generation::GenerationPtr live = host.live().now();
  if (const auto written = admin::write_run_file(live->config, host.server()); !written)
    base::log::warn("{}", written.error().text);
  std::cout << admin::greeting({*live, host.server(), host.workers(), binaries}) << std::flush;
}

int run(const Options& options) {
  if (options.trial) return change::run_trial_program();
  const auto binaries = executable_folder();
  const auto plugin_folder = (binaries / "../lib/spark/plugins").lexically_normal();
  if (options.print_schema) return print_schema(plugin_folder);

  base::Signals signals;
  config::Errors errors;
  std::vector<std::string> passed_over;
  const config::Environment variables = config::environment(passed_over);
  for (const auto& variable : passed_over) std::cerr << "sparkd: " << variable << '\n';
  const config::Config config = config::load(options.config, options.overrides, variables, errors);
  if (!errors.empty()) return report(errors, options.config);
  if (!options.rules.empty()) return print_rules(config, options.rules);
  blueprint::Blueprint blueprint{config.file.string(),
                                 config.folder.string(),
                                 config.text,
                                 options.overrides,
                                 variables,
                                 {},
                                 {},
                                 {}};
  if (options.check_only) return check(blueprint, plugin_folder);

  const auto level = base::log::level_from(config.log.level).value_or(base::log::Level::info);
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
  (*host)->start();  // plugin objects begin to act, which may take long
  lookout.reset();   // from here on this thread takes the signals
  base::Signals::enter(base::Signals::Phase::serving);
  announce_start(**host, binaries);
  wait_for_end(**host, signals);
  admin::remove_run_file(config.state_dir);
  base::Signals::enter(base::Signals::Phase::ending);
  base::Signals::end_by_force_after(end_s_max);
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
  app.add_option(
      "--prometheus-rules", options.rules,
      "Print the configured alerts as this file of rules of Prometheus (ml, …), and end");
  app.add_flag("--trial", options.trial,
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
