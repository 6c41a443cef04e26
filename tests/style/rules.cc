// One function per rule; see rules.h. Words that a rule forbids are written in two halves, so that
// this file does not break it.
#include "style/rules.h"

#include <algorithm>
#include <array>
#include <string>

#include "style/words.h"

namespace spark::style {
namespace {

constexpr size_t columns_max = 100;
constexpr size_t lines_max = 300;
constexpr size_t header_lines_max = 180;

constexpr std::array<std::string_view, 2> raw_memory_places = {
    "sdk/cpp/spark/",          // objects cross the C boundary as raw pointers
    "host/plugin/library.cc",  // the list of loaded libraries is never destroyed, on purpose
};

size_t columns_of(std::string_view line) {  // characters, not bytes
  return static_cast<size_t>(std::count_if(
      line.begin(), line.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
}

Findings line_length(const Source& source) {
  Findings found;
  if (!is_code(source.path)) return found;
  each_line(source.text, [&](uint32_t number, std::string_view line) {
    if (const size_t columns = columns_of(line); columns > columns_max)
      found.push_back({"line-length", source.path, number,
                       std::to_string(columns) + " columns; at most 100: run make format, and wrap "
                                                 "comments by hand"});
  });
  return found;
}

Findings file_length(const Source& source) {
  if (!is_code(source.path)) return {};
  if (source.path == "sdk/include/spark/abi.h") return {};  // one binary interface, one file
  const size_t lines = lines_of(source.text).size();
  const size_t most = is_header(source.path) ? header_lines_max : lines_max;
  if (lines <= most) return {};
  return {{"file-length", source.path, static_cast<uint32_t>(lines),
           std::to_string(lines) + " lines; at most " + std::to_string(most) +
               ": it probably holds two ideas, so give each a file"}};
}

Findings blanks(const Source& source) {
  Findings found;
  if (!is_code(source.path) && !is_script(source.path)) return found;
  const auto add = [&](uint32_t number, const char* text) {
    found.push_back({"blanks", source.path, number, text});
  };
  uint32_t last = 0;
  each_line(source.text, [&](uint32_t number, std::string_view line) {
    last = number;
    if (is_code(source.path) && line.find('\t') != std::string_view::npos)
      add(number, "a tab: indent with two blanks (\\t inside literals)");
    if (!line.empty() && (line.back() == ' ' || line.back() == '\t'))
      add(number, "a blank at the end of the line: remove it");
    if (line.ends_with('\r')) add(number, "a carriage return: lines end with \\n alone");
  });
  if (!source.text.empty() && !source.text.ends_with('\n'))
    add(last, "no line feed at the end: add one");
  return found;
}

Findings include_guard(const Source& source) {
  if (!is_header(source.path)) return {};
  const std::string code = code_only(source.text);
  const auto lines = lines_of(code);
  const auto first = std::find_if(lines.begin(), lines.end(), [](std::string_view line) {
    return line.find_first_not_of(' ') != std::string_view::npos;
  });
  if (first != lines.end()) {
    if (first->starts_with("#pragma once")) return {};
    const bool guarded = first->starts_with("#ifndef ") && first + 1 != lines.end() &&
                         first[1] == "#define " + std::string(first->substr(8));
    if (guarded) return {};
  }
  return {
      {"include-guard", source.path, 1,
       "no guard before the first declaration: add #pragma once (C headers: #ifndef, #define)"}};
}

// The comment of x.h is that of x.cc and x_test.cc as well, if they begin by including it.
bool begins_with_own_header(const Source& source) {
  const size_t slash = source.path.rfind('/') + 1;  // 0 if there is none
  std::string name = source.path.substr(slash, source.path.rfind('.') - slash);
  if (name.ends_with("_test")) name.resize(name.size() - 5);
  name += ".h\"";
  const std::string_view first = lines_of(source.text).front();
  if (!first.starts_with("#include \"") || !first.ends_with(name)) return false;
  const char before = first[first.size() - name.size() - 1];
  return before == '/' || before == '"';
}

Findings opening_comment(const Source& source) {
  std::string_view text = source.text;
  if (is_code(source.path)) {
    if (text.starts_with("//") || text.starts_with("/*")) return {};
    if (!text.empty() && !is_header(source.path) && begins_with_own_header(source)) return {};
    return {{"opening-comment", source.path, 1,
             "begins neither with a comment nor with its own header: say in a sentence what the "
             "file is for"}};
  }
  const bool commented = source.path.ends_with(".sh") || source.path.ends_with(".yaml") ||
                         source.path.ends_with(".yml") || source.path == ".ci/run" ||
                         source.path.ends_with("Makefile");
  if (!commented) return {};
  if (text.starts_with("#!")) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  if (text.starts_with("#")) return {};
  return {{"opening-comment", source.path, 1,
           "does not begin with a comment (after #!): say in a sentence what the file is for"}};
}

Findings using_namespace(const Source& source) {
  Findings found;
  if (!is_header(source.path)) return found;
  const std::string code = code_only(source.text);
  each_line(code, [&](uint32_t number, std::string_view line) {
    if (line.find("using namespace") != std::string_view::npos)
      found.push_back({"using-namespace", source.path, number,
                       "a header must not open namespaces for its users: write the names out"});
  });
  return found;
}

// What a host sends reaches a terminal through one file that makes it harmless.
Findings terminal(const Source& source) {
  constexpr std::array<std::string_view, 8> calls = {"printf", "fprintf", "puts",   "fputs",
                                                     "fputc",  "putchar", "fwrite", "cout"};
  Findings found;
  const bool is_command =
      source.path.starts_with("host/ctl/") || source.path.starts_with("sdk/tool/") ||
      (source.path.starts_with("plugins/") && source.path.find("/commands/") != source.path.npos);
  if (!is_code(source.path) || !is_command || source.path == "sdk/tool/spark/tool/terminal.cc")
    return found;
  const std::string code = code_only(source.text);
  each_line(code, [&](uint32_t number, std::string_view line) {
    for (const std::string_view call : calls)
      if (find_word(line, call) != std::string_view::npos)
        found.push_back({"terminal", source.path, number,
                         "a command prints by itself: use spark/tool/terminal.h"});
  });
  return found;
}

Findings console(const Source& source) {
  Findings found;
  const bool may_print =
      source.path.starts_with("host/ctl/") || source.path == "host/daemon/main.cc";
  if (!is_code(source.path) || !source.path.starts_with("host/") || may_print) return found;
  const std::string code = code_only(source.text);
  each_line(code, [&](uint32_t number, std::string_view line) {
    if (line.find("std::cout") != std::string_view::npos ||
        line.find("std::cerr") != std::string_view::npos)
      found.push_back(
          {"console", source.path, number,
           "the host does not print: use base/log.h; only ctl/ and daemon/main.cc may"});
  });
  return found;
}

// `new` right inside the construction of a smart pointer: needed where the constructor is private.
bool is_owned(std::string_view line, size_t at) {
  const std::string_view before = line.substr(0, at);
  return before.ends_with("(") && (before.find("unique_ptr<") != std::string_view::npos ||
                                   before.find("shared_ptr<") != std::string_view::npos);
}

Findings raw_memory(const Source& source) {
  Findings found;
  if (!is_code(source.path) || source.path.starts_with("tests/")) return found;
  const auto place = [&](std::string_view path) { return source.path.starts_with(path); };
  if (std::any_of(raw_memory_places.begin(), raw_memory_places.end(), place)) return found;
  const std::string code = code_only(source.text);
  each_line(code, [&](uint32_t number, std::string_view line) {
    if (line.starts_with("#")) return;
    const size_t made = find_word(line, "new");
    const size_t gone = find_word(line, "delete");
    const bool removed = gone != std::string_view::npos && line.substr(0, gone).ends_with("= ");
    const bool is_operator = line.find("operator new") != std::string_view::npos ||
                             line.find("operator delete") != std::string_view::npos;
    if (is_operator) return;
    if (made != std::string_view::npos && !is_owned(line, made))
      found.push_back({"raw-memory", source.path, number,
                       "a raw new: use std::make_unique, a container, or unique_ptr<T>(new T(…)) "
                       "where the constructor is private"});
    if (gone != std::string_view::npos && !removed)
      found.push_back({"raw-memory", source.path, number, "a raw delete: let an owner do it"});
  });
  return found;
}

// CMake takes a `;` in a test's name for the end of one name and the beginning of another, finds
// neither in the program, and calls that a success: the test would never run.
Findings test_names(const Source& source) {
  constexpr std::string_view begin =
      "TEST_"
      "CASE(";
  Findings found;
  if (!is_code(source.path) || !source.path.starts_with("tests/")) return found;
  const std::string_view text = source.text;
  for (size_t at = text.find(begin); at != text.npos; at = text.find(begin, at + 1)) {
    const std::string_view name = text.substr(at, text.find('{', at) - at);
    if (name.find(';') == name.npos) continue;
    const auto line = std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(at), '\n') + 1;
    found.push_back({"test-names", source.path, static_cast<uint32_t>(line),
                     "a semicolon in a test's name keeps it from running: use a comma or 'and'"});
  }
  return found;
}

constexpr std::array rules = {
    Rule{"line-length", line_length},
    Rule{"file-length", file_length},
    Rule{"blanks", blanks},
    Rule{"unfinished", unfinished},
    Rule{"include-guard", include_guard},
    Rule{"opening-comment", opening_comment},
    Rule{"using-namespace", using_namespace},
    Rule{"console", console},
    Rule{"terminal", terminal},
    Rule{"raw-memory", raw_memory},
    Rule{"domain-words", domain_words},
    Rule{"machine-names", machine_names},
    Rule{"glossary-words", glossary_words},
    Rule{"matcher-names", matcher_names},
    Rule{"test-names", test_names},
};

}  // namespace

std::span<const Rule> file_rules() {
  return rules;
}

}  // namespace spark::style
