// What there is in the repository that documents name, read from the sources that declare it.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "style/markdown.h"
#include "style/source.h"

namespace spark::style {

using Names = std::set<std::string, std::less<>>;

// The options of one program, with whether a value follows.
using Options = std::map<std::string, bool, std::less<>>;

struct DocFacts {
  Names paths;       // files and folders
  Names file_names;  // without their folders
  Names make_targets;
  Names presets;
  Names programs;  // spark-test-http, sparkd, …, and targets that stand for several
  Names verbs;     // of sparkctl: "plugins quarantine list", "shadow disable", "replay"
  std::map<std::string, Options, std::less<>> tool_options;  // by verb, of the plugins' tools
  Options sparkctl_options;
  Options sparkd_options;
  Names metrics;
  Names words;   // SPARK_… and spark_… that stand in a file other than a page
  Names routes;  // literals of code and of the configuration that begin with "/"
  std::map<std::string, Names, std::less<>> anchors;  // by page
  Names linked;                                       // what some page links
};

[[nodiscard]] DocFacts facts_of(const std::vector<Source>& sources,
                                const std::vector<DocPage>& pages);

// Calls at(word, where) for each longest run of letters, digits and '_' in `text`.
void each_word(std::string_view text,
               const std::function<void(std::string_view word, size_t where)>& at);

}  // namespace spark::style
