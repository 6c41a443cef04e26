#include "spark/tool/command.h"

#include "spark/tool/terminal.h"

namespace spark::tool {

std::optional<int> parse_command(CLI::App& app, int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--describe") {
    put(stdout, app.get_description() + "\n");
    return static_cast<int>(Exit::ok);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    if (asked) return app.exit(error);  // --help, --version
    put(stderr, app.get_name() + ": " + error.what() + "\nTry --help.\n");
    return static_cast<int>(Exit::usage);
  }
  return std::nullopt;
}

int report(std::string_view program, const Error& error) {
  put(stderr, std::string(program) + ": " + error.text + "\n");
  return static_cast<int>(error.exit);
}

}  // namespace spark::tool
