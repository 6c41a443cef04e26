#include "ctl/paths.h"

#include <algorithm>
#include <filesystem>

namespace spark::ctl {

namespace fs = std::filesystem;
using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

// Without "." and doubled slashes. Only the file system knows what ".." after a link means.
std::string absolute(const std::string& given) {
  std::error_code code;
  fs::path path = fs::absolute(given, code);
  const bool climbs = std::find(path.begin(), path.end(), "..") != path.end();
  path = climbs ? fs::weakly_canonical(path, code) : path.lexically_normal();
  std::string text = path.string();
  if (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

std::string_view kind_of(const fs::path& path) {
  std::error_code code;
  const fs::file_status status = fs::status(path, code);
  switch (status.type()) {
    case fs::file_type::regular:
      return "a file";
    case fs::file_type::directory:
      return "a folder";
    case fs::file_type::not_found:
      return "nothing";
    default:
      return code ? "what cannot be looked at" : "what is neither file nor folder";
  }
}

}  // namespace

Result<std::string> host_path(const std::string& named_by, const std::string& given, FileKind kind,
                              bool host_is_here) {
  const std::string_view expected = kind == FileKind::file ? "a file" : "a folder";
  const auto wrong = [&](const std::string& found) {
    return Error{Exit::usage,
                 named_by + ": expected " + std::string(expected) + ", found " + found};
  };
  if (given.empty()) return wrong("\"\"");
  std::string path = absolute(given);
  if (!host_is_here) return path;
  const std::string_view found = kind_of(path);
  if (found != expected) return wrong(std::string(found) + " at " + path);
  return path;
}

}  // namespace spark::ctl
