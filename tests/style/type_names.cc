// A walk over the tokens of a file that knows namespaces from other braces; see type_names.h.
#include "style/type_names.h"

#include <algorithm>
#include <cctype>
#include <map>

namespace spark::style {
namespace {

struct Word {
  std::string text;  // an identifier, "::", or one character
  uint32_t line = 0;
};

// Without directives: a macro's text is no code yet.
std::vector<Word> words_of(std::string_view text) {
  const auto in_name = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  std::vector<Word> words;
  bool directive = false;
  each_line(text, [&](uint32_t line, std::string_view rest) {
    const size_t first = rest.find_first_not_of(' ');
    directive = directive || (first != rest.npos && rest[first] == '#');
    const bool skipped = directive;
    directive = directive && rest.ends_with('\\');
    if (skipped) return;
    while (!rest.empty()) {
      const auto* const end = std::find_if_not(rest.begin(), rest.end(), in_name);
      auto length = static_cast<size_t>(end - rest.begin());
      if (length == 0) length = rest.starts_with("::") ? 2 : 1;
      if (rest[0] != ' ') words.push_back({std::string(rest.substr(0, length)), line});
      rest.remove_prefix(length);
    }
  });
  return words;
}

bool is_name(const std::string& word) {
  return std::isalpha(static_cast<unsigned char>(word[0])) != 0 || word[0] == '_';
}

class Walk {
 public:
  explicit Walk(std::string_view text) : words_(words_of(text)) {}

  std::vector<TypeName> run() {
    while (at_ < words_.size()) step();
    return std::move(found_);
  }

 private:
  // The text of the word `ahead` of the present one, "" beyond the end.
  [[nodiscard]] const std::string& word(size_t ahead = 0) const {
    static const std::string none;
    return at_ + ahead < words_.size() ? words_[at_ + ahead].text : none;
  }

  void step() {
    if (word() == "namespace") return open_namespace();
    if (word() == "template" && word(1) == "<") return skip_angles();
    if (word() == "using" && word(2) == "=") return alias();
    const bool is_enum = word() == "enum";
    if (is_enum || word() == "class" || word() == "struct" || word() == "union") return type();
    // `extern "C" {`, whose literal is blanked, opens no scope.
    if (word() == "extern" && word(1) == "{") {
      scopes_.emplace_back();
      at_ += 2;
    } else if (word() == "{") {
      skip_braces();
    } else {
      if (word() == "}" && !scopes_.empty()) scopes_.pop_back();
      ++at_;
    }
  }

  void open_namespace() {
    std::string name;
    for (++at_; is_name_or_colons(); ++at_) name += word() == "inline" ? "" : word();
    if (word() != "{") return;  // `namespace a = b;`
    if (name.empty()) return skip_braces();
    scopes_.push_back(name + "::");
    ++at_;
  }

  [[nodiscard]] bool is_name_or_colons() const {
    return !word().empty() && (word() == "::" || is_name(word()));
  }

  void skip_braces() { skip_balanced("{", "}"); }
  void skip_angles() {
    ++at_;
    skip_balanced("<", ">");
  }
  void skip_balanced(const char* open, const char* close) {
    size_t depth = 0;
    do {
      if (word() == open) ++depth;
      if (word() == close) --depth;
      ++at_;
    } while (depth > 0 && at_ < words_.size());
  }

  void alias() {
    const Word name = words_[at_ + 1];
    std::string of;
    for (at_ += 3; at_ < words_.size() && word() != ";"; ++at_)
      of += (of.empty() ? "" : " ") + word();
    add(name.text, name.line, of);
  }

  // A definition has a brace after its name, and its bases; a declaration and an object have not.
  void type() {
    ++at_;
    if (word() == "class" || word() == "struct") ++at_;
    while (word() == "[") skip_balanced("[", "]");
    if (word() == "alignas") {
      ++at_;
      skip_balanced("(", ")");
    }
    const uint32_t line = at_ < words_.size() ? words_[at_].line : 0;
    std::string name;
    for (; is_name_or_colons() && word() != "final"; ++at_) {
      const bool goes_on = name.empty() || word() == "::" || name.ends_with(':');
      if (!goes_on) return;  // `struct timespec now`
      name += word();
    }
    if (word() == "<") {  // a specialisation is named by its arguments too
      const size_t begin = at_;
      skip_balanced("<", ">");
      for (size_t i = begin; i < at_; ++i) name += words_[i].text;
    }
    if (word() == "final") ++at_;
    if (word() == ":") {
      while (at_ < words_.size() && word() != "{" && word() != ";") ++at_;
    }
    if (word() != "{") return;
    if (!name.empty()) add(name, line, "");
    skip_braces();
  }

  void add(const std::string& name, uint32_t line, const std::string& alias_of) {
    std::string full;
    for (const std::string& scope : scopes_) full += scope;
    found_.push_back({full + name, line, alias_of});
  }

  const std::vector<Word> words_;
  size_t at_ = 0;
  std::vector<std::string> scopes_;  // "a::b::", or "" where a brace adds no name
  std::vector<TypeName> found_;
};

// The files that are linked together, by what their paths begin with; "" for what everyone links.
std::string_view home_of(std::string_view path) {
  const auto until_slash = [&](size_t from) { return path.substr(0, path.find('/', from)); };
  if (path.starts_with("tests/museum/") || path.starts_with("tests/fuzz/"))
    return is_header(path) ? std::string_view{} : path;
  if (path.starts_with("sdk/template/")) return "sdk/template";
  if (path.starts_with("sdk/watch/")) return "sdk/watch";
  if (path.starts_with("plugins/")) return until_slash(sizeof "plugins/" - 1);
  return {};
}

}  // namespace

std::vector<TypeName> type_names(const Source& source) {
  return Walk(code_only(source.text)).run();
}

bool may_meet(std::string_view path, std::string_view other) {
  const std::string_view home = home_of(path);
  const std::string_view other_home = home_of(other);
  // Plugins are tested against a host in memory, which defines what the ABI leaves to each host.
  const auto apart = [](std::string_view one, std::string_view two) {
    return one.starts_with("sdk/testing/") && two.starts_with("host/");
  };
  if (apart(path, other) || apart(other, path)) return false;
  return home.empty() || other_home.empty() || home == other_home;
}

std::vector<Finding> repeated_types(const std::vector<Source>& sources) {
  struct Place {
    std::string path;
    TypeName type;
  };
  std::map<std::string, std::vector<Place>> places;
  std::vector<Finding> findings;
  for (const Source& source : sources) {
    if (!is_code(source.path)) continue;
    for (TypeName& type : type_names(source)) {
      std::vector<Place>& others = places[type.name];
      const auto clash = std::find_if(others.begin(), others.end(), [&](const Place& other) {
        const bool same = !type.alias_of.empty() && type.alias_of == other.type.alias_of;
        return !same && other.path != source.path && may_meet(source.path, other.path);
      });
      if (clash != others.end()) {
        findings.push_back({"type-names", source.path, type.line,
                            type.name + " is another type in " + clash->path + ":" +
                                std::to_string(clash->type.line) +
                                ": give one of them another name, or keep it to its file in an "
                                "anonymous namespace"});
      }
      others.push_back({source.path, std::move(type)});
    }
  }
  return findings;
}

}  // namespace spark::style
