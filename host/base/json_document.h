// Request bodies by simdjson, which checks UTF-8, structure and trailing bytes: an object, or why
// it is not one that we take. Not for admin's bodies, which json_object.h reads.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/error.h"

namespace spark::base {

// Owns what the elements of the last body that was read point into; its buffers are reused.
class JsonDocument {
 public:
  static constexpr uint32_t depth_max = 32;

  JsonDocument();
  ~JsonDocument();
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  // Takes the memory for bodies of that size, so that the first one finds it.
  void reserve(size_t bytes);

  // An empty body counts as {}. The error is at most error_bytes_max bytes long (base/text.h).
  [[nodiscard]] Result<simdjson::dom::object> read(std::string_view body);

 private:
  // Not a member: its layout depends on what simdjson's library was compiled with, which includers
  // need not know.
  std::unique_ptr<simdjson::dom::parser> parser_;
};

// What an element is, for messages about what was expected.
[[nodiscard]] std::string_view json_kind(simdjson::dom::element element);

}  // namespace spark::base
