#include "objects/copying.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "base/descriptor.h"
#include "base/sha256.h"
#include "base/whole_file.h"
#include "objects/links.h"
#include "objects/listing.h"
#include "objects/needed.h"

namespace spark::objects {

namespace {

namespace fs = std::filesystem;

constexpr size_t copy_piece_bytes = 128 * 1024;

// For the host's user alone, since the original may have been private, too.
constexpr mode_t copy_mode = 0400;
constexpr mode_t copy_folder_mode = 0700;

// Not blocking: opening a FIFO would otherwise wait for its writer.
constexpr int reading = O_RDONLY | O_NONBLOCK;

base::Result<struct stat, ObjectError> look(const base::Descriptor& from, const fs::path& path) {
  struct stat found {};
  if (::fstat(from.get(), &found) != 0) return refusal(path, std::strerror(errno));
  return found;
}

// Where a file's bytes go, besides the digest.
struct Destination {
  fs::path copy;                // "": nowhere
  std::string* text = nullptr;  // kept in memory
};

struct Read {
  std::string sha256;
  uint64_t bytes = 0;
};

// Reads until the end of the file. The size at first only serves to refuse a file that is too large
// before it is copied.
base::Result<Read, ObjectError> read_file(const base::Descriptor& from, const fs::path& path,
                                          uint64_t bytes_max, const Destination& destination) {
  const auto too_large = [&] {
    return refusal(path, "it has more than " + std::to_string(bytes_max) + " bytes");
  };
  const auto found = look(from, path);
  if (!found) return found.error();
  if (!S_ISREG(found->st_mode)) return refusal(path, "it is not a regular file");
  if (static_cast<uint64_t>(found->st_size) > bytes_max) return too_large();

  base::Descriptor to;
  if (!destination.copy.empty()) {
    constexpr int making = O_WRONLY | O_CREAT | O_EXCL;
    to = base::open_descriptor(destination.copy, making, copy_mode);
    if (!to.is_open()) return storage_error(destination.copy);
  }
  base::Sha256 hash;
  Read read;
  std::vector<char> piece(copy_piece_bytes);
  for (;;) {
    const ssize_t got = base::read_some(from.get(), piece);
    if (got < 0) return refusal(path, std::strerror(errno));
    if (got == 0) break;
    const std::string_view bytes(piece.data(), static_cast<size_t>(got));
    read.bytes += bytes.size();
    if (read.bytes > bytes_max) return too_large();
    hash.add(bytes);
    if (destination.text != nullptr) *destination.text += bytes;
    if (!to.is_open()) continue;
    if (!base::write_all(to.get(), bytes)) return storage_error(destination.copy);
  }
  // Sets the mode again, since the umask may have taken bits from it.
  if (to.is_open() && (::fchmod(to.get(), copy_mode) != 0 || ::fsync(to.get()) != 0))
    return storage_error(destination.copy);
  read.sha256 = hash.hex();
  return read;
}

base::Result<std::string, ObjectError> read_one_library(const fs::path& file,
                                                        const fs::path& copy) {
  const base::Descriptor from = base::open_descriptor(file, reading);
  if (!from.is_open()) return refusal(file, std::strerror(errno));
  auto read = read_file(from, file, library_bytes_max, {copy, nullptr});
  if (!read) return read.error();
  return std::move(read->sha256);
}

// Copies the private libraries of `file` to the folder `to`, "" for nowhere. Reads each library's
// needs from the copy, `first` for the library itself: the original may be another file by now.
base::Result<Sums, ObjectError> read_private(const fs::path& file, const fs::path& first,
                                             const fs::path& to) {
  std::error_code failed;
  const fs::path beside = fs::canonical(file, failed).parent_path();
  if (failed) return refusal(file, failed.message());
  struct Reading {
    fs::path file;
    bool inherits;
  };
  Sums found;
  std::vector<Reading> open{{first, false}};
  while (!open.empty()) {
    const Reading next = open.back();
    open.pop_back();
    const Needed needed = read_needed(next.file);
    if (!needed.beside && !next.inherits) continue;
    for (const std::string& name : needed.names) {
      if (!is_file_name(name) || found.contains(name) || !fs::exists(beside / name, failed))
        continue;  // the linker looks elsewhere
      if (name == library_name || found.size() == private_libraries_max)
        return refusal(beside / name, name == library_name
                                          ? "a private library cannot have this name"
                                          : "it is one private library more than " +
                                                std::to_string(private_libraries_max) +
                                                ", which is the most");
      const fs::path copy = to.empty() ? fs::path() : to / name;
      auto sha256 = read_one_library(beside / name, copy);
      if (!sha256) return sha256.error();
      found.emplace(name, std::move(*sha256));
      open.push_back({copy.empty() ? beside / name : copy, next.inherits || needed.inherited});
    }
  }
  return found;
}

base::Result<std::string, ObjectError> read_library(const fs::path& file, const fs::path& copy) {
  auto own = read_one_library(file, copy);
  if (!own) return own;
  auto all = read_private(file, copy.empty() ? file : copy, copy.parent_path());
  if (!all) return all.error();
  if (all->empty()) return own;
  all->emplace(library_name, std::move(*own));
  return base::sha256_hex(print_sums(*all));
}

// Sorted, so that the error always names the same one of several faults.
base::Result<std::vector<std::string>, ObjectError> names_in(base::Descriptor folder,
                                                             const fs::path& path) {
  const Listing listing = listing_of(std::move(folder));
  if (!listing) return refusal(path, std::strerror(errno));
  std::vector<std::string> names;
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(listing.get());
    if (entry == nullptr && errno != 0) return refusal(path, std::strerror(errno));
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (!is_file_name(name)) return refusal(path, "a name in it is not plain or too long");
    names.emplace_back(name);
    if (names.size() > artefact_entries_max) break;  // the walk counts them, too
  }
  std::sort(names.begin(), names.end());
  return names;
}

// One pass over an artefact. It opens files relative to the artefact's folder, and follows links
// below its root alone. So it reads no file outside, even if folders are exchanged meanwhile.
class Walk {
 public:
  Walk(fs::path top, fs::path copy) : top_(std::move(top)), copy_(std::move(copy)) {}

  base::Result<std::string, ObjectError> run() {
    const auto rooted = Rooted::open(top_);
    if (!rooted) return rooted.error();
    rooted_ = &*rooted;
    if (auto walked = walk(rooted->folder(), "", 0); !walked) return walked.error();
    if (found_.empty()) return refusal(top_, "there are no files in it");
    if (!found_.contains(std::string(sums_name))) return base::sha256_hex(print_sums(found_));
    const auto listed = parse_sums(sums_text_);
    if (!listed) return refusal(top_, listed.error().text);
    if (const auto same = compare_sums(found_, *listed); !same)
      return refusal(top_, same.error().text);
    return base::sha256_hex(sums_text_);
  }

 private:
  base::Result<void, ObjectError> walk(const base::Descriptor& folder, const fs::path& inner,
                                       size_t depth) {
    base::Descriptor listed(::fcntl(folder.get(), F_DUPFD_CLOEXEC, 0));
    const auto names = names_in(std::move(listed), top_ / inner);
    if (!names) return names.error();
    for (const std::string& name : *names) {
      if (++entries_ > artefact_entries_max)
        return refusal(top_, "there are more than " + std::to_string(artefact_entries_max) +
                                 " files and folders in it");
      if (auto taken = take(folder, name, inner / name, depth); !taken) return taken.error();
    }
    if (copy_.empty()) return {};
    return sync_folder(copy_ / inner);
  }

  base::Result<void, ObjectError> take(const base::Descriptor& folder, const std::string& name,
                                       const fs::path& inner, size_t depth) {
    base::Descriptor from(base::retried(
        [&] { return ::openat(folder.get(), name.c_str(), reading | O_NOFOLLOW | O_CLOEXEC); }));
    if (!from.is_open() && errno == ELOOP) {
      auto followed = rooted_->follow(inner);
      if (!followed) return followed.error();
      from = std::move(*followed);
    }
    if (!from.is_open()) return refusal(top_ / inner, std::strerror(errno));
    const auto found = look(from, top_ / inner);
    if (!found) return found.error();
    if (!S_ISDIR(found->st_mode)) return take_file(from, inner);
    if (depth == artefact_depth_max)
      return refusal(top_ / inner, "folders within an artefact are at most " +
                                       std::to_string(artefact_depth_max) + " deep");
    if (!copy_.empty() && ::mkdir((copy_ / inner).c_str(), copy_folder_mode) != 0)
      return storage_error(copy_ / inner);
    return walk(from, inner, depth + 1);
  }

  base::Result<void, ObjectError> take_file(const base::Descriptor& from, const fs::path& inner) {
    const bool sums = inner == sums_name;
    Destination destination;
    if (!copy_.empty()) destination.copy = copy_ / inner;
    if (sums) destination.text = &sums_text_;
    auto read = read_file(from, top_ / inner, sums ? sums_bytes_max : artefact_bytes_max - bytes_,
                          destination);
    if (!read) return read.error();
    bytes_ += sums ? 0 : read->bytes;
    found_.emplace(inner.string(), std::move(read->sha256));
    return {};
  }

  fs::path top_;
  fs::path copy_;  // "": only read
  const Rooted* rooted_ = nullptr;
  Sums found_;
  std::string sums_text_;
  uint64_t bytes_ = 0;
  size_t entries_ = 0;
};

}  // namespace

base::Result<void, ObjectError> sync_folder(const fs::path& folder) {
  const auto synced = base::sync_folder(folder);
  if (synced) return {};
  ObjectError error(synced.error());
  error.storage = true;
  return error;
}

base::Result<Sums, ObjectError> private_libraries(const fs::path& file) {
  return read_private(file, file, {});
}

base::Result<std::string, ObjectError> digest_library(const fs::path& file) {
  return read_library(file, {});
}

base::Result<std::string, ObjectError> copy_library(const fs::path& file, const fs::path& to) {
  return read_library(file, to);
}

base::Result<std::string, ObjectError> digest_artefact(const fs::path& folder) {
  return Walk(folder, {}).run();
}

base::Result<std::string, ObjectError> copy_artefact(const fs::path& folder, const fs::path& to) {
  return Walk(folder, to).run();
}

}  // namespace spark::objects
