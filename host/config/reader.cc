#include "config/reader.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "base/assert.h"
#include "base/names.h"
#include "config/keys.h"
#include "config/numbers.h"
#include "config/paths.h"
#include "config/units.h"

namespace spark::config {
namespace {

std::string short_number(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", number);
  return text;
}

}  // namespace

std::string described(const Node& node) {
  switch (node.kind) {
    case Kind::null:
      return "nothing";
    case Kind::list:
      return node.items.empty() ? "an empty list" : "a list";
    case Kind::map:
      return node.entries.empty() ? "an empty map" : "a map";
    case Kind::scalar:
      break;
  }
  return node.quoted ? "the text " + in_quotes(node.text) : in_quotes(node.text);
}

Cursor Cursor::child(std::string_view key, const Node& value) const {
  return {value, path_.empty() ? shortened(key) : path_ + '.' + shortened(key), *errors_};
}

Cursor Cursor::item(size_t index) const {
  return {node_->items[index], path_ + '[' + std::to_string(index) + ']', *errors_};
}

void Cursor::fail_expected(std::string_view what) const {
  fail("expected " + std::string(what) + ", found " + described(*node_));
}

std::optional<std::string> Cursor::text(std::string_view what) const {
  if (node_->kind == Kind::scalar && !node_->text.empty()) return node_->text;
  fail_expected(what);
  return std::nullopt;
}

std::optional<bool> Cursor::boolean() const {
  if (node_->kind == Kind::scalar && !node_->quoted) {
    if (node_->text == "true") return true;
    if (node_->text == "false") return false;
  }
  fail_expected("true or false");
  return std::nullopt;
}

std::optional<int64_t> Cursor::whole(int64_t min, int64_t max) const {
  const auto value = parsed<int64_t>(parse_whole, "a whole number", true);
  if (!value || (*value >= min && *value <= max)) return value;
  fail_expected("a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  return std::nullopt;
}

std::optional<double> Cursor::ratio(double min, double max) const {
  const auto value = parsed<double>(parse_ratio, "a ratio such as 2% or 0.02", false);
  if (!value || (*value >= min && *value <= max)) return value;
  fail_expected("a ratio from " + short_number(min) + " to " + short_number(max));
  return std::nullopt;
}

namespace {
constexpr const char* a_duration = "a duration such as 60ms, 30s, 10min, 24h or 7d";
}  // namespace

std::optional<double> Cursor::duration_ms_up_to(double most_ms) const {
  const auto value = parsed<double>(parse_duration_ms, a_duration, false);
  if (!value || *value <= most_ms) return value;
  fail_expected("a duration of at most " + std::to_string(static_cast<int64_t>(most_ms / 1000)) +
                "s");
  return std::nullopt;
}

std::optional<double> Cursor::duration_ms() const {
  const auto value = parsed<double>(parse_duration_ms, a_duration, false);
  if (!value || *value > 0) return value;
  fail_expected("a duration of more than 0");
  return std::nullopt;
}

std::optional<std::string> Cursor::name() const {
  if (node_->kind == Kind::scalar && base::is_name(node_->text)) return node_->text;
  fail_expected(base::name_rule);
  return std::nullopt;
}

std::optional<std::string> Cursor::slot() const {
  if (node_->kind == Kind::scalar && base::is_dotted_name(node_->text, 2)) return node_->text;
  fail_expected("a slot such as input.mid or features.rsi_14");
  return std::nullopt;
}

std::optional<std::filesystem::path> Cursor::path_from(const std::filesystem::path& folder) const {
  const auto given = text("a path");
  if (!given) return std::nullopt;
  return from_folder(folder, *given);
}

std::optional<std::string> Cursor::word(const Key& key) const {
  if (std::find(key.words.begin(), key.words.end(), node_->text) != key.words.end())
    return node_->text;
  std::string known;
  for (const std::string_view each : key.words) {
    if (!known.empty()) known += each == key.words.back() ? " or " : ", ";
    known += each;
  }
  fail_expected(known);
  return std::nullopt;
}

MapReader::MapReader(Cursor cursor, const Keys& keys) : MapReader(std::move(cursor), keys.what) {
  keys_ = &keys;
  for (const Key& key : keys.keys) known_.emplace_back(key.name);
}

MapReader::MapReader(Cursor cursor, std::string_view what)
    : cursor_(std::move(cursor)), is_map_(cursor_.node().kind == Kind::map) {
  if (!is_map_) cursor_.fail_expected(what);
}

std::optional<Cursor> MapReader::find(std::string_view key) {
  if (keys_ == nullptr) {
    known_.emplace_back(key);
  } else {
    SPARK_ASSERT(keys_->find(key) != nullptr, "every key that is read stands in its table");
  }
  const Node* value = cursor_.node().find(key);
  if (value == nullptr) return std::nullopt;
  return cursor_.child(key, *value);
}

std::optional<Cursor> MapReader::require(std::string_view key) {
  SPARK_ASSERT(keys_ == nullptr || keys_->find(key)->required, "the table says what is required");
  auto value = find(key);
  if (!value && is_map_) cursor_.fail("missing key '" + std::string(key) + "'");
  return value;
}

void MapReader::refuse_others() const {
  for (const auto& [key, value] : cursor_.node().entries) {
    if (std::find(known_.begin(), known_.end(), key.text) != known_.end()) continue;
    const Retired* retired = keys_ == nullptr ? nullptr : keys_->find_retired(key.text);
    if (retired == nullptr) {
      cursor_.errors().add_unknown(key.place, cursor_.path(), "key", key.text, known_);
    } else {
      cursor_.errors().add(
          key.place, cursor_.path(),
          "the key " + in_quotes(key.text) + " is retired; " + std::string(retired->instead));
    }
  }
}

void read_named(const Cursor& cursor, std::string_view what, size_t count_max,
                const std::function<void(const Entry&)>& each) {
  if (cursor.node().kind != Kind::map) {
    cursor.fail_expected("a map from names to " + std::string(what) + "s");
    return;
  }
  size_t count = 0;
  for (const auto& [key, value] : cursor.node().entries) {
    if (++count > count_max) {
      cursor.errors().add(key.place, cursor.path(),
                          "expected at most " + std::to_string(count_max) + ' ' +
                              std::string(what) + "s, found " +
                              std::to_string(cursor.node().entries.size()));
      return;
    }
    if (!base::is_name(key.text)) {
      cursor.errors().add(
          key.place, cursor.path(),
          "expected " + std::string(base::name_rule) + ", found " + in_quotes(key.text));
    }
    each({key.text, key.place, cursor.child(key.text, value)});
  }
}

}  // namespace spark::config
