// A table of numbers in a text file, as numpy.savetxt() and spreadsheets write it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "spark/tool/result.h"

namespace models {

struct NumberTable {
  size_t columns = 0;
  std::vector<double> values;  // row by row; NaN for "nan" and for an empty cell
  std::vector<size_t> lines;   // of the file, one a row

  [[nodiscard]] size_t rows() const { return lines.size(); }
};

inline constexpr size_t table_rows_max = 1'000'000;

// Cells stand between commas, or between blanks in a line without a comma. Empty lines and what
// follows '#' are passed over. If the first line holds no number it is a header, and must have the
// `names`. Every line must have as many cells as there are names. Errors are of usage and name file
// and line.
[[nodiscard]] spark::tool::Result<NumberTable> read_numbers(const std::filesystem::path& file,
                                                            const std::vector<std::string>& names);

// The words of a file, one a line; empty lines and what follows '#' are passed over.
[[nodiscard]] spark::tool::Result<std::vector<std::string>> read_names(
    const std::filesystem::path& file);

}  // namespace models
