#include "http/inflate.h"

#include <zlib.h>

#include <algorithm>

#include "base/assert.h"
#include "http/grammar.h"

namespace spark::http {
namespace {

constexpr std::string_view no_memory = "there is too much input under way to inflate a body";

constexpr size_t first_bytes = 4 * 1024;

Coding coding_named(std::string_view name) {
  if (name.empty() || equal_ignoring_case(name, "identity")) return Coding::none;
  if (equal_ignoring_case(name, "gzip") || equal_ignoring_case(name, "x-gzip")) return Coding::gzip;
  return equal_ignoring_case(name, "deflate") ? Coding::deflate : Coding::unknown;
}

// A raw stream never begins so: its first block would be a stored one with bits set that every
// writer leaves zero.
bool has_zlib_header(std::string_view packed) {
  if (packed.size() < 2) return false;
  const auto first = static_cast<uint8_t>(packed[0]);
  const auto second = static_cast<uint8_t>(packed[1]);
  return (first & 0x0f) == Z_DEFLATED && (first * 256 + second) % 31 == 0;
}

int window_bits(Coding coding, std::string_view packed) {
  constexpr int gzip_only = 16;
  if (coding == Coding::gzip) return MAX_WBITS + gzip_only;
  return has_zlib_header(packed) ? MAX_WBITS : -MAX_WBITS;
}

class Stream {
 public:
  Stream(Coding coding, std::string_view packed) : size_(packed.size()) {
    // zlib does not write to its input.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream_.avail_in = static_cast<uInt>(packed.size());
    open_ = ::inflateInit2(&stream_, window_bits(coding, packed)) == Z_OK;
  }
  ~Stream() {
    if (open_) ::inflateEnd(&stream_);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  [[nodiscard]] bool is_open() const { return open_; }
  // Fills [out, end). Returns zlib's code and advances `out` by the bytes written.
  int fill(char*& out, char* end) {
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(end - out);
    const int code = ::inflate(&stream_, Z_NO_FLUSH);
    out = end - stream_.avail_out;
    return code;
  }
  bool begin_again() { return ::inflateReset(&stream_) == Z_OK; }
  [[nodiscard]] size_t consumed() const { return size_ - stream_.avail_in; }
  [[nodiscard]] bool has_input() const { return stream_.avail_in > 0; }
  [[nodiscard]] std::string_view message() const {
    return stream_.msg == nullptr ? std::string_view("not understood") : stream_.msg;
  }

 private:
  z_stream stream_{};
  size_t size_;
  bool open_ = false;
};

Inflated damaged(const Stream& stream, std::string_view why) {
  std::string text = "the compressed body is damaged at byte ";
  return {400, {}, text.append(std::to_string(stream.consumed())).append(": ").append(why)};
}

Inflated too_large(size_t bytes_max, size_t body_bytes_max) {
  if (bytes_max == body_bytes_max) return {413, {}, "the inflated body is too large"};
  return {413,
          {},
          "the body inflates to more than " + std::to_string(inflation_max) + " times its bytes"};
}

}  // namespace

Coding content_coding(const Request& request) {
  Coding coding = Coding::none;
  uint32_t codings = 0;
  for (const Header& header : request.headers) {
    if (!equal_ignoring_case(header.name, "content-encoding")) continue;
    coding = coding_named(header.value);
    ++codings;
  }
  return codings > 1 ? Coding::unknown : coding;
}

Inflated inflate_body(Coding coding, std::string_view packed, size_t body_bytes_max,
                      InputMemory& memory) {
  SPARK_ASSERT(!packed.empty() && memory.size() == 0, "one body is inflated into its own memory");
  const size_t bytes_max = std::min(body_bytes_max, inflation_max * packed.size());
  // Room for one byte too many: if it is used, the body is too large.
  const size_t room_max = bytes_max + 1;
  Stream stream(coding, packed);
  if (!stream.is_open()) return {503, {}, std::string(no_memory)};
  size_t bytes = 0;
  for (;;) {
    if (bytes == memory.size() &&
        !memory.grow(std::min(std::max(first_bytes, 2 * memory.size()), room_max))) {
      return {503, {}, std::string(no_memory)};
    }
    char* out = memory.data() + bytes;
    const int code = stream.fill(out, memory.data() + memory.size());
    bytes = static_cast<size_t>(out - memory.data());
    if (bytes > bytes_max) return too_large(bytes_max, body_bytes_max);
    switch (code) {
      case Z_OK:
        break;
      case Z_STREAM_END:
        if (!stream.has_input()) return {0, {memory.data(), bytes}, {}};
        // gzip allows one stream behind the other.
        if (coding != Coding::gzip) return damaged(stream, "there is more behind its end");
        if (!stream.begin_again()) return damaged(stream, stream.message());
        break;
      case Z_BUF_ERROR:
        return damaged(stream, "it ends early");
      case Z_MEM_ERROR:
        return {503, {}, std::string(no_memory)};
      case Z_NEED_DICT:
        return damaged(stream, "it needs a dictionary");
      default:
        return damaged(stream, stream.message());
    }
  }
}

}  // namespace spark::http
