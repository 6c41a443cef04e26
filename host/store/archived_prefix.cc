#include "store/archived_prefix.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/hex.h"
#include "base/json_object.h"
#include "base/json_text.h"
#include "base/sha256.h"
#include "base/whole_file.h"
#include "store/signing_key.h"

namespace spark::store {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr std::string_view prefix_format = "spark-archived-1";
constexpr uint64_t prefix_bytes_max = uint64_t{16} * 1024 * 1024;

void add_member(std::string& out, std::string_view name, std::string_view text) {
  out.append(",\n  \"").append(name).append("\": ");
  base::append_json_string(out, text);
}

std::string segments_json(const std::vector<ArchivedSegment>& segments) {
  std::string out = ",\n  \"segments\": [";
  for (const ArchivedSegment& each : segments) {
    out.append(&each == segments.data() ? "\n" : ",\n").append("    {\"first\": ");
    out.append(std::to_string(each.first)).append(", \"sha256\": \"").append(each.sha256);
    out.append("\"}");
  }
  return out + "\n  ]";
}

std::optional<std::vector<ArchivedSegment>> segments_of(const base::JsonObject& object) {
  const json::value* const list = object.object()->if_contains("segments");
  if (list == nullptr || !list->is_array()) return std::nullopt;
  std::vector<ArchivedSegment> segments;
  for (const json::value& each : list->get_array()) {
    const base::JsonObject one(json::serialize(each));
    const auto first = one.whole("first");
    auto sha256 = one.text("sha256");
    if (!first || *first < 1 || !sha256 || !base::is_sha256_hex(*sha256)) return std::nullopt;
    segments.push_back({static_cast<uint64_t>(*first), std::move(*sha256)});
  }
  return segments;
}

bool are_in_order(const ArchivedPrefix& prefix) {
  uint64_t before = 0;
  for (const ArchivedSegment& each : prefix.segments) {
    if (each.first <= before) return false;
    before = each.first;
  }
  return !prefix.segments.empty() && prefix.segments.front().first == 1 &&
         before <= prefix.end.sequence;
}

}  // namespace

std::string signed_text(const ArchivedPrefix& prefix) {
  std::string text(prefix_format);
  text.append("\n").append(signed_text(prefix.end));
  for (const ArchivedSegment& each : prefix.segments)
    text.append("segment ").append(std::to_string(each.first)).append(" ").append(each.sha256) +=
        '\n';
  return text;
}

std::string prefix_json(const ArchivedPrefix& prefix) {
  std::string out = "{\n  \"format\": \"" + std::string(prefix_format) +
                    "\",\n  \"seq\": " + std::to_string(prefix.end.sequence);
  add_member(out, "hash", prefix.end.hash);
  add_member(out, "utc", prefix.end.utc);
  add_member(out, "boot", prefix.end.boot);
  add_member(out, "public_key", prefix.end.public_key);
  out += segments_json(prefix.segments);
  add_member(out, "signature", prefix.end.signature);
  return out + "\n}\n";
}

std::string statement_digest(const ArchivedPrefix& prefix) {
  return base::sha256_hex(prefix_json(prefix));
}

base::Result<ArchivedPrefix> parse_prefix(std::string_view text) {
  const base::JsonObject object(text);
  if (object.object() == nullptr) return base::Error("expected a statement as a JSON object");
  const auto sequence = object.whole("seq");
  auto segments = segments_of(object);
  ArchivedPrefix prefix;
  const auto take = [&](std::string_view name) { return object.text(name).value_or(""); };
  prefix.end = {static_cast<uint64_t>(std::max<int64_t>(sequence.value_or(0), 0)),
                take("hash"),
                take("utc"),
                take("boot"),
                take("public_key"),
                take("signature")};
  if (segments) prefix.segments = std::move(*segments);
  // One form only, so that no byte can differ unnoticed.
  if (!base::is_sha256_hex(prefix.end.hash) || !are_in_order(prefix) || prefix_json(prefix) != text)
    return base::Error("expected a statement as the host's tool writes it: format " +
                       std::string(prefix_format) +
                       ", seq, hash, utc, boot, public_key, segments from record 1 on, signature");
  return prefix;
}

bool is_signed(const ArchivedPrefix& prefix) {
  return is_signature(signed_text(prefix), prefix.end.public_key, prefix.end.signature);
}

base::Result<std::optional<ArchivedPrefix>> read_prefix(const fs::path& folder) {
  const fs::path file = folder / archived_name;
  std::error_code failed;
  if (!fs::exists(file, failed) && !failed) return std::optional<ArchivedPrefix>();
  const auto text = base::read_whole(file, prefix_bytes_max);
  if (!text) return text.error();
  auto prefix = parse_prefix(*text);
  if (!prefix) return base::Error(file.string() + ": " + prefix.error().text);
  if (!is_signed(*prefix))
    return base::Error(file.string() +
                       ": the signature is not of what it says: it was changed or forged");
  return std::optional<ArchivedPrefix>(std::move(*prefix));
}

bool was_archived(const SegmentFile& segment) {
  std::error_code failed;
  if (fs::exists(segment.path, failed) || failed) return false;
  const auto prefix = read_prefix(segment.path.parent_path());
  return prefix && *prefix && (*prefix)->covers(segment.first);
}

// Segments are listed before the statement is read, since they go only after it is there.
base::Result<std::vector<SegmentFile>, Flaw> live_segments(const fs::path& folder) {
  auto segments = list_segments(folder);
  const auto prefix = read_prefix(folder);
  if (segments && prefix && *prefix)
    std::erase_if(*segments,
                  [&](const SegmentFile& each) { return (*prefix)->covers(each.first); });
  return segments;
}

std::string doubt_of_beginning(const fs::path& folder) {
  auto segments = list_segments(folder);
  if (!segments) return segments.error().text();
  const auto prefix = read_prefix(folder);
  if (!prefix) return prefix.error().text;
  const uint64_t first = *prefix ? (*prefix)->end.sequence + 1 : 1;
  std::erase_if(*segments, [&](const SegmentFile& each) { return each.first < first; });
  if (segments->empty() && first == 1) return "";
  if (segments->empty() || segments->front().first != first)
    return (folder / segment_name(first)).string() +
           ": the segment is missing, and no statement in " + (folder / archived_name).string() +
           " accounts for it";
  if (first == 1) return "";
  const auto reader = SegmentReader::open(segments->front());
  if (!reader) return reader.error().text();
  if (base::to_hex(reader->last_hash()) == (*prefix)->end.hash) return "";
  return (folder / archived_name).string() +
         ": its hash is not the one that the chain goes on from";
}

}  // namespace spark::store
