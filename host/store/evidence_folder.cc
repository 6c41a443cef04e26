#include "store/evidence_folder.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/beneath.h"
#include "base/private_folder.h"
#include "base/sha256.h"
#include "base/whole_file.h"
#include "store/search.h"

namespace spark::store {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view draft_end = ".new";
constexpr size_t digest_digits = 64;
constexpr size_t file_bytes_max = size_t{16} * 1024 * 1024;

bool is_digest(std::string_view text) {
  return text.size() == digest_digits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::vector<Draft> drafts_below(const fs::path& root) {
  std::vector<Draft> drafts;
  std::error_code code;
  for (fs::recursive_directory_iterator at(root, code), end; !code && at != end; at.increment(code))
    if (auto draft = draft_of(at->path().lexically_relative(root).generic_string()))
      drafts.push_back(std::move(*draft));
  return drafts;
}

// The digest that the last record of each path has.
base::Result<std::map<std::string, std::string>> recorded(const fs::path& chain) {
  std::map<std::string, std::string> last;
  const auto read = each_after(chain, 0, [&](const Entry& entry) {
    for (const Digest& each : entry.record.digests)
      if (each.name.starts_with(file_digest))
        last[each.name.substr(file_digest.size())] = each.sha256;
  });
  if (!read) return base::Error(read.error().text());
  return last;
}

}  // namespace

std::string Draft::name() const {
  return path + "." + sha256 + "." + std::to_string(number) + std::string(draft_end);
}

std::optional<Draft> draft_of(std::string_view name) {
  if (!name.ends_with(draft_end)) return {};
  name.remove_suffix(draft_end.size());
  const auto take_last = [&name]() -> std::string_view {
    const size_t dot = name.rfind('.');
    if (dot == std::string_view::npos) return {};
    const std::string_view part = name.substr(dot + 1);
    name.remove_suffix(part.size() + 1);
    return part;
  };
  const std::string_view digits = take_last();
  Draft draft;
  const auto [end, code] =
      std::from_chars(digits.data(), digits.data() + digits.size(), draft.number);
  if (code != std::errc() || end != digits.data() + digits.size()) return {};
  const std::string_view sha256 = take_last();
  if (!is_digest(sha256) || name.empty()) return {};
  draft.path = name;
  draft.sha256 = sha256;
  return draft;
}

base::Result<Draft> EvidenceFolder::draft(const std::string& path, std::string_view bytes) {
  if (fs::is_directory(roots_[0] / path))
    return base::Error((roots_[0] / path).string() + ": expected a file or none, found a folder");
  const Draft made{path, base::sha256_hex(bytes), drafts_++};
  const std::lock_guard lock(mutex_);
  for (const fs::path& root : roots_) {
    auto written = base::make_private_folder(root);
    if (written) written = base::put_beneath(root, made.name(), bytes);
    if (written) continue;
    discard(made);
    return written.error();
  }
  return made;
}

base::Result<void> EvidenceFolder::publish(const Draft& draft) const {
  for (const fs::path& root : roots_)
    if (auto moved = base::rename_beneath(root, draft.name(), draft.path); !moved) return moved;
  return {};
}

void EvidenceFolder::discard(const Draft& draft) const {
  std::error_code ignored;  // what stays is removed by the next start
  for (const fs::path& root : roots_) fs::remove(root / draft.name(), ignored);
}

base::Result<void> EvidenceFolder::settle(const fs::path& chain) const {
  std::optional<std::map<std::string, std::string>> last;
  for (const fs::path& root : roots_) {
    for (const Draft& draft : drafts_below(root)) {
      if (!last) {
        auto read = recorded(chain);
        if (!read) return read.error();
        last = std::move(*read);
      }
      const auto found = last->find(draft.path);
      std::error_code code;
      if (found == last->end() || found->second != draft.sha256) {
        fs::remove(root / draft.name(), code);
        if (code) return base::Error((root / draft.name()).string() + ": " + code.message());
      } else if (auto moved = base::rename_beneath(root, draft.name(), draft.path); !moved) {
        return moved;
      }
    }
  }
  return {};
}

base::Result<std::string> EvidenceFolder::copy_of(const std::string& path,
                                                  const std::string& sha256) const {
  auto bytes = base::read_whole(roots_[1] / path, file_bytes_max);
  if (bytes && base::sha256_hex(*bytes) != sha256)
    return base::Error((roots_[1] / path).string() + ": is another one");
  return bytes;
}

}  // namespace spark::store
