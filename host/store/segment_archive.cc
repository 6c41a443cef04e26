#include "store/segment_archive.h"

#include <fcntl.h>

#include <algorithm>
#include <atomic>
#include <fstream>

#include "base/private_folder.h"
#include "store/packing.h"

namespace spark::store {

namespace fs = std::filesystem;

namespace {

const std::atomic<bool> never{false};

bool take_all(std::string_view) {
  return true;
}

}  // namespace

fs::path archived_segment_file(const fs::path& archive, uint64_t first) {
  return archive / "chain" / (segment_name(first) + ".gz");
}

base::Result<std::string> archive_segment(const SegmentFile& segment, const fs::path& archive) {
  const fs::path packed = archived_segment_file(archive, segment.first);
  if (!is_packed(packed)) {
    if (auto made = base::make_private_folder(packed.parent_path()); !made) return made.error();
    return pack_file(segment.path, packed, never);
  }
  auto live = sum_of_file(segment.path);
  if (!live) return live;
  const auto archived = unpack_file(packed, take_all);
  if (!archived) return archived;
  if (*archived == *live) return live;
  return base::Error(packed.string() +
                     ": the segment is archived already, with other bytes: expected " + *live +
                     ", as " + segment.path.string() + " has, found " + *archived +
                     ". It may be another chain's: name another folder");
}

base::Result<SegmentReader, Flaw> open_archived(const fs::path& archive,
                                                const ArchivedSegment& segment) {
  const fs::path packed = archived_segment_file(archive, segment.first);
  const auto flaw = [&](const std::string& what) { return Flaw{packed, 0, segment.first, what}; };
  const ScratchFolder scratch;
  const fs::path unpacked = scratch.path() / segment_name(segment.first);
  std::ofstream out(unpacked, std::ios::binary);
  const auto digest = unpack_file(packed, [&](std::string_view bytes) {
    return bool(out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())));
  });
  if (!digest) return flaw(digest.error().text);
  if (*digest != segment.sha256)
    return flaw("expected a segment of the digest " + segment.sha256 + ", found one of " + *digest);
  out.close();
  if (!out) return flaw("cannot be unpacked in " + scratch.path().string());
  auto file = base::File::open(unpacked, O_RDONLY);
  if (!file) return flaw(file.error().text);
  return SegmentReader::read(std::move(*file), {segment.first, packed});
}

base::Result<bool, Flaw> is_leftover(const ArchivedPrefix& prefix, const SegmentFile& segment) {
  const auto known = std::find_if(prefix.segments.begin(), prefix.segments.end(),
                                  [&](const auto& each) { return each.first == segment.first; });
  const auto sum = sum_of_file(segment.path);
  if (!sum && was_archived(segment)) return false;
  if (known != prefix.segments.end() && sum && *sum == known->sha256) return true;
  return Flaw{segment.path, 0, segment.first,
              "this segment is archived, and is not as " + std::string(archived_name) + " has it"};
}

}  // namespace spark::store
