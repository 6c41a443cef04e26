// What the dynamic linker says when it does not load a library, as an operator can use it.
#pragma once

#include <string>
#include <string_view>

namespace spark::plugin {

// `said` is dlerror()'s text, `path` the library's, which the caller names anyway. A library that
// is missing, and thread-local storage for which there is no room, come with what to do.
[[nodiscard]] std::string loading_error(std::string_view said, std::string_view path);

}  // namespace spark::plugin
