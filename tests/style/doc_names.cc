#include "style/doc_names.h"

#include <algorithm>
#include <array>
#include <string>

namespace spark::style {
namespace {

using Findings = std::vector<Finding>;

constexpr std::array<std::string_view, 8> top_folders = {
    "host/", "plugins/", "sdk/", "tests/", "configs/", "packaging/", "docs/", ".ci/"};
constexpr std::array<std::string_view, 4> route_beginnings = {"/admin/v1/", "/v2/", "/ml/",
                                                              "/shadow/"};

bool is_one_of(std::string_view text, std::string_view characters) {
  return text.size() == 1 && characters.find(text) != characters.npos;
}

// The parts of code that blanks and punctuation divide. What follows them may be one of . , : ;
std::vector<std::string> parts_of(std::string_view code) {
  constexpr std::string_view dividers = " \t\"'`()[]{},;=@|";
  std::vector<std::string> parts;
  for (size_t at = 0; at < code.size();) {
    const size_t begin = code.find_first_not_of(dividers, at);
    if (begin == code.npos) break;
    const size_t end = std::min(code.find_first_of(dividers, begin), code.size());
    std::string part(code.substr(begin, end - begin));
    while (!part.empty() && is_one_of(part.substr(part.size() - 1), ".:")) part.pop_back();
    if (!part.empty()) parts.push_back(std::move(part));
    at = end;
  }
  return parts;
}

// What stands before a placeholder: "tests/fuzz/corpus/" of "tests/fuzz/corpus/<target>/".
std::string before_placeholder(const std::string& part) {
  return part.substr(0, std::min({part.find('<'), part.find('*'), part.find("…"), part.find('$')}));
}

bool has_path(const DocFacts& facts, std::string path) {
  if (path.ends_with('/')) path.pop_back();
  return facts.paths.contains(path);
}

bool is_path(const DocFacts& facts, const std::string& part) {
  const std::string fixed = before_placeholder(part);
  if (fixed == part) return has_path(facts, part);
  if (part == fixed + "*" && fixed.ends_with('.'))  // x.*: x.h or x.cc
    return has_path(facts, fixed + "h") || has_path(facts, fixed + "cc");
  return has_path(facts, fixed.substr(0, fixed.rfind('/')));
}

bool is_source_name(std::string_view text) {
  for (const std::string_view ending : {".h", ".cc", ".cmake", ".md", ".sh"}) {
    if (text.size() > ending.size() && text.ends_with(ending)) return true;
  }
  return false;
}

bool has_sdk_header(const DocFacts& facts, const std::string& name) {
  return has_path(facts, "sdk/include/" + name) || has_path(facts, "sdk/cpp/" + name) ||
         has_path(facts, "sdk/tool/" + name) || has_path(facts, "sdk/testing/" + name);
}

bool is_family(const DocFacts& facts, std::string_view name) {
  if (facts.metrics.contains(name)) return true;
  for (const std::string_view suffix : {"_bucket", "_sum", "_count"}) {
    if (name.ends_with(suffix) &&
        facts.metrics.contains(name.substr(0, name.size() - suffix.size())))
      return true;
  }
  return false;
}

bool begins_one(const Names& names, std::string_view beginning) {
  const auto at = names.lower_bound(beginning);
  return at != names.end() && std::string_view(*at).starts_with(beginning);
}

// A route of a page may have a placeholder, or a name where the host has "*" or a parameter.
bool is_route(const DocFacts& facts, const std::string& part) {
  const std::string route = part.substr(0, part.find('?'));
  if (facts.routes.contains(route)) return true;
  const std::string fixed = before_placeholder(route);
  if (fixed != route && begins_one(facts.routes, fixed)) return true;
  // "/v2/models/" has whatever is below it; "/v2/" says too little.
  return std::any_of(facts.routes.begin(), facts.routes.end(), [&](const std::string& known) {
    const std::string above = before_placeholder(known);
    return above.ends_with('/') && std::count(above.begin(), above.end(), '/') > 2 &&
           route.starts_with(above);
  });
}

}  // namespace

Findings doc_links(const DocPage& page, const DocFacts& facts) {
  Findings found;
  const auto add = [&](const DocLink& link, const std::string& text) {
    found.push_back({"doc-links", page.path, link.line, "'" + link.target + "' " + text});
  };
  for (const DocLink& link : page.links) {
    const DocTarget target = target_of(page.path, link.target);
    if (target.is_external) continue;
    if (!facts.paths.contains(target.path)) {
      add(link, "leads to no file or folder of the repository: link one that exists");
    } else if (!target.anchor.empty()) {
      const auto anchors = facts.anchors.find(target.path);
      if (anchors == facts.anchors.end() || !anchors->second.contains(target.anchor))
        add(link, "names no heading of " + target.path + ": link one that it has");
    }
  }
  return found;
}

Findings doc_reachable(const DocPage& page, const DocFacts& facts) {
  const std::string folder = page.path.substr(0, page.path.rfind('/'));
  if (page.path.find('/') == page.path.npos || facts.linked.contains(page.path)) return {};
  if (page.path.ends_with("/README.md") && facts.linked.contains(folder)) return {};
  return {{"doc-reachable", page.path, 1, "no page links this one: link it where readers look"}};
}

Findings doc_paths(const DocPage& page, const DocFacts& facts) {
  Findings found;
  const auto add = [&](const DocCode& code, const std::string& text) {
    found.push_back({"doc-paths", page.path, code.line, text});
  };
  for (const DocCode& code : page.code) {
    for (const std::string& part : parts_of(code.text)) {
      const bool is_ours =
          std::any_of(top_folders.begin(), top_folders.end(),
                      [&](std::string_view folder) { return part.starts_with(folder); });
      if (is_ours) {
        if (!is_path(facts, part)) add(code, "'" + part + "' does not exist: name what does");
      } else if (code.in_block || !is_source_name(part) || part != code.text) {
        continue;
      } else if (part.starts_with("spark/")) {
        if (!has_sdk_header(facts, part)) add(code, "the SDK has no '" + part + "'");
      } else if (part.find('/') != part.npos) {
        if (!has_path(facts, "host/" + part))
          add(code, "'" + part + "' is no path from the root, nor from host/: write it out");
      } else if (!facts.file_names.contains(part)) {
        add(code, "no file is called '" + part + "': name one that exists");
      }
    }
  }
  return found;
}

Findings doc_metrics(const DocPage& page, const DocFacts& facts) {
  Findings found;
  for (const DocCode& code : page.code) {
    each_word(code.text, [&](std::string_view word, size_t) {
      const bool is_ml = word.starts_with("ml_");
      if (!is_ml && !word.starts_with("spark_")) return;
      const bool is_prefix = word.ends_with('_');
      const bool exists = is_prefix ? begins_one(facts.metrics, word) : is_family(facts, word);
      if (exists ||
          (!is_ml && (is_prefix ? begins_one(facts.words, word) : facts.words.contains(word))))
        return;
      found.push_back(
          {"doc-metrics", page.path, code.line,
           "'" + std::string(word) +
               "' is neither a metric (tests/golden/metrics.txt) nor a name of the code"});
    });
  }
  return found;
}

Findings doc_words(const DocPage& page, const DocFacts& facts) {
  Findings found;
  for (const DocCode& code : page.code) {
    each_word(code.text, [&](std::string_view word, size_t) {
      if (!word.starts_with("SPARK_") || facts.words.contains(word)) return;
      if (word.ends_with('_') && begins_one(facts.words, word)) return;
      found.push_back({"doc-words", page.path, code.line,
                       "'" + std::string(word) + "' is no macro, variable or option of the code"});
    });
  }
  return found;
}

Findings doc_routes(const DocPage& page, const DocFacts& facts) {
  Findings found;
  for (const DocCode& code : page.code) {
    for (const std::string& whole : parts_of(code.text)) {
      // http://127.0.0.1:4002/admin/v1/status
      const size_t scheme = whole.find("://");
      const size_t slash = scheme == whole.npos ? 0 : whole.find('/', scheme + 3);
      if (slash == whole.npos) continue;
      const std::string part = whole.substr(slash);
      const bool is_ours =
          std::any_of(route_beginnings.begin(), route_beginnings.end(),
                      [&](std::string_view beginning) { return part.starts_with(beginning); });
      if (is_ours && !is_route(facts, part))
        found.push_back(
            {"doc-routes", page.path, code.line,
             "the host, its plugins and configs/executor.yaml have no route '" + part + "'"});
    }
  }
  return found;
}

}  // namespace spark::style
