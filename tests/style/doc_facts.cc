#include "style/doc_facts.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <regex>

namespace spark::style {
namespace {

// Calls at(match) for each match of `pattern`.
template <class At>
void each_match(const std::string& text, const char* pattern, At at) {
  const std::regex wanted(pattern);
  for (auto found = std::sregex_iterator(text.begin(), text.end(), wanted);
       found != std::sregex_iterator(); ++found)
    at(*found);
}

void add_groups(Names& names, const std::string& text, const char* pattern) {
  each_match(text, pattern, [&](const std::smatch& match) { names.insert(match[1]); });
}

void add_path(DocFacts& facts, std::string path) {
  facts.file_names.insert(path.substr(path.rfind('/') + 1));
  for (size_t slash = path.size(); slash != path.npos; slash = path.rfind('/')) {
    path.resize(slash);
    facts.paths.insert(path);
  }
}

// CLI11's declarations: a flag stands alone, an option has a value.
Options options_in(const std::string& text) {
  Options options;
  each_match(text, "add_flag\\(\\s*\"([^\"]+)\"", [&](const std::smatch& match) {
    each_match(match[1], "--[a-z-]+", [&](const std::smatch& name) { options[name[0]] = false; });
  });
  each_match(text, "\"(--[a-z-]+)\"",
             [&](const std::smatch& match) { options.try_emplace(match[1], true); });
  return options;
}

std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/') + 1);
}

void add_tools(DocFacts& facts, const Source& cmake, const std::vector<Source>& sources) {
  Names verbs;
  add_groups(verbs, cmake.text, "(?:^|\\n)spark_tool\\(([a-z-]+)");
  for (const std::string& file : verbs) {
    std::string verb = file;  // spark-a-b is `sparkctl a b`
    if (const size_t first = verb.find('-'); first != std::string::npos) verb[first] = ' ';
    facts.verbs.insert(verb);
    facts.programs.insert("spark-" + file);
    for (const Source& source : sources)
      if (is_code(source.path) && folder_of(source.path) == folder_of(cmake.path))
        facts.tool_options[verb].merge(options_in(source.text));
  }
}

// "/shadow/disable" is `sparkctl shadow disable`.
void add_route_verbs(DocFacts& facts, const std::string& text) {
  each_match(text, "\\.path = \"/([a-z/-]+)\"", [&](const std::smatch& match) {
    std::string verb = match[1];
    std::replace(verb.begin(), verb.end(), '/', ' ');
    facts.verbs.insert(verb);
  });
}

void add_cmake(DocFacts& facts, const Source& source) {
  add_groups(facts.programs, source.text, "\\badd_(?:executable|custom_target)\\(([a-z][a-z_-]+)");
  for (const char* kind : {"test", "fuzz"}) {
    const std::string pattern = "(?:^|\\n)spark_" + std::string(kind) + "\\(([a-z_-]+)";
    each_match(source.text, pattern.c_str(), [&](const std::smatch& match) {
      facts.programs.insert("spark-" + std::string(kind) + "-" + match[1].str());
    });
  }
}

void add_words(DocFacts& facts, const std::string& text) {
  each_word(text, [&](std::string_view word, size_t) {
    if (word.starts_with("spark_") || word.starts_with("SPARK_")) facts.words.emplace(word);
  });
}

void add_code(DocFacts& facts, const Source& source) {
  const std::string& path = source.path;
  const bool is_host = path.starts_with("host/");
  const bool is_plugin = path.starts_with("plugins/");
  if (path.starts_with("host/ctl/")) {
    facts.sparkctl_options.merge(options_in(source.text));
    // add("words", …), add(built_ins, "words", …)
    add_groups(facts.verbs, source.text, "\\badd\\(\\s*(?:built_ins, )?\"([a-z -]+)\"");
  }
  if (path == "host/daemon/main.cc") facts.sparkd_options = options_in(source.text);
  if (is_plugin) add_route_verbs(facts, source.text);
  // Series that are there only once a plugin has something to say are in no golden list.
  if (is_plugin) add_groups(facts.metrics, source.text, "\\.name = \"(ml_\\w+)\"");
  if (is_host || is_plugin) add_groups(facts.routes, source.text, "\"(/[a-z0-9][^\" ]*)\"");
}

}  // namespace

void each_word(std::string_view text,
               const std::function<void(std::string_view word, size_t where)>& at) {
  const auto in_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  for (size_t i = 0; i < text.size(); ++i) {
    if (!in_word(text[i])) continue;
    const size_t begin = i;
    while (i < text.size() && in_word(text[i])) ++i;
    at(text.substr(begin, i - begin), begin);
  }
}

DocFacts facts_of(const std::vector<Source>& sources, const std::vector<DocPage>& pages) {
  DocFacts facts;
  for (const Source& source : sources) {
    add_path(facts, source.path);
    if (is_page(source.path)) continue;
    add_words(facts, source.text);
    if (is_code(source.path)) add_code(facts, source);
    if (source.path.ends_with("CMakeLists.txt")) {
      add_cmake(facts, source);
      add_tools(facts, source, sources);
    }
    if (source.path == "Makefile" || source.path.ends_with(".mk"))
      add_groups(facts.make_targets, source.text, "\\n([a-z-]+):[^\\n]*## ");
    if (source.path == "CMakePresets.json")
      add_groups(facts.presets, source.text, "\"name\": \"([a-z]+)\"");
    if (source.path == "tests/golden/metrics.txt")
      add_groups(facts.metrics, source.text, "(?:^|\\n)(\\w+) ");
    if (source.path == "configs/executor.yaml")
      add_groups(facts.routes, source.text, "route: [A-Z]+ [a-z-]+ (/[^\\s,}]+)");
  }
  for (const DocPage& page : pages) {
    facts.anchors[page.path] = page.anchors;
    for (const DocLink& link : page.links) {
      const DocTarget target = target_of(page.path, link.target);
      if (!target.is_external && target.path != page.path) facts.linked.insert(target.path);
    }
  }
  return facts;
}

}  // namespace spark::style
