// Why something is not, or not any more, an object of the store.
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "base/error.h"

namespace spark::objects {

struct ObjectError : base::Error {
  ObjectError() = default;
  explicit ObjectError(base::Error error) : base::Error(std::move(error)) {}

  bool storage = false;  // the host's own disk refused, the original is not at fault
};

// The original is at fault.
[[nodiscard]] ObjectError refusal(const std::filesystem::path& path, const std::string& why);

// A failure of the store's own disk; reads errno.
[[nodiscard]] ObjectError storage_error(const std::filesystem::path& path);

}  // namespace spark::objects
