#include "ctl/paths.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace spark::ctl {

namespace fs = std::filesystem;
using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

std::string without_slash(const fs::path& path) {
  std::string text = path.string();
  if (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

// Without "." and doubled slashes. Only the file system knows what ".." after a link means.
std::string full_path(const fs::path& given) {
  std::error_code code;
  fs::path path = fs::absolute(given, code);
  const bool climbs = std::find(path.begin(), path.end(), "..") != path.end();
  path = climbs ? fs::weakly_canonical(path, code) : path.lexically_normal();
  return without_slash(path);
}

constexpr std::string_view unseen = "what cannot be looked at";

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
      return code ? unseen : "what is neither file nor folder";
  }
}

}  // namespace

Result<std::string> host_path(const std::string& named_by, const std::string& given, FileKind kind,
                              const HostFiles& host) {
  const std::string_view expected = kind == FileKind::file ? "a file" : "a folder";
  const auto wrong = [&](const std::string& found) {
    return Error{Exit::usage,
                 named_by + ": expected " + std::string(expected) + ", found " + found};
  };
  if (given.empty()) return wrong("\"\"");
  const fs::path path = given;
  const auto beside_configuration = [&]() -> std::string {
    const std::string folder = host.config_folder ? host.config_folder() : "";
    return folder.empty() ? "" : (fs::path(folder) / path).string();
  };
  if (!host.is_here) {
    if (path.is_absolute()) return full_path(path);
    const std::string there = beside_configuration();
    if (!there.empty()) return without_slash(fs::path(there).lexically_normal());
    return Error{Exit::usage, named_by +
                                  ": the host is on another machine and does not say where "
                                  "its configuration lies: expected an absolute path "
                                  "there, found " +
                                  given};
  }

  const std::string first = full_path(path);
  const std::string_view found = kind_of(first);
  const bool may_be = found == expected || (path.is_absolute() && found == unseen);
  if (may_be) return first;
  const std::string beside = path.is_absolute() ? "" : beside_configuration();
  if (beside.empty()) return wrong(std::string(found) + " at " + first);
  const std::string second = full_path(beside);
  const std::string_view found_second = kind_of(second);
  if (found_second == expected || found_second == unseen) return second;
  return wrong(std::string(found) + " at " + first + " (from the working directory) and " +
               std::string(found_second) + " at " + second + " (from the configuration's folder)");
}

}  // namespace spark::ctl
