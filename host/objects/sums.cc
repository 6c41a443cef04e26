#include "objects/sums.h"

#include "base/printable.h"
#include "base/sha256.h"

namespace spark::objects {

namespace {

constexpr size_t digest_chars = 64;

// Every part of "a/b/c" is a file's name.
bool is_relative_name(std::string_view name) {
  size_t depth = 0;
  for (;; ++depth) {
    const size_t slash = name.find('/');
    if (!is_file_name(name.substr(0, slash)) || depth > artefact_depth_max) return false;
    if (slash == std::string_view::npos) return true;
    name.remove_prefix(slash + 1);
  }
}

base::Error refusal(size_t line, const std::string& why) {
  return base::Error(std::string(sums_name) + ": line " + std::to_string(line) + ": " + why);
}

}  // namespace

bool is_file_name(std::string_view name) {
  return !name.empty() && name.size() <= file_name_bytes_max && name != "." && name != ".." &&
         name.find_first_of("/\\") == std::string_view::npos && base::is_printable(name);
}

base::Result<Sums> parse_sums(std::string_view text) {
  Sums sums;
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return refusal(number, "does not end in a line feed");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    const bool form = line.size() > digest_chars + 2 &&
                      base::is_sha256_hex(line.substr(0, digest_chars)) &&
                      line[digest_chars] == ' ' &&
                      (line[digest_chars + 1] == ' ' || line[digest_chars + 1] == '*');
    if (!form)
      return refusal(number, "expected 64 lower-case hex digits, two blanks and a file's name");
    std::string_view name = line.substr(digest_chars + 2);
    if (name.starts_with("./")) name.remove_prefix(2);  // as from find(1)
    if (!is_relative_name(name))
      return refusal(number, "expected a plain name of a file within the artefact");
    if (!sums.emplace(name, line.substr(0, digest_chars)).second)
      return refusal(number, "'" + std::string(name) + "' is listed twice");
    if (sums.size() > artefact_entries_max)
      return refusal(number, "more than " + std::to_string(artefact_entries_max) + " files");
  }
  return sums;
}

std::string print_sums(const Sums& sums) {
  std::string text;
  for (const auto& [name, digest] : sums) text.append(digest).append("  ").append(name) += '\n';
  return text;
}

base::Result<void> compare_sums(const Sums& found, const Sums& listed) {
  for (const auto& [name, digest] : listed) {
    const auto file = found.find(name);
    if (file == found.end()) return base::Error(name + ": missing, but listed in SHA256SUMS");
    if (file->second != digest)
      return base::Error(name + ": its digest is " + file->second + ", but SHA256SUMS says " +
                         digest);
  }
  for (const auto& [name, digest] : found)
    if (name != sums_name && !listed.contains(name))
      return base::Error(name + ": not listed in SHA256SUMS");
  return {};
}

}  // namespace spark::objects
