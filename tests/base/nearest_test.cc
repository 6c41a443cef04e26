// Which known name a mistyped one was meant to be, and when it is better to say nothing.
#include "base/nearest.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "support/catch.h"

namespace spark::base {
namespace {

const std::vector<std::string> known = {"listeners", "plugins", "models", "pipelines", "id"};

TEST_CASE("a slip of the finger finds the name that was meant") {
  CHECK(nearest_name("pipelines", known) == "pipelines");
  CHECK(nearest_name("pipeline", known) == "pipelines");   // left out
  CHECK(nearest_name("pluggins", known) == "plugins");     // doubled
  CHECK(nearest_name("modals", known) == "models");        // replaced
  CHECK(nearest_name("lisetners", known) == "listeners");  // swapped
}

TEST_CASE("a name that is not near any other has no nearest") {
  CHECK(nearest_name("weather", known).empty());
  CHECK(nearest_name("xy", known).empty());
  CHECK(nearest_name("", known).empty());
  CHECK(nearest_name("models", {}).empty());
}

// The definition, with a whole table and no bounds.
size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<size_t>> table(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        table[i][j] = i + j;
        continue;
      }
      const size_t replaced = table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      table[i][j] = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
    }
  }
  return table[a.size()][b.size()];
}

std::string nearest_by_definition(const std::string& mistyped,
                                  const std::vector<std::string>& names) {
  std::string best;
  size_t best_distance = SIZE_MAX;
  for (const std::string& name : names) {
    const size_t longer = std::max(mistyped.size(), name.size());
    const size_t away = distance(mistyped, name);
    if (away * 3 > longer || away >= longer || away >= best_distance) continue;
    best = name;
    best_distance = away;
  }
  return best;
}

TEST_CASE("the nearest name is that of the definition, whatever the names") {
  std::mt19937 random(7);
  const auto word = [&random] {
    std::string text(random() % 12, 'a');
    for (char& c : text) c = static_cast<char>('a' + random() % 3);
    return text;
  };
  for (int round = 0; round < 5'000; ++round) {
    const std::vector<std::string> names = {word(), word(), word(), word()};
    const std::string mistyped = word();
    INFO(mistyped << " among " << names[0] << ' ' << names[1] << ' ' << names[2] << ' '
                  << names[3]);
    REQUIRE(nearest_name(mistyped, names) == nearest_by_definition(mistyped, names));
  }
}

// Who asks may choose the name and how often, so the comparisons end at a bound.
TEST_CASE("so many long names are known that not all are compared") {
  const std::string mistyped(100, 'a');
  std::vector<std::string> names(1'000, std::string(70, 'a') + std::string(30, 'b'));
  names.push_back(mistyped + "a");
  CHECK(nearest_name(mistyped, names) == names.front());
  CHECK(nearest_name(mistyped, std::vector{names.back()}) == names.back());
}

}  // namespace
}  // namespace spark::base
