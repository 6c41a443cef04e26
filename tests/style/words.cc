// Words that a rule forbids are written in two halves here, so that this file does not break the
// rule.
#include "style/words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace spark::style {

Findings unfinished(const Source& source) {
  constexpr std::array<std::string_view, 3> marks = {
      "TO"
      "DO",
      "FIX"
      "ME",
      "X"
      "XX"};
  Findings found;
  if (!is_code(source.path) && !is_script(source.path)) return found;
  each_line(source.text, [&](uint32_t number, std::string_view line) {
    for (const std::string_view mark : marks)
      if (find_word(line, mark) != std::string_view::npos)
        found.push_back(
            {"unfinished", source.path, number,
             "a mark of unfinished work: finish it, or write down the limit as a fact"});
  });
  return found;
}

Findings domain_words(const Source& source) {
  constexpr std::array<std::string_view, 4> anywhere = {
      "sha"
      "dow",
      "can"
      "ary",
      "dri"
      "ft",
      "base"
      "line"};
  Findings found;
  if (!source.path.starts_with("host/")) return found;
  std::string lower = source.text;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto add = [&](uint32_t number, std::string_view word) {
    found.push_back({"domain-words", source.path, number,
                     "'" + std::string(word) +
                         "' is a word of the plugins: the host knows plugins, "
                         "models, stages, slots and generations only"});
  };
  each_line(lower, [&](uint32_t number, std::string_view line) {
    for (const std::string_view word : anywhere)
      if (line.find(word) != std::string_view::npos) add(number, word);
    if (find_word(line,
                  "p"
                  "si") != std::string_view::npos)
      add(number,
          "p"
          "si");
  });
  return found;
}

Findings machine_names(const Source& source) {
  // Folders of one machine, and package proxies of one company: meaningless to everyone else.
  constexpr std::array<std::string_view, 3> anywhere = {
      "/wo"
      "rk/",
      "/ro"
      "ot/",
      "/ho"
      "me/"};
  constexpr std::array<std::string_view, 7> in_host = {
      "arti"
      "factory",
      "nex"
      "us",
      "regi"
      "stry",
      "mir"
      "ror",
      "pro"
      "xy",
      "jf"
      "rog",
      "inter"
      "nal"};
  Findings found;
  const auto add = [&](uint32_t number, const std::string& what) {
    found.push_back({"machine-names", source.path, number,
                     what + ": take it from an option, the environment, or a relative path"});
  };
  each_line(source.text, [&](uint32_t number, std::string_view line) {
    for (const std::string_view path : anywhere)
      if (line.find(path) != std::string_view::npos)
        add(number, "names a folder of one machine (" + std::string(path) + ")");
    for (size_t at = line.find("://"); at != std::string_view::npos;
         at = line.find("://", at + 1)) {
      const std::string_view rest = line.substr(at + 3);
      const std::string_view host = rest.substr(0, rest.find_first_of("/ \"'<>)"));
      for (const std::string_view word : in_host)
        if (host.find(word) != std::string_view::npos)
          add(number, "names a package host (" + std::string(host) + ")");
    }
  });
  return found;
}

Findings glossary_words(const Source& source) {
  struct Replaced {
    std::string_view words;
    std::string_view by;
  };
  constexpr std::array<Replaced, 8> all = {{
      {"whoever", "the name of the thing or the person"},
      {"http answer", "HTTP response"},
      {"requests and answers", "requests and responses"},
      {"handler's answer", "handler's reply"},
      {"old object", "previous object"},
      {"old generation", "previous generation"},
      {"old definition", "previous definition"},
      {"rehears", "trial"},
  }};
  constexpr std::string_view message = "a rehearsal may have";  // operators know it
  constexpr std::array<std::string_view, 5> folders = {"configs/", "docs/", "host/", "plugins/",
                                                       "sdk/"};
  const std::string& path = source.path;
  const bool is_ours = path.find('/') == path.npos ||
                       std::any_of(folders.begin(), folders.end(), [&](std::string_view folder) {
                         return path.starts_with(folder);
                       });
  // Records are history; these two pages name the words to say what to write instead.
  const bool is_exempt =
      path.starts_with("docs/decisions/") || path == "docs/glossary.md" || path == "docs/style.md";
  Findings found;
  if (!is_ours || is_exempt) return found;
  each_line(source.text, [&](uint32_t number, std::string_view line) {
    std::string lower(line);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (lower.find(message) != lower.npos) return;
    for (const Replaced& each : all)
      if (lower.find(each.words) != lower.npos)
        found.push_back({"glossary-words", path, number,
                         "'" + std::string(each.words) + "': write " + std::string(each.by)});
  });
  return found;
}

Findings matcher_names(const Source& source) {
  Findings found;
  if (!is_code(source.path) || !source.path.starts_with("tests/") ||
      source.path == "tests/support/catch.h")
    return found;
  each_line(code_only(source.text), [&](uint32_t number, std::string_view line) {
    if (find_word(line, "Contains") != std::string_view::npos)
      found.push_back({"matcher-names", source.path, number,
                       "Catch2 3 has no Contains for texts: use ContainsSubstring"});
  });
  return found;
}

}  // namespace spark::style
