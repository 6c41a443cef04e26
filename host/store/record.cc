// Encoding and decoding records; see record.h.
#include "store/record.h"

#include <algorithm>

#include "base/assert.h"
#include "base/hex.h"
#include "base/sha256.h"
#include "base/utf8.h"

namespace spark::store {
namespace {

template <class Number>
void append_number(std::string& out, Number number) {
  const auto bits = static_cast<uint64_t>(number);
  for (size_t left = sizeof(Number); left-- > 0;) out += static_cast<char>(bits >> (8 * left));
}

uint64_t number_at(std::string_view bytes) {
  uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<uint8_t>(byte);
  return number;
}

void append_hash(std::string& out, const Hash& hash) {
  out.append(hash.begin(), hash.end());
}

void append_text(std::string& out, std::string_view text, size_t bytes_max) {
  const std::string fits = base::cut(text, bytes_max);
  append_number(out, static_cast<uint32_t>(fits.size()));
  out += fits;
}

// Takes a record apart, and remembers the first part that does not follow the format.
class Parts {
 public:
  explicit Parts(std::string_view bytes) : all_(bytes), rest_(bytes) {}

  uint64_t number(size_t bytes) { return number_at(take(bytes)); }
  std::string text(size_t bytes_max) {
    const uint64_t size = number(4);
    if (size > bytes_max) {
      return fail("expected a text of at most " + std::to_string(bytes_max) + " bytes, found " +
                  std::to_string(size));
    }
    return std::string(take(size));
  }
  Hash hash() {
    Hash hash{};
    const std::string_view bytes = take(hash.size());
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
  }
  std::string fail(const std::string& what) {
    const size_t at = all_.size() - rest_.size();
    if (error_.empty()) error_ = "byte " + std::to_string(at) + ": " + what;
    return {};
  }
  const std::string& error() const { return error_; }
  bool is_empty() const { return rest_.empty(); }

 private:
  std::string_view take(size_t bytes) {
    if (!error_.empty()) return {};
    if (bytes > rest_.size()) {
      (void)fail("expected " + std::to_string(bytes) + " more bytes, found " +
                 std::to_string(rest_.size()));
      return {};
    }
    const std::string_view taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return taken;
  }

  std::string_view all_;
  std::string_view rest_;
  std::string error_;
};

std::vector<Digest> digests_of(Parts& parts) {
  const uint64_t count = parts.number(4);
  if (count > digests_max) {
    (void)parts.fail("expected at most " + std::to_string(digests_max) + " digests, found " +
                     std::to_string(count));
    return {};
  }
  std::vector<Digest> digests;
  for (uint64_t i = 0; i < count && parts.error().empty(); ++i) {
    std::string name = parts.text(digest_name_bytes_max);
    digests.push_back({std::move(name), base::to_hex(parts.hash())});
  }
  return digests;
}

// `hex` has 64 lower-case digits.
Hash hash_of_hex(std::string_view hex) {
  Hash hash{};
  SPARK_ASSERT(base::from_hex(hex, hash), "a SHA-256 has 64 lower-case hex digits");
  return hash;
}

}  // namespace

base::Result<void> check(const Record& record) {
  if (record.digests.size() > digests_max) {
    return base::Error("expected at most " + std::to_string(digests_max) + " digests, found " +
                       std::to_string(record.digests.size()));
  }
  for (const Digest& digest : record.digests) {
    if (base::is_sha256_hex(digest.sha256)) continue;
    return base::Error("digest of \"" + digest.name +
                       "\": expected 64 lower-case hex digits, found \"" + digest.sha256 + "\"");
  }
  return {};
}

std::string encode(Entry& entry) {
  const Record& record = entry.record;
  std::string body;
  append_number(body, entry.sequence);
  append_number(body, entry.utc_ms);
  append_number(body, entry.steady_ns);
  for (const std::string_view text :
       {std::string_view(entry.boot), std::string_view(record.actor),
        std::string_view(record.action), std::string_view(record.object)})
    append_text(body, text, field_bytes_max);
  append_number(body, static_cast<uint32_t>(record.digests.size()));
  for (const Digest& digest : record.digests) {
    append_text(body, digest.name, digest_name_bytes_max);
    append_hash(body, hash_of_hex(digest.sha256));
  }
  append_text(body, record.result, field_bytes_max);
  append_text(body, record.detail, detail_bytes_max);
  append_hash(body, entry.previous);

  const auto length = static_cast<uint32_t>(body.size() + entry.hash.size());
  std::string bytes;
  append_number(bytes, length);
  append_number(bytes, ~length);
  bytes += body;
  entry.hash = base::sha256_bytes(bytes);
  append_hash(bytes, entry.hash);
  return bytes;
}

size_t body_bytes_of(std::string_view frame) {
  const auto length = static_cast<uint32_t>(number_at(frame.substr(0, 4)));
  const auto inverted = static_cast<uint32_t>(number_at(frame.substr(4, 4)));
  if (inverted != static_cast<uint32_t>(~length)) return 0;
  return length >= body_bytes_min && length <= body_bytes_max ? length : 0;
}

base::Result<Entry> decode(std::string_view bytes) {
  Parts parts(bytes);
  Entry entry;
  (void)parts.number(frame_bytes);
  entry.sequence = parts.number(8);
  entry.utc_ms = static_cast<int64_t>(parts.number(8));
  entry.steady_ns = static_cast<int64_t>(parts.number(8));
  Record& record = entry.record;
  for (std::string* text : {&entry.boot, &record.actor, &record.action, &record.object})
    *text = parts.text(field_bytes_max);
  record.digests = digests_of(parts);
  record.result = parts.text(field_bytes_max);
  record.detail = parts.text(detail_bytes_max);
  entry.previous = parts.hash();
  entry.hash = parts.hash();
  if (!parts.is_empty()) (void)parts.fail("expected the record's end");
  if (!parts.error().empty()) return base::Error(parts.error());
  return entry;
}

}  // namespace spark::store
