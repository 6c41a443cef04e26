#include "spark/tool/state_folders.h"

#include <algorithm>
#include <system_error>

namespace spark::tool {

namespace fs = std::filesystem;

fs::path program_folder() {
  std::error_code code;
  return fs::read_symlink("/proc/self/exe", code).parent_path();
}

std::vector<fs::path> state_folders_of(const fs::path& working, const fs::path& program) {
  std::vector<fs::path> folders;
  const auto add = [&folders](const fs::path& folder) {
    const fs::path path = folder.lexically_normal();
    if (std::find(folders.begin(), folders.end(), path) == folders.end()) folders.push_back(path);
  };
  for (fs::path folder = working; !folder.empty(); folder = folder.parent_path()) {
    add(folder / "var");
    if (folder == folder.root_path()) break;
  }
  // bin/ and libexec/spark/ lie at different depths below build/<preset>/.
  for (const char* above : {"../../../var", "../../../../var"}) add(program / above);
  return folders;
}

std::vector<fs::path> state_folders() {
  std::error_code code;
  return state_folders_of(fs::current_path(code), program_folder());
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::status(path, ignored).type() != fs::file_type::not_found;
}

bool is_state_folder(const fs::path& folder) {
  for (const char* name : {"run.json", "admin.token", "chain"})
    if (is_there(folder / name)) return true;
  return false;
}

}  // namespace spark::tool
