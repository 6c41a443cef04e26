#include "ctl/state_dir.h"

#include <cstdlib>

#include "spark/tool/token.h"

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

Result<fs::path> find_state_dir(const std::string& given) {
  if (!given.empty()) return named(given, "--state-dir");
  if (const char* set = std::getenv("SPARK_STATE_DIR"); set != nullptr && *set != '\0')
    return named(set, "SPARK_STATE_DIR");
  const fs::path beside = (tool::program_folder() / "../../../var").lexically_normal();
  for (const fs::path& folder : {fs::path("var"), beside})
    if (is_folder(folder / "chain")) return folder;
  return Error{Exit::usage, "no state folder with a chain: looked for var/chain and " +
                                (beside / "chain").string() + "; name it with --state-dir"};
}

}  // namespace spark::ctl
