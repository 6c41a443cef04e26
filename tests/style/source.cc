// Reading the tree, and a small lexer that tells code from comments and literals.
#include "style/source.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <initializer_list>
#include <sstream>

namespace spark::style {
namespace {

bool is_word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool ends_with_any(std::string_view path, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return path.ends_with(ending); });
}

// Where the token that begins at `at` ends: a comment, a literal, or one character of code.
struct Token {
  size_t end;
  bool code;
};

size_t after(std::string_view text, std::string_view mark, size_t from) {
  const size_t found = text.find(mark, from);
  return found == std::string_view::npos ? text.size() : found + mark.size();
}

size_t end_of_quoted(std::string_view text, size_t at) {
  const char quote = text[at];
  for (size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == quote || text[i] == '\n') {
      return i + 1;
    }
  }
  return text.size();
}

size_t end_of_raw_string(std::string_view text, size_t quote) {
  const size_t open = text.find('(', quote);
  if (open == std::string_view::npos) return text.size();
  const std::string close = ")" + std::string(text.substr(quote + 1, open - quote - 1)) + "\"";
  return after(text, close, open);
}

Token token_at(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("//")) return {std::min(text.find('\n', at), text.size()), false};
  if (rest.starts_with("/*")) return {after(text, "*/", at + 2), false};
  const bool inside_word = at > 0 && is_word_char(text[at - 1]);
  if (text[at] == '"') {
    const bool raw = at > 0 && text[at - 1] == 'R';
    return {raw ? end_of_raw_string(text, at) : end_of_quoted(text, at), false};
  }
  // 1'000 is a number, not the beginning of a character.
  if (text[at] == '\'' && !inside_word) return {end_of_quoted(text, at), false};
  return {at + 1, true};
}

// The words of a comment, without the marks around them and before its lines.
std::string words_of_comment(std::string_view raw) {
  std::string words;
  if (raw.ends_with("*/")) raw.remove_suffix(2);
  for (std::string_view line : lines_of(raw)) {
    line.remove_prefix(std::min(line.find_first_not_of(" /*"), line.size()));
    std::istringstream in{std::string(line)};
    for (std::string word; in >> word;) words += (words.empty() ? "" : " ") + word;
  }
  return words;
}

bool is_next_line(std::string_view between) {
  return between.find_first_not_of(" \n") == std::string_view::npos &&
         std::count(between.begin(), between.end(), '\n') == 1;
}

}  // namespace

std::string render(const Finding& finding) {
  return finding.path + ":" + std::to_string(finding.line) + ": " + finding.text + " [" +
         finding.rule + "]";
}

bool is_header(std::string_view path) {
  return ends_with_any(path, {".h", ".hpp"});
}

bool is_code(std::string_view path) {
  return is_header(path) || ends_with_any(path, {".c", ".cc", ".cpp", ".pml"});
}

bool is_script(std::string_view path) {
  return ends_with_any(
      path, {".sh", ".yaml", ".yml", ".cmake", "CMakeLists.txt", "Makefile", ".mk", ".ci/run"});
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::string code_only(std::string_view text) {
  std::string code(text);
  for (size_t at = 0; at < text.size();) {
    const Token token = token_at(text, at);
    if (!token.code)
      std::replace_if(
          code.begin() + static_cast<ptrdiff_t>(at),
          code.begin() + static_cast<ptrdiff_t>(token.end), [](char c) { return c != '\n'; }, ' ');
    at = token.end;
  }
  return code;
}

std::vector<Comment> comments_of(std::string_view text) {
  std::vector<Comment> comments;
  for (size_t at = 0; at < text.size();) {
    const size_t end = token_at(text, at).end;
    const bool is_line = text.substr(at).starts_with("//");
    if (is_line || text.substr(at).starts_with("/*")) {
      const bool goes_on = is_line && !comments.empty() &&
                           text.substr(comments.back().begin).starts_with("//") &&
                           is_next_line(text.substr(comments.back().end, at - comments.back().end));
      if (!goes_on) comments.push_back({at, end, ""});
      comments.back().end = end;
    }
    at = end;
  }
  for (Comment& comment : comments)
    comment.text = words_of_comment(text.substr(comment.begin, comment.end - comment.begin));
  return comments;
}

bool is_word_at(std::string_view text, size_t at, std::string_view word) {
  if (text.substr(at, word.size()) != word) return false;
  const size_t end = at + word.size();
  return (at == 0 || !is_word_char(text[at - 1])) &&
         (end == text.size() || !is_word_char(text[end]));
}

size_t find_word(std::string_view text, std::string_view word, size_t from) {
  for (size_t at = text.find(word, from); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    if (is_word_at(text, at, word)) return at;
  }
  return std::string_view::npos;
}

std::vector<Source> read_tree(const std::filesystem::path& root) {
  namespace fs = std::filesystem;
  std::vector<Source> sources;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    const std::string path = entry->path().lexically_relative(root).generic_string();
    if (entry->is_directory()) {
      const bool made = path == ".git" || path == "build" || path == "var" || path == ".cache";
      if (made) entry.disable_recursion_pending();
      continue;
    }
    if (!entry->is_regular_file() || entry->is_symlink() || path == ".git") continue;
    std::ifstream in(entry->path(), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    Source source{path, text.str()};
    if (source.text.find('\0') == std::string::npos) sources.push_back(std::move(source));
  }
  std::sort(sources.begin(), sources.end(),
            [](const Source& a, const Source& b) { return a.path < b.path; });
  return sources;
}

}  // namespace spark::style
