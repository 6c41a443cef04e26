#include "store/packing.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <zlib.h>

#include <fstream>
#include <memory>

#include "base/file.h"
#include "base/sha256.h"
#include "base/whole_file.h"

namespace spark::store {

namespace fs = std::filesystem;

namespace {

constexpr size_t piece_bytes = 256 * 1024;

struct CloseGz {
  void operator()(gzFile_s* file) const { gzclose(file); }
};
using Gz = std::unique_ptr<gzFile_s, CloseGz>;

fs::path sum_file(const fs::path& packed) {
  return packed.string() + ".sha256";
}

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

base::Result<std::string> unpack(const fs::path& from,
                                 const std::function<bool(std::string_view)>& take) {
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

base::Result<void> sync(const fs::path& path) {
  auto file = base::File::open(path, O_RDONLY);
  return file ? file->sync() : base::Result<void>(file.error());
}

base::Result<void> write_sum(const fs::path& packed, const std::string& sum) {
  auto sums = base::File::open(sum_file(packed), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
  if (!sums) return sums.error();
  if (auto put = sums->append(sum + "  " + packed.filename().string() + "\n"); !put) return put;
  return sums->sync();
}

}  // namespace

Removed::~Removed() {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

ScratchFolder::ScratchFolder() {
  std::error_code failed;
  std::string path = (fs::temp_directory_path(failed) / "spark-unpacked-XXXXXX").string();
  if (!failed && ::mkdtemp(path.data()) != nullptr) path_ = path;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

bool is_packed(const fs::path& packed) {
  std::error_code ignored;
  return fs::exists(packed, ignored) && fs::exists(sum_file(packed), ignored);
}

base::Result<std::string> pack_file(const fs::path& from, const fs::path& packed,
                                    const std::atomic<bool>& stop) {
  const Removed part{packed.string() + ".part"};
  auto wanted = pack(from, part.path, stop);
  if (!wanted) return wanted;
  if (auto synced = sync(part.path); !synced) return synced.error();
  const auto found = unpack(part.path, [&](std::string_view) { return !stop.load(); });
  if (!found) return found.error();
  if (*found != *wanted) return base::Error(part.path.string() + ": differs from what was packed");
  const auto sum = sum_of_file(part.path);
  if (!sum) return sum.error();
  if (auto put = write_sum(packed, *sum); !put) return put.error();
  std::error_code failed;
  fs::rename(part.path, packed, failed);
  if (failed) return base::Error(packed.string() + ": " + failed.message());
  if (auto synced = base::sync_folder(packed.parent_path()); !synced) return synced.error();
  return wanted;
}

base::Result<std::string> unpack_file(const fs::path& packed,
                                      const std::function<bool(std::string_view)>& take) {
  std::ifstream in(sum_file(packed));
  std::string wanted;
  if (!(in >> wanted) || !base::is_sha256_hex(wanted))
    return base::Error(sum_file(packed).string() + ": expected the digest of the archived file");
  const auto sum = sum_of_file(packed);
  if (!sum) return sum;
  if (*sum != wanted)
    return base::Error(
        fmt::format("{}: expected the digest {}, found {}", packed.string(), wanted, *sum));
  return unpack(packed, take);
}

base::Result<std::string> sum_of_file(const fs::path& path) {
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

}  // namespace spark::store
