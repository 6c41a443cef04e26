// sparkctl smoke against a running host: its verdict is its exit code, its evidence a file.
#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

struct Smoked {
  int exit_code;
  json::value evidence;
};

Smoked smoke(const Sparkd& host, const std::string& target, const std::filesystem::path& out) {
  const Ended ended = run({binary("sparkctl").string(), "smoke", "--target", target, "--requests",
                           "200", "--executor", host.url("executor"), "--ml-engine",
                           host.url("ml-engine"), "--out", out.string(), "--quiet"});
  INFO(ended.output);
  REQUIRE(std::filesystem::exists(out));
  return {ended.exit_code, json::parse(read_file(out))};
}

// Whether the machine was fast enough is not under test.
int exit_code_for(const json::value& evidence) {
  const auto& slo = evidence.at("slo_check").as_object();
  CHECK(slo.at("all_pass").as_bool() == slo.at("p95_under_80ms").as_bool());
  return slo.at("all_pass").as_bool() ? 0 : 1;
}

}  // namespace

TEST_CASE(
    "a shadow smoke run fails below 95 percent of matches, and not for that with all of them") {
  const TemporaryFolder folder;
  const Sparkd host;
  const auto out = folder.path() / "evidence" / "ml" / "shadow_smoke_1k.json";
  const Smoked apart = smoke(host, "shadow", out);
  CHECK(apart.exit_code == 1);
  CHECK(apart.evidence.at("shadow").at("match_rate").to_number<double>() < 95);
  CHECK_FALSE(apart.evidence.at("slo_check").at("match_rate_above_95").as_bool());
  CHECK_FALSE(apart.evidence.at("slo_check").at("all_pass").as_bool());
  CHECK(apart.evidence.at("reliability").at("success_count").as_int64() == 200);

  post_admin(host, "/admin/v1/swap", 200,
             R"({"confirm":true,"models":{"candidate":{"like":"production"}}})");
  const Smoked alike = smoke(host, "shadow", out);
  CHECK(alike.evidence.at("shadow").at("match_count").as_int64() == 200);
  CHECK(alike.evidence.at("slo_check").at("match_rate_above_95").as_bool());
  CHECK(alike.exit_code == exit_code_for(alike.evidence));
}

TEST_CASE("a smoke run of the model alone does not ask whether it matches production") {
  const TemporaryFolder folder;
  const Sparkd host;
  const Smoked alone = smoke(host, "ml", folder.path() / "smoke_1k.json");
  CHECK(alone.exit_code == exit_code_for(alone.evidence));
  CHECK(alone.evidence.at("slo_check").as_object().count("match_rate_above_95") == 0);
  CHECK(alone.evidence.at("config").at("requests").as_int64() == 200);
  CHECK(alone.evidence.at("reliability").at("success_rate").to_number<double>() == 100);
}
