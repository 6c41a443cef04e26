#include "ctl/evidence_files.h"

#include <chrono>
#include <fstream>
#include <map>
#include <set>

#include "base/sha256.h"
#include "spark/tool/json.h"
#include "store/search.h"

namespace spark::ctl {

namespace fs = std::filesystem;
using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

constexpr std::string_view file_digest = "file ";  // how the digest of an exported file is named

using Digests = std::map<std::string, std::string>;  // by path below evidence/

struct Recorded {
  Digests files;                                           // the last of each path
  std::set<std::pair<std::string, std::string>> archived;  // path and digest
};

void add_archived(Recorded& recorded, const std::string& detail) {
  const auto record = tool::parse_json(detail, "a record");
  if (!record) return;
  for (const auto& each : tool::items(*record, "files"))
    recorded.archived.emplace(tool::raw(each, "path"), tool::raw(each, "sha256"));
}

Result<Recorded> read_records(const fs::path& chain) {
  Recorded recorded;
  const auto read = store::each_after(chain, 0, [&](const store::Entry& entry) {
    for (const store::Digest& digest : entry.record.digests)
      if (digest.name.starts_with(file_digest))
        recorded.files[digest.name.substr(file_digest.size())] = digest.sha256;
    if (entry.record.action == archived_action) add_archived(recorded, entry.record.detail);
  });
  if (!read) return Error{Exit::failed, read.error().text()};
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

// A file is written through <name>.new, which is there for a moment.
bool is_draft(const fs::path& file) {
  std::error_code code;
  const auto written = fs::last_write_time(file, code);
  return file.extension() == ".new" &&
         (code || fs::file_time_type::clock::now() - written < std::chrono::minutes(1));
}

Digests read_files(const fs::path& folder) {
  Digests files;
  std::error_code code;
  for (fs::recursive_directory_iterator at(folder, code), end; !code && at != end;
       at.increment(code))
    if (!at->is_directory(code) && !is_draft(at->path()))
      files[at->path().lexically_relative(folder).generic_string()] = digest_of(at->path());
  return files;
}

EvidenceFiles compare(const Digests& files, const Recorded& recorded) {
  EvidenceFiles found;
  for (const auto& [path, sha256] : recorded.files) {
    const auto file = files.find(path);
    if (file == files.end()) {
      if (recorded.archived.contains({path, sha256}))
        ++found.archived;
      else
        found.troubles.push_back(path + ": expected the file that is on record, found none");
    } else if (file->second.empty()) {
      found.troubles.push_back(path + ": cannot be read");
    } else if (file->second != sha256) {
      found.troubles.push_back(path + ": expected " + sha256 + ", found " + file->second);
    } else {
      found.as_recorded.push_back(path);
    }
  }
  for (const auto& [path, sha256] : files)
    if (!recorded.files.contains(path))
      found.troubles.push_back(
          path + ": no record names it: it is not the host's, or the host ended before its record");
  return found;
}

}  // namespace

Result<EvidenceFiles> compare_files(const fs::path& state_dir) {
  EvidenceFiles found;
  for (int looks = 0; looks < 2; ++looks) {
    const Digests files = read_files(state_dir / "evidence");
    const Result<Recorded> recorded = read_records(state_dir / "chain");
    if (!recorded) return recorded.error();
    found = compare(files, *recorded);
    if (found.troubles.empty()) break;
  }
  return found;
}

}  // namespace spark::ctl
