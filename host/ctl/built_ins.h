// The commands that are built in, by their words: "swap", "plugins quarantine list".
#pragma once

#include <CLI/CLI.hpp>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ctl/admin.h"

namespace spark::ctl {

using Run = std::function<tool::Result<int>(const Options&)>;

struct BuiltIn {
  std::string words;
  CLI::App* app = nullptr;
  Run run;
};

class BuiltIns {
 public:
  // `top` is borrowed for the object's life. A command line has one command at most, so that a
  // model with the name of a command stays a model.
  explicit BuiltIns(CLI::App& top) : top_(top) { top.require_subcommand(0, 1); }

  // A command below another is added after that one. Returns where its options are declared.
  CLI::App* add(std::string_view words, const std::string& doc, const std::string& example,
                Run run);

  // The command that the command line names; null if it is no built-in.
  [[nodiscard]] const BuiltIn* parsed() const;

  // For "did you mean": the words that may follow `words`, or begin a command line.
  [[nodiscard]] std::vector<std::string> names_below(std::string_view words = {}) const;

 private:
  CLI::App& top_;
  std::deque<BuiltIn> all_;
};

inline constexpr const char* exit_codes =
    "\nExit codes: 0 ok, 1 the host said no or the operation failed, 2 usage, 3 cannot reach the "
    "host.";

}  // namespace spark::ctl
