#include "oip/numbers.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "base/assert.h"
#include "base/json_document.h"
#include "oip/json.h"

namespace spark::oip {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view not_exact =
    "is no double exactly; send FP64 where a rounded number will do";

// Returns the fault of an element in JSON, to follow its place; "": none, `number` is its value.
std::string narrow_float(Element element, const Datatype& type, double& number) {
  if (element.get(number) != simdjson::SUCCESS)
    return fmt::format(": expected a number, got {}", base::json_kind(element));
  if (type.bytes == sizeof(double)) return "";
  if (std::fabs(number) > std::numeric_limits<float>::max())
    return fmt::format(": {} is out of range for {}", shown(element), type.name);
  number = static_cast<float>(number);
  return "";
}

std::string narrow_whole(Element element, const Datatype& type, double& number) {
  if (element.get(number) != simdjson::SUCCESS || std::trunc(number) != number)
    return fmt::format(": expected a whole number for {}, got {}", type.name,
                       element.is_number() ? shown(element) : base::json_kind(element));
  uint64_t magnitude = 0;  // of a number that 64 bits hold; others were read as doubles
  int64_t negative = 0;
  if (element.get(magnitude) != simdjson::SUCCESS && element.get(negative) == simdjson::SUCCESS)
    magnitude = 0 - static_cast<uint64_t>(negative);
  const bool is_exactly_read = is_exact(magnitude);
  // A rounded number may have been rounded up to the first number that is too large.
  const double largest = is_exactly_read ? number : std::nextafter(number, 0.0);
  if (number < type.lowest || largest >= type.beyond)
    return fmt::format(": {} is out of range for {}", shown(element), type.name);
  if (!is_exactly_read) return fmt::format(": {} {}", shown(element), not_exact);
  return "";
}

class JsonNumbers {
 public:
  JsonNumbers(const Datatype& type, const Shape& shape, std::string_view tensor)
      : type_(type), shape_(shape), tensor_(tensor) {}

  base::Result<std::vector<double>> read(dom::array data) {
    const auto& [count, dimension] = shape_;
    const bool nested = data.begin() != data.end() && (*data.begin()).is_array();
    const size_t size = data.size();
    if (nested && size != count)
      return base::Error(fmt::format("{}.data: expected {} rows for shape [{},{}], got {}", tensor_,
                                     count, count, dimension, size));
    if (!nested && size != shape_.total())
      return base::Error(fmt::format("{}.data: expected {} numbers for shape [{},{}], got {}",
                                     tensor_, shape_.total(), count, dimension, size));
    rows_.reserve(size);  // the items that are there, not the numbers that nested rows promise
    size_t index = 0;
    for (const Element item : data) {
      auto read = nested ? read_row(item, index) : read_number(item, index);
      if (!read) return read.error();
      ++index;
    }
    return std::move(rows_);
  }

 private:
  base::Result<void> read_row(Element element, size_t row) {
    dom::array items;
    if (element.get(items) != simdjson::SUCCESS)
      return base::Error(fmt::format("{}.data[{}]: expected a row of {} numbers, got {}", tensor_,
                                     row, shape_.dimension, base::json_kind(element)));
    if (items.size() != shape_.dimension)
      return base::Error(fmt::format("{}.data[{}]: expected {} numbers, got {}", tensor_, row,
                                     shape_.dimension, items.size()));
    size_t column = 0;
    for (const Element item : items) {
      auto read = read_number(item, row, column);
      if (!read) return read;
      ++column;
    }
    return {};
  }

  // `index` is the place in `data`, or the row and then the column.
  template <class... Index>
  base::Result<void> read_number(Element element, Index... index) {
    double number = 0;
    const std::string wrong = type_.is_whole ? narrow_whole(element, type_, number)
                                             : narrow_float(element, type_, number);
    if (!wrong.empty())
      return base::Error(
          fmt::format("{}.data[{}]{}", tensor_, fmt::join(std::array{index...}, "]["), wrong));
    rows_.push_back(number);
    return {};
  }

  const Datatype& type_;
  Shape shape_;
  std::string_view tensor_;
  std::vector<double> rows_;
};

std::string_view name_of_not_finite(double number) {
  if (std::isnan(number)) return "NaN";
  return number > 0 ? "infinity" : "-infinity";
}

}  // namespace

base::Result<std::vector<double>> read_json_numbers(dom::array data, const Datatype& type,
                                                    const Shape& shape, std::string_view tensor) {
  return JsonNumbers(type, shape, tensor).read(data);
}

base::Result<std::vector<double>> read_binary_numbers(std::string_view bytes, const Datatype& type,
                                                      std::string_view tensor) {
  SPARK_ASSERT(bytes.size() % type.bytes == 0, "bytes are of whole elements");
  std::vector<double> rows;
  rows.reserve(bytes.size() / type.bytes);
  for (size_t at = 0; at < bytes.size(); at += type.bytes) {
    const std::optional<double> number = type.read(bytes.data() + at);
    if (!number)
      return base::Error(fmt::format("{}: element {} {}", tensor, rows.size(), not_exact));
    if (!std::isfinite(*number))
      return base::Error(fmt::format("{}: element {}: expected a finite number, got {}", tensor,
                                     rows.size(), name_of_not_finite(*number)));
    rows.push_back(*number);
  }
  return rows;
}

}  // namespace spark::oip
