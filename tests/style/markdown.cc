#include "style/markdown.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>

namespace spark::style {
namespace {

bool is_alnum(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

// GitHub's: lower case, without what is neither letter, digit, blank, - nor _, blanks as -.
std::string anchor_of(std::string_view heading) {
  std::string anchor;
  for (const char c : heading) {
    const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
    if (c == ' ') {
      anchor += '-';
    } else if (is_alnum(c) || c == '-' || c == '_' || !is_ascii) {
      anchor += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return anchor;
}

void add_heading(DocPage& page, uint32_t line, std::string_view text,
                 std::map<std::string, uint32_t>& seen) {
  const size_t level = text.find_first_not_of('#');
  if (level == text.npos || level > 6 || text[level] != ' ') return;
  const std::string title(text.substr(level + 1));
  std::string anchor = anchor_of(title);
  if (const uint32_t before = seen[anchor]++; before > 0) anchor += "-" + std::to_string(before);
  page.anchors.insert(anchor);
  page.headings.push_back({line, static_cast<uint32_t>(level), title});
}

// Headings and blocks are taken out line by line; what is left is text, in which code and links may
// go over the end of a line.
std::string take_blocks(DocPage& page, std::string_view source) {
  std::string text;
  std::map<std::string, uint32_t> seen;
  bool is_block = false;
  each_line(source, [&](uint32_t number, std::string_view line) {
    const std::string_view bare = line.substr(std::min(line.find_first_not_of(' '), line.size()));
    if (bare.starts_with("```")) {
      is_block = !is_block;
    } else if (is_block) {
      page.code.push_back({number, std::string(line), true});
    } else {
      add_heading(page, number, line, seen);
      text += line;
    }
    text += '\n';
  });
  return text;
}

std::string folded(std::string_view text) {
  std::string line(text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

class TextReader {
 public:
  TextReader(DocPage& page, std::string& text) : page_(page), text_(text) {}

  void read() {
    take_code();
    take_links();
  }

 private:
  [[nodiscard]] uint32_t line_at(size_t at) const {
    const auto end = text_.begin() + static_cast<ptrdiff_t>(at);
    return static_cast<uint32_t>(std::count(text_.begin(), end, '\n') + 1);
  }

  // What stands between two runs of as many backticks, within a paragraph; blanked, so that what
  // looks like a link in it is none.
  void take_code() {
    for (size_t at = text_.find('`'); at != text_.npos; at = text_.find('`', at)) {
      const size_t begin = std::min(text_.find_first_not_of('`', at), text_.size());
      const std::string fence = text_.substr(at, begin - at);
      const size_t end = text_.find(fence, begin);
      if (end == text_.npos || text_.find("\n\n", begin) < end) {
        at = begin;
        continue;
      }
      page_.code.push_back({line_at(at), folded(text_.substr(begin, end - begin)), false});
      std::replace_if(
          text_.begin() + static_cast<ptrdiff_t>(at), text_.begin() + static_cast<ptrdiff_t>(end),
          [](char c) { return c != '\n'; }, ' ');
      at = end + fence.size();
    }
  }

  void take_links() {
    for (size_t at = text_.find("]("); at != text_.npos; at = text_.find("](", at + 1)) {
      const size_t end = text_.find(')', at);
      if (end == text_.npos) return;
      page_.links.push_back({line_at(at), folded(text_.substr(at + 2, end - at - 2))});
    }
  }

  DocPage& page_;
  std::string& text_;
};

}  // namespace

bool is_page(std::string_view path) {
  return path.ends_with(".md");
}

DocPage parse_page(const Source& source) {
  DocPage page;
  page.path = source.path;
  std::string text = take_blocks(page, source.text);
  TextReader(page, text).read();
  return page;
}

DocTarget target_of(std::string_view page, std::string_view link) {
  if (link.find("://") != link.npos || link.starts_with("mailto:")) return {{}, {}, true};
  const size_t hash = link.find('#');
  DocTarget target;
  if (hash != link.npos) target.anchor = link.substr(hash + 1);
  const std::string_view path = link.substr(0, hash);
  if (path.empty()) {
    target.path = page;
    return target;
  }
  const auto from = std::filesystem::path(page).parent_path();
  target.path = (from / path).lexically_normal().generic_string();
  if (target.path.ends_with('/')) target.path.pop_back();
  return target;
}

}  // namespace spark::style
