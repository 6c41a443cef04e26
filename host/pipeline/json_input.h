// Decodes a request's JSON body into a frame's input slots, strictly. Refuses malformed JSON and
// values of another type, missing, named twice or not finite; the error names the field or offset.
#pragma once

#include <memory>
#include <string_view>

#include "frame/plan.h"

namespace spark::base {
class JsonDocument;  // its header brings simdjson's
}

namespace spark::pipeline {

inline constexpr uint32_t json_array_max = frame::arena_bytes_max / sizeof(double);

// One worker's decoder; its buffers are reused. Texts in slots point into it and live until the
// next call.
class JsonInput {
 public:
  JsonInput();
  ~JsonInput();
  JsonInput(const JsonInput&) = delete;
  JsonInput& operator=(const JsonInput&) = delete;

  // Fills `frame`, whose slots are null. An empty body counts as {}. Returns false and fills
  // `failure` (code invalid) if the body does not fit the shape. [worker]
  [[nodiscard]] bool decode(std::string_view body, const frame::InputShape& shape,
                            frame::Frame& frame, frame::Failure& failure);

 private:
  std::unique_ptr<base::JsonDocument> document_;
};

}  // namespace spark::pipeline
