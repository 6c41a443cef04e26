// The compare stages behind which no tally stage was made yet: what they find would be lost without
// a word. Stages are made in the order of their pipeline. [builder]
#pragma once

#include <algorithm>
#include <vector>

namespace shadow {

class Compare;

class Untallied {
 public:
  void made(const Compare* compare) { stages_.push_back(compare); }
  void gone(const Compare* compare) { std::erase(stages_, compare); }
  // A tally stage was made; it belongs to the compare stage that was made last.
  void counted() {
    if (!stages_.empty()) stages_.pop_back();
  }
  [[nodiscard]] bool has(const Compare* compare) const {
    return std::find(stages_.begin(), stages_.end(), compare) != stages_.end();
  }

 private:
  std::vector<const Compare*> stages_;
};

}  // namespace shadow
