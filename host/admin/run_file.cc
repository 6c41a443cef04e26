// Writing and removing run.json.
#include "admin/run_file.h"

#include <unistd.h>

#include <boost/json.hpp>

#include "admin/access.h"
#include "base/whole_file.h"
#include "config/config.h"
#include "http/server.h"

namespace spark::admin {
namespace {

constexpr mode_t anybody_reads = 0644;

std::filesystem::path run_file(const std::filesystem::path& state_dir) {
  return state_dir / "run.json";
}

}  // namespace

base::Result<void> write_run_file(const config::Config& config, const http::Server& server) {
  namespace json = boost::json;
  json::object listeners;
  for (size_t i = 0; i < config.listeners.size(); ++i) {
    const auto& listener = config.listeners[i];
    json::object one{{"address", listener.address},
                     {"port", server.port(i)},
                     {"access", access_name(http_access(listener.access))}};
    if (listener.socket) one["socket"] = listener.socket->path.string();
    if (!listener.token_file.empty()) one["token_file"] = listener.token_file.string();
    listeners[listener.name] = std::move(one);
  }
  const std::string text =
      json::serialize(json::object{{"pid", ::getpid()}, {"listeners", std::move(listeners)}});
  return base::write_whole(run_file(config.state_dir), text + '\n', anybody_reads,
                           base::Sync::none);
}

void remove_run_file(const std::filesystem::path& state_dir) {
  std::error_code ignored;
  std::filesystem::remove(run_file(state_dir), ignored);
}

}  // namespace spark::admin
