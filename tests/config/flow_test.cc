// A part of a configuration as one line that reads back as the same part.
#include "config/flow.h"

#include <stdexcept>

#include "read.h"
#include "support/catch.h"

namespace spark::config {
namespace {

using testing::read;

constexpr const char* text =
    "listeners: {web: {port: 1}}\n"
    "models:\n"
    "  plain: {plugin: p}\n"
    "  candidate:\n"
    "    plugin: p\n"
    "    artefact: models/v1\n"
    "    sha256: 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"
    "    with: {a: 1, b: \"1\", c: 'it''s, {so}', d: [x, 60ms, 2%], e: {f: ~}, g: \"tab\\tü\"}\n"
    "    bind: {mid_price: input.mid}\n"
    "    pinned: it's \"mine\"\n"
    "plugins: {p: {}, q: {}}\n";

const Model& model(const Config& config, std::string_view name) {
  for (const Model& each : config.models)
    if (each.name == name) return each;
  throw std::out_of_range("no such model");
}

}  // namespace

TEST_CASE("a model's definition is one line with an absolute artefact") {
  const auto outcome = read(text);
  INFO(outcome.report);
  REQUIRE(outcome.errors.empty());
  CHECK(flow(model(outcome.config, "plain")) == R"({"plugin": p})");
  const std::string line = flow(model(outcome.config, "candidate"));
  CHECK(line.find('\n') == std::string::npos);
  CHECK(testing::contains(line, R"("artefact": "/)"));
  CHECK(testing::contains(line, R"("bind": {"mid_price": "input.mid"})"));
}

TEST_CASE("a definition read back from its line is the same definition") {
  const std::string line = flow(model(read(text).config, "candidate"));
  INFO(line);
  const auto again = read(text, {"models.candidate=" + line});
  INFO(again.report);
  REQUIRE(again.errors.empty());
  CHECK(flow(model(again.config, "candidate")) == line);
  const Node& with = model(again.config, "candidate").with;
  CHECK(!with.find("a")->quoted);
  CHECK(with.find("b")->quoted);  // "1" stays a text
  CHECK(with.find("c")->text == "it's, {so}");
  CHECK(with.find("e")->find("f")->kind == Kind::null);
  CHECK(with.find("g")->text == "tab\tü");
}

TEST_CASE("definitions that differ anywhere have different lines") {
  const std::string line = flow(model(read(text).config, "candidate"));
  for (const char* change :
       {"models.candidate.plugin=q", "models.candidate.artefact=models/v2",
        "models.candidate.sha256=0011223344556677889900112233445566778899001122334455667788990011",
        "models.candidate.with.a=2", "models.candidate.with.b=1",
        "models.candidate.bind.mid_price=input.other"}) {
    INFO(change);
    CHECK(flow(model(read(text, {change}).config, "candidate")) != line);
  }
}

}  // namespace spark::config
