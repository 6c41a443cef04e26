// Cycles are the strongly connected parts of the graph of includes (Tarjan's algorithm).
#include "style/cycles.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "style/layers.h"

namespace spark::style {
namespace {

using Components = std::set<std::string>;
using Graph = std::map<std::string, Components>;  // by path without ending

std::string folder_of(std::string_view path) {
  return std::string(path.substr(0, path.rfind('/')));
}

std::string component_of(const std::string& path) {
  return path.substr(0, path.rfind('.'));
}

// The file that a quoted include names, "" if it is none of these folders'.
std::string included_file(const std::string& from, const std::string& include,
                          const std::set<std::string>& paths) {
  for (const std::string& root :
       {folder_of(from) + "/", std::string("host/"), std::string("sdk/tool/"),
        std::string("sdk/cpp/"), std::string("sdk/include/")}) {
    std::string path = std::filesystem::path(root + include).lexically_normal().generic_string();
    if (paths.contains(path)) return path;
  }
  return {};
}

bool is_product(const std::string& path) {
  return is_code(path) &&
         (path.starts_with("host/") || path.starts_with("plugins/") || path.starts_with("sdk/"));
}

Graph graph_of(const std::vector<Source>& sources) {
  std::set<std::string> paths;
  for (const Source& source : sources)
    if (is_product(source.path)) paths.insert(source.path);
  Graph graph;
  for (const Source& source : sources) {
    if (!is_product(source.path)) continue;
    const std::string from = component_of(source.path);
    for (const Include& include : includes_of(source)) {
      const std::string file = included_file(source.path, include.name, paths);
      if (!file.empty() && folder_of(file) == folder_of(from) && component_of(file) != from)
        graph[from].insert(component_of(file));
    }
  }
  return graph;
}

class Search {
 public:
  explicit Search(const Graph& graph) : graph_(graph) {
    for (const auto& [component, next] : graph_)
      if (!order_.contains(component)) visit(component);
  }

  std::vector<Components> take() { return std::move(found_); }

 private:
  // Returns the earliest component, by order of visits, that this one reaches and that is still on
  // the way.
  size_t visit(const std::string& component) {
    const size_t own = order_.size();
    order_[component] = own;
    way_.push_back(component);
    size_t earliest = own;
    if (const auto next = graph_.find(component); next != graph_.end()) {
      for (const std::string& each : next->second) {
        const auto seen = order_.find(each);
        if (seen == order_.end()) {
          earliest = std::min(earliest, visit(each));
        } else if (std::find(way_.begin(), way_.end(), each) != way_.end()) {
          earliest = std::min(earliest, seen->second);
        }
      }
    }
    if (earliest == own) {
      const auto begin = std::find(way_.begin(), way_.end(), component);
      if (way_.end() - begin > 1) found_.emplace_back(begin, way_.end());
      way_.erase(begin, way_.end());
    }
    return earliest;
  }

  const Graph& graph_;
  std::map<std::string, size_t> order_;
  std::vector<std::string> way_;
  std::vector<Components> found_;
};

std::string listed(const Cycle& cycle) {
  std::string text;
  for (const std::string& name : cycle.components) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

const std::vector<Cycle>& known_cycles() {
  static const std::vector<Cycle> all = {
      {"host/admin", {"generation_views", "views"}},
      // A plugin's object names its stages as a list of types, and these stages use the object.
      {"plugins/ml-model", {"observe", "plugin"}},
      {"plugins/shadow", {"compare", "plugin", "tally_stage"}},
  };
  return all;
}

std::vector<Cycle> cycles_of(const std::vector<Source>& sources) {
  std::vector<Cycle> cycles;
  for (const Components& found : Search(graph_of(sources)).take()) {
    Cycle cycle{folder_of(*found.begin()), {}};
    for (const std::string& path : found)
      cycle.components.push_back(path.substr(cycle.folder.size() + 1));
    cycles.push_back(std::move(cycle));
  }
  std::sort(cycles.begin(), cycles.end(), [](const Cycle& a, const Cycle& b) {
    return std::tie(a.folder, a.components) < std::tie(b.folder, b.components);
  });
  return cycles;
}

std::vector<Finding> component_cycles(const std::vector<Source>& sources,
                                      const std::vector<Cycle>& known) {
  const std::vector<Cycle> cycles = cycles_of(sources);
  const auto holds = [](const std::vector<Cycle>& all, const Cycle& cycle) {
    return std::find(all.begin(), all.end(), cycle) != all.end();
  };
  std::vector<Finding> found;
  for (const Cycle& cycle : cycles) {
    if (holds(known, cycle)) continue;
    found.push_back({"cycles", cycle.folder + "/" + cycle.components.front() + ".h", 1,
                     "these include each other: " + listed(cycle) +
                         "; move what several need into a file of its own"});
  }
  for (const Cycle& cycle : known) {
    if (holds(cycles, cycle)) continue;
    found.push_back({"cycles", "tests/style/cycles.cc", 1,
                     cycle.folder + ": " + listed(cycle) +
                         " are no such cycle any more: take them off the list"});
  }
  return found;
}

}  // namespace spark::style
