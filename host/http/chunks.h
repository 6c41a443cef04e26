// Decodes a chunked body in place (RFC 9112, 7.1), so that it ends up as one contiguous view.
//
// A state machine over bytes: it takes every byte of every piece, so that no raw bytes are kept
// between calls. Extensions and trailers are checked whole and dropped.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/framing.h"

namespace spark::http {

// Only the parser says `head`: the request's head has been read, and nothing behind it has.
enum class ParseProgress : uint8_t { need_more, head, complete, failed };

class ChunkDecoder {
 public:
  void begin(uint32_t body_bytes_max);

  // Reads data[in, size) and moves the body's bytes down to data[out…), out ≤ in; advances both.
  // Unless complete, all input has been read: in == size.
  ParseProgress decode(char* data, size_t& out, size_t& in, size_t size);

  [[nodiscard]] Failure failure() const { return failure_; }

 private:
  enum class At : uint8_t {
    size_first,
    size,
    size_end,
    extension_before,  // white space, where only a semicolon may follow
    extension_first,
    extension_name,
    extension_named,  // white space, where only a sign or a semicolon may follow
    value_first,
    value,
    value_quoted,
    value_escaped,
    value_end,
    data,
    data_end,
    data_end_lf,
    trailer_first,
    trailer_name,
    trailer_value,
    trailer_end,
    last_lf
  };
  // One byte of framing. need_more: go on.
  ParseProgress framing(char c);
  ParseProgress size_digit(char c);
  ParseProgress extension(char c);
  bool extension_goes_on(char c);
  ParseProgress trailer(char c);
  ParseProgress trailer_name(char c);
  ParseProgress expect(char c, char wanted, At next);
  ParseProgress size_known();
  ParseProgress fail(uint32_t status, std::string_view reason);

  At at_ = At::size_first;
  uint32_t body_bytes_max_ = 0;
  uint32_t chunk_bytes_ = 0;  // the size as read so far; then the bytes left of the chunk
  uint32_t digits_ = 0;
  uint32_t body_bytes_ = 0;
  uint32_t extension_bytes_ = 0;
  uint32_t trailer_bytes_ = 0;
  // The beginning of a trailer's name; every name of belongs_to_head() is shorter.
  std::array<char, 24> name_{};
  uint32_t name_bytes_ = 0;
  Failure failure_;
};

}  // namespace spark::http
