#include "retention.h"

#include <sys/stat.h>

#include <algorithm>

#include "days/calendar.h"
#include "spark/json.h"
#include "spark/offline/sums.h"

namespace report {
namespace {

namespace fs = std::filesystem;
using spark::tool::Error;
using spark::tool::Exit;
using spark::tool::Result;

constexpr size_t files_max = 200;  // of an archive, so that its record has room
constexpr int64_t day_s = 86'400;
constexpr std::string_view critical[] = {"offline_report", "canary_run_", "psi_", "gates_"};

std::string compact(int64_t utc_s) {
  std::string text = time_text(utc_s * 1'000);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

// The host's copy goes, too, but for one of a file that was changed: from it the host puts back
// what is on record.
void remove_copy(const fs::path& copy, const std::string& archived, std::error_code& code) {
  if (const Result<std::string> bytes = read_whole(copy); bytes && *bytes == archived)
    fs::remove(copy, code);
}

Result<void> remove_archived(const fs::path& evidence, const Files& files) {
  for (const auto& [path, bytes] : files) {
    if (path == sums_file) continue;
    const Result<std::string> now = read_whole(evidence / path);
    if (!now || *now != bytes) continue;  // written anew meanwhile: it is of today
    std::error_code code;
    fs::remove(evidence / path, code);
    if (!code) remove_copy(evidence.parent_path() / "evidence_copies" / path, bytes, code);
    if (code) return Error{Exit::failed, path + ": archived, but not removed: " + code.message()};
  }
  return {};
}

}  // namespace

int64_t days_kept(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  if (std::any_of(std::begin(critical), std::end(critical),
                  [&](std::string_view begin) { return name.starts_with(begin); }))
    return 90;
  if (name.ends_with("_log.txt") || name.ends_with(".log") || name.ends_with(".jsonl")) return 7;
  return 30;
}

std::vector<Aged> past_their_time(const fs::path& evidence, int64_t now_s,
                                  std::optional<int64_t> days, int64_t days_min) {
  std::vector<Aged> aged;
  std::error_code code;
  for (fs::recursive_directory_iterator at(evidence, code), end; !code && at != end;
       at.increment(code)) {
    struct stat status {};
    if (lstat(at->path().c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    const std::string path = at->path().lexically_relative(evidence).generic_string();
    const int64_t age_days = (now_s - int64_t{status.st_mtime}) / day_s;
    if (age_days >= std::max(days_min, days.value_or(days_kept(path))))
      aged.push_back({path, age_days});
  }
  std::sort(aged.begin(), aged.end(), [](const Aged& a, const Aged& b) { return a.path < b.path; });
  return aged;
}

std::string archived_record(const std::string& archive, std::string_view bytes,
                            const Files& files) {
  spark::JsonList list;
  for (const auto& [path, content] : files)
    if (path != sums_file)
      list.add(spark::Json().add("path", path).add("sha256", spark::offline::sha256_hex(content)));
  return spark::Json()
      .add("archive", archive)
      .add("sha256", spark::offline::sha256_hex(bytes))
      .add("files", list)
      .text();
}

Result<std::vector<fs::path>> archive_files(
    const fs::path& evidence, const std::vector<Aged>& aged, const fs::path& folder, int64_t now_s,
    const std::function<Result<void>(const std::string& record)>& put_on_record) {
  std::vector<fs::path> written;
  for (size_t from = 0; from < aged.size(); from += files_max) {
    Files files;
    for (size_t i = from; i < std::min(aged.size(), from + files_max); ++i) {
      Result<std::string> bytes = read_whole(evidence / aged[i].path);
      if (!bytes) return bytes.error();
      files.emplace(aged[i].path, std::move(*bytes));
    }
    files[sums_file] = sums_of(files);
    const Result<std::string> packed = pack(Form::tar_gz, files, now_s);
    if (!packed) return packed.error();
    const std::string number = from == 0 ? "" : "_" + std::to_string(from / files_max + 1);
    const fs::path file = folder / ("evidence_" + compact(now_s) + number + ".tar.gz");
    if (fs::exists(file))
      return Error{Exit::failed, file.string() + ": is there already; nothing was removed"};
    if (const Result<void> whole = write_whole(file, *packed); !whole) return whole.error();
    const Result<std::string> again = read_whole(file);
    if (!again) return again.error();
    const Result<Files> unpacked = unpack(*again);
    if (!unpacked) return unpacked.error();
    if (*unpacked != files)
      return Error{Exit::failed,
                   file.string() + ": does not hold what was written; nothing was removed"};
    const Result<void> recorded =
        put_on_record(archived_record(file.filename().string(), *packed, files));
    if (!recorded) return recorded.error();
    if (const Result<void> removed = remove_archived(evidence, files); !removed)
      return removed.error();
    written.push_back(file);
  }
  return written;
}

}  // namespace report
