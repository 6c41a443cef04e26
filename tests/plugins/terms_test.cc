// The fact that says when the term of a serving model ends.
#include "plugins/artefact_fixture.h"
#include "plugins/plugin_file.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;

namespace {

constexpr const char* fact = "expires_in   ";
constexpr int64_t new_year_ms = 1'798'761'600'000;  // 2027-01-01

struct Subject {
  FakeHost host;
  PluginRig plugin{host, load_entry(plugin_file("ml-model"))};
  std::vector<ModelRig> models;

  // A model of such a term in its artefact serves in that role.
  void serve(const std::string& role, const std::string& manifest) {
    const ArtefactCopy copy;
    if (!manifest.empty()) copy.write("training_manifest.json", manifest);
    copy.sign();
    models.push_back(plugin.model({}, copy.path().c_str()));
    host.lineages.push_back({"first", role, role, "v", models.back().info().sha256, true});
  }
  [[nodiscard]] bool is_told() const { return host.facts.contains(fact); }
};

}  // namespace

TEST_CASE("the term that ends first is told in seconds, below zero once it is over") {
  Subject subject;
  subject.host.utc_ms = new_year_ms - 3'600'000;
  subject.serve("production", R"({"expires": "2027-06-30"})");
  subject.serve("candidate", R"({"expires": "2026-12-31"})");
  subject.serve("fallback", "");
  subject.plugin.act();
  subject.host.fire("look");
  REQUIRE(subject.is_told());
  CHECK(subject.host.facts.at(fact) == 3'600);
  CHECK(subject.host.fact_details.at(fact).samples == 2);
  subject.host.utc_ms = new_year_ms + 1'000;
  subject.host.fire("look");
  CHECK(subject.host.facts.at(fact) == -1);
}

TEST_CASE("a model that serves no more, or names no term, tells none") {
  Subject subject;
  subject.host.utc_ms = new_year_ms;
  subject.serve("production", "");
  subject.serve("candidate", R"({"expires": "2026-01-31"})");
  subject.plugin.act();
  subject.host.fire("look");
  REQUIRE(subject.is_told());
  subject.host.lineages.pop_back();
  subject.host.fire("look");
  CHECK_FALSE(subject.is_told());
}
