// Dry runs and refused changes leave nothing behind: no series, no library, no object, no flag, no
// descriptor.
#include <algorithm>
#include <filesystem>
#include <sstream>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

// What of a host must not move. Series that count or time what is done to it are left out.
struct Traces {
  std::string metrics;
  std::string residents;
  std::string objects;
  std::string flags;
  size_t descriptors = 0;

  explicit Traces(const Sparkd& host) {
    std::istringstream lines(host.text("executor", "/metrics"));
    for (std::string line; std::getline(lines, line);) {
      const bool moves = line.find("spark_http_") != std::string::npos ||
                         line.find("spark_change") != std::string::npos ||
                         line.find("process_") != std::string::npos ||
                         line.find("path=\"/metrics\"") != std::string::npos;
      if (!moves) metrics += line + "\n";
    }
    residents = json::serialize(host.json("admin", "GET", "/admin/v1/generations").at("residents"));
    flags = json::serialize(host.json("admin", "GET", "/admin/v1/flags"));
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(host.state_dir() / "objects"))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    for (const auto& name : names) objects += name + "\n";
    descriptors = open_descriptors(host);
  }

  // The fewest of many looks: connections that were asked on close a moment after their answers.
  // Files of rows are left out: the writer opens them in its own time.
  static size_t open_descriptors(const Sparkd& host) {
    size_t fewest = SIZE_MAX;
    for (int i = 0; i < 300; ++i) {
      size_t open = 0;
      for (const auto& one :
           fs::directory_iterator("/proc/" + std::to_string(host.pid()) + "/fd")) {
        std::error_code closed_meanwhile;
        const std::string target = fs::read_symlink(one.path(), closed_meanwhile).string();
        if (!closed_meanwhile && target.find("/rows/") == std::string::npos) ++open;
      }
      fewest = std::min(fewest, open);
    }
    return fewest;
  }

  void check(const Traces& before) const {
    CHECK(descriptors == before.descriptors);
    CHECK(metrics == before.metrics);
    CHECK(residents == before.residents);
    CHECK(objects == before.objects);
    CHECK(flags == before.flags);
  }
};

std::string artefact_member(const fs::path& path) {
  return R"("artefact":")" + path.string() + "\"";
}

struct Order {
  std::string path;
  std::string members;
  int64_t status;
};

void give(const Sparkd& host, const Order& order) {
  auto client = host.client("admin", host.token());
  const auto answer =
      client.call("POST", order.path, R"({"confirm":true,)" + order.members + "}").value();
  INFO(order.path << " " << order.members << ": " << answer.body);
  CHECK(answer.status == order.status);
}

// Ten dry runs, of which the change is new to the host each time.
std::vector<Order> dry_runs(const fs::path& folder, int round) {
  const auto artefact = make_artefact(folder / std::to_string(round), round + 1);
  const std::string swap = "/admin/v1/models/candidate/swap";
  const std::string dry = R"("dry_run":true,)";
  return {
      {swap, dry + artefact_member(artefact), 200},
      {swap, dry + R"("like":"production")", 200},
      {"/admin/v1/plugins/well/upgrade",
       dry + R"("library":")" + museum("stateful").string() + "\"", 422},
      {"/admin/v1/plugins/stateful/upgrade",
       dry + R"("library":")" + museum(round % 2 == 0 ? "well" : "faulty").string() + "\"", 200},
      {"/admin/v1/reload", R"("dry_run":true)", 200},
  };
}

std::vector<Order> refused_changes(const fs::path& folder, int round) {
  const std::string swap = "/admin/v1/models/candidate/swap";
  const auto upgrade = [](const char* library) {
    return Order{"/admin/v1/plugins/well/upgrade",
                 R"("library":")" + museum(library).string() + "\"", 422};
  };
  const auto broken = make_artefact(folder / ("b" + std::to_string(round)), round + 1);
  replace_in(broken / "model.json", "m-", "n-");
  return {
      {swap, artefact_member(folder / "nowhere"), 422},
      {swap, artefact_member(broken), 422},
      {swap, R"("bind":{"mid_price":"nowhere.price"})", 422},
      {swap, R"("plugin":"nobody")", 404},
      {"/admin/v1/models/production/swap", R"("like":"candidate")", 409},
      {"/admin/v1/models/fallback/rollback", R"("force":true)", 409},
      upgrade("create_fails"),
      upgrade("constructor_aborts"),
      upgrade("no_note"),
      upgrade("wrong_major"),
  };
}

std::vector<std::string> museum_plugins() {
  return {"plugins.well.library=" + museum("well").string(),
          "plugins.stateful.library=" + museum("stateful").string()};
}

// Asks for a few predictions, and waits until their rows are on the disk: writing them opens files
// and moves series.
void predict_and_settle(const Sparkd& host) {
  for (int i = 0; i < 5; ++i) host.json("executor", "POST", "/predict-with-shadow", snapshot_body);
  const std::string name = "{name=\"recorder.predict-with-shadow\"} ";
  for (int look = 0; look < 1'000; ++look) {
    const std::string seen = host.text("executor", "/metrics");
    if (seen.find("spark_rows_appended_total" + name + "5\n") != std::string::npos &&
        seen.find("spark_rows_waiting_bytes" + name + "0\n") != std::string::npos)
      return;
  }
  FAIL("the rows of five predictions were not written");
}

}  // namespace

TEST_CASE("dry runs leave nothing behind") {
  const TemporaryFolder folder;
  const Sparkd host(museum_plugins());
  predict_and_settle(host);
  const Traces before(host);
  for (int round = 0; round < (is_full_soak() ? 20 : 3); ++round)
    for (const auto& order : dry_runs(folder.path(), round)) give(host, order);
  Traces(host).check(before);
}

TEST_CASE("refused changes leave nothing behind, whatever refuses them") {
  const TemporaryFolder folder;
  const Sparkd host(museum_plugins());
  predict_and_settle(host);
  const Traces before(host);
  for (int round = 0; round < (is_full_soak() ? 10 : 1); ++round)
    for (const auto& order : refused_changes(folder.path(), round)) give(host, order);
  Traces(host).check(before);
}

TEST_CASE("a dry run says what would come: versions, state, series and routes") {
  const TemporaryFolder folder;
  const Sparkd host(museum_plugins());
  const auto answer = post_admin(
      host, "/admin/v1/plugins/stateful/upgrade", 200,
      R"({"confirm":true,"dry_run":true,"library":")" + museum("stateful").string() + "\"}");
  CHECK(answer.at("changes").as_array().empty());
  const auto swap =
      swap_candidate(host, make_artefact(folder.path(), 7), 200, R"(,"dry_run":true)");
  CHECK(change_of(swap, "model", "candidate")->at("to").at("version").as_string() == "m-7");
  CHECK(json::serialize(swap.at("series").at("added")).find("m-7") != std::string::npos);
  CHECK(swap.at("routes").at("added").as_array().empty());
  CHECK(change_of(swap, "pipeline", "predict-with-shadow") != nullptr);
}
