// A page of Markdown as the rules about documents see it: its headings, its links, and its code.
//
// Only what the pages of this repository use is understood: fenced blocks, code between backticks,
// [text](target), headings that begin with #. Code indented by four blanks is no block.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "style/source.h"

namespace spark::style {

// What stands between backticks, or one line of a fenced block.
struct DocCode {
  uint32_t line = 0;
  std::string text;
  bool in_block = false;
};

struct DocLink {
  uint32_t line = 0;
  std::string target;  // as written: "../README.md#two-commands"
};

struct DocHeading {
  uint32_t line = 0;
  uint32_t level = 1;
  std::string text;  // as written
};

struct DocPage {
  std::string path;
  std::vector<DocHeading> headings;
  std::vector<DocLink> links;
  std::vector<DocCode> code;
  std::set<std::string, std::less<>> anchors;  // of its headings, as GitHub makes them
};

[[nodiscard]] bool is_page(std::string_view path);

[[nodiscard]] DocPage parse_page(const Source& source);

// Where a link leads: the path from the repository's root (the page itself for "#x"), and the
// anchor. An address with a scheme has neither.
struct DocTarget {
  std::string path;
  std::string anchor;
  bool is_external = false;
};
[[nodiscard]] DocTarget target_of(std::string_view page, std::string_view link);

}  // namespace spark::style
