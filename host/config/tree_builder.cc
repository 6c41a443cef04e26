#include "config/tree_builder.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "config/text.h"

namespace spark::config {
namespace {

// The offset after the quote that closes the text which begins at `from`, or npos.
size_t end_of_quoted(std::string_view text, size_t from) {
  const char quote = text[from];
  for (size_t i = from + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || i + 1 >= text.size() || text[i + 1] != '\'') return i + 1;
      ++i;  // '' stands for one quote
    }
  }
  return std::string_view::npos;
}

}  // namespace

TreeBuilder::TreeBuilder(std::string_view text, const std::string& file, Errors& errors)
    : text_(text), file_(file), errors_(errors) {}

Place TreeBuilder::place_of(const YAML::Mark& mark) const {
  if (mark.is_null()) return {file_, 0, 0};
  return {file_, static_cast<uint32_t>(mark.line) + 1, static_cast<uint32_t>(mark.column) + 1};
}

std::string TreeBuilder::path() const {
  std::string out;
  for (const Open& open : open_) {
    if (open.node.kind == Kind::list) {
      out += '[' + std::to_string(open.node.items.size()) + ']';
    } else if (open.key) {
      if (!out.empty()) out += '.';
      out += shortened(open.key->text);
    }
  }
  return out;
}

void TreeBuilder::stop(const Place& place, std::string text) {
  errors_.add(place, path(), std::move(text));
  throw Stop{};
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (++documents_ > 1)
    stop(place_of(mark), "expected one document, found a second one after '---'");
}

Node TreeBuilder::begin(const YAML::Mark& mark, YAML::anchor_t anchor, Kind kind) {
  Node node;
  node.kind = kind;
  node.place = place_of(mark);
  if (++nodes_ > nodes_max) {
    stop(node.place, "expected at most " + std::to_string(nodes_max) + " values in a file");
  }
  if (anchor != YAML::NullAnchor) {
    errors_.add(node.place, path(),
                "an anchor (&name) is not allowed; write the value where it is used");
  }
  // The tag that the event carries does not tell `! x` from 'x'; the text does.
  const auto offset = static_cast<size_t>(mark.pos);
  if (offset < text_.size() && text_[offset] == '!') {
    errors_.add(node.place, path(), "a tag (!name) is not allowed; quote the value if it is text");
  }
  return node;
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  Node node = begin(mark, anchor, Kind::null);
  const auto offset = static_cast<size_t>(mark.pos);
  const bool in_list = !open_.empty() && open_.back().node.kind == Kind::list;
  if (in_list && offset < text_.size() && (text_[offset] == ',' || text_[offset] == ']')) {
    errors_.add(node.place, path(),
                "expected a value before the comma or bracket; write null if it is meant");
  }
  attach(std::move(node));
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
  stop(place_of(mark), "an alias (*name) is not allowed; write the value where it is used");
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  Node node = begin(mark, anchor, Kind::scalar);
  last_scalar_ = static_cast<size_t>(mark.pos);
  // An explicit tag is refused already. Its text counts as plain, so that it is not refused twice.
  node.quoted = tag == "!" && text_[last_scalar_] != '!';
  if (const auto bad = first_bad_byte(value)) {  // written as an escape, such as "\0"
    stop(node.place,
         "the text's byte " + std::to_string(bad->offset + 1) + ' ' + std::string(bad->why));
  }
  node.text = value;
  attach(std::move(node));
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value) {
  open(begin(mark, anchor, Kind::list));
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value) {
  open(begin(mark, anchor, Kind::map));
}

void TreeBuilder::open(Node node) {
  if (!open_.empty() && open_.back().node.kind == Kind::map && !open_.back().key) {
    stop(node.place, "expected a name as key, found a map or a list; is a bracket left open?");
  }
  // Stopping here also bounds yaml-cpp's own recursion, which goes one level per event.
  if (open_.size() >= depth_max) {
    stop(node.place, "expected at most " + std::to_string(depth_max) + " levels of maps and lists");
  }
  open_.push_back({std::move(node), std::nullopt});
}

void TreeBuilder::close() {
  Node node = std::move(open_.back().node);
  open_.pop_back();
  if (node.kind == Kind::map) refuse_duplicates(node);
  attach(std::move(node));
}

void TreeBuilder::attach(Node node) {
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  Open& parent = open_.back();
  if (parent.node.kind == Kind::list) {
    parent.node.items.push_back(std::move(node));
  } else if (!parent.key) {
    take_key(parent, std::move(node));
  } else {
    // An empty value has no place of its own: the parser gives the place of the next token.
    if (node.kind == Kind::null) node.place = parent.key->place;
    parent.node.entries.push_back({std::move(*parent.key), std::move(node)});
    parent.key.reset();
  }
}

void TreeBuilder::take_key(Open& map, Node key) {
  if (key.kind != Kind::scalar) stop(key.place, "expected a name as key, found nothing");
  if (key.text == "<<" && !key.quoted) {
    errors_.add(key.place, path(),
                "a merge key (<<) is not allowed; write the keys where they are used");
  }
  map.key = std::move(key);
}

void TreeBuilder::refuse_duplicates(Node& map) {
  auto& entries = map.entries;
  std::vector<size_t> order(entries.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&entries](size_t a, size_t b) {
    return entries[a].first.text < entries[b].first.text;
  });
  std::vector<bool> refused(entries.size(), false);
  for (size_t i = 0, first = 0; i < order.size(); ++i) {
    const Node& key = entries[order[i]].first;
    const Node& earlier = entries[order[first]].first;
    if (key.text != earlier.text) first = i;
    refused[order[i]] = key.text == "<<" && !key.quoted;
    if (i == first || key.text != earlier.text) continue;
    refused[order[i]] = true;
    errors_.add(key.place, path(),
                "duplicate key " + in_quotes(key.text) + ", first given at line " +
                    std::to_string(earlier.place.line) + ", column " +
                    std::to_string(earlier.place.column));
  }
  size_t index = 0;
  std::erase_if(entries, [&](const auto&) { return refused[index++]; });
}

void TreeBuilder::check_last_quote() {
  if (last_scalar_ >= text_.size()) return;
  const char first = text_[last_scalar_];
  if (first != '"' && first != '\'') return;
  if (end_of_quoted(text_, last_scalar_) != std::string_view::npos) return;
  const std::string_view before = text_.substr(0, last_scalar_);
  const size_t line_start =
      before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const auto line = static_cast<uint32_t>(std::count(before.begin(), before.end(), '\n') + 1);
  errors_.add({file_, line, static_cast<uint32_t>(last_scalar_ - line_start + 1)}, "",
              "expected a closing quote for the text that begins here");
  root_ = Node{};
}

}  // namespace spark::config
