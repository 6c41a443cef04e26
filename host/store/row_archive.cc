#include "store/row_archive.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>

#include "base/file.h"
#include "base/private_folder.h"
#include "base/sha256.h"
#include "store/row_digest.h"
#include "store/sqlite.h"

namespace fs = std::filesystem;

namespace spark::store {
namespace {

constexpr std::string_view packed_suffix = ".db.gz";
constexpr size_t piece_bytes = 256 * 1024;
constexpr size_t digest_shown = 12;

struct CloseGz {
  void operator()(gzFile_s* file) const { gzclose(file); }
};
using Gz = std::unique_ptr<gzFile_s, CloseGz>;

fs::path packed_file(const fs::path& folder, const std::string& day) {
  return folder / std::string(day).append(packed_suffix);
}
fs::path sum_file(const fs::path& packed) {
  return packed.string() + ".sha256";
}

// Removes a file or folder at the end of its scope, unless it has another name by then.
struct Removed {
  fs::path path;
  ~Removed() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

base::Result<std::string> sum_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string piece(piece_bytes, '\0');
  base::Sha256 sum;
  while (in && !in.eof()) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    sum.add(std::string_view(piece).substr(0, static_cast<size_t>(in.gcount())));
  }
  if (!in.eof()) return base::Error(path.string() + ": cannot be read");
  return {boost::system::in_place_value, sum.hex()};
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

// Returns the digest of what was packed.
base::Result<std::string> pack(const fs::path& from, const fs::path& to,
                               const std::atomic<bool>& stop) {
  std::ifstream in(from, std::ios::binary);
  Gz out(gzopen(to.c_str(), "wb6"));
  const base::Error failed(to.string() + ": cannot be written");
  if (!in || !out) return failed;
  base::Sha256 sum;
  std::string piece(piece_bytes, '\0');
  while (in && !in.eof()) {
    if (stop.load(std::memory_order_relaxed)) return base::Error("the host ends");
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto size = static_cast<unsigned>(in.gcount());
    sum.add(std::string_view(piece).substr(0, size));
    if (size > 0 && gzwrite(out.get(), piece.data(), size) != static_cast<int>(size)) return failed;
  }
  if (!in.eof() || gzclose(out.release()) != Z_OK) return failed;
  return {boost::system::in_place_value, sum.hex()};
}

// Gives each piece to `take`; returns the digest of all of them.
template <class Take>
base::Result<std::string> unpack(const fs::path& from, Take take) {
  const Gz in(gzopen(from.c_str(), "rb"));
  if (!in) return base::Error(from.string() + ": cannot be read");
  base::Sha256 sum;
  std::string piece(piece_bytes, '\0');
  for (;;) {
    const int size = gzread(in.get(), piece.data(), static_cast<unsigned>(piece.size()));
    if (size < 0) return base::Error(from.string() + ": is damaged");
    if (size == 0) return {boost::system::in_place_value, sum.hex()};
    const std::string_view bytes = std::string_view(piece).substr(0, static_cast<size_t>(size));
    sum.add(bytes);
    if (!take(bytes)) return base::Error(from.string() + ": its content cannot be written");
  }
}

base::Result<void> sync(const fs::path& path, int flags) {
  auto file = base::File::open(path, flags);
  return file ? file->sync() : base::Result<void>(file.error());
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
  if (fs::exists(packed) && fs::exists(sum_file(packed))) {
    const auto compared = compare_archived(file, folder, day, stop, recorded);
    return compared ? base::Result<Archived>(Archived::before) : compared.error();
  }
  if (auto made = base::make_private_folder(folder); !made) return made.error();
  const Removed copy{packed.string() + ".copy"};
  const Removed part{packed.string() + ".part"};
  std::error_code ignored;
  fs::remove(copy.path, ignored);
  if (auto copied = copy_database(file, copy.path); !copied) return copied.error();
  if (recorded != nullptr) {
    const auto rows = digest_of_day(copy.path, stop);
    if (!rows) return base::Error(rows.error().text);
    if (auto same = compare_with_record(file, *rows, recorded); !same) return same.error();
  }
  const auto wanted = pack(copy.path, part.path, stop);
  if (!wanted) return wanted.error();
  if (auto synced = sync(part.path, O_RDONLY); !synced) return synced.error();
  const auto found = unpack(part.path, [&](std::string_view) { return !stop.load(); });
  if (!found) return found.error();
  if (*found != *wanted) return base::Error(part.path.string() + ": differs from what was packed");
  const auto sum = sum_of(part.path);
  if (!sum) return sum.error();
  auto sums = base::File::open(sum_file(packed), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
  if (!sums) return sums.error();
  const std::string line = *sum + "  " + packed.filename().string() + "\n";
  if (auto put = sums->append(line); !put) return put.error();
  if (auto synced = sums->sync(); !synced) return synced.error();
  std::error_code failed;
  fs::rename(part.path, packed, failed);
  if (failed) return base::Error(packed.string() + ": " + failed.message());
  if (auto synced = sync(folder, O_RDONLY | O_DIRECTORY); !synced) return synced.error();
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
  const fs::path packed = packed_file(folder, day);
  std::ifstream in(sum_file(packed));
  std::string wanted;
  if (!(in >> wanted) || !base::is_sha256_hex(wanted))
    return base::Error(sum_file(packed).string() + ": expected the digest of the archived day");
  const auto sum = sum_of(packed);
  if (!sum) return sum.error();
  if (*sum != wanted)
    return base::Error(
        fmt::format("{}: expected the digest {}, found {}", packed.string(), wanted, *sum));
  std::ofstream out(day_file(into, day), std::ios::binary);
  const auto unpacked = unpack(packed, [&](std::string_view bytes) {
    return bool(out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())));
  });
  if (!unpacked) return unpacked.error();
  out.close();
  return out ? base::Result<void>() : base::Error(into.string() + ": cannot be written");
}

}  // namespace spark::store
