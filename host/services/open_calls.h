// The calls of one plugin object that were accepted and have not ended yet. Each ends exactly once,
// on the control thread: with its result, or with SPARK_E_CANCELLED when the object rests.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/task_queue.h"
#include "services/outstanding.h"

namespace spark::services {

class Flags;

class OpenCalls : public std::enable_shared_from_this<OpenCalls> {
 public:
  // Gets SPARK_OK and "", or a code and a text. [control]
  using Done = std::function<void(int32_t code, std::string_view text)>;

  // All outlive this object. `control` null: no call is ever accepted here. A `done` is asked for
  // in the epoch of `flags` in which its call was (asked.h); null: epochs do not matter here.
  // `outstanding`, if any, counts the calls, too.
  explicit OpenCalls(base::TaskQueue* control, const Flags* flags = nullptr,
                     Outstanding* outstanding = nullptr)
      : control_(control), flags_(flags), outstanding_(outstanding) {}
  ~OpenCalls();
  OpenCalls(const OpenCalls&) = delete;
  OpenCalls& operator=(const OpenCalls&) = delete;

  // The call's number, for end(); 0: the object is to rest, and the call is not accepted. [any]
  [[nodiscard]] uint64_t open(Done done);

  // The call's result is there: its `done` will be called, unless the call was cancelled. [any]
  void end(uint64_t number, int32_t code, std::string text = {});

  // The call was not accepted after all. [any]
  void withdraw(uint64_t number);

  // Ends all calls: those with a result by it, the others with SPARK_E_CANCELLED. Accepts no more
  // until reopen(). [control]
  void close();
  void reopen();  // the object acts (again)
  [[nodiscard]] bool is_closed() const;

  [[nodiscard]] size_t open_now() const;

 private:
  struct Ended {
    uint64_t number;
    int32_t code;
    std::string text;
  };

  struct Open {
    Done done;
    std::optional<uint64_t> epoch;
  };

  static void tell(const Open& call, int32_t code, std::string_view text);
  void call_ended();  // [control]

  void count_ended(size_t count);

  base::TaskQueue* const control_;
  const Flags* const flags_;
  Outstanding* const outstanding_;
  mutable std::mutex mutex_;  // guards the members below; no `done` is called with it
  std::map<uint64_t, Open> open_;
  std::vector<Ended> ended_;  // in the order of their results
  uint64_t last_number_ = 0;
  bool is_closed_ = false;
  bool is_posted_ = false;
};

}  // namespace spark::services
