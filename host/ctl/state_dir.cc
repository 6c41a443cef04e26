#include "ctl/state_dir.h"

#include <cstdlib>

#include "spark/tool/state_folders.h"

namespace spark::ctl {

namespace fs = std::filesystem;
using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

Result<fs::path> named(const fs::path& folder, const std::string& named_by) {
  if (is_folder(folder)) return folder;
  return Error{Exit::usage,
               named_by + " " + folder.string() + ": expected the host's state folder"};
}

}  // namespace

Result<fs::path> named_state_dir(const std::string& given) {
  if (!given.empty()) return named(given, "--state-dir");
  if (const char* set = std::getenv("SPARK_STATE_DIR"); set != nullptr && *set != '\0')
    return named(set, "SPARK_STATE_DIR");
  return fs::path();
}

Result<fs::path> find_state_dir(const std::string& given) {
  Result<fs::path> folder = named_state_dir(given);
  if (!folder || !folder->empty()) return folder;
  for (const fs::path& each : tool::state_folders()) {
    const fs::path chain = each / "chain";
    if (is_folder(chain)) return each;
    if (tool::is_there(chain)) {
      return Error{Exit::usage, chain.string() +
                                    ": expected a folder that can be looked into; run sparkctl as "
                                    "the user that sparkd runs as, or name another state folder "
                                    "with --state-dir"};
    }
  }
  return Error{Exit::usage,
               "no state folder with a chain: looked for var/chain from the working directory "
               "upwards and above " +
                   tool::program_folder().string() + "; name it with --state-dir"};
}

}  // namespace spark::ctl
