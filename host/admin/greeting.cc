// The text printed at the start.
#include "admin/greeting.h"

#include <fmt/format.h>
#include <unistd.h>

#include "admin/access.h"
#include "base/host_version.h"

namespace spark::admin {
namespace {

std::string url(const config::Listener& listener, uint16_t port) {
  if (listener.socket) return "unix:" + listener.socket->path.string();
  const bool v6 = listener.address.find(':') != std::string::npos;
  return fmt::format("http://{}{}{}:{}", v6 ? "[" : "", listener.address, v6 ? "]" : "", port);
}

// For people: relative to the working directory, if that is shorter.
std::string relative_to_here(const std::filesystem::path& path) {
  std::error_code failed;
  const auto relative = std::filesystem::relative(path, failed);
  if (failed || relative.empty() || relative.string().starts_with("..")) return path.string();
  return relative.string();
}

constexpr std::string_view under_routes = "                                      ";
constexpr size_t plugin_routes_max = 6;  // of one plugin on one listener, in the greeting

// A line for each plugin that serves paths of that listener.
std::string plugin_routes(const generation::Generation& live, const std::string& listener) {
  std::string lines;
  for (const auto& plugin : live.plugins) {
    std::string routes;
    size_t count = 0;
    for (const auto& route : live.routes.all()) {
      if (route.listener != listener || route.owner != plugin.name) continue;
      if (++count > plugin_routes_max) continue;
      routes += fmt::format("{}{} {}", routes.empty() ? "" : ", ", route.method, route.path);
    }
    if (count == 0) continue;
    if (count > plugin_routes_max) routes += fmt::format(", … ({} in all: sparkctl routes)", count);
    lines += fmt::format("{}{} (plugin {})\n", under_routes, routes, plugin.name);
  }
  return lines;
}

// As a shell takes it.
std::string word(const std::string& text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+=:@%,";
  if (text.find_first_not_of(plain) == std::string::npos) return text;
  std::string out = "'";
  for (const char c : text)
    out.append(c == '\'' ? std::string_view("'\\''") : std::string_view(&c, 1));
  return out += '\'';
}

// The command finds this host from the working directory, whatever its ports: it looks for the
// state folder in ./var first, and is told of any other.
std::string status_command(const config::Config& config, const std::filesystem::path& binaries) {
  std::error_code failed;
  const bool is_found = std::filesystem::equivalent("var", config.state_dir, failed);
  const std::string command = word(relative_to_here(binaries / "sparkctl"));
  if (is_found) return command + " status";
  return command + " --state-dir " + word(relative_to_here(config.state_dir)) + " status";
}

}  // namespace

std::string greeting(const Started& started) {
  const config::Config& config = started.live.config;
  std::string text = fmt::format("spark {} serves {} (pid {}, {} worker{})\n\n", base::host_version,
                                 relative_to_here(config.file), ::getpid(), started.workers,
                                 started.workers == 1 ? "" : "s");
  std::string first_get;
  bool has_admin = false;
  for (size_t i = 0; i < config.listeners.size(); ++i) {
    const auto& listener = config.listeners[i];
    const std::string base = url(listener, started.server.port(i));
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
      has_admin = true;
      routes = listener.token_file.empty()
                   ? "users of this machine, by name"
                   : "token: " + relative_to_here(listener.token_file) + " (readable by you only)";
    }
    text += fmt::format("  {:<10} {:<24} {}\n", listener.name, base, routes);
    text += plugin_routes(started.live, listener.name);
  }
  text += "\nTry:\n";
  if (!first_get.empty()) text += fmt::format("  curl -s {}\n", first_get);
  if (has_admin) text += fmt::format("  {}\n", status_command(config, started.binaries));
  text += "Stop with Ctrl-C: requests under way are answered first.\n";
  return text;
}

}  // namespace spark::admin
