// Source files as the style rules see them: a path from the repository's root, and a text.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace spark::style {

struct Source {
  std::string path;  // with '/', such as host/base/log.h
  std::string text;
};

struct Finding {
  std::string rule;
  std::string path;
  uint32_t line = 0;  // from 1
  std::string text;   // what is wrong, and what to do instead
};

// "path:line: text [rule]".
[[nodiscard]] std::string render(const Finding& finding);

[[nodiscard]] bool is_header(std::string_view path);
[[nodiscard]] bool is_code(std::string_view path);    // C, C++ with headers, Promela
[[nodiscard]] bool is_script(std::string_view path);  // shell, YAML, CMake, make

[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

// Calls at(number, line) for each line of `text`, numbers from 1.
template <class At>
void each_line(std::string_view text, At at) {
  uint32_t number = 0;
  for (const std::string_view line : lines_of(text)) at(++number, line);
}

// The same text with comments and the insides of literals blanked; lines and columns stay where
// they are.
[[nodiscard]] std::string code_only(std::string_view text);

struct Comment {
  size_t begin = 0;  // in the file's text
  size_t end = 0;
  std::string text;  // without its marks, words with one blank between
};

// Comments in their order; `//` on lines that follow each other is one comment.
[[nodiscard]] std::vector<Comment> comments_of(std::string_view text);

// Whether text[at .. at + word.size()) is `word` and no part of a longer word.
[[nodiscard]] bool is_word_at(std::string_view text, size_t at, std::string_view word);

// Where `word` stands in `text` as a word of its own, from `from`; npos if nowhere.
[[nodiscard]] size_t find_word(std::string_view text, std::string_view word, size_t from = 0);

// Every text file below `root`, sorted by path; what is built or generated (build/, var/, .git/) is
// not read.
[[nodiscard]] std::vector<Source> read_tree(const std::filesystem::path& root);

}  // namespace spark::style
