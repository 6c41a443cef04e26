// Edit distance by optimal string alignment (Damerau–Levenshtein in which no part is edited twice):
// three rows instead of a table are enough, and a swap of neighbours, the commonest slip, costs
// one.
#include "base/nearest.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace spark::base {
namespace {

constexpr size_t name_bytes_max =
    128;  // nobody means a longer one, and the cost is a product of lengths

using Row = std::array<size_t, name_bytes_max + 1>;

size_t edit_distance(std::string_view a, std::string_view b) {
  Row two_up{}, up{}, row{};
  for (size_t j = 0; j <= b.size(); ++j) up[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool same = a[i - 1] == b[j - 1];
      row[j] = std::min({up[j] + 1, row[j - 1] + 1, up[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], two_up[j - 2] + 1);
      }
    }
    two_up = up;
    up = row;
  }
  return up[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view mistyped, std::span<const std::string> known) {
  if (mistyped.size() > name_bytes_max) return {};
  const std::string* best = nullptr;
  size_t best_distance = SIZE_MAX;
  for (const std::string& name : known) {
    if (name.size() > name_bytes_max) continue;
    const size_t distance = edit_distance(mistyped, name);
    const size_t longer = std::max(mistyped.size(), name.size());
    const bool near = distance * 3 <= longer && distance < longer;
    if (near && distance < best_distance) {
      best = &name;
      best_distance = distance;
    }
  }
  return best == nullptr ? std::string{} : *best;
}

}  // namespace spark::base
