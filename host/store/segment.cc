// Naming, listing and reading segments; see segment.h.
#include "store/segment.h"

#include <fcntl.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "base/file.h"
#include "base/hex.h"
#include "base/sha256.h"

namespace spark::store {
namespace {

constexpr std::string_view magic = "SPKCHN1\n";
constexpr std::string_view suffix = ".seg";
constexpr size_t name_digits = 20;
constexpr size_t read_bytes = 1024 * 1024;
static_assert(read_bytes > 2 * (frame_bytes + body_bytes_max));
// A crash can leave zeros where data did not reach the disk. A whole record ends in its hash, and a
// hash does not end in this many zeros by chance.
constexpr size_t zeros_of_a_crash = 8;

std::string big_endian(uint64_t number) {
  std::string bytes;
  for (size_t left = 8; left-- > 0;) bytes += static_cast<char>(number >> (8 * left));
  return bytes;
}

std::optional<uint64_t> sequence_of(const std::string& name) {
  if (name.size() != name_digits + suffix.size()) return std::nullopt;
  uint64_t sequence = 0;
  const auto read = std::from_chars(name.data(), name.data() + name_digits, sequence);
  if (read.ec != std::errc() || read.ptr != name.data() + name_digits || sequence == 0)
    return std::nullopt;
  return sequence;
}

}  // namespace

std::string Flaw::text() const {
  std::string place = file.string();
  if (sequence != 0)
    place += ": byte " + std::to_string(byte) + ", record " + std::to_string(sequence);
  return place + ": " + what;
}

void throw_exception_from_error(const Flaw& flaw, const boost::source_location&) {
  throw std::runtime_error(flaw.text());
}

std::string segment_header(uint64_t first, const Hash& previous) {
  std::string header(magic);
  header += big_endian(first);
  header.append(previous.begin(), previous.end());
  return header;
}

std::string segment_name(uint64_t first) {
  const std::string digits = std::to_string(first);
  return std::string(name_digits - digits.size(), '0').append(digits).append(suffix);
}

base::Result<std::vector<SegmentFile>, Flaw> list_segments(const std::filesystem::path& folder) {
  std::vector<SegmentFile> segments;
  std::error_code failed;
  std::filesystem::directory_iterator at(folder, failed);
  for (const std::filesystem::directory_iterator end; !failed && at != end; at.increment(failed)) {
    const std::string name = at->path().filename().string();
    if (!name.ends_with(suffix)) continue;
    const auto first = sequence_of(name);
    if (!first) {
      return Flaw{at->path(), 0, 0,
                  "expected a name of 20 digits that is the sequence of its first record"};
    }
    segments.push_back({*first, at->path()});
  }
  if (failed) return Flaw{folder, 0, 0, "cannot be listed: " + failed.message()};
  std::sort(segments.begin(), segments.end(),
            [](const SegmentFile& a, const SegmentFile& b) { return a.first < b.first; });
  return segments;
}

base::Result<SegmentReader, Flaw> SegmentReader::open(const SegmentFile& segment) {
  auto file = base::File::open(segment.path, O_RDONLY);
  if (!file) return Flaw{segment.path, 0, segment.first, file.error().text};
  return read(std::move(*file), segment);
}

base::Result<SegmentReader, Flaw> SegmentReader::read(base::File file, const SegmentFile& segment) {
  const auto flaw = [&](const std::string& what) {
    return Flaw{segment.path, 0, segment.first, what};
  };
  SegmentReader reader(std::move(file), segment);
  const auto header = reader.file_.read_some_at(0, segment_header_bytes);
  if (!header) return flaw(header.error().text);
  if (header->size() < segment_header_bytes) {
    return flaw("expected a header of 48 bytes, found " + std::to_string(header->size()));
  }
  const std::string_view hash = std::string_view(*header).substr(magic.size() + 8);
  std::copy(hash.begin(), hash.end(), reader.last_hash_.begin());
  if (*header != segment_header(segment.first, reader.last_hash_)) {
    return flaw("expected a header of \"SPKCHN1\\n\" and the sequence that the name gives");
  }
  reader.last_sequence_ = segment.first - 1;
  return reader;
}

Flaw SegmentReader::flaw(const std::string& what) const {
  return {segment_.path, end_byte_, last_sequence_ + 1, what};
}

// The file's bytes from end_byte() on: all of them, or more than one record can have. Once the
// reader has met the file's end it stays there, so that bytes appended later cannot mix with bytes
// read before.
base::Result<std::string_view, Flaw> SegmentReader::rest() {
  const uint64_t used = end_byte_ - buffer_byte_;
  if (!is_all_read_ && buffer_.size() < used + frame_bytes + body_bytes_max) {
    auto text = file_.read_some_at(end_byte_, read_bytes);
    if (!text) return flaw(text.error().text);
    buffer_ = std::move(*text);
    buffer_byte_ = end_byte_;
    is_all_read_ = buffer_.size() < read_bytes;
  }
  return {boost::system::in_place_value,
          std::string_view(buffer_).substr(end_byte_ - buffer_byte_)};
}

// Called where no whole record follows. The record is torn if the rest of the file is the first
// part of a record, followed by nothing or by zeros; else it is a flaw.
base::Result<ReadProgress, Flaw> SegmentReader::judge(std::string_view rest, size_t body,
                                                      const std::string& what) {
  const size_t filled = rest.find_last_not_of('\0') + 1;
  const bool is_frame_torn = rest.size() < frame_bytes || filled < frame_bytes;
  const bool is_body_torn = body != 0 && (rest.size() < frame_bytes + body ||
                                          filled + zeros_of_a_crash <= frame_bytes + body);
  if (!is_all_read_ || !(is_frame_torn || is_body_torn)) return flaw(what);
  torn_bytes_ = rest.size();
  return ReadProgress::torn;
}

base::Result<ReadProgress, Flaw> SegmentReader::next() {
  const auto rest = this->rest();
  if (!rest) return rest.error();
  if (rest->empty()) return ReadProgress::end;
  const size_t body = rest->size() < frame_bytes ? 0 : body_bytes_of(rest->substr(0, frame_bytes));
  if (body == 0) {
    return judge(*rest, 0, "expected a record's length, and the same inverted");
  }
  if (rest->size() < frame_bytes + body) return judge(*rest, body, "expected a whole record");
  const std::string_view bytes = rest->substr(0, frame_bytes + body);
  const std::string_view hashed = bytes.substr(0, bytes.size() - Hash().size());
  const Hash computed = base::sha256_bytes(hashed);
  if (!std::equal(computed.begin(), computed.end(), bytes.begin() + hashed.size(),
                  [](uint8_t a, char b) { return a == static_cast<uint8_t>(b); })) {
    return judge(*rest, body,
                 "the record was changed: its bytes have the hash " + base::to_hex(computed) +
                     ", which is not the one at its end");
  }
  return take(bytes);
}

base::Result<ReadProgress, Flaw> SegmentReader::take(std::string_view bytes) {
  auto entry = decode(bytes);
  if (!entry) return flaw("not a record of this format: " + entry.error().text);
  if (entry->sequence != last_sequence_ + 1) {
    return flaw("expected record " + std::to_string(last_sequence_ + 1) + ", found record " +
                std::to_string(entry->sequence) + ": records were removed, put in or moved");
  }
  if (entry->previous != last_hash_) {
    return flaw("expected a record that follows the hash " + base::to_hex(last_hash_) +
                ", found one that follows " + base::to_hex(entry->previous));
  }
  entry_ = std::move(*entry);
  entry_byte_ = end_byte_;
  end_byte_ += bytes.size();
  last_hash_ = entry_.hash;
  last_sequence_ = entry_.sequence;
  return ReadProgress::record;
}

}  // namespace spark::store
