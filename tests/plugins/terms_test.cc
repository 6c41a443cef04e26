// How long models may still serve, as facts.
#include <filesystem>
#include <fstream>
#include <string>

#include "plugins/plugin_file.h"
#include "spark/testing/rig.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace spark::testing;
using Catch::Detail::Approx;

namespace {

const std::string with_term(64, 'a');
const std::string without_term(64, 'b');
constexpr int64_t noon_ms = 1'795'608'000'000;  // 2026-11-25T12:00 UTC

struct Subject {
  Subject() {
    host.utc_ms = noon_ms;
    serve("production", with_term, R"({"expires": "2026-11-26"})");
    serve("candidate", without_term, "{}");
    plugin.act();
  }
  void serve(const std::string& role, const std::string& sha256, const std::string& manifest) {
    const auto made = folder.path() / sha256.substr(0, 4);
    std::filesystem::create_directories(made);
    std::ofstream(made / "training_manifest.json") << manifest;
    host.live_models[role] = {{.version = "v", .sha256 = sha256, .folder = made.string()}};
    std::erase_if(host.lineages, [&](const auto& each) { return each.role == role; });
    host.lineages.push_back({"vol", role, role, "v", sha256, true});
  }
  void look() { host.fire("terms"); }
  [[nodiscard]] double fact(const std::string& subject) const {
    const auto found = host.facts.find("term_days_left " + subject);
    return found == host.facts.end() ? -1'000 : found->second;
  }

  spark::test::TemporaryFolder folder;
  FakeHost host;
  PluginRig plugin{host, load_entry(plugin_file("ml-model"))};
};

}  // namespace

TEST_CASE("the days that are left of a model's term are told at once, and below zero after it") {
  Subject subject;
  CHECK(subject.fact("vol production " + with_term) == Approx(1.5));
  CHECK(subject.fact("  ") == Approx(1.5));
  CHECK(subject.fact("vol candidate " + without_term) == -1'000);
  subject.host.utc_ms += 2 * 86'400'000;
  subject.look();
  CHECK(subject.fact("  ") == Approx(-0.5));
}

TEST_CASE("the term that ends first is the one that is told of all, and goes with its model") {
  Subject subject;
  const std::string late(64, 'c');
  subject.serve("candidate", late, R"({"expires": "2026-11-27T12:00:00Z"})");
  subject.look();
  CHECK(subject.fact("vol candidate " + late) == Approx(2));
  CHECK(subject.fact("  ") == Approx(1.5));
  subject.serve("production", without_term, "{}");
  subject.look();
  CHECK(subject.fact("  ") == Approx(2));
  CHECK(subject.fact("vol production " + with_term) == -1'000);
  subject.serve("candidate", without_term, "{}");
  subject.look();
  CHECK(subject.fact("  ") == -1'000);
}
