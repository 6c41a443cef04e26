#include "text_block.h"

#include <charconv>
#include <cmath>

#include "document.h"

namespace ml_model::trees {

std::string_view Lines::next() {
  const size_t end = rest_.find('\n');
  std::string_view line = rest_.substr(0, end);
  rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

void TextBlock::add(std::string_view line) {
  const size_t equals = line.find('=');
  const std::string_view key = line.substr(0, equals);
  const std::string_view value =
      equals == std::string_view::npos ? std::string_view() : line.substr(equals + 1);
  if (!values_.emplace(key, value).second) refuse(key, "given twice");
}

std::string_view TextBlock::text(std::string_view key) const {
  const auto found = values_.find(key);
  if (found == values_.end()) refuse(key, "missing");
  return found->second;
}

std::vector<std::string_view> TextBlock::words(std::string_view key, size_t most) const {
  std::vector<std::string_view> out;
  std::string_view rest = text(key);
  for (;;) {
    const size_t begin = rest.find_first_not_of(' ');
    if (begin == std::string_view::npos) return out;
    if (out.size() == most) refuse(key, "more than " + std::to_string(most) + " elements");
    rest.remove_prefix(begin);
    const size_t end = rest.find(' ');
    out.push_back(rest.substr(0, end));
    rest.remove_prefix(out.back().size());
  }
}

template <class Number>
std::vector<Number> TextBlock::list(std::string_view key, size_t count,
                                    const char* expected) const {
  const auto parts = words(key, count);
  if (parts.size() != count) {
    refuse(key, std::to_string(parts.size()) + " elements, expected " + std::to_string(count));
  }
  std::vector<Number> out(count);
  for (size_t i = 0; i < count; ++i) {
    const char* const last = parts[i].data() + parts[i].size();
    const auto [end, error] = std::from_chars(parts[i].data(), last, out[i]);
    if (error != std::errc() || end != last || out[i] != out[i]) {
      refuse(key, i, std::string("expected ") + expected + ", not " + shown(parts[i]));
    }
  }
  return out;
}

std::vector<double> TextBlock::numbers(std::string_view key, size_t count) const {
  return list<double>(key, count, "a number");
}

std::vector<int32_t> TextBlock::integers(std::string_view key, size_t count) const {
  return list<int32_t>(key, count, "a whole number");
}

size_t TextBlock::count(std::string_view key, size_t most) const {
  const int32_t value = integers(key, 1)[0];
  if (value < 0 || static_cast<size_t>(value) > most) {
    refuse(key, "expected 0 to " + std::to_string(most) + ", not " + std::to_string(value));
  }
  return static_cast<size_t>(value);
}

void TextBlock::refuse(std::string_view key, const std::string& why) const {
  refuse_at(*file_, path_ + std::string(key.substr(0, 40)), why);
}

void TextBlock::refuse(std::string_view key, size_t index, const std::string& why) const {
  refuse_at(*file_, path_ + std::string(key) + "[" + std::to_string(index) + "]", why);
}

}  // namespace ml_model::trees
