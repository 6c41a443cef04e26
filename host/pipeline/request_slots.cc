#include "pipeline/request_slots.h"

#include <algorithm>
#include <charconv>

#include "base/assert.h"
#include "base/start_id.h"

namespace spark::pipeline {
namespace {

using frame::Value;

template <size_t Bytes>
std::string_view keep(std::string_view text, std::array<char, Bytes>& memory) {
  SPARK_ASSERT(text.size() <= Bytes, "serving bounds a request's texts");
  std::copy(text.begin(), text.end(), memory.begin());
  return {memory.data(), text.size()};
}

}  // namespace

RequestSlots::RequestSlots() : start_(std::string(base::start_id()) + '-') {}

void RequestSlots::write(const frame::RequestSlots& slots, const Call& call, int64_t now_ns,
                         int64_t utc_ms, frame::Frame& frame) {
  const auto set = [&](uint32_t slot, const Value& value) {
    if (slot != frame::no_slot) frame.slots[slot] = value;
  };
  set(slots.sequence, Value::of(static_cast<int64_t>(call.sequence)));
  set(slots.now_ns, Value::of(now_ns));
  set(slots.utc_ms, Value::of(utc_ms));
  if (slots.id != frame::no_slot) {
    written_id_ = id_of(call);
    frame.slots[slots.id] = Value::of(written_id_);
  }
  if (slots.traceparent != frame::no_slot && !call.traceparent.empty())
    frame.slots[slots.traceparent] = Value::of(keep(call.traceparent, traceparent_));
}

// "<start>-<sequence>" is unique among all starts, and made without a look at other workers.
std::string_view RequestSlots::id_of(const Call& call) {
  if (!call.id.empty()) return keep(call.id, id_);
  keep(start_, id_);
  char* const end =
      std::to_chars(id_.data() + start_.size(), id_.data() + id_.size(), call.sequence).ptr;
  return {id_.data(), static_cast<size_t>(end - id_.data())};
}

}  // namespace spark::pipeline
