// LightGBM's text format, read and scored as its documentation says and as plainly as can be: no
// code is shared with the reader under test.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace spark::test {

class NaiveLightgbm {
 public:
  explicit NaiveLightgbm(const std::string& text);
  [[nodiscard]] double score(const double* row) const;

 private:
  using Keys = std::map<std::string, std::string>;
  [[nodiscard]] double tree_value(const Keys& tree, const double* row) const;

  Keys header_;
  std::vector<Keys> trees_;
};

struct LightgbmShape {
  int features;
  int trees;
  int leaves;
  const char* objective = "binary sigmoid:1";
};

// A file such as the tool writes, from a seed. `trees` have up to `leaves` leaves; each feature has
// its kind of missing value.
[[nodiscard]] std::string lightgbm_text(const LightgbmShape& shape, uint32_t seed);

}  // namespace spark::test
