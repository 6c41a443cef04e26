// Comments are read as texts, declarations as what stands between them; see contracts.h.
#include "style/contracts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <regex>
#include <sstream>
#include <string>

namespace spark::style {
namespace {

using Findings = std::vector<Finding>;

constexpr std::array<std::string_view, 6> tags = {"worker", "control", "builder",
                                                  "jobs",   "writer",  "any"};
constexpr std::string_view tag_list = "[worker] [control] [builder] [jobs] [writer] [any]";
constexpr size_t short_file_lines = 30;
constexpr size_t include_percent = 50;
constexpr size_t cpp_percent = 30;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\n") == std::string_view::npos;
}

uint32_t line_at(std::string_view text, size_t at) {
  return static_cast<uint32_t>(
      std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(at), '\n') + 1);
}

std::vector<std::string> parts_of(const std::string& tag) {
  std::vector<std::string> parts;
  std::istringstream in(tag);
  for (std::string part; std::getline(in, part, ',');) {
    part.erase(0, part.find_first_not_of(' '));
    parts.push_back(part);
  }
  return parts;
}

// `tag` is what stands between the brackets.
bool is_tag(const std::string& tag) {
  const auto parts = parts_of(tag);
  return !parts.empty() && std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
    return std::find(tags.begin(), tags.end(), part) != tags.end();
  });
}

// Whether it means a thread, in whatever words.
bool is_about_threads(const std::string& tag) {
  static const std::regex any_thread(R"(\bthreads?\b)");
  static const std::regex one_of_them("(workers?|control|builder|jobs?|writer|any|main)");
  const auto parts = parts_of(tag);
  return std::regex_search(tag, any_thread) ||
         std::any_of(parts.begin(), parts.end(),
                     [](const std::string& part) { return std::regex_match(part, one_of_them); });
}

// Where a declaration of `code` that has its name at `at` begins: behind the one before it.
size_t begin_of_declaration(std::string_view code, size_t at) {
  size_t begin = code.find_last_of(";{}", at) + 1;  // npos + 1 is 0
  for (size_t line = begin; line < at;) {           // directives end with their line
    const size_t end = std::min(code.find('\n', line), at);
    const std::string_view text = code.substr(line, end - line);
    const size_t first = text.find_first_not_of(' ');
    line = end + 1;
    if (first != std::string_view::npos && text[first] == '#') begin = line;
  }
  return begin;
}

// The comment that stands right above the declaration whose name is at `at`; "" if none does.
std::string comment_above(const Source& source, std::string_view code, size_t at) {
  const size_t begin = begin_of_declaration(code, at);
  std::string found;
  for (const Comment& comment : comments_of(source.text)) {
    const size_t line = source.text.rfind('\n', comment.begin) + 1;
    const bool is_trailing = !is_blank(code.substr(line, comment.begin - line));
    if (comment.begin >= begin && comment.end <= at && !is_trailing &&
        is_blank(code.substr(begin, comment.begin - begin)))
      found = comment.text;
  }
  return found;
}

struct Function {
  std::string name;
  size_t at = 0;
  bool is_parameter = false;
};

// Function pointers, and functions that are declared or defined; what stands in bodies is left out.
std::vector<Function> functions_of(const std::string& code) {
  static const std::regex pointer(R"(\(\s*\*\s*([A-Za-z_]\w*)\s*\)\s*\()");
  static const std::regex function(R"([A-Za-z_*]\s+\*?([A-Za-z_]\w*)\()");
  std::vector<Function> found;
  size_t parentheses = 0;
  size_t bodies = 0;
  std::vector<bool> is_body;
  bool is_directive = false;
  for (size_t at = 0; at < code.size(); ++at) {
    if (at == 0 || code[at - 1] == '\n') {
      const size_t first = code.find_first_not_of(' ', at);
      const bool goes_on = is_directive && at >= 2 && code[at - 2] == '\\';
      is_directive = goes_on || (first != std::string::npos && code[first] == '#');
    }
    if (is_directive) continue;
    std::smatch match;
    const auto from = code.cbegin() + static_cast<ptrdiff_t>(at);
    const auto matches = [&](const std::regex& form) {
      return std::regex_search(from, code.cend(), match, form,
                               std::regex_constants::match_continuous);
    };
    if (bodies == 0 && code[at] == '(' && matches(pointer)) {
      found.push_back({match[1], at, parentheses > 0});
    } else if (is_body.empty() && parentheses == 0 && matches(function)) {
      found.push_back({match[1], at, false});
    }
    if (code[at] == '(') ++parentheses;
    if (code[at] == ')') --parentheses;
    if (code[at] == '{') {
      const size_t before = code.find_last_not_of(" \n", at - 1);
      const bool is_linkage = code.substr(0, at).ends_with("extern     ");  // "C" is blanked
      if (is_linkage) continue;
      is_body.push_back(before != std::string::npos && code[before] == ')');
      if (is_body.back()) ++bodies;
    }
    if (code[at] == '}' && !is_body.empty()) {
      if (is_body.back()) --bodies;
      is_body.pop_back();
    }
  }
  return found;
}

bool ends_in_tag(const std::string& comment) {
  const size_t open = comment.rfind('[');
  return comment.ends_with(']') && open != std::string::npos &&
         is_tag(comment.substr(open + 1, comment.size() - open - 2));
}

// Whether `comment` says of a parameter which thread it is called on: "name(…) [tag]".
bool tells_thread_of(const std::string& comment, const std::string& name) {
  std::smatch match;
  const std::regex form("\\b" + name + R"(\([^)]*\) \[([a-z, ]+)\])");
  return std::regex_search(comment, match, form) && is_tag(match[1]);
}

}  // namespace

CommentShare comment_share(std::string_view text) {
  std::string code(text);
  for (const Comment& comment : comments_of(text))
    for (size_t at = comment.begin; at < comment.end; ++at)
      if (code[at] != '\n') code[at] = ' ';
  const auto all = lines_of(text);
  const auto without = lines_of(code);
  CommentShare share;
  for (size_t i = 0; i < all.size(); ++i) {
    if (is_blank(all[i])) continue;
    ++share.lines;
    if (is_blank(without[i])) ++share.comments;
  }
  return share;
}

Findings thread_tags(const Source& source) {
  Findings found;
  if (!source.path.starts_with("sdk/include/") || !is_header(source.path)) return found;
  const std::string code = code_only(source.text);
  for (const Function& function : functions_of(code)) {
    const std::string comment = comment_above(source, code, function.at);
    const bool is_told =
        function.is_parameter ? tells_thread_of(comment, function.name) : ends_in_tag(comment);
    if (is_told) continue;
    const std::string how = function.is_parameter
                                ? "the comment above must say '" + function.name + "(…) [tag]'"
                                : "the comment right above it must end in a tag";
    found.push_back({"thread-tags", source.path, line_at(code, function.at),
                     function.name + " does not say its thread: " + how + ", one or more of " +
                         std::string(tag_list)});
  }
  return found;
}

Findings tag_spellings(const Source& source) {
  static const std::regex bracket(R"((^|[\s(;,.])\[([a-z][a-z ,;-]*)\])");
  Findings found;
  if (!is_code(source.path)) return found;
  for (const Comment& comment : comments_of(source.text)) {
    auto at = std::sregex_iterator(comment.text.begin(), comment.text.end(), bracket);
    for (; at != std::sregex_iterator(); ++at) {
      const std::string tag = (*at)[2];
      if (is_tag(tag) || !is_about_threads(tag)) continue;
      found.push_back({"thread-tags", source.path, line_at(source.text, comment.begin),
                       "[" + tag + "] is no thread tag: use one or more of " +
                           std::string(tag_list) + ", or say it in words"});
    }
  }
  return found;
}

Findings comment_shares(const std::vector<Source>& sources) {
  Findings found;
  const auto add = [&](const std::string& path, const CommentShare& share, size_t percent) {
    if (share.is_at_least(percent)) return;
    found.push_back({"comment-share", path, 1,
                     std::to_string(share.comments) + " of " + std::to_string(share.lines) +
                         " lines are comment, less than " + std::to_string(percent) +
                         " %: state owner, lifetime, null, units, range, errors and thread"});
  };
  const auto add_all = [&](std::string_view folder, size_t percent, bool each) {
    CommentShare all;
    for (const Source& source : sources) {
      if (!source.path.starts_with(folder) || !is_header(source.path)) continue;
      const CommentShare share = comment_share(source.text);
      if (each && share.lines > short_file_lines) add(source.path, share, percent);
      all.comments += share.comments;
      all.lines += share.lines;
    }
    add(std::string(folder), all, percent);
  };
  add_all("sdk/include/", include_percent, true);
  add_all("sdk/cpp/", cpp_percent, false);
  return found;
}

}  // namespace spark::style
