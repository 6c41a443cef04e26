// spark/request.h: what a client sent to a plugin's route (http.h), and leave for its effects.
//
//   const auto model = request.parameter("model");   // of …?model=candidate
//   request.commit();                                // of a risky verb, before each effect
//
// What commit() protects: an operator stops everything while a risky request still waits. Nothing
// that was asked for before the stop may take effect after it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "spark/error.h"
#include "spark/ext/draft/http.h"

namespace spark {

// Who called.
enum class Caller : uint32_t {
  // An open route: nobody was asked.
  open = SPARK_CALLER_OPEN,
  // A safe verb, called from this machine without a credential.
  loopback = SPARK_CALLER_LOOPBACK,
  // Presented the token.
  credential = SPARK_CALLER_CREDENTIAL,
  // A user of this machine, by a socket in the file system.
  user = SPARK_CALLER_USER,
};

// A client's request. Borrowed for the call: copy the parts that you keep.
struct Request {
  std::string_view method;
  std::string_view path;
  // Without '?', not decoded.
  std::string_view query;
  // Complete, at most 1 MiB, not checked to be JSON; empty means {}.
  std::string_view body;
  Caller caller = Caller::open;
  // Which token was presented: the key of a listener. The name of a user. "" for other callers.
  std::string_view credential = {};
  // The C forms that the members above were taken from, for functions of the C interface. A handler
  // returns its reply, or keeps a Later (reply.h), and does not send by this one.
  const spark_http_request* raw = nullptr;
  spark_http_reply* reply = nullptr;

  // The first parameter of that name: in the query, decoded ("a b" of ?name=a%20b), else a text,
  // number or boolean in a POST's JSON object. So `sparkctl x mine limit to=7 --confirm` arrives as
  // parameter("to"). Nothing if it is not there. [control]
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const {
    for (uint32_t i = 0; i < raw->parameter_count; ++i)
      if (name == raw->parameters[i].name) return raw->parameters[i].value;
    return std::nullopt;
  }

  // Of a risky verb, before each effect: throws where a safe action came since, or the client waits
  // no more; then the effect must not happen, and the host answers. Moving a flag commits by
  // itself. [control]
  void commit() const {
    spark_error err{};
    check(reply->commit(reply, &err), err);
  }
};

}  // namespace spark
