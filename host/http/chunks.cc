#include "http/chunks.h"

#include <algorithm>
#include <cstring>

#include "base/hex.h"
#include "http/grammar.h"
#include "http/limits.h"

namespace spark::http {
namespace {

constexpr uint32_t size_digits_max = 8;

}  // namespace

void ChunkDecoder::begin(uint32_t body_bytes_max) {
  *this = ChunkDecoder();
  body_bytes_max_ = body_bytes_max;
}

ParseProgress ChunkDecoder::fail(uint32_t status, std::string_view reason) {
  failure_ = {status, reason};
  return ParseProgress::failed;
}

ParseProgress ChunkDecoder::decode(char* data, size_t& out, size_t& in, size_t size) {
  while (in < size) {
    if (at_ == At::data) {
      const size_t length = std::min<size_t>(chunk_bytes_, size - in);
      if (out != in) std::memmove(data + out, data + in, length);
      out += length;
      in += length;
      chunk_bytes_ -= static_cast<uint32_t>(length);
      if (chunk_bytes_ == 0) at_ = At::data_end;
      continue;
    }
    if (ParseProgress step = framing(data[in++]); step != ParseProgress::need_more) return step;
  }
  return ParseProgress::need_more;
}

ParseProgress ChunkDecoder::framing(char c) {
  switch (at_) {
    case At::size_first:
    case At::size:
      return size_digit(c);
    case At::extension_first:
    case At::extension:
      return extension(c);
    case At::size_end:
      return c == '\n' ? size_known() : fail(400, "a chunk size must end in CRLF");
    case At::data_end:
      return expect(c, '\r', At::data_end_lf);
    case At::data_end_lf:
      return expect(c, '\n', At::size_first);
    case At::last_lf:
      return c == '\n' ? ParseProgress::complete : fail(400, "the chunked body must end in CRLF");
    default:
      return trailer(c);
  }
}

ParseProgress ChunkDecoder::expect(char c, char wanted, At next) {
  if (c != wanted) return fail(400, "a chunk must be as long as its size says and end in CRLF");
  at_ = next;
  return ParseProgress::need_more;
}

ParseProgress ChunkDecoder::size_digit(char c) {
  if (at_ == At::size_first) {
    chunk_bytes_ = 0;
    digits_ = 0;
  }
  if (is(hex_char, c)) {
    if (++digits_ > size_digits_max) return fail(400, "a chunk size has too many digits");
    chunk_bytes_ = chunk_bytes_ * 16 + static_cast<uint32_t>(base::hex_value(c));
    at_ = At::size;
  } else if (at_ == At::size && c == '\r') {
    at_ = At::size_end;
  } else if (at_ == At::size && c == ';') {
    at_ = At::extension_first;
    ++extension_bytes_;
  } else {
    return fail(400, "a chunk size must be hexadecimal digits");
  }
  return ParseProgress::need_more;
}

ParseProgress ChunkDecoder::extension(char c) {
  if (at_ == At::extension_first && !is(token_char, c)) {
    return fail(400, "a chunk extension must have a name");
  }
  if (c == '\r') {
    at_ = At::size_end;
    return ParseProgress::need_more;
  }
  if (!is(field_char, c)) return fail(400, "a chunk extension must not hold control characters");
  if (++extension_bytes_ > chunk_extension_bytes_max) {
    return fail(400, "chunk extensions are too long");
  }
  at_ = At::extension;
  return ParseProgress::need_more;
}

ParseProgress ChunkDecoder::size_known() {
  if (chunk_bytes_ == 0) {
    at_ = At::trailer_first;
    return ParseProgress::need_more;
  }
  if (chunk_bytes_ > body_bytes_max_ - body_bytes_) return fail(413, "the body is too large");
  body_bytes_ += chunk_bytes_;
  at_ = At::data;
  return ParseProgress::need_more;
}

ParseProgress ChunkDecoder::trailer(char c) {
  if (++trailer_bytes_ > trailer_bytes_max) return fail(431, "the trailers are too large");
  switch (at_) {
    case At::trailer_first:
      if (c == '\r') {
        at_ = At::last_lf;
        return ParseProgress::need_more;
      }
      [[fallthrough]];
    case At::trailer_name:
      if (c == ':' && at_ == At::trailer_name) {
        at_ = At::trailer_value;
      } else if (is(token_char, c)) {
        at_ = At::trailer_name;
      } else {
        return fail(400, "a trailer must be \"name: value\"");
      }
      return ParseProgress::need_more;
    case At::trailer_value:
      if (c == '\r') {
        at_ = At::trailer_end;
      } else if (!is(field_char, c)) {
        return fail(400, "a trailer must not hold control characters");
      }
      return ParseProgress::need_more;
    default:
      break;
  }
  return expect(c, '\n', At::trailer_first);
}

}  // namespace spark::http
