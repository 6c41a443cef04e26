// The text printed at the start, and run.json.
#include "daemon/greeting.h"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>

#include "admin/access.h"
#include "base/host_version.h"
#include "base/whole_file.h"
#include "daemon/host.h"

namespace spark::daemon {
namespace {

constexpr mode_t anybody_reads = 0644;

std::string url(const config::Listener& listener, uint16_t port) {
  const bool v6 = listener.address.find(':') != std::string::npos;
  return fmt::format("http://{}{}{}:{}", v6 ? "[" : "", listener.address, v6 ? "]" : "", port);
}

// For people: relative to the working directory, if that is shorter.
std::string shown(const std::filesystem::path& path) {
  std::error_code failed;
  const auto relative = std::filesystem::relative(path, failed);
  if (failed || relative.empty() || relative.string().starts_with("..")) return path.string();
  return relative.string();
}

}  // namespace

std::string greeting(const Host& host, const std::filesystem::path& binaries) {
  const generation::GenerationPtr live = host.live().now();
  const config::Config& config = live->config;
  std::string text =
      fmt::format("spark {} serves {} (pid {}, {} worker{})\n\n", base::host_version,
                  shown(config.file), ::getpid(), host.workers(), host.workers() == 1 ? "" : "s");
  std::string first_get;
  for (size_t i = 0; i < config.listeners.size(); ++i) {
    const auto& listener = config.listeners[i];
    const std::string base = url(listener, host.server().port(i));
    std::string routes;
    for (const auto& pipeline : config.pipelines) {
      if (pipeline.route.listener != listener.name) continue;
      routes += fmt::format("{}{} {}", routes.empty() ? "" : ", ", pipeline.route.method,
                            pipeline.route.path);
      if (pipeline.route.method == "GET" && pipeline.answer && first_get.empty()) {
        first_get = base + pipeline.route.path;
      }
    }
    if (listener.access == config::Access::admin) {
      routes = "token: " + shown(listener.token_file) + " (readable by you only)";
    }
    text += fmt::format("  {:<10} {:<24} {}\n", listener.name, base, routes);
  }
  text += "\nTry:\n";
  if (!first_get.empty()) text += fmt::format("  curl -s {}\n", first_get);
  text += fmt::format("  {} status\n", shown(binaries / "sparkctl"));
  text += "Stop with Ctrl-C: requests under way are answered first.\n";
  return text;
}

base::Result<void> write_run_file(const Host& host) {
  namespace json = boost::json;
  json::object listeners;
  const generation::GenerationPtr live = host.live().now();
  const config::Config& config = live->config;
  for (size_t i = 0; i < config.listeners.size(); ++i) {
    const auto& listener = config.listeners[i];
    json::object one{{"address", listener.address},
                     {"port", host.server().port(i)},
                     {"access", admin::access_name(admin::http_access(listener.access))}};
    if (!listener.token_file.empty()) one["token_file"] = listener.token_file.string();
    listeners[listener.name] = std::move(one);
  }
  const auto file = config.state_dir / "run.json";
  const std::string text =
      json::serialize(json::object{{"pid", ::getpid()}, {"listeners", std::move(listeners)}});
  return base::write_whole(file, text + '\n', anybody_reads, base::Sync::none);
}

void remove_run_file(const std::filesystem::path& state_dir) {
  std::error_code ignored;
  std::filesystem::remove(state_dir / "run.json", ignored);
}

}  // namespace spark::daemon
