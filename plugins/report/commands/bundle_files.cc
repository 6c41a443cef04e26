#include "bundle_files.h"

#include <boost/json/parse.hpp>
#include <charconv>

#include "days/calendar.h"
#include "spark/json.h"
#include "spark/tool/json.h"

namespace report {
namespace {

namespace fs = std::filesystem;
namespace tool = spark::tool;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* folders[] = {"configs", "docs", "packaging/compat"};
constexpr const char* pages[] = {"README.md", "CHANGELOG.md", "LICENSE"};

// The number in gates_<ms>.json; nothing of another file.
std::optional<int64_t> time_of(const std::string& path) {
  std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);
  if (!name.starts_with("gates_") || !name.ends_with(".json")) return {};
  name.remove_prefix(6);
  name.remove_suffix(5);
  int64_t ms = 0;
  const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), ms);
  if (code != std::errc() || end != name.data() + name.size()) return {};
  return ms;
}

uint64_t count_below(const Files& files, std::string_view prefix) {
  uint64_t count = 0;
  for (const auto& [path, bytes] : files) count += path.starts_with(prefix) ? 1 : 0;
  return count;
}

std::vector<std::string> paths_below(const Files& files, std::string_view prefix) {
  std::vector<std::string> paths;
  for (const auto& [path, bytes] : files)
    if (path.starts_with(prefix)) paths.push_back(path);
  return paths;
}

std::string manifest(const BundleWords& words, const Files& all, const Files& evidence) {
  const auto gates = gates_in(evidence);
  const bool is_blocked = !gates || !gates->blocking.empty();
  std::string blocker;
  if (!gates) blocker = "no gates were judged: the evidence has no gates_<ms>.json";
  for (const std::string& each : gates ? gates->blocking : std::vector<std::string>())
    blocker += (blocker.empty() ? "" : ", ") + each;
  spark::Json counts;
  std::optional<uint64_t> total, passed, failed;
  std::vector<std::string> blocking;
  if (gates) {
    total = gates->total;
    passed = gates->passed;
    failed = gates->total - gates->passed;
    blocking = gates->blocking;
  }
  counts.add("total", total).add("passed", passed).add("failed", failed);
  counts.add("blocking", std::span<const std::string>(blocking));
  const auto scripts = paths_below(all, "packaging/compat/");
  return spark::Json()
             .add("version", words.version)
             .add("created", time_text(words.created_s * 1'000))
             .add("git_commit", words.commit)
             .add("platform", words.platform)
             .add("component", "spark")
             .add("status", is_blocked ? "BLOCKED" : "READY")
             .add("promote_blocked", is_blocked)
             .add("promote_blocker", blocker)
             .add("gates", counts)
             .add("evidence_files", count_below(all, "evidence/"))
             .add("documentation_files", count_below(all, "docs/"))
             .add("scripts", std::span<const std::string>(scripts))
             .text() +
         "\n";
}

}  // namespace

std::optional<BundleGates> gates_in(const Files& evidence) {
  int64_t newest_ms = -1;
  const std::string* text = nullptr;
  for (const auto& [path, bytes] : evidence) {
    const auto ms = time_of(path);
    if (!ms || *ms <= newest_ms) continue;
    newest_ms = *ms;
    text = &bytes;
  }
  if (text == nullptr) return {};
  const auto found = tool::parse_json(*text, "gates");
  if (!found) return {};
  BundleGates gates;
  for (const auto& row : tool::items(*found, "rows")) {
    ++gates.total;
    if (tool::raw(row, "status") == "PASS")
      ++gates.passed;
    else
      gates.blocking.push_back(tool::raw(row, "id"));
  }
  if (gates.total == 0) return {};
  return gates;
}

Result<Files> files_below(const fs::path& folder, const std::string& prefix) {
  Files files;
  std::error_code code;
  for (fs::recursive_directory_iterator at(folder, code), end; !code && at != end;
       at.increment(code)) {
    if (at->is_symlink() || !at->is_regular_file()) continue;
    Result<std::string> bytes = read_whole(at->path());
    if (!bytes) return bytes.error();
    files.emplace(prefix + at->path().lexically_relative(folder).generic_string(),
                  std::move(*bytes));
  }
  if (code) return Error{Exit::usage, folder.string() + ": " + code.message()};
  return files;
}

Result<Files> release_files(const fs::path& source) {
  Files files;
  for (const char* folder : folders) {
    Result<Files> below = files_below(source / folder, std::string(folder) + "/");
    if (!below) return below.error();
    files.merge(*below);
  }
  for (const char* page : pages) {
    Result<std::string> bytes = read_whole(source / page);
    if (!bytes) return bytes.error();
    files.emplace(page, std::move(*bytes));
  }
  return files;
}

Files bundle_of(const BundleWords& words, const Files& release, const Files& evidence) {
  Files all = release;
  all.insert(evidence.begin(), evidence.end());
  all["COMMIT.txt"] = words.commit + "\n";
  all["MANIFEST.json"] = manifest(words, all, evidence);
  all[sums_file] = sums_of(all);
  return all;
}

}  // namespace report
