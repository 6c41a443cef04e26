// Checks that need the whole file: names that must exist elsewhere in it, and things that may exist
// once.
#include <arpa/inet.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <tuple>

#include "config/decode.h"

namespace spark::config {
namespace {

template <class T>
std::vector<std::string> names_of(const std::vector<T>& things) {
  std::vector<std::string> names;
  for (const T& thing : things) names.push_back(thing.name);
  return names;
}

void check_known(const Placed<std::string>& name, const std::string& path, std::string_view what,
                 const std::vector<std::string>& known, Errors& errors) {
  if (name.value.empty()) return;  // unreadable, and reported as such
  if (std::find(known.begin(), known.end(), name.value) != known.end()) return;
  errors.add_unknown(name.place, path, what, name.value, known);
}

// One spelling for one address: ::1 and 0:0:0:0:0:0:0:1 are the same.
std::string canonical(const std::string& address) {
  in6_addr room{};
  if (inet_pton(AF_INET6, address.c_str(), &room) != 1) return address;
  char text[INET6_ADDRSTRLEN] = {};
  inet_ntop(AF_INET6, &room, text, sizeof text);
  return text;
}

void check_listeners(const Config& config, Errors& errors) {
  std::map<std::pair<std::string, uint16_t>, const Listener*> taken;
  for (const Listener& listener : config.listeners) {
    if (listener.port == 0) continue;  // each gets a free one, or is a socket
    const auto [entry, fresh] =
        taken.try_emplace({canonical(listener.address), listener.port}, &listener);
    if (fresh) continue;
    errors.add(listener.place, "listeners." + listener.name,
               listener.address + " port " + std::to_string(listener.port) +
                   " is taken by listener '" + entry->second->name + "' already (line " +
                   std::to_string(entry->second->place.line) + ')');
  }
}

void check_sockets(const Config& config, Errors& errors) {
  std::map<std::filesystem::path, std::string> taken;
  for (const Listener& listener : config.listeners) {
    if (!listener.socket) continue;
    const auto [entry, fresh] = taken.try_emplace(listener.socket->path, listener.name);
    if (fresh) continue;
    errors.add(listener.place, "listeners." + listener.name,
               listener.socket->path.string() + " is the socket of listener '" + entry->second +
                   "' already");
  }
  for (const Pipeline& pipeline : config.pipelines) {
    for (const Listener& listener : config.listeners) {
      if (!listener.socket || listener.name != pipeline.route.listener) continue;
      errors.add(
          pipeline.route.place, "pipelines." + pipeline.name + ".route",
          "expected a listener for clients, '" + listener.name + "' is a socket for operators");
    }
  }
}

void check_routes(const Config& config, Errors& errors) {
  const auto listeners = names_of(config.listeners);
  std::map<std::tuple<std::string, std::string, std::string>, const Pipeline*> taken;
  for (const Pipeline& pipeline : config.pipelines) {
    const Route& route = pipeline.route;
    const std::string path = "pipelines." + pipeline.name + ".route";
    if (route.path.empty()) continue;  // unreadable, and reported as such
    check_known({route.listener, route.place}, path, "listener", listeners, errors);
    const auto [entry, fresh] =
        taken.try_emplace({route.listener, route.method, route.path}, &pipeline);
    if (fresh) continue;
    const Place& other = entry->second->route.place;
    errors.add(route.place, path,
               "this is the route of pipeline '" + entry->second->name + "' already (line " +
                   std::to_string(other.line) + ", column " + std::to_string(other.column) + ')');
  }
}

// On that listener the paths are the host's; an admin listener has other paths below /v2.
void check_inference(const Config& config, Errors& errors) {
  if (!config.inference) return;
  const Placed<std::string>& name = config.inference->listener;
  const std::string path = "inference.listener";
  check_known(name, path, "listener", names_of(config.listeners), errors);
  for (const Listener& listener : config.listeners) {
    if (listener.name == name.value && listener.access == Access::admin)
      errors.add(name.place, path,
                 "expected a listener for clients, '" + listener.name + "' has access: admin");
  }
  for (const Pipeline& pipeline : config.pipelines) {
    const Route& route = pipeline.route;
    if (route.listener != name.value || !is_inference_path(route.path)) continue;
    errors.add(route.place, "pipelines." + pipeline.name + ".route",
               "/v2 and the paths below it belong to inference on listener '" + name.value +
                   "' (line " + std::to_string(name.place.line) + ')');
  }
}

// A record log's own days and bytes may be fewer; its packed days stay.
void check_retention(const Config& config, Errors& errors) {
  const auto& [place, profile] = config.retention;
  if (!profile.archives_rows || !config.rows_archive.empty()) return;
  errors.add(place, "retention.profile",
             std::string(profile.name) +
                 " needs rows_archive: without it days of record logs are removed for good by the "
                 "days and bytes of their plugins");
}

}  // namespace

bool is_inference_path(std::string_view path) {
  return path == "/v2" || path.starts_with("/v2/");
}

void cross_check(const Config& config, Errors& errors) {
  check_listeners(config, errors);
  check_sockets(config, errors);
  check_routes(config, errors);
  check_inference(config, errors);
  check_retention(config, errors);
  check_alerts(config, errors);
  check_clock(config, errors);
  check_lineages(config, errors);
  const auto plugins = names_of(config.plugins);
  const auto models = names_of(config.models);
  for (const Plugin& plugin : config.plugins) {
    for (const auto& model : plugin.may.swap)
      check_known(model, "plugins." + plugin.name + ".may.swap", "model", models, errors);
  }
  for (const Model& model : config.models) {
    check_known(model.plugin, "models." + model.name + ".plugin", "plugin", plugins, errors);
  }
  for (const Pipeline& pipeline : config.pipelines) {
    for (const Stage& stage : pipeline.stages) {
      const std::string path = "pipelines." + pipeline.name + ".stages." + stage.name;
      if (stage.plugin) check_known(*stage.plugin, path + ".plugin", "plugin", plugins, errors);
      if (stage.predict) check_known(*stage.predict, path + ".predict", "model", models, errors);
    }
  }
}

}  // namespace spark::config
