// Archives whose bytes depend on their content alone: the same files give the same bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "spark/tool/result.h"

namespace report {

// Bytes by path, in the order of the paths. A path is relative, with '/' between its names.
using Files = std::map<std::string, std::string>;

enum class Form : unsigned char { tar_gz, zip };

// Each file is its owner's and readable by all, of the time `utc_s`. [tools]
[[nodiscard]] spark::tool::Result<std::string> pack(Form form, const Files& files, int64_t utc_s);

// Of either form; refuses links, paths that lead out, a path twice, and more than 1 GiB. [tools]
[[nodiscard]] spark::tool::Result<Files> unpack(std::string_view archive);

// A line for each file: 64 hex digits, two blanks, the path. [any]
[[nodiscard]] std::string sums_of(const Files& files);
// Nothing, or the first file that is not as SHA256SUMS.txt among them says. [any]
[[nodiscard]] spark::tool::Result<void> check_sums(const Files& files);
inline constexpr const char* sums_file = "SHA256SUMS.txt";

// Through a second file beside it, and on the disk when it returns. [tools]
[[nodiscard]] spark::tool::Result<void> write_whole(const std::filesystem::path& file,
                                                    std::string_view bytes);
[[nodiscard]] spark::tool::Result<std::string> read_whole(const std::filesystem::path& file);

}  // namespace report
