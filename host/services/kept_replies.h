// The replies that one plugin object has kept to send later. Each ends exactly once: with what is
// sent first, or when the object rests.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "services/route_call.h"

namespace spark::services {

inline constexpr size_t kept_replies_max = 256;  // of one plugin object
// A reply that nobody has sent for so long makes room for another one; its client waits no more.
inline constexpr int64_t kept_reply_ms_max = 60'000;

// All functions but close() may be called on any thread; no call's function runs under the lock.
class KeptReplies {
 public:
  // The reply's number, never 0; 0 if the object is to rest, or too many are kept.
  [[nodiscard]] uint64_t keep(RouteCallPtr call, int64_t now_ns);

  // The call of that number, which is then kept no more; null if it has ended.
  [[nodiscard]] RouteCallPtr take(uint64_t number);
  // The same, but it stays.
  [[nodiscard]] RouteCallPtr find(uint64_t number) const;

  // Ends all of them unanswered, and keeps no more until reopen(). [control]
  void close();
  void reopen();  // the object acts (again)

  [[nodiscard]] size_t kept_now() const;

 private:
  struct Kept {
    RouteCallPtr call;
    int64_t since_ns;
  };

  mutable std::mutex mutex_;       // guards the members below
  std::map<uint64_t, Kept> kept_;  // the oldest first
  uint64_t last_number_ = 0;
  bool is_closed_ = false;
};

}  // namespace spark::services
