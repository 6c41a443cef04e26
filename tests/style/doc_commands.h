// The rules about commands that pages show; see doc_rules.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "style/doc_facts.h"
#include "style/markdown.h"
#include "style/source.h"

namespace spark::style {

// One command of a page: "SPARK_SOAK=full sudo build/release/bin/sparkctl status # x" is the
// program sparkctl with the word "status".
struct Invocation {
  uint32_t line = 0;
  std::string program;  // without its folder
  std::vector<std::string> words;
};

// Of code whose first word is a program that the rules know. Pipes and lists are divided, and so
// are alternatives: "dev|asan" makes two commands.
[[nodiscard]] std::vector<Invocation> invocations_of(const DocPage& page);

// make's targets, sparkctl's commands, CMake's presets, and the programs that the build makes.
[[nodiscard]] std::vector<Finding> doc_commands(const DocPage& page, const DocFacts& facts);

// Options of sparkd, sparkctl and the plugins' tools, also where they stand alone in backticks.
[[nodiscard]] std::vector<Finding> doc_flags(const DocPage& page, const DocFacts& facts);

}  // namespace spark::style
