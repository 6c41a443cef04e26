// spark/http.h: a plugin's own routes, for operators. A handler is a member function of the plugin:
//
//   spark::Reply status(const spark::Request&);
//   http.add<&Shadow::status>(*this, {.listener = "executor", .path = "/shadow/metrics", .doc =
//   "…"});
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "spark/ext/draft/http.h"
#include "spark/host.h"
#include "spark/json.h"

namespace spark {

// Borrowed for the call.
struct Request {
  std::string_view method;
  std::string_view path;
  std::string_view query;  // without '?', not decoded
  std::string_view body;   // complete; empty means {}
};

struct Reply {
  uint32_t status = 200;
  std::string json;

  static Reply error(uint32_t status, std::string_view text) {
    return {status, Json().add("error", text).text()};
  }
};

enum class Access : uint32_t {
  open = SPARK_ACCESS_OPEN,
  safe = SPARK_ACCESS_SAFE,
  admin = SPARK_ACCESS_ADMIN,
};

struct Route {
  const char* listener;
  const char* method = "GET";
  const char* path;
  Access access = Access::open;
  // For a safe verb: moved to flag_value, its safe value, before the handler is even queued. For a
  // risky one: the flag that the handler may move away from its safe value.
  spark_flag* flag = nullptr;
  int64_t flag_value = 0;
  const char* doc;  // one sentence
};

class Http {
 public:
  explicit Http(Host host)
      : host_(host.raw()), http_(host.require<spark_ext_http>(SPARK_EXT_HTTP)) {}

  // Only from the plugin's constructor; `owner` is the plugin. Throws what the host refuses. The
  // handler runs on the control thread. What it throws is answered: 400 for SPARK_E_INVALID, 422
  // for SPARK_E_NOT_READY, 409 for what a safe action forbids, otherwise 500. [builder-thread]
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
    check(http_->add_route(host_, &raw, &err), err);
  }

 private:
  template <auto handler, class Owner>
  static void call(void* context, const spark_http_request* request,
                   spark_http_reply* reply) noexcept {
    Reply answer;
    spark_error err{};
    const int32_t code = guarded(&err, [&] {
      answer = (static_cast<Owner*>(context)->*handler)(Request{
          request->method, request->path, request->query, {request->body, request->body_length}});
    });
    // Whatever fails from here on is for want of memory: the host answers a silent handler with
    // 500.
    guarded(nullptr, [&] {
      if (code != SPARK_OK) {
        answer = Reply::error(status_of(code), {err.text, err.length});
      }
      reply->send(reply, answer.status, answer.json.data(),
                  static_cast<uint32_t>(answer.json.size()));
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

  const spark_host* host_;
  const spark_ext_http* http_;
};

}  // namespace spark
