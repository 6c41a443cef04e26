#include "style/doc_tables.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "style/layers.h"

namespace spark::style {
namespace {

using Findings = std::vector<Finding>;
using Names = std::set<std::string, std::less<>>;

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  if (!line.starts_with("| ")) return cells;
  for (size_t begin = 2; begin < line.size();) {
    const size_t end = line.find(" |", begin);
    if (end == line.npos) break;
    cells.emplace_back(line.substr(begin, end - begin));
    begin = std::min(end + 3, line.size());
  }
  return cells;
}

Names names_in_backticks(std::string_view text) {
  Names names;
  for (size_t at = text.find('`'); at != text.npos; at = text.find('`', at)) {
    const size_t end = text.find('`', at + 1);
    if (end == text.npos) break;
    names.emplace(text.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return names;
}

void compare(const Source& page, uint32_t line, const std::string& layer, const std::string& cell,
             Findings& found) {
  const Names named = names_in_backticks(cell);
  std::vector<std::string> all = layer_names();
  all.emplace_back("sdk");
  for (const std::string& other : all) {
    if (other == layer || other == "base") continue;
    const bool allowed = may_include(layer, other);
    if (named.contains(other) == allowed) continue;
    found.push_back({"layer-table", page.path, line,
                     layer + (allowed ? " may include " : " must not include ") + other +
                         ": the page and tests/style/layers.cc differ"});
  }
}

}  // namespace

Findings check_layer_table(const Source& page) {
  Findings found;
  Names rows;
  bool is_on = false;  // within that table
  each_line(page.text, [&](uint32_t number, std::string_view line) {
    const auto cells = cells_of(line);
    is_on = line.starts_with('|') && (is_on || (!cells.empty() && cells[0] == "layer"));
    if (!is_on || cells.size() != 3) return;
    const Names layer = names_in_backticks(cells[0]);
    if (layer.size() != 1) return;
    rows.insert(*layer.begin());
    compare(page, number, *layer.begin(), cells[2], found);
  });
  for (const std::string& layer : layer_names())
    if (!rows.contains(layer))
      found.push_back({"layer-table", page.path, 1, "has no row for the layer " + layer});
  for (const std::string& row : rows)
    if (!may_include(row, row))
      found.push_back({"layer-table", page.path, 1, "there is no layer " + row});
  return found;
}

Findings check_nouns(const Source& page) {
  Findings found;
  const auto add = [&](uint32_t line, const std::string& text) {
    found.push_back({"glossary", page.path, line, text});
  };
  std::string last;
  size_t nouns = 0;
  bool is_over = false;
  each_line(page.text, [&](uint32_t number, std::string_view line) {
    const auto cells = cells_of(line);
    is_over = is_over || (nouns > 0 && cells.empty());
    if (is_over || cells.empty() || cells[0] == "noun") return;
    if (cells[0] <= last)
      add(number, "'" + cells[0] + "' stands behind '" + last + "': one row for each, in order");
    if (cells.size() != 2 || cells[1].empty()) add(number, "'" + cells[0] + "' has no meaning");
    last = cells[0];
    if (++nouns == nouns_max + 1) add(number, "more than 40 nouns: a page that nobody learns");
  });
  if (nouns == 0) add(1, "has no nouns");
  return found;
}

Findings check_request_path(const Source& page) {
  Findings found;
  const auto add = [&](uint32_t line, const std::string& text) {
    found.push_back({"request-path", page.path, line, text});
  };
  Names files;
  size_t rows = 0;
  each_line(page.text, [&](uint32_t number, std::string_view line) {
    const auto cells = cells_of(line);
    if (cells.size() < 3 || cells[0].find_first_not_of("0123456789") != cells[0].npos) return;
    if (cells[0] != std::to_string(++rows))
      add(number, "the row must be number " + std::to_string(rows));
    const Names named = names_in_backticks(cells[2]);
    if (named.size() != 1) return add(number, "a step stands in one file");
    if (!files.insert(*named.begin()).second) add(number, *named.begin() + " stands here twice");
    if (files.size() == request_files_max + 1)
      add(number, "a request passes more than eleven files: merge what is one idea");
  });
  if (files.empty()) add(1, "has no table of the files that a request passes");
  return found;
}

Findings check_tables(const std::vector<Source>& sources) {
  using Check = Findings (*)(const Source&);
  static const std::map<std::string, Check, std::less<>> pages = {
      {"docs/architecture.md", check_layer_table},
      {"docs/glossary.md", check_nouns},
      {"docs/life_of_a_request.md", check_request_path},
  };
  Findings found;
  size_t seen = 0;
  for (const Source& source : sources) {
    const auto page = pages.find(source.path);
    if (page == pages.end()) continue;
    ++seen;
    const Findings more = page->second(source);
    found.insert(found.end(), more.begin(), more.end());
  }
  if (seen != pages.size())
    found.push_back({"doc-tables", "docs", 1, "a page with a table that is checked is missing"});
  return found;
}

}  // namespace spark::style
