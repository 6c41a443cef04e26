// Edit distance by optimal string alignment (Damerau–Levenshtein in which no part is edited twice):
// a swap of neighbours, the commonest slip, costs one. Three rows instead of a table are enough,
// and of each row only the cells whose distance can still be small enough.
#include "base/nearest.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace spark::base {
namespace {

constexpr size_t compared_bytes_max = 128;  // no known name is longer

// Mistyped names come from requests, too. All comparisons of a call together fill at most so many
// cells, about 50 us. Further names are not compared.
constexpr size_t cells_max = 32'768;

using Row = std::array<size_t, compared_bytes_max + 2>;

// The distance where it is at most `most`, else a larger number. The lengths differ by at most
// `most`.
size_t edit_distance(std::string_view a, std::string_view b, size_t most) {
  const size_t far = most + 1;
  std::array<Row, 3> rows;
  Row *two_up = &rows[0], *up = &rows[1], *row = &rows[2];
  for (size_t j = 0; j <= b.size(); ++j) (*up)[j] = std::min(j, far);
  for (size_t i = 1; i <= a.size(); ++i) {
    const size_t first = i > most ? i - most : 1;
    const size_t last = std::min(b.size(), i + most);
    (*row)[first - 1] = first == 1 ? std::min(i, far) : far;
    size_t least = (*row)[first - 1];
    for (size_t j = first; j <= last; ++j) {
      const bool same = a[i - 1] == b[j - 1];
      size_t cell = std::min({(*up)[j] + 1, (*row)[j - 1] + 1, (*up)[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cell = std::min(cell, (*two_up)[j - 2] + 1);
      (*row)[j] = cell;
      least = std::min(least, cell);
    }
    (*row)[last + 1] = far;  // the next row reads this cell
    // A swap reaches back two rows, so a row that is too far away ends it only with the one before.
    if (least > most && *std::min_element(up->begin() + first - 1, up->begin() + last + 1) > most)
      return far;
    std::swap(two_up, up);
    std::swap(up, row);
  }
  return (*up)[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view mistyped, std::span<const std::string> known) {
  if (mistyped.size() > compared_bytes_max) return {};
  const std::string* best = nullptr;
  size_t best_distance = SIZE_MAX;
  size_t cells = 0;
  for (const std::string& name : known) {
    if (name.size() > compared_bytes_max) continue;
    const size_t shorter = std::min(mistyped.size(), name.size());
    const size_t longer = std::max(mistyped.size(), name.size());
    if (longer == 0) continue;
    // Near: at most a third of the longer name, less than all of it, and nearer than the best.
    const size_t most = std::min({longer / 3, longer - 1, best_distance - 1});
    if (longer - shorter > most) continue;
    cells += mistyped.size() * (2 * most + 1);
    if (cells > cells_max) break;
    const size_t distance = edit_distance(mistyped, name, most);
    if (distance > most) continue;
    best = &name;
    best_distance = distance;
    if (distance == 0) break;
  }
  return best == nullptr ? std::string{} : *best;
}

}  // namespace spark::base
