#include "style/decisions.h"

#include <algorithm>
#include <string>

namespace spark::style {
namespace {

constexpr std::string_view folder = "docs/decisions/";

struct Record {
  const Source* source;
  std::string file;   // without the folder
  size_t number = 0;  // as the file's name has it; 0: none
  std::string title;  // behind "# <number>. "; "" if the page does not begin so
};

Record read_record(const Source& source) {
  Record record{&source, source.path.substr(folder.size()), 0, {}};
  for (const char c : record.file.substr(0, 4)) {
    if (c < '0' || c > '9') return record;
    record.number = record.number * 10 + static_cast<size_t>(c - '0');
  }
  const std::string begin = "# " + std::to_string(record.number) + ". ";
  const std::string_view line = source.text.empty() ? "" : lines_of(source.text).front();
  if (line.starts_with(begin)) record.title = line.substr(begin.size());
  return record;
}

// A paragraph that begins with it and says something.
bool has_part(std::string_view text, std::string_view name) {
  const size_t at = text.find("\n**" + std::string(name) + "**");
  return at != text.npos && text.substr(at).size() > name.size() + 20;
}

}  // namespace

std::vector<Finding> check_decisions(const std::vector<Source>& sources) {
  std::vector<Finding> found;
  std::vector<Record> records;
  const Source* list = nullptr;
  for (const Source& source : sources) {
    if (!source.path.starts_with(folder)) continue;
    if (source.path == std::string(folder).append("README.md"))
      list = &source;
    else
      records.push_back(read_record(source));
  }
  std::sort(records.begin(), records.end(),
            [](const Record& a, const Record& b) { return a.number < b.number; });
  size_t last = 0;
  for (const Record& record : records) {
    const auto add = [&](const std::string& text) {
      found.push_back({"decisions", record.source->path, 1, text});
    };
    if (record.number == last)
      add(last == 0 ? "does not begin with a number of four digits"
                    : "has the number of another record: take the next free one");
    last = record.number;
    if (record.title.empty())
      add("does not begin with '# " + std::to_string(record.number) + ". <title>'");
    for (const std::string_view part : {"Decision.", "Why.", "Rejected."})
      if (!has_part(record.source->text, part))
        add("has no paragraph that begins with **" + std::string(part) + "**: add it");
    const std::string entry =
        "[" + std::to_string(record.number) + "](" + record.file + ") | " + record.title;
    if (list == nullptr || list->text.find(entry) == list->text.npos)
      add("does not stand in docs/decisions/README.md with its title: add '| " + entry + " |'");
  }
  return found;
}

}  // namespace spark::style
