// spark/http.h: a plugin's own routes, for operators. Predictions are not routes: they are
// pipelines.
//
//   spark::Reply status(const spark::Request&);  // a member function of the plugin
//   …
//   spark::Http(host).add<&Shadow::status>(
//       *this, {.listener = "executor", .path = "/x/shadow/status", .doc = "Shows the totals"});
//
// A route answers from the moment the plugin's generation is published until its plugin object is
// replaced. `sparkctl routes` lists it, and `sparkctl x shadow status` calls this one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "spark/ext/draft/http.h"
#include "spark/host.h"
#include "spark/json.h"

namespace spark {

// A client's request. Borrowed for the call: copy the parts that you keep.
struct Request {
  std::string_view method;
  std::string_view path;
  // Without '?', not decoded.
  std::string_view query;
  // Complete, at most 1 MiB, not checked to be JSON; empty means {}.
  std::string_view body;
};

// A handler's reply: a status of 200 … 599 and a JSON object or array.
struct Reply {
  uint32_t status = 200;
  std::string json;

  // {"error": text}
  static Reply error(uint32_t status, std::string_view text) {
    return {status, Json().add("error", text).text()};
  }
};

// Who may call a route; the host checks it before the handler is called.
enum class Access : uint32_t {
  // Reading. No credential is asked for.
  open = SPARK_ACCESS_OPEN,
  // The safe direction, POST only. No credential from loopback, the token elsewhere.
  safe = SPARK_ACCESS_SAFE,
  // The risky direction. The token, always; a POST also needs {"confirm": true} in its body.
  admin = SPARK_ACCESS_ADMIN,
};

// Borrowed by add(), which refuses a route that the plugin may not have.
struct Route {
  // Key under listeners:, which must be there: make it a setting.
  const char* listener;
  // Or "POST".
  const char* method = "GET";
  // Exact; below /x/<id>/, or below what the plugin's entry is granted (may.routes).
  const char* path;
  Access access = Access::open;
  // For a safe verb: moved to flag_value, its safe value, before the handler is even queued. For a
  // risky one: the flag that the handler may move away from its safe value. Null: none.
  spark_flag* flag = nullptr;
  int64_t flag_value = 0;
  // One sentence, which `sparkctl` shows.
  const char* doc;
};

// Adds routes. Small and copyable; of use within the plugin's constructor only.
class Http {
 public:
  // Throws if the host offers no routes. [builder]
  explicit Http(Host host) : http_(host, SPARK_EXT_HTTP) {}

  // Adds a route. Only from within the plugin's constructor; `owner` is the plugin, or lives as
  // long. Throws the host's refusal, which names the route. [builder]
  //
  // `handler` is a member function Reply(const Request&), called on [control], one call of all
  // routes at a time: return within a millisecond or so. The host answers for an exception: 400 for
  // SPARK_E_INVALID, 422 for SPARK_E_NOT_READY, 409 if a safe action forbids the move (flag.h),
  // otherwise 500.
  template <auto handler, class Owner>
  void add(Owner& owner, const Route& route) const {
    const spark_http_route raw = {route.listener,
                                  route.method,
                                  route.path,
                                  static_cast<uint32_t>(route.access),
                                  0,
                                  route.flag,
                                  route.flag_value,
                                  route.doc,
                                  &owner,
                                  &call<handler, Owner>};
    spark_error err{};
    check(http_->add_route(http_.host, &raw, &err), err);
  }

 private:
  // The C form of a handler.
  template <auto handler, class Owner>
  static void call(void* context, const spark_http_request* request,
                   spark_http_reply* reply) noexcept {
    Reply made;
    spark_error err{};
    const int32_t code = guarded(&err, [&] {
      made = (static_cast<Owner*>(context)->*handler)(Request{
          request->method, request->path, request->query, {request->body, request->body_length}});
    });
    // From here on, only a lack of memory can fail: the host answers 500 for a silent handler.
    guarded(nullptr, [&] {
      if (code != SPARK_OK) {
        made = Reply::error(status_of(code), {err.text, err.length});
      }
      reply->send(reply, made.status, made.json.data(), static_cast<uint32_t>(made.json.size()));
    });
  }

  static uint32_t status_of(int32_t code) noexcept {
    switch (code) {
      case SPARK_E_INVALID:
        return 400;
      case SPARK_E_NOT_READY:
        return 422;
      case SPARK_E_LATCHED:
      case SPARK_E_SUPERSEDED:
        return 409;
      default:
        return 500;
    }
  }

  glue::Service<spark_ext_http> http_;
};

}  // namespace spark
