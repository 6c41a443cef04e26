#include "ctl/archived_rows.h"

#include <algorithm>
#include <string>

#include "store/packing.h"
#include "store/row_archive.h"

namespace spark::ctl {

namespace files = std::filesystem;

base::Result<std::vector<std::string>> archived_logs(const files::path& archive) {
  std::vector<std::string> names;
  if (archive.empty()) return names;
  std::error_code failed;
  for (files::directory_iterator each(archive, failed), end; !failed && each != end;
       each.increment(failed))
    if (std::string name = each->path().filename().string();
        each->is_directory(failed) && name.find('.') != std::string::npos)  // others: the chain's
      names.push_back(std::move(name));
  if (failed) return base::Error("--archive " + archive.string() + ": " + failed.message());
  std::sort(names.begin(), names.end());
  return names;
}

base::Result<store::RowColumns> archived_columns(const files::path& archive) {
  const auto days = store::list_archived(archive);
  if (!days) return days.error();
  if (days->empty()) return store::RowColumns();
  const store::ScratchFolder unpacked;
  const std::string& newest = days->back().day;
  if (auto done = store::unpack_day(archive, newest, unpacked.path()); !done) return done.error();
  auto info = store::read_day_info(store::day_file(unpacked.path(), newest));
  if (!info) return base::Error(info.error().text);
  return std::move(info->columns);
}

base::Result<void> read_rows_with_archive(const files::path& folder, const files::path& archive,
                                          std::span<const store::RowDayFile> live,
                                          const store::RowQuery& query,
                                          const store::TakeRow& take) {
  if (archive.empty()) return store::read_rows(folder, query, take);
  const auto archived = store::list_archived(archive);
  if (!archived) return archived.error();
  for (const auto& day : *archived) {
    const auto is_same = [&](const auto& each) { return each.day == day.day; };
    if (std::any_of(live.begin(), live.end(), is_same)) continue;
    const store::ScratchFolder unpacked;
    if (auto done = store::unpack_day(archive, day.day, unpacked.path()); !done) return done;
    if (auto read = store::read_rows(unpacked.path(), query, take); !read) return read;
  }
  return store::read_rows(folder, query, take);
}

}  // namespace spark::ctl
