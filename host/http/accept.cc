#include "http/accept.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "http/grammar.h"

namespace spark::http {
namespace {

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

// Takes what stands before `separator`, or all, off `rest`; not within quotes.
std::string_view take(std::string_view& rest, char separator) {
  bool is_quoted = false;
  size_t end = 0;
  for (; end < rest.size(); ++end) {
    if (rest[end] == '"') is_quoted = !is_quoted;
    if (is_quoted && rest[end] == '\\')
      ++end;
    else if (!is_quoted && rest[end] == separator)
      break;
  }
  end = std::min(end, rest.size());
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return trimmed(taken);
}

std::string_view unquoted(std::string_view value) {
  const bool is_quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return is_quoted ? value.substr(1, value.size() - 2) : value;
}

// "0.75": 0 to 1 with at most three decimals.
std::optional<double> weight_of(std::string_view text) {
  constexpr size_t bytes_max = 5;
  double weight = 0;
  const char* const end = text.data() + text.size();
  if (text.empty() || text.size() > bytes_max) return std::nullopt;
  if (text.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
  const auto [stopped, failed] = std::from_chars(text.data(), end, weight);
  if (failed != std::errc() || stopped != end || weight > 1) return std::nullopt;
  return weight;
}

// How specific a range is for the type; 0: it does not cover it.
int specificity(std::string_view range, std::string_view name) {
  const std::string_view family = name.substr(0, name.find('/') + 1);
  if (equal_ignoring_case(range, name)) return 3;
  if (range.size() == family.size() + 1 && range.ends_with('*') &&
      equal_ignoring_case(range.substr(0, family.size()), family))
    return 2;
  return range == "*/*" ? 1 : 0;
}

}  // namespace

Wanted wanted(std::string_view accept, const MediaType& type) {
  Wanted best;
  int best_specificity = 0;
  while (!accept.empty()) {
    std::string_view parameters = take(accept, ',');
    const int covers = specificity(take(parameters, ';'), type.name);
    std::optional<double> weight = 1;
    bool is_version = true;
    while (!parameters.empty()) {
      std::string_view value = take(parameters, ';');
      const std::string_view key = take(value, '=');
      if (equal_ignoring_case(key, "q")) weight = weight_of(trimmed(value));
      if (equal_ignoring_case(key, "version"))
        is_version = unquoted(trimmed(value)) == type.version;
    }
    if (covers == 0 || !is_version || !weight) continue;
    if (covers < best_specificity) continue;
    if (covers == best_specificity && *weight <= best.quality) continue;
    best_specificity = covers;
    best = {*weight, covers == 3};
  }
  return best;
}

}  // namespace spark::http
