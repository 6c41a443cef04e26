#include "style/samples.h"

#include <algorithm>
#include <array>
#include <string>

namespace spark::style {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::string_view guide = "docs/writing_a_plugin.md";
constexpr std::string_view marker = "<!-- sample: ";
constexpr std::string_view marker_end = " -->";
constexpr std::array<std::string_view, 3> languages = {"```cpp", "```cmake", "```yaml"};
constexpr std::array<std::string_view, 3> folders = {"sdk/template/", "sdk/example/", "sdk/watch/"};

// The path that a marker names, if it may be sampled; "" for whatever is no marker.
std::string_view path_of(std::string_view line) {
  if (!line.starts_with(marker) || !line.ends_with(marker_end)) return {};
  const std::string_view path =
      line.substr(marker.size(), line.size() - marker.size() - marker_end.size());
  const bool allowed = std::any_of(folders.begin(), folders.end(), [&](std::string_view folder) {
    return path.starts_with(folder);
  });
  return allowed ? path : std::string_view{};
}

// The first line of `block` that `file` does not have in its place; nullptr if it has them all.
const std::string_view* first_missing(const Lines& block, const Lines& file) {
  auto from = file.begin();
  for (auto part = block.begin(); part != block.end();) {
    const auto end = std::find(part, block.end(), "…");
    const auto found = std::search(from, file.end(), part, end);
    if (found == file.end() && part != end) {
      // As much of the part as stands together anywhere tells where it goes wrong.
      auto good = part;
      while (std::search(from, file.end(), part, good + 1) != file.end()) ++good;
      return &*good;
    }
    from = found + (end - part);
    part = end == block.end() ? end : end + 1;
  }
  return nullptr;
}

}  // namespace

std::vector<Finding> samples(const Source& document, const std::vector<Source>& sources) {
  std::vector<Finding> found;
  if (document.path != guide) return found;
  const Lines lines = lines_of(document.text);
  const auto add = [&](size_t index, const std::string& text) {
    found.push_back({"samples", document.path, static_cast<uint32_t>(index + 1), text});
  };
  for (size_t i = 0; i < lines.size(); ++i) {
    const bool is_sample =
        std::find(languages.begin(), languages.end(), lines[i]) != languages.end();
    if (!is_sample) continue;
    const size_t end = static_cast<size_t>(
        std::find(lines.begin() + static_cast<ptrdiff_t>(i) + 1, lines.end(), "```") -
        lines.begin());
    const std::string_view path = i == 0 ? std::string_view{} : path_of(lines[i - 1]);
    if (path.empty()) {
      add(i, "a sample without '" + std::string(marker) + "PATH" + std::string(marker_end) +
                 "' before it: take it from a file of sdk/template, sdk/example or sdk/watch");
      continue;
    }
    const auto source = std::find_if(sources.begin(), sources.end(),
                                     [&](const Source& each) { return each.path == path; });
    if (source == sources.end()) {
      add(i - 1, std::string(path) + " does not exist: name the file that the sample is from");
      continue;
    }
    const Lines block(lines.begin() + static_cast<ptrdiff_t>(i) + 1,
                      lines.begin() + static_cast<ptrdiff_t>(end));
    const Lines file = lines_of(source->text);
    if (const std::string_view* missing = first_missing(block, file))
      add(i + 1 + static_cast<size_t>(missing - block.data()),
          "not as in " + std::string(path) + ": copy the lines from there");
    i = end;
  }
  return found;
}

}  // namespace spark::style
