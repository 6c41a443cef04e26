// What operators did, and what they were refused, stands in the chain.
#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

// The chain's records, by the program that auditors use.
json::array records(const Sparkd& host) {
  const auto listed = run({binary("sparkctl").string(), "evidence", "list", "--json", "--last",
                           "1000", "--state-dir", host.state_dir().string()});
  INFO(listed.output);
  REQUIRE(listed.exit_code == 0);
  return json::parse(listed.output).at("records").as_array();
}

bool has_record(const json::array& all, std::string_view action, std::string_view result,
                std::string_view detail) {
  for (const auto& record : all) {
    if (text_of(record.at("action")).find(action) != std::string::npos &&
        record.at("result").as_string() == result &&
        text_of(record.at("detail")).find(detail) != std::string::npos)
      return true;
  }
  return false;
}

}  // namespace

TEST_CASE("every change, refusal and denial is in the chain, with digests") {
  const TemporaryFolder folder;
  const Sparkd host;
  const auto artefact = make_artefact(folder.path(), 1);
  const auto answer = swap_candidate(host, artefact);
  swap_candidate(host, folder.path() / "nowhere", 422);
  post_admin(host, "/admin/v1/models/candidate/rollback");
  post_admin(host, "/admin/v1/safe", 200, "{}");
  auto stranger = host.client("admin");
  CHECK(stranger.call("POST", "/admin/v1/reload", confirm_body).value().status == 401);

  // Denials are recorded once a second.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  auto all = records(host);
  while (!has_record(all, "denied", "401", "") && std::chrono::steady_clock::now() < deadline)
    all = records(host);
  CHECK(has_record(all, "swap models.candidate", "applying", "v1.8-b0"));
  CHECK(has_record(all, "swap models.candidate", "done", "v1.8-b0"));
  CHECK(has_record(all, "swap models.candidate", "refused", "step stage"));
  CHECK(has_record(all, "rollback models.candidate", "applying", "m-1"));
  CHECK(has_record(all, "/admin/v1/safe", "done", "latched 3, moved 1"));
  CHECK(has_record(all, "denied", "401", ""));
  const auto* change = change_of(answer, "model", "candidate");
  REQUIRE(change != nullptr);
  const std::string sha256 = text_of(change->at("to").at("sha256"));
  CHECK(json::serialize(all).find(sha256) != std::string::npos);
  // A record is in the file a moment before the host counts it.
  const auto sequence = [&] {
    return host.json("admin", "GET", "/admin/v1/status").at("chain").at("sequence").as_int64();
  };
  while (sequence() != static_cast<int64_t>(all.size()) &&
         std::chrono::steady_clock::now() < deadline)
    all = records(host);
  CHECK(sequence() == static_cast<int64_t>(all.size()));
}

TEST_CASE("after a clean stop the chain is whole up to a signed checkpoint") {
  Sparkd host;
  post_admin(host, "/admin/v1/safe", 200, "{}");
  host.signal(15);
  CHECK(host.wait().exit_code == 0);
  const auto verified = run({binary("sparkctl").string(), "evidence", "verify", "--state-dir",
                             host.state_dir().string()});
  INFO(verified.output);
  CHECK(verified.exit_code == 0);
  CHECK(verified.output.find("none") == std::string::npos);
}

TEST_CASE("switches and counts stay through a swap, a reload and a rollback") {
  const TemporaryFolder folder;
  const Sparkd host;
  for (int i = 0; i < 3; ++i) host.json("executor", "POST", "/predict-with-shadow", snapshot_body);
  host.json("executor", "POST", "/shadow/disable");
  swap_candidate(host, make_artefact(folder.path(), 1));
  post_admin(host, "/admin/v1/reload");
  post_admin(host, "/admin/v1/models/candidate/rollback");
  const auto metrics = host.json("executor", "GET", "/shadow/metrics");
  CHECK_FALSE(metrics.at("config").at("enabled").as_bool());
  CHECK(metrics.at("total_predictions").as_int64() == 3);
  CHECK(
      host.json("executor", "POST", "/predict-with-shadow", snapshot_body).at("shadow").is_null());
}
