// The slots that the host itself writes for each request: what stages may know of it beside its
// body. Each is written only if something in the plan reads it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "frame/plan.h"

namespace spark::pipeline {

// The longest request id and traceparent that are taken from a client.
inline constexpr size_t request_text_bytes_max = 128;

// One request as serving hands it to a pipeline. The texts are at most request_text_bytes_max long.
struct Call {
  std::string_view body;
  uint32_t flags = 0;                 // frame::synthetic
  uint64_t sequence = 0;              // no other request of this start has it
  std::string_view id = {};           // the client's, sane; "": the host makes one
  std::string_view traceparent = {};  // valid; "": none
};

// One worker's writer. Its texts live until the next request.
class RequestSlots {
 public:
  RequestSlots();

  // [worker]
  void write(const frame::RequestSlots& slots, const Call& call, int64_t now_ns, int64_t utc_ms,
             frame::Frame& frame);
  // Of the last request; "" where nothing in the plan reads it. [worker]
  [[nodiscard]] std::string_view id() const { return written_id_; }

 private:
  using Text = std::array<char, request_text_bytes_max>;

  [[nodiscard]] std::string_view id_of(const Call& call);

  Text id_{};
  std::string_view written_id_;
  Text traceparent_{};
  const std::string start_;  // how ids that the host makes begin
};

}  // namespace spark::pipeline
