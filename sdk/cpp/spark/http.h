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
#include <type_traits>

#include "spark/reply.h"
#include "spark/request.h"

namespace spark {

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
  // routes at a time: return within a millisecond or so. One that needs longer is a member function
  // void(const Request&, Later): it keeps the Later and sends the reply within 5 s, from any
  // thread. The host answers for an exception: 400 for SPARK_E_INVALID, 422 for SPARK_E_NOT_READY,
  // 409 if a safe action forbids the move (flag.h), otherwise 500.
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
  static void send(spark_http_reply* reply, const Reply& made) {
    reply->send(reply, made.status, static_cast<uint32_t>(made.content), made.body.data(),
                static_cast<uint32_t>(made.body.size()));
  }

  // Calls a handler of either form; throws what it throws.
  template <auto handler, class Owner>
  static void answer(Owner& owner, const Request& request) {
    if constexpr (std::is_invocable_v<decltype(handler), Owner&, const Request&, Later>) {
      const Host host(request.reply->host);
      const uint64_t number = request.reply->keep(request.reply);
      if (number == 0) return send(request.reply, Reply::error(503, "too many requests wait"));
      (owner.*handler)(request,
                       Later(host.raw(), host.require<spark_ext_http>(SPARK_EXT_HTTP), number));
    } else {
      send(request.reply, (owner.*handler)(request));
    }
  }

  // The C form of a handler.
  template <auto handler, class Owner>
  static void call(void* context, const spark_http_request* raw, spark_http_reply* reply) noexcept {
    spark_error err{};
    const int32_t code = guarded(&err, [&] {
      answer<handler>(*static_cast<Owner*>(context), Request{raw->method,
                                                             raw->path,
                                                             raw->query,
                                                             {raw->body, raw->body_length},
                                                             static_cast<Caller>(raw->caller),
                                                             raw->credential,
                                                             raw,
                                                             reply});
    });
    if (code == SPARK_OK) return;
    // From here on, only a lack of memory can fail: the host answers 500 for a silent handler.
    guarded(nullptr, [&] { send(reply, Reply::error(status_of(code), {err.text, err.length})); });
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
      case SPARK_E_CANCELLED:
        return 503;
      default:
        return 500;
    }
  }

  glue::Service<spark_ext_http> http_;
};

}  // namespace spark
