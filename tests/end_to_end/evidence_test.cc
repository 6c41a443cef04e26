// A plugin's evidence meets exchanges, restarts, kills, and a disk without room.
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <thread>

#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

struct Folder {
  const TemporaryFolder folder;

  [[nodiscard]] std::filesystem::path state() const { return folder.path() / "state"; }
  [[nodiscard]] std::vector<std::string> with() const {
    return {"plugins.keeping={library: " + museum("keeping").string() +
            ", with: {bell: " + (folder.path() / "bell").string() + ", proves: true}}"};
  }
  [[nodiscard]] json::array records(const std::string& kind) const {
    const auto listed = run({binary("sparkctl").string(), "evidence", "list", "--last", "10000",
                             "--json", "--state-dir", state().string()});
    json::array found;
    const auto listing = json::parse(listed.output);
    for (const auto& each : listing.at("records").as_array())
      if (each.at("action").as_string() == kind) found.push_back(each);
    return found;
  }
  [[nodiscard]] int verified() const {
    return run({binary("sparkctl").string(), "evidence", "verify", "--state-dir", state().string()})
        .exit_code;
  }
};

json::value proof(const Sparkd& host) {
  return host.json("admin", "GET", "/x/keeping/proof");
}
uint64_t number(const Sparkd& host, std::string_view name) {
  return proof(host).at(name).to_number<uint64_t>();
}

void wait_until(const std::function<bool()>& holds) {
  while (!holds()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

}  // namespace

TEST_CASE("evidence is on record with who appended it, and goes on over exchanges and restarts") {
  const Folder folder;
  uint64_t proven = 0;
  {
    const Sparkd host(folder.with(), {}, folder.state());
    wait_until([&] { return number(host, "proven") >= 3; });
    upgrade(host, "keeping", museum("keeping2"));
    const uint64_t after = number(host, "found_proven");
    CHECK(after >= 3);
    wait_until([&] { return number(host, "proven") >= after + 2 && number(host, "found") >= 3; });
    wait_until([&] { return number(host, "records") > 0; });  // the same job reads the chain next
    CHECK(number(host, "records") >= number(host, "found"));
    CHECK(proof(host).at("agrees").as_bool());
  }
  {
    const Sparkd host(folder.with(), {}, folder.state());
    proven = number(host, "found_proven");
    CHECK(proof(host).at("agrees").as_bool());
  }
  CHECK(folder.verified() == 0);
  const auto records = folder.records("keeping.proof");
  REQUIRE(records.size() >= proven);
  const auto& first = records[0];
  CHECK(first.at("actor").as_string() == "plugin keeping");
  CHECK(first.at("object").as_string() == "count");
  CHECK(first.at("result").as_string() == "generation 1");
  CHECK(json::serialize(first.at("digests")).find("value keeping/proven/keeping.proven/1") !=
        std::string::npos);
  CHECK(json::serialize(first.at("digests")).find("plugins.keeping") != std::string::npos);
  // No number was left out or came twice.
  for (size_t i = 0; i < proven; ++i)
    CHECK(json::parse(text_of(records[i].at("detail"))).at("proven").to_number<uint64_t>() ==
          i + 1);
}

TEST_CASE("a dry run appends nothing") {
  const Folder folder;
  std::vector<std::string> sets = folder.with();
  const Sparkd host(sets, {}, folder.state());
  host.json("admin", "POST", "/admin/v1/plugins/keeping/upgrade",
            R"({"confirm":true,"dry_run":true,"library":")" + museum("keeping2").string() + "\"}");
  wait_until([&] { return number(host, "proven") >= 2; });
  for (const auto& each : folder.records("keeping.proof"))
    CHECK(each.at("result").as_string() == "generation 1");
}

TEST_CASE("a tool's record is posted, or written without a host and imported later") {
  const Folder folder;
  const std::string report = (folder.folder.path() / "report.json").string();
  std::ofstream(report) << R"({"auc": 0.710})";
  const std::string kept = (folder.folder.path() / "kept.json").string();
  const auto append = [&](std::vector<std::string> arguments) {
    std::vector<std::string> command = {binary("sparkctl").string(), "--state-dir",
                                        folder.state().string(), "evidence", "append"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run(command);
  };
  std::filesystem::create_directories(folder.state());
  CHECK(append({"--kind", "train.report", "--file", report, "--out", kept}).exit_code == 0);
  const Sparkd host({}, {}, folder.state());
  const Ended posted = append({"--kind", "train.report", "--subject", "m-7", "--file", report});
  INFO(posted.output);
  CHECK(posted.exit_code == 0);
  const Ended imported = append({"--import", kept});
  INFO(imported.output);
  CHECK(imported.exit_code == 0);
  CHECK(append({"--import", kept}).exit_code == 2);  // it was renamed
  const Ended forged = append({"--kind", "shadow.report", "--file", report});
  CHECK(forged.exit_code == 1);
  CHECK(forged.output.find("409 kind 'shadow.report' is for plugin 'shadow'") != std::string::npos);
  const auto records = folder.records("train.report");
  REQUIRE(records.size() == 2);
  CHECK(records[0].at("actor").as_string() == "http");
  CHECK(records[0].at("object").as_string() == "m-7");
  CHECK(records[0].at("detail").as_string() == R"({"auc": 0.710})");
  CHECK(text_of(records[1].at("result")).starts_with("imported, written 20"));
  auto stranger = host.client("admin");
  CHECK(stranger.call("POST", "/admin/v1/evidence", R"({"kind":"a.b","record":{}})")->status ==
        401);
  // Tools have the limits of one plugin.
  auto tool = host.client("admin", host.token());
  uint32_t status = 200;
  for (int i = 0; i < 200 && status == 200; ++i)
    status = tool.call("POST", "/admin/v1/evidence", R"({"kind":"a.b","record":{}})")->status;
  CHECK(status == 429);
  CHECK(host.metric("spark_evidence_refused_total") >= 1);
}

TEST_CASE("a chain without room takes no evidence, changes no value, and goes on later") {
  const Folder folder;
  Sparkd host(folder.with(), {}, folder.state());
  wait_until([&] { return number(host, "proven") >= 2; });
  const auto limit_files = [&host](rlim_t bytes) {
    const rlimit limit{bytes, RLIM_INFINITY};
    REQUIRE(::prlimit(host.pid(), RLIMIT_FSIZE, &limit, nullptr) == 0);
  };
  limit_files(1);
  wait_until([&] { return !text_of(proof(host).at("trouble")).empty(); });
  const uint64_t proven = number(host, "proven");
  limit_files(RLIM_INFINITY);
  wait_until([&] { return number(host, "proven") > proven; });
  CHECK(proof(host).at("agrees").as_bool());
  CHECK(folder.verified() == 0);
}
