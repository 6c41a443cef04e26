#include "archives.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <memory>
#include <sstream>
#include <system_error>
#include <vector>

#include "spark/offline/sums.h"

namespace report {
namespace {

namespace fs = std::filesystem;
using spark::tool::Error;
using spark::tool::Exit;
using spark::tool::Result;

constexpr size_t block_bytes = 65'536;
constexpr size_t unpacked_bytes_max = size_t{1} << 30u;

struct Free {
  void operator()(struct archive* each) const { archive_free(each); }
  void operator()(struct archive_entry* each) const { archive_entry_free(each); }
};
using Archive = std::unique_ptr<struct archive, Free>;
using Entry = std::unique_ptr<struct archive_entry, Free>;

Error trouble(struct archive* of) {
  const char* const why = archive_error_string(of);
  return {Exit::failed, "the archive: " + std::string(why == nullptr ? "no reason given" : why)};
}

bool leads_out(const fs::path& path) {
  if (path.empty() || path.is_absolute()) return true;
  for (const fs::path& part : path)
    if (part == "..") return true;
  return false;
}

la_ssize_t take(struct archive*, void* out, const void* bytes, size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

}  // namespace

Result<std::string> pack(Form form, const Files& files, int64_t utc_s) {
  // Zip has times of day without a zone.
  setenv("TZ", "UTC", 1);
  tzset();
  std::string out;
  const Archive archive(archive_write_new());
  if (form == Form::zip) {
    archive_write_set_format_zip(archive.get());
  } else {
    archive_write_set_format_ustar(archive.get());
    archive_write_add_filter_gzip(archive.get());
    archive_write_set_filter_option(archive.get(), "gzip", "timestamp", nullptr);
  }
  archive_write_set_bytes_in_last_block(archive.get(), 1);  // nothing behind the end
  if (archive_write_open2(archive.get(), &out, nullptr, take, nullptr, nullptr) != ARCHIVE_OK)
    return trouble(archive.get());
  for (const auto& [path, bytes] : files) {
    const Entry entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), path.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_mtime(entry.get(), static_cast<time_t>(utc_s), 0);
    if (archive_write_header(archive.get(), entry.get()) != ARCHIVE_OK ||
        archive_write_data(archive.get(), bytes.data(), bytes.size()) !=
            static_cast<la_ssize_t>(bytes.size()))
      return trouble(archive.get());
  }
  if (archive_write_close(archive.get()) != ARCHIVE_OK) return trouble(archive.get());
  return out;
}

Result<Files> unpack(std::string_view bytes) {
  const Archive archive(archive_read_new());
  archive_read_support_format_tar(archive.get());
  archive_read_support_format_zip(archive.get());
  archive_read_support_filter_gzip(archive.get());
  if (archive_read_open_memory(archive.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
    return trouble(archive.get());
  Files files;
  size_t total = 0;
  struct archive_entry* entry = nullptr;
  int code = ARCHIVE_OK;
  while ((code = archive_read_next_header(archive.get(), &entry)) == ARCHIVE_OK) {
    const char* const name = archive_entry_pathname(entry);
    const std::string path = name == nullptr ? "" : name;
    if (leads_out(path) || archive_entry_filetype(entry) != AE_IFREG)
      return Error{Exit::failed, "the archive: '" + path + "' is no plain file below it"};
    std::string content;
    std::vector<char> block(block_bytes);
    la_ssize_t got = 0;
    while ((got = archive_read_data(archive.get(), block.data(), block.size())) > 0) {
      content.append(block.data(), static_cast<size_t>(got));
      total += static_cast<size_t>(got);
      if (total > unpacked_bytes_max)
        return Error{Exit::failed, "the archive holds more than 1 GiB"};
    }
    if (got < 0) return trouble(archive.get());
    if (!files.emplace(path, std::move(content)).second)
      return Error{Exit::failed, "the archive: '" + path + "' is in it twice"};
  }
  if (code != ARCHIVE_EOF) return trouble(archive.get());
  return files;
}

std::string sums_of(const Files& files) {
  std::string sums;
  for (const auto& [path, bytes] : files)
    if (path != sums_file) sums += spark::offline::sha256_hex(bytes) + "  " + path + "\n";
  return sums;
}

// The sums are written in one form only, so that they can be compared whole.
Result<void> check_sums(const Files& files) {
  const auto listed = files.find(sums_file);
  if (listed == files.end())
    return Error{Exit::failed, std::string(sums_file) + ": expected it in the archive"};
  std::istringstream expected(listed->second);
  std::istringstream found(sums_of(files));
  std::string want;
  std::string have;
  while (true) {
    const bool wants = static_cast<bool>(std::getline(expected, want));
    const bool has = static_cast<bool>(std::getline(found, have));
    if (!wants && !has) break;
    if (wants != has || want != have)
      return Error{Exit::failed, std::string(sums_file) + ": expected '" + (wants ? want : "") +
                                     "', found '" + (has ? have : "") + "'"};
  }
  if (listed->second != sums_of(files))
    return Error{Exit::failed, std::string(sums_file) + ": it does not end in a line feed"};
  return {};
}

Result<void> write_whole(const fs::path& file, std::string_view bytes) {
  std::error_code code;
  if (!file.parent_path().empty()) fs::create_directories(file.parent_path(), code);
  const std::string draft = file.string() + ".part";
  const int descriptor = open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  bool is_written = descriptor >= 0;
  for (size_t at = 0; is_written && at < bytes.size();) {
    const ssize_t size = write(descriptor, bytes.data() + at, bytes.size() - at);
    is_written = size > 0;
    if (is_written) at += static_cast<size_t>(size);
  }
  is_written = is_written && fsync(descriptor) == 0;
  const std::string why = std::generic_category().message(errno);
  if (descriptor >= 0) close(descriptor);
  if (!is_written) return Error{Exit::failed, draft + ": " + why};
  fs::rename(draft, file, code);
  if (code) return Error{Exit::failed, file.string() + ": " + code.message()};
  return {};
}

Result<std::string> read_whole(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  if (in) out << in.rdbuf();
  if (!in || in.bad()) return Error{Exit::failed, file.string() + ": cannot be read"};
  return std::move(out).str();
}

}  // namespace report
