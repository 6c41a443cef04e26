// Segments of a chain in an archive: packed, with a sum beside each.
//
//   <archive>/chain/00000000000000000001.seg.gz
//   <archive>/chain/00000000000000000001.seg.gz.sha256     as sha256sum writes it
//   <archive>/chain/archived.json, key.pub.pem             the statement, and whose it is
#pragma once

#include <filesystem>

#include "base/error.h"
#include "store/archived_prefix.h"
#include "store/segment.h"

namespace spark::store {

[[nodiscard]] std::filesystem::path archived_segment_file(const std::filesystem::path& archive,
                                                          uint64_t first);

// Copies the segment's file to the archive, and reads the copy again to compare it. One that is
// there already is read and compared instead: other bytes are an error, and are left as they are.
// Returns the digest of the file; it stays as it is. Makes the folder. [slow]
[[nodiscard]] base::Result<std::string> archive_segment(const SegmentFile& segment,
                                                        const std::filesystem::path& archive);

// Reads it from the archive, if its bytes are those that the digest is of. A flaw names the file in
// the archive. [slow]
[[nodiscard]] base::Result<SegmentReader, Flaw> open_archived(const std::filesystem::path& archive,
                                                              const ArchivedSegment& segment);

// Whether an interrupted removal left the segment, which the statement covers. One that is not as
// it was archived is a flaw. [slow]
[[nodiscard]] base::Result<bool, Flaw> is_leftover(const ArchivedPrefix& prefix,
                                                   const SegmentFile& segment);

}  // namespace spark::store
