#include "spark/market/zip.h"

#include <zip.h>

#include <algorithm>
#include <cctype>

#include "spark/tool/format.h"

namespace spark::market {
namespace {

using tool::Error;
using tool::Exit;
using tool::Result;

using Archive = std::unique_ptr<zip_t, void (*)(zip_t*)>;
using Member = std::unique_ptr<zip_file_t, int (*)(zip_file_t*)>;

class ZipBytes final : public Bytes {
 public:
  ZipBytes(Archive archive, Member member, uint64_t packed_bytes, std::string name)
      : archive_(std::move(archive)),
        member_(std::move(member)),
        packed_bytes_(packed_bytes),
        name_(std::move(name)) {}

  Result<size_t> read(char* to, size_t size) override {
    const zip_int64_t count = zip_fread(member_.get(), to, size);
    if (count < 0) return Error{Exit::usage, why(zip_file_get_error(member_.get()))};
    unpacked_ += static_cast<uint64_t>(count);
    // Opening checked the sizes that the directory claims; this checks the bytes really unpacked.
    if (is_bomb(unpacked_, packed_bytes_)) return bomb(name_);
    return static_cast<size_t>(count);
  }

  std::string inner_name() const override { return name_; }

  static Error bomb(const std::string& name) {
    return Error{Exit::usage, name + " in it unpacks to more than " +
                                  std::to_string(unpacked_ratio_max) +
                                  " times its size, which is no market data"};
  }

  static std::string why(zip_error_t* error) {
    switch (zip_error_code_zip(error)) {
      // The directory stands at the end.
      case ZIP_ER_NOZIP:
#ifdef ZIP_ER_TRUNCATED_ZIP  // since libzip 1.11
      case ZIP_ER_TRUNCATED_ZIP:
#endif
        return "the zip file is cut off, or damaged at its end";
      case ZIP_ER_CRC:
        return "the zip file is damaged: its checksum does not fit its content";
      case ZIP_ER_EOF:
        return "the zip file is cut off";
      default:
        return std::string("the zip file is damaged: ") + zip_error_strerror(error);
    }
  }

 private:
  Archive archive_;
  Member member_;  // closed before its archive
  uint64_t packed_bytes_;
  uint64_t unpacked_ = 0;
  std::string name_;
};

bool is_csv(std::string_view name) {
  constexpr std::string_view ending = ".csv";
  return name.size() > ending.size() &&
         std::equal(ending.begin(), ending.end(), name.end() - ending.size(), [](char e, char c) {
           return e == std::tolower(static_cast<unsigned char>(c));
         });
}

std::string first_names(zip_t* archive, uint64_t count) {
  constexpr uint64_t named_max = 3;
  std::string names;
  for (uint64_t i = 0; i < std::min(count, named_max); ++i) {
    const char* name = zip_get_name(archive, i, 0);
    names += (names.empty() ? "" : ", ") + tool::shortened(name != nullptr ? name : "?", 80);
  }
  return names + (count > named_max ? ", …" : "");
}

}  // namespace

Result<std::unique_ptr<Bytes>> open_zip(const std::string& path) {
  int code = 0;
  Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code), zip_discard);
  if (!archive) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    const std::string why = ZipBytes::why(&error);
    zip_error_fini(&error);
    return Error{Exit::usage, why};
  }
  const auto count = static_cast<uint64_t>(zip_get_num_entries(archive.get(), 0));
  if (count != 1) {
    return Error{Exit::usage, count == 0 ? "the zip file is empty, expected one CSV file in it"
                                         : "the zip file holds " + tool::grouped(count) +
                                               " files (" + first_names(archive.get(), count) +
                                               "), expected one CSV file"};
  }
  zip_stat_t stat;
  if (zip_stat_index(archive.get(), 0, 0, &stat) != 0) {
    return Error{Exit::usage, ZipBytes::why(zip_get_error(archive.get()))};
  }
  const std::string name = tool::shortened(stat.name, 80);
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE) {
    return Error{Exit::usage, name + " in it is encrypted"};
  }
  if (!is_csv(stat.name)) {
    return Error{Exit::usage, "the zip file holds " + name + ", expected one CSV file"};
  }
  if (is_bomb(stat.size, stat.comp_size)) return ZipBytes::bomb(name);
  Member member(zip_fopen_index(archive.get(), 0, 0), zip_fclose);
  if (!member) return Error{Exit::usage, ZipBytes::why(zip_get_error(archive.get()))};
  return std::unique_ptr<Bytes>(
      std::make_unique<ZipBytes>(std::move(archive), std::move(member), stat.comp_size, name));
}

}  // namespace spark::market
