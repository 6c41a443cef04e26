#include "spark/tool/command.h"

#include <cstdio>

namespace spark::tool {

std::optional<int> parse_command(CLI::App& app, int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--describe") {
    std::printf("%s\n", app.get_description().c_str());
    return static_cast<int>(Exit::ok);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    if (asked) return app.exit(error);  // --help, --version
    std::fprintf(stderr, "%s: %s\nTry --help.\n", app.get_name().c_str(), error.what());
    return static_cast<int>(Exit::usage);
  }
  return std::nullopt;
}

int report(std::string_view program, const Error& error) {
  std::fprintf(stderr, "%.*s: %s\n", static_cast<int>(program.size()), program.data(),
               error.text.c_str());
  return static_cast<int>(error.exit);
}

}  // namespace spark::tool
