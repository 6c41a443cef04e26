// Routes that plugins ask for, as values. They become HTTP routes when the generation of their
// plugin object is published.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

struct spark_flag;
struct spark_http_request;
struct spark_http_reply;

namespace spark::services {

struct Leave;

inline constexpr uint32_t routes_max = 256;  // per generation
inline constexpr size_t route_path_bytes_max = 256;
inline constexpr uint32_t reply_bytes_max = 8 * 1024 * 1024;  // of one answer

enum class RouteAccess : uint8_t { open = 0, safe = 1, admin = 2 };  // SPARK_ACCESS_*

struct Route {
  std::string owner;  // the plugin's name, for messages
  std::string listener;
  std::string method;  // GET or POST
  std::string path;
  RouteAccess access = RouteAccess::open;
  // Of a safe verb: moved to flag_value, its safe value, by the worker that reads the request. Of a
  // risky one: the flag that its handler may move away from its safe value.
  spark_flag* flag = nullptr;
  int64_t flag_value = 0;
  std::string doc;
  void* context = nullptr;
  void (*handle)(void* context, const spark_http_request* request,
                 spark_http_reply* reply) = nullptr;
};

// Routes without two for the same listener, method and path. One for each plugin object; the build
// merges them into one for each generation.
class PluginRoutes {
 public:
  // Checks method, path (/[A-Za-z0-9._~/-]+, at most 256 bytes, no empty, "." or ".." segment),
  // access (a GET changes nothing: it is open or admin, and names no flag) and clashes. Whether the
  // owner may use the path and the listener exists is the caller's business. [builder]
  base::Result<void> add(Route route);

  // Adds all of `other`; nothing if one clashes. The error names both owners.
  base::Result<void> merge(const PluginRoutes& other);

  [[nodiscard]] const std::vector<Route>& all() const { return routes_; }

  // The route that takes requests like those of `other`: same listener, method, path, access and
  // flag. Null if there is none.
  [[nodiscard]] const Route* find_alike(const Route& other) const;

 private:
  std::vector<Route> routes_;
};

// The parts of a request that a handler sees. NUL-free; valid for the call.
struct RouteRequest {
  std::string method;
  std::string path;
  std::string query;
  std::string body;
};

// Runs the route's handler with `leave` (null: none). Calls `send` exactly once before it returns:
// with the handler's reply, or with 500 if the handler threw, did not send, or sent no valid reply
// (status outside 200…599, a body that does not look like JSON or is too long). A second reply is
// ignored and logged. [control]
void call(const Route& route, const RouteRequest& request, Leave* leave,
          const std::function<void(uint32_t status, std::string json)>& send);

}  // namespace spark::services
