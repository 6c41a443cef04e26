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
    case At::size_end:
      return c == '\n' ? size_known() : fail(400, "a chunk size must end in CRLF");
    case At::data_end:
      return expect(c, '\r', At::data_end_lf);
    case At::data_end_lf:
      return expect(c, '\n', At::size_first);
    case At::last_lf:
      return c == '\n' ? ParseProgress::complete : fail(400, "the chunked body must end in CRLF");
    case At::trailer_first:
    case At::trailer_name:
    case At::trailer_value:
    case At::trailer_end:
      return trailer(c);
    default:
      return extension(c);
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
  } else if (at_ == At::size && (c == ';' || is_blank(c))) {
    at_ = At::extension_before;
    return extension(c);
  } else {
    return fail(400, "a chunk size must be hexadecimal digits");
  }
  return ParseProgress::need_more;
}

ParseProgress ChunkDecoder::extension(char c) {
  const bool may_end = at_ == At::extension_name || at_ == At::value || at_ == At::value_end;
  if (c == '\r' && may_end) {
    at_ = At::size_end;
    return ParseProgress::need_more;
  }
  if (++extension_bytes_ > chunk_extension_bytes_max)
    return fail(400, "chunk extensions are too long");
  if (extension_goes_on(c)) return ParseProgress::need_more;
  return fail(400, "a chunk extension must be ;name, ;name=token or ;name=\"text\"");
}

// RFC 9112, 7.1.1: *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] ).
bool ChunkDecoder::extension_goes_on(char c) {
  const auto go = [this](At next) {
    at_ = next;
    return true;
  };
  switch (at_) {
    case At::extension_first:
      if (is_blank(c)) return true;
      return is(token_char, c) && go(At::extension_name);
    case At::extension_name:
    case At::extension_named:
      if (at_ == At::extension_name && is(token_char, c)) return true;
      if (c == '=') return go(At::value_first);
      if (is_blank(c)) return go(At::extension_named);
      return c == ';' && go(At::extension_first);
    case At::value_first:
      if (is_blank(c)) return true;
      if (c == '"') return go(At::value_quoted);
      return is(token_char, c) && go(At::value);
    case At::value_quoted:
      if (c == '"') return go(At::value_end);
      if (c == '\\') return go(At::value_escaped);
      return is(field_char, c);
    case At::value_escaped:
      return is(field_char, c) && go(At::value_quoted);
    case At::value:
      if (is(token_char, c)) return true;
      [[fallthrough]];
    default:  // behind a value or a size
      if (is_blank(c)) return go(At::extension_before);
      return c == ';' && go(At::extension_first);
  }
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
      name_bytes_ = 0;
      at_ = At::trailer_name;
      [[fallthrough]];
    case At::trailer_name:
      return trailer_name(c);
    case At::trailer_value:
      if (c == '\r') {
        at_ = At::trailer_end;
      } else if (!is(field_char, c)) {
        return fail(400, "a trailer must not hold control characters");
      }
      return ParseProgress::need_more;
    default:
      return expect(c, '\n', At::trailer_first);
  }
}

ParseProgress ChunkDecoder::trailer_name(char c) {
  if (is(token_char, c)) {
    if (name_bytes_ < name_.size()) name_[name_bytes_++] = c;
    return ParseProgress::need_more;
  }
  if (c != ':' || name_bytes_ == 0) return fail(400, "a trailer must be \"name: value\"");
  if (belongs_to_head({name_.data(), name_bytes_}))
    return fail(400, "a trailer must not be about the message, as Content-Length is");
  at_ = At::trailer_value;
  return ParseProgress::need_more;
}

}  // namespace spark::http
