// spark/members.h: holds the body of a risky request to the members that its route knows.
//
//   if (const auto refused = spark::refusal_of_members(request, {"plan", "mode"})) return *refused;
//
// A route that takes what it knows and leaves the rest begins something else than was asked for
// where a name is misspelt: {"confirm":true,"pln":"mini"} would begin the usual plan. A safe verb
// must not ask this: it works with any body.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "spark/reply.h"
#include "spark/request.h"

namespace spark {

// One pass over a JSON object, as far as a refusal needs it: names and texts are seen as they are
// written, with their escapes, and a value that is no text as far as the next comma or brace.
class MemberScan {
 public:
  explicit MemberScan(std::string_view body) : rest_(body) { is_object_ = take('{'); }

  // The next member, into name() and value(); a text still has its quotes. False at the end, whole
  // or not.
  [[nodiscard]] bool next() {
    if (!is_object_) return false;
    if (take('}')) {
      is_whole_ = !after_comma_ && look() == '\0' && rest_.empty();
      return false;
    }
    if (!take_text(name_) || !take(':') || !take_value()) return false;
    after_comma_ = take(',');
    return after_comma_ || look() == '}';
  }
  // Whether the object ended well, and nothing came after it.
  [[nodiscard]] bool is_whole() const { return is_whole_; }
  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] std::string_view value() const { return value_; }

 private:
  // The next byte that is no blank; NUL at the end.
  char look() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
    return rest_.empty() ? '\0' : rest_[0];
  }
  bool take(char wanted) {
    if (look() != wanted || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // A text, into `inner` without its quotes.
  bool take_text(std::string_view& inner) {
    if (!take('"')) return false;
    size_t end = 0;
    while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
    if (end >= rest_.size()) return false;
    inner = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return true;
  }
  bool take_value() {
    if (look() == '"') {
      std::string_view inner;
      if (!take_text(inner)) return false;
      value_ = {inner.data() - 1, inner.size() + 2};
      return true;
    }
    const size_t length = std::min(rest_.find_first_of(" \t\r\n,}"), rest_.size());
    value_ = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return length > 0;
  }

  std::string_view rest_, name_, value_;
  bool is_object_ = false;
  bool after_comma_ = false;
  bool is_whole_ = false;
};

// Why a request is none of a route that knows `confirm`, `lineage` and these texts: 400, with what
// is known. Looks at the query's names as well. A text that the host could not read is refused, as
// the route would take it for absent. Nothing where all is fine; an empty body is {}.
// [control]
inline std::optional<Reply> refusal_of_members(const Request& request,
                                               std::initializer_list<std::string_view> texts) {
  constexpr size_t told_bytes_max = 64;
  std::string known = "confirm, lineage";
  for (const std::string_view each : texts) known.append(", ").append(each);
  const auto refuse = [](const std::string& text) { return Reply::error(400, text); };
  const auto is_text = [&](std::string_view name) {
    return name == "lineage" || std::find(texts.begin(), texts.end(), name) != texts.end();
  };
  const auto unknown = [&](std::string_view name) {
    return refuse("'" + std::string(name.substr(0, told_bytes_max)) +
                  "' is not known here, and nothing was done; known: " + known);
  };
  for (uint32_t i = 0; i < request.raw->parameter_count; ++i) {
    const std::string_view name = request.raw->parameters[i].name;
    if (name != "confirm" && !is_text(name)) return unknown(name);
  }
  MemberScan scan(request.body.empty() ? "{}" : request.body);
  while (scan.next()) {
    const std::string name(scan.name());
    if (name != "confirm" && !is_text(name)) return unknown(name);
    if (name == "confirm" && scan.value() != "true" && scan.value() != "false")
      return refuse("confirm: expected true or false");
    if (name == "confirm") continue;
    if (scan.value()[0] != '"') return refuse(name + ": expected a text in quotes");
    if (!request.parameter(name)) return refuse(name + ": expected a text of JSON, in UTF-8");
  }
  if (scan.is_whole()) return {};
  return refuse("the body: expected a JSON object of texts and true or false; known: " + known);
}

}  // namespace spark
