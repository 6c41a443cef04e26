// Artefacts verified and scored by the library that serves, as a tool does it.
#include "spark/offline/artefact_model.h"

#include <cmath>
#include <filesystem>
#include <limits>

#include "base/sha256.h"
#include "objects/sums.h"
#include "plugins/artefact_fixture.h"
#include "plugins/plugin_file.h"
#include "spark/offline/sums.h"
#include "support/catch.h"

using spark::offline::ArtefactModel;
using spark::testing::ArtefactCopy;
using spark::testing::plugin_file;

namespace {

std::string failure(const std::string& folder,
                    const std::string& plugin = plugin_file("ml-model")) {
  const auto opened = ArtefactModel::open(folder, plugin);
  return opened ? "opened" : opened.error().text;
}

}  // namespace

TEST_CASE("a tool makes a model of its artefact and knows what it is") {
  const ArtefactCopy copy;
  const ArtefactModel model = ArtefactModel::open(copy.path(), plugin_file("ml-model")).value();
  CHECK(model.about().version == "v1.8-b0");
  CHECK(model.about().type == "logistic");
  CHECK(model.about().target.event == "up-move");
  CHECK(model.about().target.horizon == "1min");
  CHECK(model.about().target.reference == "mid");
  CHECK(model.about().features.size() == 6);
  CHECK(model.about().sha256 == spark::base::sha256_hex(copy.read("SHA256SUMS")));
  CHECK(model.about().is_probability);
  CHECK(model.about().has_exact_probes);
  CHECK_FALSE(model.about().accepts_missing);
  CHECK(model.about().probes >= 8);
}

TEST_CASE("a tool's scores are one for each row, and NaN where the host would not ask") {
  const ArtefactCopy copy;
  const ArtefactModel model = ArtefactModel::open(copy.path(), plugin_file("ml-model")).value();
  std::vector<double> rows;
  for (int i = 0; i < 3000; ++i) {  // more than one call's
    const double mid = i % 7 == 0 ? std::numeric_limits<double>::quiet_NaN() : i;
    rows.insert(rows.end(), {1, mid, 2, 100, 50, 4});
  }
  const std::vector<double> scores = model.scores(rows).value();
  REQUIRE(scores.size() == 3000);
  for (int i = 0; i < 3000; ++i) {
    CAPTURE(i);
    if (i % 7 == 0) {
      CHECK(std::isnan(scores[static_cast<size_t>(i)]));
    } else {
      const double z = -3.0 + 0.0004 * i + -0.02 * 2 + 0.00003 * 100 + 0.01 * 50 + 0.0002 * 4;
      CHECK(std::abs(scores[static_cast<size_t>(i)] - 1 / (1 + std::exp(-z))) < 1e-12);
    }
  }
}

TEST_CASE("a tool refuses an artefact of which one byte was edited, and names the file") {
  const std::string names[] = {"model.json", "probes.json"};
  for (const std::string& name : names) {
    const ArtefactCopy copy;
    copy.replace(name, " ", "\n");  // the same JSON
    CHECK_THAT(failure(copy.path()),
               Catch::Matchers::ContainsSubstring(copy.path() + ": " + name + ": its digest is "));
  }
  const ArtefactCopy copy;
  copy.replace("model.json", "-3.0", "-3.5");
  copy.sign();
  CHECK_THAT(failure(copy.path()),
             Catch::Matchers::ContainsSubstring("probes.json: scores: row 1 scores"));
  CHECK_THAT(failure("/nowhere"), Catch::Matchers::ContainsSubstring("/nowhere: SHA256SUMS: "));
  CHECK_THAT(failure(spark::testing::shipped_artefact(), "/nowhere/ml-model.so"),
             Catch::Matchers::ContainsSubstring("/nowhere/ml-model.so: "));
}

TEST_CASE("sums that the host refuses are refused by tools") {
  struct Wrong {
    std::string text, said;
  };
  const auto line = [](char digit, const char* rest) {
    return std::string(64, digit).append(rest);
  };
  const Wrong all[] = {
      {line('a', "  model.json"), "line 1: does not end in a line feed"},
      {line('a', " model.json\n"), "line 1: expected 64 lower-case hex digits"},
      {line('A', "  model.json\n"), "line 1: expected 64 lower-case hex digits"},
      {line('a', "  ../model.json\n"), "line 1: expected a plain name"},
      {line('a', "  /etc/passwd\n"), "line 1: expected a plain name"},
      {line('a', "  a\n") + line('a', "  a\n"), "line 2: 'a' is listed twice"},
      {line('a', "  a\n"), "a: missing, but listed in SHA256SUMS"},
      {"", "not listed in SHA256SUMS"},
  };
  for (const Wrong& wrong : all) {
    const ArtefactCopy copy;
    copy.write("SHA256SUMS", wrong.text);
    const auto verified = spark::offline::verify_sums(copy.path());
    REQUIRE_FALSE(verified.has_value());
    CHECK_THAT(verified.error().text, Catch::Matchers::ContainsSubstring(wrong.said));
    const auto by_host = spark::objects::parse_sums(wrong.text);
    CHECK(by_host.has_value() != wrong.said.starts_with("line "));
    if (!by_host) CHECK(by_host.error().text.find(wrong.said) != std::string::npos);
  }
}

TEST_CASE("a tool writes the sums that sha256sum would") {
  const ArtefactCopy copy;
  copy.write("notes.txt", "text");
  copy.sign();
  const std::string expected = copy.read("SHA256SUMS");
  copy.write("SHA256SUMS", "");
  REQUIRE(spark::offline::write_sums(copy.path()).has_value());
  CHECK(copy.read("SHA256SUMS") == expected);
  std::filesystem::create_directory(copy.path() + "/more");
  copy.write("more/notes.txt", "text");
  REQUIRE(spark::offline::write_sums(copy.path()).has_value());
  CHECK_THAT(copy.read("SHA256SUMS"),
             Catch::Matchers::ContainsSubstring(
                 spark::base::sha256_hex("text").append("  more/notes.txt\n")));
  CHECK(spark::offline::verify_sums(copy.path()).value() ==
        spark::base::sha256_hex(copy.read("SHA256SUMS")));
}
