// Reading typed values out of a tree. A Cursor is a node with the dotted path that leads to it and
// the list that mistakes go to. A MapReader hands out the keys of a map and, at the end, refuses
// the keys that its caller did not ask for. Every read that fails adds one mistake and returns
// nothing, so that decoding goes on and finds more.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/config.h"
#include "config/node.h"

namespace spark::config {

struct Key;
struct Keys;

class Cursor {  // refers to the node and the errors: both must outlive it
 public:
  Cursor(const Node& node, std::string path, Errors& errors)
      : node_(&node), path_(std::move(path)), errors_(&errors) {}

  [[nodiscard]] const Node& node() const { return *node_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const Place& place() const { return node_->place; }
  [[nodiscard]] Errors& errors() const { return *errors_; }
  [[nodiscard]] Cursor child(std::string_view key, const Node& value) const;
  [[nodiscard]] Cursor item(size_t index) const;

  void fail(std::string text) const { errors_->add(place(), path_, std::move(text)); }
  void fail_expected(std::string_view what) const;  // "expected <what>, found <this>"

  // Any text but the empty one. `what` is the expectation, for the message.
  [[nodiscard]] std::optional<std::string> text(std::string_view what) const;
  [[nodiscard]] std::optional<bool> boolean() const;
  [[nodiscard]] std::optional<int64_t> whole(int64_t min, int64_t max) const;
  [[nodiscard]] std::optional<double> ratio(double min, double max) const;
  [[nodiscard]] std::optional<double> duration_ms() const;                      // more than 0
  [[nodiscard]] std::optional<double> duration_ms_up_to(double most_ms) const;  // 0 included
  [[nodiscard]] std::optional<std::string> name() const;
  [[nodiscard]] std::optional<std::string> slot() const;                // input.mid
  [[nodiscard]] std::optional<std::string> word(const Key& key) const;  // one of its words
  [[nodiscard]] std::optional<std::filesystem::path> path_from(
      const std::filesystem::path& folder) const;

  template <class T>
  [[nodiscard]] Placed<T> placed(T value) const {
    return {std::move(value), place()};
  }
  // The result of `parse` for this scalar, which must not be quoted if `plain` is true.
  template <class T>
  [[nodiscard]] std::optional<T> parsed(base::Result<T> (*parse)(std::string_view),
                                        std::string_view what, bool plain) const {
    if (node_->kind != Kind::scalar || (plain && node_->quoted)) {
      fail_expected(what);
      return std::nullopt;
    }
    base::Result<T> result = parse(node_->text);
    if (result.has_value()) return *result;
    fail(result.error().text);
    return std::nullopt;
  }

 private:
  const Node* node_;
  std::string path_;
  Errors* errors_;
};

class MapReader {
 public:
  // Adds a mistake if the node is not a map; every key is absent then. Callers may ask only for
  // keys of `keys`.
  MapReader(Cursor cursor, const Keys& keys);
  // For a map whose keys a plugin declares: the keys asked for are the known ones.
  MapReader(Cursor cursor, std::string_view what);

  [[nodiscard]] bool is_map() const { return is_map_; }
  [[nodiscard]] std::optional<Cursor> find(std::string_view key);     // nothing if absent
  [[nodiscard]] std::optional<Cursor> require(std::string_view key);  // a mistake if absent
  // After the last find(): every other key is a mistake; a retired one says what replaced it.
  void refuse_others() const;

 private:
  Cursor cursor_;
  bool is_map_;
  const Keys* keys_ = nullptr;
  std::vector<std::string> known_;
};

// Calls `each` for the entries of a map from names to definitions. Adds a mistake if the node is no
// map, for each key that is no name, and for more than `count_max` entries; the entries beyond are
// left out.
struct Entry {
  std::string name;
  Place place;  // of the name
  Cursor value;
};
void read_named(const Cursor& cursor, std::string_view what, size_t count_max,
                const std::function<void(const Entry&)>& each);

// "'text'", "a list", "an empty map", "nothing" …, for messages.
[[nodiscard]] std::string described(const Node& node);

}  // namespace spark::config
