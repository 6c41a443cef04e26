// The table of the architecture, and the edges that files really have.
#include "style/layers.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <sstream>

namespace spark::style {
namespace {

using Findings = std::vector<Finding>;
using Names = std::set<std::string, std::less<>>;

// Left may include right. Nothing may include daemon or ctl.
const std::map<std::string, Names, std::less<>>& table() {
  static const std::map<std::string, Names, std::less<>> layers = {
      {"base", {}},
      {"frame", {"base"}},
      {"config", {"base"}},
      {"metrics", {"base"}},
      {"store", {"base"}},
      {"http", {"base"}},
      {"oip", {"base", "frame"}},
      {"objects", {"base"}},
      {"plugin", {"base", "frame", "objects", "sdk"}},
      {"pipeline", {"base", "frame", "config"}},
      {"services", {"base", "sdk", "metrics", "store", "plugin"}},
      {"blueprint", {"base", "config"}},
      {"generation",
       {"base", "frame", "config", "metrics", "oip", "objects", "blueprint", "plugin", "pipeline",
        "services"}},
      {"actions", {"base", "http", "services", "store"}},
      {"recovery", {"base", "store", "blueprint"}},
      {"serving", {"base", "frame", "http", "oip", "metrics", "pipeline", "generation"}},
      {"change",
       {"base", "config", "metrics", "http", "store", "objects", "blueprint", "generation",
        "actions", "recovery", "serving", "plugin", "services"}},
      {"telemetry", {"base", "frame", "config", "metrics", "store", "generation", "services"}},
      {"admin",
       {"base", "config", "http", "metrics", "store", "oip", "objects", "blueprint", "generation",
        "actions", "recovery", "serving", "change", "services", "telemetry"}},
      {"daemon",
       {"base", "frame", "config", "metrics", "store", "http", "oip", "objects", "plugin",
        "pipeline", "services", "blueprint", "generation", "actions", "recovery", "serving",
        "change", "telemetry", "admin"}},
      {"ctl", {"base", "sdk", "store"}},
  };
  return layers;
}

struct Keeper {
  std::string_view include;             // how its headers begin
  std::vector<std::string_view> paths;  // who may include them
};

const std::array<Keeper, 12>& keepers() {
  static const std::array<Keeper, 12> all = {{
      {"yaml-cpp/", {"host/config/", "plugins/ml-model/commands/", "plugins/canary/plan_file"}},
      {"spdlog/", {"host/base/"}},
      {"sqlite3", {"host/store/"}},
      {"boost/dll", {"host/plugin/"}},
      {"boost/math", {"sdk/cpp/spark/stats/"}},
      {"boost/asio", {"host/http/", "host/ctl/", "sdk/tool/"}},
      {"boost/beast", {"host/ctl/", "sdk/tool/"}},  // client side only
      {"boost/url", {"host/ctl/", "host/oip/", "host/services/", "sdk/tool/"}},
      {"spark/market/",
       {"plugins/", "sdk/market/", "sdk/offline/", "sdk/recorded/"}},  // the host knows no market
      {"nlohmann/", {"plugins/"}},
      {"zip.h", {"sdk/market/"}},
      {"archive.h", {"plugins/report/commands/"}},
  }};
  return all;
}

// The folder below `parent` that `path` is in; "" if it is not below it.
std::string_view folder_below(std::string_view path, std::string_view parent) {
  if (!path.starts_with(parent)) return {};
  path.remove_prefix(parent.size());
  const size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view first_part(std::string_view include) {
  const size_t slash = include.find('/');
  return slash == std::string_view::npos ? std::string_view{} : include.substr(0, slash);
}

std::string normal(const std::filesystem::path& path) {
  return path.lexically_normal().generic_string();
}

std::string listed(const Names& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "nothing" : text;
}

// The words after `keyword` up to the next keyword of spark_layer().
Names words_after(std::string_view call, std::string_view keyword) {
  static const Names keywords = {"SOURCES", "LAYERS", "LIBS", "PCH"};
  std::istringstream in{std::string(call)};
  Names words;
  bool on = false;
  for (std::string word; in >> word;) {
    if (keywords.contains(word)) {
      on = word == keyword;
    } else if (on) {
      words.insert(word);
    }
  }
  return words;
}

}  // namespace

std::vector<Include> includes_of(const Source& source) {
  std::vector<Include> found;
  uint32_t number = 0;
  for (std::string_view line : lines_of(source.text)) {
    ++number;
    const auto skip = [&line] {
      line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    };
    skip();
    if (!line.starts_with('#')) continue;
    line.remove_prefix(1);
    skip();
    if (!line.starts_with("include")) continue;
    line.remove_prefix(7);
    skip();
    const bool quoted = line.starts_with('"');
    if (!quoted && !line.starts_with('<')) continue;
    const size_t end = line.find(quoted ? '"' : '>', 1);
    if (end != std::string_view::npos)
      found.push_back({number, std::string(line.substr(1, end - 1)), quoted});
  }
  return found;
}

bool may_include(std::string_view from, std::string_view to) {
  const auto row = table().find(from);
  return row != table().end() && (from == to || row->second.contains(to));
}

std::vector<std::string> layer_names() {
  std::vector<std::string> names;
  for (const auto& [name, row] : table()) names.push_back(name);
  return names;
}

Findings host_edges(const Source& source) {
  Findings found;
  const std::string_view from = folder_below(source.path, "host/");
  if (!is_code(source.path) || from.empty()) return found;
  for (const Include& include : includes_of(source)) {
    std::string to(first_part(include.name));
    const bool sdk = to == "spark";
    if (!include.quoted && !sdk) continue;
    if (sdk) to = "sdk";
    if (may_include(from, to)) continue;
    const auto row = table().find(from);
    std::string why =
        "host/" + std::string(from) + " may include only " +
        (row == table().end() ? "nothing: it is not in the table" : listed(row->second)) +
        ", not '" + include.name + "'";
    if (!sdk && !table().contains(to))
      why = "'" + include.name + "' is not written from host/: write \"" + std::string(from) + "/" +
            include.name + "\"";
    found.push_back({"layers", source.path, include.line, why});
  }
  return found;
}

Findings outer_edges(const Source& source, const std::set<std::string>& paths) {
  Findings found;
  const std::string_view plugin = folder_below(source.path, "plugins/");
  const bool sdk = source.path.starts_with("sdk/");
  if (!is_code(source.path) || (plugin.empty() && !sdk)) return found;
  const std::string home = sdk ? "sdk/" : "plugins/" + std::string(plugin) + "/";
  for (const Include& include : includes_of(source)) {
    if (!include.quoted || include.name.starts_with("spark/")) continue;
    const std::string near =
        normal(std::filesystem::path(source.path).parent_path() / include.name);
    const std::string from_home = normal(home + include.name);
    const auto own = [&](const std::string& path) {
      return path.starts_with(home) && paths.contains(path);
    };
    if (own(near) || own(from_home)) continue;
    found.push_back({"layers", source.path, include.line,
                     "'" + include.name + "' is outside " + home +
                         ": only own files and \"spark/…\" may be included in quotes"});
  }
  return found;
}

Findings library_edges(const Source& source) {
  Findings found;
  const bool ours = source.path.starts_with("host/") || source.path.starts_with("plugins/") ||
                    source.path.starts_with("sdk/");
  if (!is_code(source.path) || !ours) return found;
  for (const Include& include : includes_of(source)) {
    for (const Keeper& keeper : keepers()) {
      if (!include.name.starts_with(keeper.include)) continue;
      const bool allowed =
          std::any_of(keeper.paths.begin(), keeper.paths.end(),
                      [&](std::string_view path) { return source.path.starts_with(path); });
      if (allowed) continue;
      found.push_back({"libraries", source.path, include.line,
                       "<" + include.name + "> belongs to " + std::string(keeper.paths.front()) +
                           ": ask that layer for what you need"});
    }
  }
  return found;
}

Findings linked_layers(const Source& cmake, const std::vector<Source>& sources) {
  Findings found;
  const std::string from(folder_below(cmake.path, "host/"));
  if (cmake.path != "host/" + from + "/CMakeLists.txt") return found;
  const size_t begin = cmake.text.find("spark_layer(" + from);
  if (begin == std::string::npos) return found;
  const auto line = static_cast<uint32_t>(
      std::count(cmake.text.begin(), cmake.text.begin() + static_cast<ptrdiff_t>(begin), '\n') + 1);
  const auto add = [&](const std::string& text) {
    found.push_back({"layers", cmake.path, line, text});
  };
  const size_t end = cmake.text.find(')', begin);
  Names linked = words_after(std::string_view(cmake.text).substr(begin, end - begin), "LAYERS");
  for (const std::string_view sdk : {"spark-sdk", "spark-tool"})
    if (find_word(cmake.text, sdk) != std::string_view::npos) linked.insert("sdk");
  for (const std::string& to : linked)
    if (!may_include(from, to)) add("the table does not let " + from + " link " + to);

  Names included;
  for (const Source& source : sources) {
    if (folder_below(source.path, "host/") != from) continue;
    for (const Include& include : includes_of(source)) {
      const std::string to(first_part(include.name));
      if (to == "spark") included.insert("sdk");
      if (include.quoted && table().contains(to) && to != from) included.insert(to);
    }
  }
  for (const std::string& to : included)
    if (!linked.contains(to)) add(from + " includes " + to + " but does not link it: add it");
  return found;
}

}  // namespace spark::style
