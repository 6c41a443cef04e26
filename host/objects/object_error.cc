#include "objects/object_error.h"

#include <cerrno>
#include <cstring>

namespace spark::objects {

ObjectError refusal(const std::filesystem::path& path, const std::string& why) {
  return ObjectError(base::Error(path.string() + ": " + why));
}

ObjectError storage_error(const std::filesystem::path& path) {
  ObjectError error(base::Error(path.string() + ": " + std::strerror(errno)));
  error.storage = true;
  return error;
}

}  // namespace spark::objects
