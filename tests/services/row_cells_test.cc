// A row's bytes on its way through a ring.
#include "services/row_cells.h"

#include <limits>
#include <string>

#include "support/catch.h"

using namespace spark;
using namespace spark::services;
using store::RowType;

namespace {

const RowLayout layout{7,
                       {{"id", RowType::text, false, true},
                        {"at", RowType::i64, true, false},
                        {"score", RowType::f64},
                        {"side", RowType::text},
                        {"hit", RowType::boolean},
                        {"model", RowType::text_id}}};

spark_value number(double value) {
  spark_value raw{};
  raw.type = SPARK_F64;
  raw.as.f64 = value;
  return raw;
}
spark_value integer(uint32_t type, int64_t value) {
  spark_value raw{};
  raw.type = type;
  raw.as.i64 = value;
  return raw;
}
spark_value text(std::string_view bytes) {
  spark_value raw{};
  raw.type = SPARK_STRING;
  raw.length = static_cast<uint32_t>(bytes.size());
  raw.as.str = bytes.data();
  return raw;
}
std::vector<spark_value> full_row() {
  return {text("a"),   integer(SPARK_I64, 10), number(0.5),
          text("buy"), integer(SPARK_BOOL, 1), integer(SPARK_I64, 2)};
}

struct Encoded {
  char bytes[row_bytes_max];
  size_t size;

  explicit Encoded(const std::vector<spark_value>& values)
      : size(encode_row(layout, values, 3, bytes)) {}
  [[nodiscard]] std::vector<store::RowValue> values() const {
    std::vector<store::RowValue> all;
    decode_row(
        layout, {bytes, size}, [](uint64_t id) { return id == 2 ? "v2" : "?"; }, all);
    return all;
  }
};

}  // namespace

TEST_CASE("a row's values survive, and its texts take as many bytes as they have") {
  const Encoded row(full_row());
  CHECK(row.size == 16 + 6 * 8 + 4);
  CHECK(layout_of({row.bytes, row.size}) == 7);
  const std::vector<store::RowValue> expected = {
      std::string_view("a"),   int64_t{10}, 0.5,
      std::string_view("buy"), true,        std::string_view("v2")};
  CHECK(row.values() == expected);
}

TEST_CASE("null and NaN are null, infinity is itself, an empty text is a text") {
  auto values = full_row();
  values[0] = text({});
  values[2] = number(std::numeric_limits<double>::quiet_NaN());
  values[3] = spark_value{};
  values[5] = spark_value{};
  const auto nulls = Encoded(values).values();
  CHECK(nulls[0] == store::RowValue(std::string_view("")));
  for (const size_t i : {2, 3, 5}) CHECK(nulls[i] == store::RowValue());
  CHECK(nulls[4] == store::RowValue(true));
  values[2] = number(std::numeric_limits<double>::infinity());
  CHECK(Encoded(values).values()[2] == store::RowValue(std::numeric_limits<double>::infinity()));
}

TEST_CASE("a text that is too long is cut between characters") {
  auto values = full_row();
  const std::string long_text = std::string(63, 'x').append("€");
  values[0] = text(long_text);
  const Encoded cut(values);
  CHECK(cut.values()[0] == store::RowValue(std::string_view(long_text).substr(0, 63)));
  CHECK(cut.values()[3] == store::RowValue(std::string_view("buy")));
}

TEST_CASE("values of other types, too few or too many are no row") {
  struct Case {
    size_t column;
    spark_value value;
  };
  for (const Case& each :
       {Case{0, number(1)}, Case{1, number(1)}, Case{1, spark_value{}},
        Case{2, integer(SPARK_I64, 1)}, Case{3, integer(SPARK_I64, 1)},
        Case{4, integer(SPARK_I64, 1)}, Case{5, text("v2")}, Case{5, integer(SPARK_I64, 3)},
        Case{5, integer(SPARK_I64, -1)}, Case{2, integer(99, 1)}}) {
    CAPTURE(each.column, each.value.type);
    auto values = full_row();
    values[each.column] = each.value;
    CHECK(Encoded(values).size == 0);
  }
  auto values = full_row();
  values.pop_back();
  CHECK(Encoded(values).size == 0);
  values = full_row();
  values.emplace_back();
  CHECK(Encoded(values).size == 0);
}
