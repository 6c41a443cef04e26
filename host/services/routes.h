// Routes that plugins ask for, as values. They become HTTP routes when the generation of their
// plugin object is published.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "services/kept_replies.h"

struct spark_flag;
struct spark_host;
struct spark_http_request;
struct spark_http_reply;

namespace spark::services {

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
  const spark_host* host = nullptr;                // of its plugin object
  std::shared_ptr<KeptReplies> replies = nullptr;  // of its plugin object; null: none is kept
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

}  // namespace spark::services
