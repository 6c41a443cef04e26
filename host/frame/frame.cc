// Memory of a frame, and fixed-size failures.
#include "frame/frame.h"

#include <algorithm>

#include "base/assert.h"
#include "base/utf8.h"

namespace spark::frame {

void Failure::set(int32_t new_code, std::string_view words) {
  constexpr size_t bytes_max = sizeof text - 1;
  const bool fits = words.size() <= bytes_max;
  const std::string_view kept =
      fits ? words : base::whole_characters(words, bytes_max - base::cut_mark.size());
  char* end = std::copy(kept.begin(), kept.end(), text);
  if (!fits) end = std::copy(base::cut_mark.begin(), base::cut_mark.end(), end);
  *end = '\0';
  code = new_code;
  length = static_cast<uint32_t>(end - text);
}

FrameBuffer::FrameBuffer(uint32_t slot_count) : slots_(slot_count), arena_(arena_bytes_max) {
  SPARK_ASSERT(slot_count <= slots_max, "a plan has at most slots_max slots");
  frame_.slots = slots_.data();
  frame_.slot_count = slot_count;
}

Frame* FrameBuffer::reset(uint32_t flags) {
  std::fill(slots_.begin(), slots_.end(), Value{});
  frame_.flags = flags;
  frame_.code = ok;
  frame_.arena_next = arena_.data();
  frame_.arena_end = arena_.data() + arena_.size();
  return &frame_;
}

void* arena_alloc(Frame& frame, size_t size) {
  const size_t rounded = (size + 7) & ~size_t{7};
  if (rounded < size || rounded > static_cast<size_t>(frame.arena_end - frame.arena_next)) {
    return nullptr;
  }
  char* const start = frame.arena_next;
  frame.arena_next += rounded;
  return start;
}

}  // namespace spark::frame
