#include "document.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "spark/error.h"

namespace ml_model::trees {

std::string shown(std::string_view text) {
  constexpr size_t bytes_max = 40;
  std::string out("'");
  for (const char c : text.substr(0, bytes_max)) {
    const bool is_plain = c >= ' ' && c <= '~';
    out.push_back(is_plain ? c : '?');
  }
  return out.append(text.size() > bytes_max ? "…'" : "'");
}

void refuse_at(const std::string& file, const std::string& path, const std::string& why) {
  std::string all(file);
  if (!path.empty()) all.append(": ").append(path);
  throw spark::Error(all.append(": ").append(why), SPARK_E_INVALID);
}

bool Field::has(std::string_view name) const {
  const auto* members = std::get_if<std::vector<Member>>(&value_->is);
  return members != nullptr && std::any_of(members->begin(), members->end(),
                                           [&](const Member& m) { return m.name == name; });
}

Field Field::operator[](std::string_view name) const {
  const auto* members = std::get_if<std::vector<Member>>(&value_->is);
  if (members == nullptr) refuse("expected an object");
  std::string path = path_;
  path.append(path.empty() ? "" : ".").append(name);
  const Value* found = nullptr;
  for (const Member& member : *members) {
    if (member.name != name) continue;
    if (found != nullptr) refuse_at(*file_, path, "given twice");
    found = &member.value;
  }
  if (found == nullptr) refuse_at(*file_, path, "missing");
  return {*this, *found, std::move(path)};
}

size_t Field::size() const {
  if (const auto* values = std::get_if<std::vector<Value>>(&value_->is)) return values->size();
  const auto* numbers = std::get_if<std::vector<double>>(&value_->is);
  if (numbers == nullptr) refuse("expected a list");
  if (!numbers->empty()) refuse("expected no numbers");
  return 0;
}

Field Field::at(size_t index) const {
  std::string path = path_;
  path.append("[").append(std::to_string(index)).append("]");
  return {*this, std::get<std::vector<Value>>(value_->is).at(index), std::move(path)};
}

const std::string& Field::text() const {
  const auto* text = std::get_if<std::string>(&value_->is);
  if (text == nullptr) refuse("expected a text");
  return *text;
}

std::span<const double> Field::numbers() const {
  const auto* numbers = std::get_if<std::vector<double>>(&value_->is);
  if (numbers == nullptr) refuse("expected a list of numbers");
  return *numbers;
}

size_t Field::count(size_t most) const {
  const std::string& digits = text();
  size_t out = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (error != std::errc() || end != digits.data() + digits.size() || out > most) {
    refuse("expected a whole number up to " + std::to_string(most) + ", not " + shown(digits));
  }
  return out;
}

void Field::refuse(size_t index, const std::string& why) const {
  refuse_at(*file_, path_ + "[" + std::to_string(index) + "]", why);
}

}  // namespace ml_model::trees
