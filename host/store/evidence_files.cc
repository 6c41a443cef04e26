#include "store/evidence_files.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <set>
#include <utility>

#include "base/sha256.h"
#include "store/evidence_folder.h"
#include "store/search.h"

namespace spark::store {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr int looks_max = 4;

using Digests = std::map<std::string, std::string>;              // by path below evidence/
using Versions = std::set<std::pair<std::string, std::string>>;  // path and digest

struct Recorded {
  Digests files;                            // the last of each path
  std::map<std::string, uint64_t> records;  // that have them
  Versions archived;
};
struct Found {
  Digests files;
  Versions drafts;  // whole ones
};

std::string text_in(const json::object& object, const char* name) {
  const json::value* const found = object.if_contains(name);
  const json::string* const text = found == nullptr ? nullptr : found->if_string();
  return text == nullptr ? "" : std::string(*text);
}

void add_archived(Versions& archived, const std::string& detail) {
  boost::system::error_code code;
  const json::value record = json::parse(detail, code);
  if (code || !record.is_object()) return;
  const json::value* const files = record.get_object().if_contains("files");
  if (files == nullptr || !files->is_array()) return;
  for (const json::value& each : files->get_array())
    if (const json::object* const file = each.if_object())
      archived.emplace(text_in(*file, "path"), text_in(*file, "sha256"));
}

base::Result<Recorded, Flaw> read_records(const fs::path& chain) {
  Recorded recorded;
  const auto read = each_after(chain, 0, [&](const Entry& entry) {
    for (const Digest& digest : entry.record.digests)
      if (digest.name.starts_with(file_digest)) {
        const std::string path = digest.name.substr(file_digest.size());
        recorded.files[path] = digest.sha256;
        recorded.records[path] = entry.sequence;
      }
    if (entry.record.action == archived_action)
      add_archived(recorded.archived, entry.record.detail);
  });
  if (!read) return read.error();
  return recorded;
}

// "" of a file that cannot be read.
std::string digest_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return "";
  base::Sha256 sum;
  char block[65'536];
  do {
    in.read(block, sizeof block);
    sum.add({block, static_cast<size_t>(in.gcount())});
  } while (in);
  return in.eof() ? sum.hex() : "";
}

Found read_files(const fs::path& folder, const std::function<bool()>& is_stopped) {
  Found found;
  std::error_code code;
  for (fs::recursive_directory_iterator at(folder, code), end; !code && at != end;
       at.increment(code)) {
    if (is_stopped && is_stopped()) break;
    if (at->is_directory(code)) continue;
    const std::string path = at->path().lexically_relative(folder).generic_string();
    const std::string sha256 = digest_of(at->path());
    const auto draft = draft_of(path);
    if (!draft)
      found.files[path] = sha256;
    else if (draft->sha256 == sha256)
      found.drafts.emplace(draft->path, sha256);
  }
  return found;
}

EvidenceFiles compare(const Found& found, const Recorded& recorded) {
  EvidenceFiles all;
  const auto trouble = [&all](const std::string& path, const std::string& sha256,
                              const std::string& what) {
    all.troubles.push_back({path, sha256, path + ": " + what});
  };
  for (const auto& [path, sha256] : recorded.files) {
    const auto file = found.files.find(path);
    const bool is_there = file != found.files.end();
    if (is_there && file->second == sha256)
      all.as_recorded.push_back(path);
    else if (found.drafts.contains({path, sha256}))
      ++all.unfinished;
    else if (!is_there && recorded.archived.contains({path, sha256}))
      ++all.archived;
    else if (!is_there)
      trouble(path, sha256, "expected the file that is on record, found none");
    else if (file->second.empty())
      trouble(path, sha256, "cannot be read");
    else
      trouble(path, sha256, "expected " + sha256 + ", found " + file->second);
  }
  for (const auto& [path, sha256] : found.files)
    if (!recorded.files.contains(path))
      trouble(path, "", "no record names it: it is not the host's; move it away");
  return all;
}

}  // namespace

base::Result<EvidenceFiles, Flaw> compare_files(const fs::path& state_dir,
                                                const std::function<bool()>& is_stopped) {
  EvidenceFiles now;
  std::vector<FileTrouble> before;
  for (int look = 0; look < looks_max; ++look) {
    const Found found = read_files(state_dir / evidence_files, is_stopped);
    const auto recorded = read_records(state_dir / "chain");
    if (!recorded) return recorded.error();
    now = compare(found, *recorded);
    const bool is_first = look == 0;
    std::vector<FileTrouble> again;
    for (const FileTrouble& each : now.troubles)
      if (std::find(before.begin(), before.end(), each) != before.end()) again.push_back(each);
    before = std::exchange(now.troubles, again);
    if (before.empty() || (!is_first && again.size() == before.size())) break;
    if (is_stopped && is_stopped()) break;
  }
  return now;
}

base::Result<std::optional<NeededRecord>, Flaw> oldest_needed(const fs::path& state_dir) {
  const auto recorded = read_records(state_dir / "chain");
  if (!recorded) return recorded.error();
  std::optional<NeededRecord> oldest;
  for (const auto& [path, sequence] : recorded->records) {
    std::error_code failed;
    const bool is_gone = !fs::exists(state_dir / evidence_files / path, failed) && !failed;
    if (is_gone && recorded->archived.contains({path, recorded->files.at(path)})) continue;
    if (!oldest || sequence < oldest->sequence) oldest = {sequence, path};
  }
  return oldest;
}

}  // namespace spark::store
