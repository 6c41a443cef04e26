// One request on its way through a pipeline: a flat array of values, and a small arena for the
// strings and arrays that stages write. Same layout as spark_frame in spark/abi.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "frame/value.h"

namespace spark::frame {

inline constexpr uint32_t no_slot = UINT32_MAX;
inline constexpr uint32_t slots_max = 1024;            // per pipeline
inline constexpr uint32_t arena_bytes_max = 4 * 1024;  // per frame

inline constexpr uint32_t synthetic = 1;  // Frame::flags: a probe, kept out of state and windows

// Failure codes, the same numbers as SPARK_E_*.
enum Code : int32_t {
  ok = 0,
  failed = 1,
  not_ready = 2,
  invalid = 3,
  unsupported = 4,
  exception = 5,
};

struct Frame {
  Value* slots = nullptr;
  uint32_t slot_count = 0;
  uint32_t flags = 0;
  int32_t code = 0;  // set by a stage for a row that failed
  uint32_t reserved = 0;
  char* arena_next = nullptr;
  char* arena_end = nullptr;
};

// A failure of fixed size, for the request path. Same layout as spark_error.
struct Failure {
  int32_t code = 0;
  uint32_t length = 0;
  char text[240] = {};

  void set(int32_t new_code, std::string_view words);
  [[nodiscard]] std::string_view view() const {
    return {text, length < sizeof text ? length : sizeof text - 1};
  }
};

// The memory of one frame, reused from request to request; owned by one worker.
class FrameBuffer {
 public:
  explicit FrameBuffer(uint32_t slot_count);

  // All slots null, arena empty. The pointer is valid for the buffer's life.
  Frame* reset(uint32_t flags);
  [[nodiscard]] Frame& frame() { return frame_; }

 private:
  std::vector<Value> slots_;
  std::vector<char> arena_;  // from operator new, so its start is aligned to 16
  Frame frame_;
};

// `size` bytes aligned to 8 from the frame's arena, or null when it is full. They live until the
// frame's observers have run. [worker]
[[nodiscard]] void* arena_alloc(Frame& frame, size_t size);

}  // namespace spark::frame
