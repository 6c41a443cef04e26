#include "plugin/loading_error.h"

namespace spark::plugin {

std::string loading_error(std::string_view said, std::string_view path) {
  constexpr std::string_view missing =
      ": cannot open shared object file: No such file or directory";
  constexpr std::string_view no_static_tls = "cannot allocate memory in static TLS block";
  if (said.ends_with(missing)) {
    const std::string name(said.substr(0, said.size() - missing.size()));
    return "it needs " + name +
           ", which is not there: install it, or put it beside the plugin and link the plugin with "
           "-Wl,-rpath,'$ORIGIN'";
  }
  if (said.starts_with(path) && said.substr(path.size()).starts_with(": "))
    said.remove_prefix(path.size() + 2);
  std::string text(said);
  // Each copy of such a library takes its share of a block that the process has once.
  if (said.ends_with(no_static_tls))
    text +=
        ": no room is left for another library with thread-local storage of the initial-exec "
        "model; "
        "restart the host, or build that library with -ftls-model=global-dynamic";
  return text;
}

}  // namespace spark::plugin
