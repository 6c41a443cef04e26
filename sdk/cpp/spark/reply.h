// spark/reply.h: what a plugin's route (http.h) answers, at once or later.
//
//   return {200, spark::Json().add("rows", rows).text()};
//   return {200, "<p>…</p>", spark::Content::html};
//   return spark::Reply::error(404, "there is no such report");
//
// A handler of the form void(const Request&, Later) keeps the Later and sends when it can:
//
//   void report(const spark::Request&, spark::Later later) { later_ = later; post_the_job(); }
//   void reported(int32_t code, std::string_view text) { later_->send({200, json_}); }
//
// One request has one reply: the first that is sent counts, and an object that rests sends none.
// The client waits 5 s (for a safe verb: 1 s). What is sent then reaches nobody, but is recorded
// for a risky verb.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "spark/ext/draft/http.h"
#include "spark/host.h"
#include "spark/json.h"

namespace spark {

// The type of a reply's body.
enum class Content : uint32_t {
  // An object or array.
  json = SPARK_CONTENT_JSON,
  text = SPARK_CONTENT_TEXT,
  // A page, in which browsers run no scripts.
  html = SPARK_CONTENT_HTML,
  csv = SPARK_CONTENT_CSV,
  bytes = SPARK_CONTENT_BYTES,
};

// A handler's reply: a status of 200 … 599 and at most 8 MiB. A safe verb replies with JSON.
struct Reply {
  uint32_t status = 200;
  std::string body;
  Content content = Content::json;

  // {"error": text}
  static Reply error(uint32_t status, std::string_view text) {
    return {status, Json().add("error", text).text()};
  }
};

// A reply that a handler sends later. Small and copyable; of use until it is sent, or the plugin
// object rests: what is sent then does nothing.
class Later {
 public:
  Later(const spark_host* host, const spark_ext_http* http, uint64_t number)
      : host_(host), http_(http), number_(number) {}

  // Sends it; the first one counts. [any]
  void send(const Reply& reply) const {
    http_->send(host_, number_, reply.status, static_cast<uint32_t>(reply.content),
                reply.body.data(), static_cast<uint32_t>(reply.body.size()));
  }
  // As Request::commit(). [any]
  void commit() const {
    spark_error err{};
    check(http_->commit(host_, number_, &err), err);
  }
  // For functions of the C interface, such as a swap on behalf of a risky verb. [any]
  [[nodiscard]] uint64_t number() const { return number_; }

 private:
  const spark_host* host_;
  const spark_ext_http* http_;
  uint64_t number_;
};

}  // namespace spark
