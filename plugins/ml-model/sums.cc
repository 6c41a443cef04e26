#include "sums.h"

#include <algorithm>

#include "spark/error.h"

namespace ml_model {
namespace {

constexpr size_t digest_chars = 64;
constexpr size_t name_chars_max = 128;

[[noreturn]] void refuse(size_t line, const std::string& why) {
  throw spark::Error("SHA256SUMS: line " + std::to_string(line) + ": " + why, SPARK_E_INVALID);
}

bool hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

// Letters, digits, and _ - . (not in front): no separator, no "..", nothing invisible.
bool plain_name(std::string_view name) {
  if (name.empty() || name.size() > name_chars_max || name[0] == '.' || name[0] == '-')
    return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  });
}

}  // namespace

std::map<std::string, std::string> parse_sums(std::string_view text) {
  std::map<std::string, std::string> out;
  size_t line_number = 0;
  while (!text.empty()) {
    ++line_number;
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) refuse(line_number, "does not end in a newline");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);

    const std::string_view digest = line.substr(0, std::min(digest_chars, line.size()));
    const bool form = line.size() > digest_chars + 2 &&
                      std::all_of(digest.begin(), digest.end(), hex_digit) &&
                      line[digest_chars] == ' ' &&
                      (line[digest_chars + 1] == ' ' || line[digest_chars + 1] == '*');
    if (!form) refuse(line_number, "expected 64 lower-case hex digits, two spaces and a file name");
    const std::string name(line.substr(digest_chars + 2));
    if (!plain_name(name)) refuse(line_number, "'" + name + "' is not a plain file name");
    if (!out.emplace(name, digest).second) refuse(line_number, "'" + name + "' is listed twice");
    if (out.size() > files_max) {
      refuse(line_number, "more than " + std::to_string(files_max) + " files");
    }
  }
  return out;
}

}  // namespace ml_model
