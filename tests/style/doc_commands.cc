#include "style/doc_commands.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>

namespace spark::style {
namespace {

using Findings = std::vector<Finding>;
using Words = std::vector<std::string>;

constexpr std::array<std::string_view, 5> programs = {"make", "cmake", "ctest", "sparkd",
                                                      "sparkctl"};

// Lower-case letters, digits and -: a name, not a placeholder such as NAME, <name> or "…".
bool is_plain(std::string_view word) {
  return !word.empty() && std::islower(static_cast<unsigned char>(word[0])) != 0 &&
         std::all_of(word.begin(), word.end(), [](unsigned char c) {
           return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '-';
         });
}

// Words up to a comment, one list for each command of the line.
std::vector<Words> commands_in(std::string_view line) {
  std::vector<Words> commands(1);
  std::istringstream in{std::string(line)};
  for (std::string word; in >> word && !word.starts_with('#');) {
    const bool ends = word.ends_with(';');
    if (ends) word.pop_back();
    const bool divides = word == "|" || word == "&&" || word == "||";
    if (!divides && !word.empty()) commands.back().push_back(word);
    if (divides || ends) commands.emplace_back();
  }
  return commands;
}

// "VARIABLE=value", and what only says how or as whom.
bool comes_first(const std::string& word) {
  const size_t equal = word.find('=');
  const bool assigns =
      equal != word.npos && equal > 0 && std::isupper(static_cast<unsigned char>(word[0])) != 0;
  return assigns || word == "$" || word == "#" || word == "sudo" || word == "nice" ||
         word == "exec";
}

// "a|b" in the place of one word: a command with each.
std::vector<Words> alternatives(const Words& words) {
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool divided = word.find('|') != word.npos && is_plain(word.substr(0, word.find('|')));
    if (!divided) continue;
    std::vector<Words> all;
    std::istringstream in(word);
    for (std::string part; std::getline(in, part, '|');) {
      Words one = words;
      one[i] = part;
      for (Words& rest : alternatives(one)) all.push_back(std::move(rest));
    }
    return all;
  }
  return {words};
}

Finding finding(const char* rule, const DocPage& page, uint32_t line, const std::string& text) {
  return {rule, page.path, line, text};
}

// Which verb of sparkctl the words are, and how many of them are options and names of it.
struct Verb {
  std::string words;  // as far as there is one of that beginning
  std::string next;   // the word after; "" if there is none
};

bool begins_verb(const Names& verbs, const std::string& words) {
  const auto at = verbs.lower_bound(words);
  return at != verbs.end() && (*at == words || at->starts_with(words + " "));
}

bool has_below(const Names& verbs, const std::string& words) {
  return begins_verb(verbs, words) && verbs.lower_bound(words + " ") != verbs.end() &&
         verbs.lower_bound(words + " ")->starts_with(words + " ");
}

Verb verb_of(const Words& words, const DocFacts& facts) {
  Verb verb;
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i].starts_with('-')) {
      const auto option = facts.sparkctl_options.find(words[i]);
      if (option != facts.sparkctl_options.end() && option->second) ++i;
      continue;
    }
    const std::string longer = verb.words.empty() ? words[i] : verb.words + " " + words[i];
    if (!begins_verb(facts.verbs, longer)) {
      verb.next = words[i];
      break;
    }
    verb.words = longer;
  }
  return verb;
}

// "" if sparkctl has that command.
std::string wrong_verb(const Words& words, const DocFacts& facts) {
  const Verb verb = verb_of(words, facts);
  const bool is_named = is_plain(verb.next) && verb.next != "x";
  if (verb.words.empty()) return is_named ? verb.next : "";
  const bool is_verb = facts.verbs.contains(verb.words);
  const bool needs_more = has_below(facts.verbs, verb.words) || !is_verb;
  return needs_more && is_named ? verb.words + " " + verb.next : "";
}

void check_make(const DocPage& page, const Invocation& call, const DocFacts& facts,
                Findings& found) {
  for (const std::string& word : call.words)
    if (is_plain(word) && !facts.make_targets.contains(word))
      found.push_back(
          finding("doc-commands", page, call.line, "make has no target '" + word + "'"));
}

void check_presets(const DocPage& page, const Invocation& call, const DocFacts& facts,
                   Findings& found) {
  for (size_t i = 0; i + 1 < call.words.size(); ++i) {
    const bool is_preset = call.words[i] == "--preset" && is_plain(call.words[i + 1]);
    if (is_preset && !facts.presets.contains(call.words[i + 1]))
      found.push_back(finding("doc-commands", page, call.line,
                              "CMakePresets.json has no preset '" + call.words[i + 1] + "'"));
  }
}

void check_programs(const DocPage& page, const DocFacts& facts, Findings& found) {
  for (const DocCode& code : page.code) {
    for (const std::string_view kind : {"spark-test-", "spark-fuzz-", "spark-bench-"}) {
      for (size_t at = code.text.find(kind); at != code.text.npos;
           at = code.text.find(kind, at + 1)) {
        size_t end = at + kind.size();
        while (end < code.text.size() &&
               (is_plain(code.text.substr(at, end + 1 - at)) || code.text[end] == '_'))
          ++end;
        const std::string name = code.text.substr(at, end - at);
        if (name != kind && !facts.programs.contains(name))
          found.push_back(finding("doc-commands", page, code.line,
                                  "the build makes no program '" + name + "'"));
      }
    }
  }
}

std::string option_name(const std::string& word) {
  return word.substr(0, word.find('='));
}

bool is_known_everywhere(const std::string& option) {
  return option == "--help" || option == "--version";
}

// Those that the command may have: a tool's own and those that come before it.
bool has_option(const Invocation& call, const std::string& option, const DocFacts& facts) {
  if (is_known_everywhere(option)) return true;
  if (call.program == "sparkd") return facts.sparkd_options.contains(option);
  const auto tool = facts.tool_options.find(verb_of(call.words, facts).words);
  if (tool == facts.tool_options.end()) return facts.sparkctl_options.contains(option);
  constexpr std::array<std::string_view, 3> before = {"--admin", "--token-file", "--json"};
  return tool->second.contains(option) ||
         std::find(before.begin(), before.end(), option) != before.end();
}

bool is_anyones(const std::string& option, const DocFacts& facts) {
  return is_known_everywhere(option) || facts.sparkd_options.contains(option) ||
         facts.sparkctl_options.contains(option) ||
         std::any_of(facts.tool_options.begin(), facts.tool_options.end(),
                     [&](const auto& tool) { return tool.second.contains(option); });
}

}  // namespace

std::vector<Invocation> invocations_of(const DocPage& page) {
  std::vector<Invocation> all;
  for (const DocCode& code : page.code) {
    for (const Words& command : commands_in(code.text)) {
      auto first = std::find_if_not(command.begin(), command.end(), comes_first);
      if (first == command.end()) continue;
      const std::string program = first->substr(first->rfind('/') + 1);
      if (std::find(programs.begin(), programs.end(), program) == programs.end()) continue;
      for (Words& words : alternatives({first + 1, command.end()}))
        all.push_back({code.line, program, std::move(words)});
    }
  }
  return all;
}

Findings doc_commands(const DocPage& page, const DocFacts& facts) {
  Findings found;
  for (const Invocation& call : invocations_of(page)) {
    if (call.program == "make") check_make(page, call, facts, found);
    if (call.program == "cmake" || call.program == "ctest") check_presets(page, call, facts, found);
    if (call.program != "sparkctl") continue;
    if (const std::string wrong = wrong_verb(call.words, facts); !wrong.empty())
      found.push_back(
          finding("doc-commands", page, call.line, "sparkctl has no command '" + wrong + "'"));
  }
  check_programs(page, facts, found);
  return found;
}

Findings doc_flags(const DocPage& page, const DocFacts& facts) {
  Findings found;
  for (const Invocation& call : invocations_of(page)) {
    if (call.program != "sparkd" && call.program != "sparkctl") continue;
    for (const std::string& word : call.words) {
      const std::string option = option_name(word);
      if (option.starts_with("--") && !has_option(call, option, facts))
        found.push_back(
            finding("doc-flags", page, call.line, "'" + option + "' is no option of this command"));
    }
  }
  for (const DocCode& code : page.code) {
    if (code.in_block || !code.text.starts_with("--")) continue;
    const std::string option = option_name(code.text.substr(0, code.text.find(' ')));
    if (!is_anyones(option, facts))
      found.push_back(finding("doc-flags", page, code.line,
                              "no program of Spark has the option '" + option +
                                  "': write another program's with its name"));
  }
  return found;
}

}  // namespace spark::style
