// A row's bytes on its way through a ring.
#include "services/row_cells.h"

#include <array>
#include <bit>
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

// What a worker hands over, and what is decoded of it.
struct Row {
  uint64_t present = 0b111111;
  std::array<uint64_t, 6> cells = {0, 10, std::bit_cast<uint64_t>(0.5), 0, 1, 2};
  std::array<std::string_view, 2> texts = {"a", "buy"};
  uint32_t count = 6;

  void set_score(double score) { cells[2] = std::bit_cast<uint64_t>(score); }
  [[nodiscard]] bool push(base::SpscRing& ring) const {
    const std::array<spark_rows_text, 2> raw = {spark_rows_text{texts[0].data(), texts[0].size()},
                                                spark_rows_text{texts[1].data(), texts[1].size()}};
    return push_row(layout, {present, cells.data(), raw.data()}, count, ring);
  }
};

// What comes out of a ring, of texts of which number 2 alone is there.
std::vector<store::RowValue> decoded(std::string_view bytes, const RowLayout& as = layout) {
  std::vector<store::RowValue> values;
  const TextOf text_of = [](uint64_t id) {
    return id == 2 ? std::optional<std::string_view>("v2") : std::nullopt;
  };
  decode_row(as, bytes, text_of, values);
  return values;
}

struct Pushed {
  base::SpscRing ring{4096};
  std::string bytes;

  explicit Pushed(const Row& row) {
    CHECK(row.push(ring));
    CHECK(ring.pop_all([&](std::string_view record) { bytes = record; }) == 1);
  }
};

}  // namespace

TEST_CASE("a row's values survive, and its texts take as many bytes as they have") {
  const Pushed row{Row()};
  CHECK(row.bytes.size() == 16 + 6 * 8 + 2 + 4);
  CHECK(layout_of(row.bytes) == 7);
  const std::vector<store::RowValue> expected = {
      std::string_view("a"),   int64_t{10}, 0.5,
      std::string_view("buy"), true,        std::string_view("v2")};
  CHECK(decoded(row.bytes) == expected);
}

TEST_CASE("what is not there, NaN and the number of no text are null, an empty text is a text") {
  Row row;
  row.texts[0] = "";
  row.set_score(std::numeric_limits<double>::quiet_NaN());
  row.present &= ~uint64_t{0b001000};
  row.cells[5] = 3;
  const Pushed pushed(row);
  const auto values = decoded(pushed.bytes);
  CHECK(values[0] == store::RowValue(std::string_view("")));
  for (const size_t i : {2, 3, 5}) CHECK(values[i] == store::RowValue());
  CHECK(values[4] == store::RowValue(true));
  row.set_score(std::numeric_limits<double>::infinity());
  CHECK(decoded(Pushed(row).bytes)[2] == store::RowValue(std::numeric_limits<double>::infinity()));
}

TEST_CASE("a text that is too long is cut between characters") {
  Row row;
  const std::string long_text = std::string(63, 'x').append("€");
  row.texts[0] = long_text;
  const Pushed cut(row);
  const auto values = decoded(cut.bytes);
  CHECK(values[0] == store::RowValue(std::string_view(long_text).substr(0, 63)));
  CHECK(values[3] == store::RowValue(std::string_view("buy")));
}

TEST_CASE("groups of eight columns without a value take no room, wherever they are") {
  store::RowColumns columns = {{"at", RowType::i64, true, false}};
  for (int i = 1; i < 19; ++i) columns.push_back({"c" + std::to_string(i), RowType::i64});
  const RowLayout wide(1, columns);
  std::array<uint64_t, 19> cells{};
  for (size_t i = 0; i < cells.size(); ++i) cells[i] = 100 + i;
  struct Case {
    uint64_t present;
    size_t bytes;
  };
  for (const Case& each : {Case{0b1, 64}, Case{0b1 | 1 << 7, 64}, Case{0b1 | 1 << 8, 128},
                           Case{0b1 | 1 << 18, 64 + 24}, Case{0b1 | 1 << 9 | 1 << 16, 128 + 24}}) {
    CAPTURE(each.present);
    base::SpscRing ring(4096);
    REQUIRE(push_row(wide, {each.present, cells.data(), nullptr}, 19, ring));
    ring.pop_all([&](std::string_view bytes) {
      CHECK(bytes.size() == 16 + each.bytes);
      const auto values = decoded(bytes, wide);
      for (size_t i = 0; i < values.size(); ++i)
        CHECK(values[i] == ((each.present >> i & 1) != 0
                                ? store::RowValue(static_cast<int64_t>(100 + i))
                                : store::RowValue()));
    });
  }
}

TEST_CASE("a row without a time, with other columns or without room is none") {
  base::SpscRing ring(1024);
  Row row;
  row.present = 0b111101;
  CHECK_FALSE(row.push(ring));
  row.present = 0b1111111;
  CHECK_FALSE(row.push(ring));
  row = {};
  for (const uint32_t count : {0U, 5U, 7U}) {
    row.count = count;
    CHECK_FALSE(row.push(ring));
  }
  row.count = 6;
  int taken = 0;
  while (row.push(ring)) ++taken;
  CHECK(taken == 1024 / 80);
}
