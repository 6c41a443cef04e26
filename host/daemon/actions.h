// What operators do, in the order that safety asks for: a risky action is recorded durably, then
// applied, then acknowledged; a safe one takes effect first, on the worker that read it, and its
// answer says how soon it was effective and whether it was recorded by then.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/task_thread.h"
#include "http/server.h"
#include "services/routes.h"
#include "store/chain.h"

namespace spark::daemon {

// Threads and chain that actions pass through; all outlive the requests.
struct ActionContext {
  base::TaskThread& control;
  base::TaskThread& writer;
  store::Chain& chain;
  std::atomic<bool> cannot_record{false};  // the last attempt to record failed
  std::atomic<uint64_t> sequence{0};       // of the last record …
  [[nodiscard]] std::string hash() const;  // … and its hash [any thread but workers]
  std::atomic<uint32_t> denials{0};        // not recorded yet
  // Where and when the last checkpoint was signed. [writer]
  uint64_t signed_sequence = 0;
  int64_t signed_ns = 0;

  // Appends to the chain, signs a checkpoint when one is due, and logs what failed. [writer]
  bool record(const store::Record& record);

  // Signs where the chain is. [writer]
  void sign();

  // record(), from the builder: returns when it is on the disk. [builder]
  [[nodiscard]] bool record_and_wait(store::Record record);

  // The same without waiting: what is only for completeness. [any thread but workers]
  void record_later(store::Record record);

  // Somebody was refused for want of a credential. Recorded once a second at most, with how many
  // there were, since whoever has no credential must not keep the disk busy. Never waits. [worker]
  void denied(uint32_t code, std::string_view method, std::string_view path);

  mutable std::mutex mutex{};  // guards last_hash
  std::string last_hash{};
};

// Risky actions say `{"confirm": true}`: nobody enables, starts or promotes by a slip of the hand.
[[nodiscard]] bool is_confirmed(std::string_view body);
inline constexpr std::string_view ask_to_confirm =
    "this is a risky action: repeat it with the body {\"confirm\":true}";

inline constexpr std::string_view ask_to_confirm_parameter =
    "this is a risky action: repeat it with {\"parameters\":{\"confirm\":true}}";

// The member `name` of the object `body`, if it is a text. [any thread]
[[nodiscard]] std::optional<std::string> text_member(std::string_view body, std::string_view name);

// Keeps the route's generation, and with it the plugin object, alive while a call is queued.
using RoutePtr = std::shared_ptr<const services::Route>;

inline constexpr uint32_t record_wait_ms =
    100;  // how long a safe action's answer waits for the writer

// Serves a plugin's route: sets its flag at once, then has its handler called on the control
// thread. [worker]
void serve_route(const RoutePtr& route, ActionContext& context, http::Exchange& exchange);

// A safe action of the host itself: `apply` runs at once on the worker and returns the members of
// the answer ("\"flags\":3"). [worker]
void serve_safe(const std::string& action, ActionContext& context, http::Exchange& exchange,
                const std::function<std::string()>& apply);

}  // namespace spark::daemon
