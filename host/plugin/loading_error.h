// The dynamic linker's reason for not loading a library, in words that help an operator.
#pragma once

#include <string>
#include <string_view>

namespace spark::plugin {

// `said` is dlerror()'s text, `path` the library's, which the caller names anyway. The text advises
// what to do about a missing library, and about thread-local storage without room.
[[nodiscard]] std::string loading_error(std::string_view said, std::string_view path);

}  // namespace spark::plugin
