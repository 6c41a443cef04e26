// Builds our tree from yaml-cpp's parser events. Refuses input that yaml-cpp's own tree accepts in
// silence: it keeps the first of two equal keys, ignores `<<`, and follows an alias into itself.
//
// Private to parse_yaml.cc. It has its own file because it is the larger half.
#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/node.h"

namespace spark::config {

// Thrown through yaml-cpp when going on is pointless or dangerous; the reason is in `errors`
// already.
struct Stop {};

class TreeBuilder : public YAML::EventHandler {
 public:
  // `text` is what the parser reads, without a byte order mark: a mark's pos is an offset into it.
  TreeBuilder(std::string_view text, const std::string& file, Errors& errors);

  [[nodiscard]] Node take_root() { return std::move(root_); }
  [[nodiscard]] Place place_of(const YAML::Mark& mark) const;
  // Adds a mistake if the last scalar is quoted and its quote is never closed, which yaml-cpp
  // overlooks.
  void check_last_quote();

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  struct Open {  // a map or list whose end has not come yet
    Node node;
    std::optional<Node> key;  // map: the key that waits for its value
  };

  [[noreturn]] void stop(const Place& place, std::string text);
  Node begin(const YAML::Mark& mark, YAML::anchor_t anchor, Kind kind);
  void open(Node node);
  void close();
  void attach(Node node);
  void take_key(Open& map, Node key);
  void refuse_duplicates(Node& map);
  [[nodiscard]] std::string path() const;

  std::string_view text_;
  std::string file_;
  Errors& errors_;
  std::vector<Open> open_;  // the outermost first
  Node root_;
  uint32_t nodes_ = 0;
  uint32_t documents_ = 0;
  size_t last_scalar_ = 0;  // offset
};

}  // namespace spark::config
