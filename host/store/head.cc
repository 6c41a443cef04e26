#include "store/head.h"

#include <fcntl.h>

#include <charconv>

#include "base/file.h"
#include "base/hex.h"
#include "base/sha256.h"
#include "base/whole_file.h"
#include "store/archived_prefix.h"
#include "store/segment.h"

namespace spark::store {
namespace {

constexpr std::string_view head_format = "spark-chain-head-1 ";
constexpr size_t digits = 20;
constexpr int reads_max = 16;
constexpr size_t text_bytes = head_format.size() + digits + 1 + 64 + 1;

std::string record_text(uint64_t sequence, const std::string& hash) {
  return "record " + std::to_string(sequence) + " (" + hash + ")";
}

// The hash of one record, from the segment that has it or begins behind it.
base::Result<std::string, Flaw> hash_at(const std::filesystem::path& folder, uint64_t sequence) {
  const auto prefix = read_prefix(folder);
  if (prefix && *prefix && (*prefix)->end.sequence == sequence)
    return {boost::system::in_place_value, (*prefix)->end.hash};
  const auto segments = live_segments(folder);
  if (!segments) return segments.error();
  const SegmentFile* holder = nullptr;
  for (const SegmentFile& each : *segments)
    if (each.first <= sequence) holder = &each;
  if (holder == nullptr)
    return Flaw{folder, 0, sequence, "the segment with this record is missing"};
  auto reader = SegmentReader::open(*holder);
  if (!reader) return reader.error();
  auto step = reader->next();
  while (step && *step == ReadProgress::record && reader->last_sequence() < sequence)
    step = reader->next();
  if (!step) return step.error();
  return {boost::system::in_place_value, base::to_hex(reader->last_hash())};
}

}  // namespace

std::string head_text(const Head& head) {
  const std::string number = std::to_string(head.sequence);
  const std::string hash = head.hash.empty() ? std::string(64, '0') : head.hash;
  return std::string(head_format) + std::string(digits - number.size(), '0') + number + ' ' + hash +
         '\n';
}

base::Result<Head> parse_head(std::string_view text) {
  Head head;
  if (text.size() == text_bytes) {
    const char* number = text.data() + head_format.size();
    const auto read = std::from_chars(number, number + digits, head.sequence);
    head.hash = text.substr(head_format.size() + digits + 1, 64);
    if (read.ptr == number + digits && base::is_sha256_hex(head.hash) && head_text(head) == text)
      return head;
  }
  return base::Error("expected \"" + std::string(head_format) + "<20 digits> <64 hex digits>\"");
}

base::Result<std::optional<Head>> read_head(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return std::optional<Head>();
  // Reads until two reads agree, since a host may be writing the file.
  auto text = base::read_whole(file, text_bytes);
  for (int i = 0; text && i < reads_max; ++i) {
    auto again = base::read_whole(file, text_bytes);
    const bool is_settled = again && *again == *text;
    text = std::move(again);
    if (is_settled) break;
  }
  if (!text) return text.error();
  if (text->empty()) return std::optional<Head>();
  auto head = parse_head(*text);
  if (!head) return base::Error(file.string() + ": " + head.error().text);
  return std::optional<Head>(std::move(*head));
}

std::string doubt(const std::filesystem::path& folder, const Head& tail, const Head& head,
                  std::string_view place) {
  if (head.sequence == 0 || head == tail) return "";
  const auto prefix = read_prefix(folder);
  if (prefix && *prefix && head.sequence < (*prefix)->end.sequence) return "";  // it is archived
  const std::string says = std::string(place) + " says that the chain had come to " +
                           record_text(head.sequence, head.hash);
  if (tail.sequence < head.sequence) {
    const std::string end =
        tail.sequence == 0 ? "has no record" : "ends with " + record_text(tail.sequence, tail.hash);
    return says + ", but the chain in " + folder.string() + " " + end + ": records were removed";
  }
  const auto found = hash_at(folder, head.sequence);
  if (!found) return says + ", but " + found.error().text();
  if (*found == head.hash) return "";
  return says + ", but that record has the hash " + *found + " in " + folder.string() +
         ": the chain was written anew";
}

base::Result<HeadFile> HeadFile::open(const std::filesystem::path& file) {
  auto opened = base::File::open(file, O_RDWR | O_CREAT, base::owner_only);
  if (!opened) return opened.error();
  return HeadFile(std::move(*opened));
}

base::Result<void> HeadFile::write(const Head& head) {
  return file_.write_at(0, head_text(head));
}

}  // namespace spark::store
