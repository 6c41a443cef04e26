#include "store/row_archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/private_folder.h"
#include "store/packing.h"
#include "store/row_digest.h"
#include "store/sqlite.h"

namespace fs = std::filesystem;

namespace spark::store {
namespace {

constexpr std::string_view packed_suffix = ".db.gz";
constexpr size_t digest_shown = 12;

fs::path packed_file(const fs::path& folder, const std::string& day) {
  return folder / std::string(day).append(packed_suffix);
}

// A copy of the whole database, whatever its write-ahead log still holds.
base::Result<void> copy_database(const fs::path& from, const fs::path& to) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(from.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  const sqlite::Database database(opened);
  const auto failed = [&] {
    return base::Error(fmt::format("{}: copy: {}", from.string(), sqlite3_errmsg(opened)));
  };
  if (code != SQLITE_OK) return failed();
  sqlite3_busy_timeout(opened, sqlite::busy_ms);
  const auto copy = sqlite::prepare(opened, "VACUUM INTO ?1");
  const std::string path = to.string();
  if (!copy || !sqlite::bind_text(copy, 1, path) || sqlite3_step(copy.get()) != SQLITE_DONE)
    return failed();
  return {};
}

base::Result<void> compare_with_record(const fs::path& file, const RowDigest& found,
                                       const RowDigest* recorded) {
  if (recorded == nullptr || found == *recorded) return {};
  return base::Error(fmt::format(
      "{}: the day's rows are not those on record: expected {} ({}…), found {} ({}…). See sparkctl "
      "rows verify",
      file.string(), recorded->rows, recorded->sha256.substr(0, digest_shown), found.rows,
      found.sha256.substr(0, digest_shown)));
}

// Whether the archive's day has the rows that the live one has, and no others.
base::Result<void> compare_archived(const fs::path& file, const fs::path& folder,
                                    const std::string& day, const std::atomic<bool>& stop,
                                    const RowDigest* recorded) {
  const fs::path packed = packed_file(folder, day);
  const Removed unpacked{packed.string() + ".compared"};
  std::error_code ignored;
  fs::remove_all(unpacked.path, ignored);
  if (auto made = base::make_private_folder(unpacked.path); !made) return made;
  if (auto done = unpack_day(folder, day, unpacked.path); !done) return done;
  const auto live = digest_of_day(file, stop);
  if (!live) return base::Error(live.error().text);
  const auto archived = digest_of_day(day_file(unpacked.path, day), stop);
  if (!archived) return base::Error(archived.error().text);
  if (*live == *archived) return compare_with_record(file, *live, recorded);
  return base::Error(
      fmt::format("{}: the day is archived already, with other rows: expected the {} rows of {} "
                  "({}…), found {} ({}…). Move the archived file and its .sha256 away, and the day "
                  "is archived anew",
                  packed.string(), live->rows, file.string(), live->sha256.substr(0, digest_shown),
                  archived->rows, archived->sha256.substr(0, digest_shown)));
}

}  // namespace

base::Result<Archived> archive_day(const fs::path& file, const fs::path& folder,
                                   const std::atomic<bool>& stop, const RowDigest* recorded) {
  const std::string day = file.stem().string();
  const fs::path packed = packed_file(folder, day);
  if (is_packed(packed)) {
    const auto compared = compare_archived(file, folder, day, stop, recorded);
    return compared ? base::Result<Archived>(Archived::before) : compared.error();
  }
  if (auto made = base::make_private_folder(folder); !made) return made.error();
  const Removed copy{packed.string() + ".copy"};
  std::error_code ignored;
  fs::remove(copy.path, ignored);
  if (auto copied = copy_database(file, copy.path); !copied) return copied.error();
  if (recorded != nullptr) {
    const auto rows = digest_of_day(copy.path, stop);
    if (!rows) return base::Error(rows.error().text);
    if (auto same = compare_with_record(file, *rows, recorded); !same) return same.error();
  }
  if (auto done = pack_file(copy.path, packed, stop); !done) return done.error();
  return Archived::now;
}

base::Result<std::vector<RowDayFile>> list_archived(const fs::path& folder) {
  std::vector<RowDayFile> days;
  std::error_code failed;
  for (fs::directory_iterator each(folder, failed), end; !failed && each != end;
       each.increment(failed)) {
    const std::string name = each->path().filename().string();
    if (!name.ends_with(packed_suffix)) continue;
    const std::string day = name.substr(0, name.size() - packed_suffix.size());
    std::error_code ignored;
    if (is_day(day)) days.push_back({day, each->file_size(ignored)});
  }
  if (failed && failed != std::errc::no_such_file_or_directory)
    return base::Error(folder.string() + ": " + failed.message());
  std::sort(days.begin(), days.end(),
            [](const RowDayFile& a, const RowDayFile& b) { return a.day < b.day; });
  return days;
}

base::Result<void> unpack_day(const fs::path& folder, const std::string& day,
                              const fs::path& into) {
  std::ofstream out(day_file(into, day), std::ios::binary);
  const auto unpacked = unpack_file(packed_file(folder, day), [&](std::string_view bytes) {
    return bool(out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())));
  });
  if (!unpacked) return unpacked.error();
  out.close();
  return out ? base::Result<void>() : base::Error(into.string() + ": cannot be written");
}

}  // namespace spark::store
