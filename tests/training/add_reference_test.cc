// `sparkctl models reference`: an artefact gets the distributions of recorded minutes.
#include "add_reference.h"

#include <filesystem>
#include <fstream>

#include "plugins/artefact_fixture.h"
#include "plugins/plugin_file.h"
#include "spark/offline/artefact_model.h"
#include "support/catch.h"
#include "training/reference.h"

using Catch::Matchers::ContainsSubstring;
using spark::testing::plugin_file;

namespace {

struct ReferenceCommandFixture {
  spark::testing::ArtefactCopy copy;
  models::ReferenceRequest request{
      .artefact = copy.path(),
      .data = {copy.path() + "/../BTCUSDT-1m-2023-12.csv"},
      .out = copy.path() + "/../with",
      .is_replacing = false,
      .features_plugin = plugin_file("features"),
      .model_plugin = plugin_file("ml-model"),
  };

  // Klines of `count` minutes; none for the minutes from `gap_at` on.
  void write_klines(int count, int gap_at = 1'000, int gap_minutes = 0) const {
    std::ofstream out(request.data[0], std::ios::binary);
    out << "open_time,high,low,close,quote_volume\n";
    for (int i = 0; i < count; ++i) {
      const int64_t minute = i < gap_at ? i : i + gap_minutes;
      const int price = 100 + i * i % 7;
      out << 1'701'388'800'000 + minute * 60'000 << "," << price + 1 << "," << price - 1 << ","
          << price << "," << 1'000 + i * 37 % 500 << "\n";
    }
  }
  [[nodiscard]] std::string refusal() const {
    const auto added = models::add_reference(request);
    return added ? "added" : added.error().text;
  }
};

}  // namespace

TEST_CASE_METHOD(ReferenceCommandFixture,
                 "a reference is added to an artefact, and all else stays") {
  write_klines(200);
  const models::AddedReference added = models::add_reference(request).value();
  CHECK(added.minutes == 200);
  CHECK(added.rows == 200);
  CHECK(added.estimated == std::vector<std::string>{"spread_bp"});
  const auto reference = training::read_reference(request.out / "reference_distributions.json");
  REQUIRE(reference.has_value());
  CHECK(reference->symbols == std::vector<std::string>{"BTCUSDT"});
  CHECK(reference->features[2].is_estimated);
  CHECK(reference->features[5].same_as == "volume_1m");
  const auto model = spark::offline::ArtefactModel::open(request.out, request.model_plugin).value();
  CHECK(model.about().version == "v1.8-b0");
  CHECK_THAT(refusal(), ContainsSubstring("is there already; --replace"));
}

TEST_CASE_METHOD(ReferenceCommandFixture, "an artefact may get its reference in place") {
  write_klines(50);
  request.out = request.artefact;
  request.is_replacing = true;
  CHECK(refusal() == "added");
  CHECK(refusal() == "added");  // and another one
  CHECK(spark::offline::ArtefactModel::open(copy.path(), request.model_plugin).has_value());
}

TEST_CASE_METHOD(ReferenceCommandFixture, "data that training refuses make no reference") {
  write_klines(200, 100, 60);
  CHECK_THAT(refusal(), ContainsSubstring("gap") && ContainsSubstring("BTCUSDT-1m-2023-12.csv:"));
  CHECK(refusal().back() != '\n');
  CHECK_FALSE(std::filesystem::exists(request.out));
  request.data = {"/nowhere"};
  CHECK_THAT(refusal(), ContainsSubstring("/nowhere"));
}

TEST_CASE_METHOD(ReferenceCommandFixture, "an artefact that does not verify gets no reference") {
  write_klines(50);
  copy.write("notes.txt", "");
  CHECK_THAT(refusal(), ContainsSubstring("notes.txt: not listed in SHA256SUMS"));
}
