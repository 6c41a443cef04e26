// Reads request bodies with simdjson, which checks UTF-8, structure and trailing bytes. Gives the
// object, or the reason for a refusal. json_object.h reads admin's bodies.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/error.h"

namespace spark::base {

// Owns the memory that the elements of the last body point into. Reuses its buffers.
class JsonDocument {
 public:
  static constexpr uint32_t depth_max = 32;

  JsonDocument();
  ~JsonDocument();
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  // Allocates the memory for bodies of that size, so that the first body need not.
  void reserve(size_t bytes);

  // An empty body counts as {}. The error is at most error_bytes_max bytes long (base/text.h).
  [[nodiscard]] Result<simdjson::dom::object> read(std::string_view body);

 private:
  // A pointer, since the parser's layout depends on how simdjson's library was compiled, which
  // includers need not know.
  std::unique_ptr<simdjson::dom::parser> parser_;
};

// The kind of an element, for messages about an expected kind.
[[nodiscard]] std::string_view json_kind(simdjson::dom::element element);

}  // namespace spark::base
