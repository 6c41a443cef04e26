#include "write_artefact.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "../artefact.h"
#include "../trained_model.h"
#include "artefact_files.h"
#include "spark/error.h"
#include "spark/offline/sums.h"

namespace training {

namespace fs = std::filesystem;

namespace {

using spark::tool::Error;
using spark::tool::Exit;
using spark::tool::Result;

Error failed_at(const fs::path& path, const char* what) {
  return {Exit::failed, path.string() + ": " + what + ": " + std::strerror(errno)};
}

// A folder beside the artefact-to-be; removed with all that is in it.
class Draft {
 public:
  explicit Draft(const fs::path& folder) {
    std::string name = (folder.parent_path() / ("." + folder.filename().string() + ".XXXXXX"));
    if (::mkdtemp(name.data()) != nullptr && ::chmod(name.c_str(), 0755) == 0) path_ = name;
  }
  ~Draft() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  [[nodiscard]] const fs::path& path() const { return path_; }  // empty: it could not be made

 private:
  fs::path path_;
};

Result<void> write_file(const fs::path& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
  out.close();
  if (!out) return failed_at(path, "cannot be written");
  return {};
}

Result<void> sync(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool is_synced = file >= 0 && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!is_synced) return failed_at(path, "cannot be brought to the disk");
  return {};
}

Result<void> sync_all(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (auto synced = sync(entry.path()); !synced) return synced;
  }
  return sync(folder);
}

// The refusals of a draft name the folder that was asked for.
std::string renamed(std::string text, const fs::path& draft, const fs::path& folder) {
  const std::pair<std::string, std::string> names[] = {
      {draft.string(), folder.string()}, {draft.filename().string(), folder.filename().string()}};
  for (const auto& [from, to] : names) {
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  }
  return text;
}

Result<std::vector<double>> score_probes(const fs::path& draft, const ArtefactPlan& plan) {
  std::vector<double> scores(plan.probe_rows.size());
  try {
    const auto scorer = ml_model::scorer_of(draft.string());
    for (size_t i = 0; i < scores.size(); ++i) {
      const std::vector<double>& row = plan.probe_rows[i];
      if (row.size() != plan.features.size()) {
        return Error{Exit::usage, "probe row " + std::to_string(i) + " has " +
                                      std::to_string(row.size()) + " elements for " +
                                      std::to_string(plan.features.size()) + " features"};
      }
      scorer->score(row.data(), row.size(), 1, &scores[i]);
      if (!std::isfinite(scores[i])) {
        return Error{Exit::usage, "probe row " + std::to_string(i) + " has no score"};
      }
    }
  } catch (const spark::Error& error) {
    return Error{Exit::usage, error.what()};
  }
  return scores;
}

Result<void> write_all(const fs::path& draft, const FileTexts& files) {
  for (const auto& [name, text] : files) {
    if (!ml_model::is_plain_name(name)) return Error{Exit::usage, name + ": no name of a file"};
    if (auto written = write_file(draft / name, text); !written) return written;
  }
  return {};
}

Result<void> fill(const fs::path& draft, const ArtefactPlan& plan) {
  const auto files = artefact_files(plan);
  if (!files) return files.error();
  if (auto written = write_all(draft, *files); !written) return written;
  const auto scores = score_probes(draft, plan);
  if (!scores) return scores.error();
  return write_file(draft / "probes.json", probes_text(plan, *scores));
}

// What speaks against the folder's being an artefact of this writer, whose files may all go; "" if
// nothing does.
std::string no_artefact(const fs::path& folder) {
  std::error_code ignored;
  for (const char* name : {"SHA256SUMS", "model.json"}) {
    if (!fs::is_regular_file(folder / name, ignored)) return std::string("it has no ") + name;
  }
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (!entry.is_regular_file(ignored)) return "it holds " + entry.path().filename().string();
  }
  return "";
}

Result<void> check_place(const fs::path& folder, bool is_replacing) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(folder, ignored))) return {};
  if (!is_replacing) {
    return Error{Exit::usage,
                 folder.string() + ": is there already; --replace replaces an artefact"};
  }
  if (const std::string why = no_artefact(folder); !why.empty()) {
    return Error{Exit::usage,
                 folder.string() + ": is no artefact (" + why + "), and so it is not replaced"};
  }
  return {};
}

// `fill_draft(folder)` writes all but the sums.
template <class Fill>
Result<void> publish(const fs::path& place, const WriteOptions& options, Fill fill_draft) {
  // "a/b/" is b in a.
  const fs::path absolute = fs::absolute(place).lexically_normal();
  const fs::path folder = absolute.has_filename() ? absolute : absolute.parent_path();
  if (auto free = check_place(folder, options.is_replacing); !free) return free;
  std::error_code made;
  fs::create_directories(folder.parent_path(), made);
  const Draft draft(folder);
  if (draft.path().empty()) return failed_at(folder, "cannot be made");
  const auto finish = [&]() -> Result<void> {
    if (auto filled = fill_draft(draft.path()); !filled) return filled;
    if (auto written = spark::offline::write_sums(draft.path()); !written) return written;
    const auto model = spark::offline::ArtefactModel::open(draft.path(), options.plugin_file);
    if (!model) return model.error();
    return sync_all(draft.path());
  };
  if (auto finished = finish(); !finished) {
    return Error{finished.error().exit, renamed(finished.error().text, draft.path(), folder)};
  }
  // Two names change places in one step; what was replaced goes with the draft.
  const unsigned how = fs::exists(folder) ? RENAME_EXCHANGE : RENAME_NOREPLACE;
  if (::renameat2(AT_FDCWD, draft.path().c_str(), AT_FDCWD, folder.c_str(), how) != 0) {
    return failed_at(folder, "cannot take its name");
  }
  return sync(folder.parent_path());
}

}  // namespace

Result<void> write_artefact(const fs::path& folder, const ArtefactPlan& plan,
                            const WriteOptions& options) {
  return publish(folder, options, [&](const fs::path& draft) { return fill(draft, plan); });
}

Result<void> write_artefact(const fs::path& folder, const FileTexts& files,
                            const WriteOptions& options) {
  return publish(folder, options, [&](const fs::path& draft) { return write_all(draft, files); });
}

}  // namespace training
