#include "config/paths.h"

namespace spark::config {

std::filesystem::path from_folder(const std::filesystem::path& folder, const std::string& given) {
  const auto path = (std::filesystem::absolute(folder) / given).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

}  // namespace spark::config
