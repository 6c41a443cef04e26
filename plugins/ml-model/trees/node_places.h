// Where the walk's nodes lie in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

#include "forest.h"

namespace ml_model::trees {

inline constexpr size_t line_bytes = 64;  // of a cache

// Begins at a line.
template <class T>
struct LineAllocator {
  using value_type = T;
  LineAllocator() = default;
  template <class Other>
  explicit LineAllocator(const LineAllocator<Other>&) {}

  T* allocate(size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), std::align_val_t(line_bytes)));
  }
  void deallocate(T* at, size_t) { ::operator delete(at, std::align_val_t(line_bytes)); }
  bool operator==(const LineAllocator&) const { return true; }
};

// Where nodes lie, so that a walk touches few lines: a line has a pair of siblings, or the root,
// and as many of their descendants as it has room for, the nearest first. A tree of depth 6 is
// walked in three lines; level by level it would be five. A group never crosses a line, and one
// that has no room in the last line begins another: no line but the last is less than half full, on
// average.
class Places {
 public:
  explicit Places(size_t line_nodes) : line_nodes_(line_nodes) {}

  void add(const Tree& tree) {
    const size_t first = of.size();
    of.resize(first + tree.nodes.size());
    std::vector<uint32_t> heads{0};  // of groups: the root, or the left one of two siblings
    for (size_t i = 0; i < heads.size(); ++i) {
      group_.assign(1, heads[i]);
      if (heads[i] != 0) group_.push_back(heads[i] + 1);
      for (size_t k = 0; k < group_.size(); ++k) {
        const uint32_t left = tree.nodes[group_[k]].left;
        if (left == 0) continue;
        if (group_.size() + 2 > line_nodes_) {
          heads.push_back(left);
          continue;
        }
        group_.push_back(left);
        group_.push_back(left + 1);
      }
      const size_t room = line_nodes_ - end_ % line_nodes_;
      if (group_.size() > room) end_ += room;
      for (const uint32_t node : group_) of[first + node] = static_cast<uint32_t>(end_++);
    }
  }

  [[nodiscard]] size_t size() const { return end_; }

  std::vector<uint32_t> of;  // each node, tree by tree

 private:
  const size_t line_nodes_;
  size_t end_ = 0;
  std::vector<uint32_t> group_;
};

}  // namespace ml_model::trees
