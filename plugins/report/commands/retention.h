// Which evidence files are past their time, and how they go: into an archive, which is read again,
// with a record, and only then from the folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archives.h"

namespace report {

// Days that a file is kept after it was written last: 90 for what decisions rest on (offline
// reports, canary runs, PSI snapshots, gates), 7 for logs, 30 for everything else. Pure.
[[nodiscard]] int64_t days_kept(std::string_view path);

struct Aged {
  std::string path;  // below the evidence folder
  int64_t age_days = 0;
};

// Those that are older than they are kept, by path; with `days`, than that; never those that are
// younger than `days_min`, which a host's retention profile asks for. `now_s` is UTC. [tools]
[[nodiscard]] std::vector<Aged> past_their_time(const std::filesystem::path& evidence,
                                                int64_t now_s, std::optional<int64_t> days,
                                                int64_t days_min = 0);

// A record's JSON: the archive with its digest, the files with theirs.
[[nodiscard]] std::string archived_record(const std::string& archive, std::string_view bytes,
                                          const Files& files);

// Steps, in this order: read, pack, write, read again and compare, `put_on_record` each, and only
// then remove what is still as it was archived. An error leaves all that was not yet removed where
// it is. Returns the archives that were written, at most 200 files each. [tools]
[[nodiscard]] spark::tool::Result<std::vector<std::filesystem::path>> archive_files(
    const std::filesystem::path& evidence, const std::vector<Aged>& aged,
    const std::filesystem::path& folder, int64_t now_s,
    const std::function<spark::tool::Result<void>(const std::string& record)>& put_on_record);

}  // namespace report
