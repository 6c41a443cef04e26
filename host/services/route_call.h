// One call of a plugin's route: the request as the handler sees it, and the caller who waits.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spark::services {

enum class Caller : uint8_t { open = 0, loopback = 1, credential = 2, user = 3 };  // SPARK_CALLER_*

struct RouteRequest {
  std::string method;
  std::string path;
  std::string query;  // not decoded
  std::string body;
  Caller caller = Caller::open;
  // The listener whose token was presented, or the user's name; "": neither.
  std::string credential = {};
  std::optional<uint64_t> epoch = {};  // in which it was asked for; nothing: in the present one
};

enum class Content : uint8_t {
  json = 0,
  text = 1,
  html = 2,
  csv = 3,
  bytes = 4
};  // SPARK_CONTENT_*

struct RouteReply {
  uint32_t status = 200;
  Content content = Content::json;
  std::string body;
};

// {"error": text}
[[nodiscard]] RouteReply error_reply(uint32_t status, std::string_view text);

// Whether a risky action may have its next effect.
struct Commit {
  enum class Why : uint8_t {
    done,
    latched,     // a flag: only a risky action that names it moves it
    superseded,  // a safe action came after the one that asks
    cancelled,   // the client was told that nothing was changed
  };
  Why why = Why::done;
  std::string text = {};  // for the plugin, unless it is done
};
[[nodiscard]] int32_t code_of(Commit::Why why);  // SPARK_*

// The caller's side. Either `send` or `cancel` is called, once, on any thread.
struct RouteCall {
  std::function<void(RouteReply)> send;
  // The plugin object rests, and will not reply any more; empty: 503 is sent.
  std::function<void()> cancel = {};
  bool must_be_json = false;  // of a safe verb, since the host adds members
  // Of a risky action, before each effect; empty: the route is not risky. What goes back is not
  // superseded by safe actions. May be called at any time, also after the end. [any]
  std::function<Commit(bool goes_back)> commit = {};
  std::optional<uint64_t> epoch = {};  // of the risky action

  void end_unanswered() const {
    if (cancel) return cancel();
    send(error_reply(503, "the plugin was exchanged or stopped before it answered; ask again"));
  }
};
using RouteCallPtr = std::shared_ptr<const RouteCall>;

}  // namespace spark::services
