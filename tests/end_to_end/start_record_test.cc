// What a start tells the chain, and what it finds out about it.
#include <csignal>

#include <thread>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

json::array records(const fs::path& state) {
  const auto listed = run({binary("sparkctl").string(), "evidence", "list", "--json", "--last",
                           "1000", "--state-dir", state.string()});
  INFO(listed.output);
  REQUIRE(listed.exit_code == 0);
  return json::parse(listed.output).at("records").as_array();
}

// The first record of that action and result, once it is there.
json::object record_of(const Sparkd& host, std::string_view action, std::string_view result) {
  for (int tries = 0; tries < 200; ++tries) {
    for (const auto& record : records(host.state_dir()))
      if (record.at("action").as_string() == action && record.at("result").as_string() == result)
        return record.as_object();
  }
  FAIL("no record of " << action << " " << result);
  return {};
}

Ended verify(const fs::path& state) {
  return run({binary("sparkctl").string(), "evidence", "verify", "--state-dir", state.string()});
}

std::string degraded(const Sparkd& host) {
  return json::serialize(host.json("admin", "GET", "/admin/v1/status").at("degraded"));
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// A host that has recorded something, and was killed, so that its checkpoint is old.
void leave_records(const fs::path& state) {
  {
    const Sparkd host({}, {}, state);  // ends in order, with a checkpoint
  }
  Sparkd host({}, {}, state);
  const auto recorded = [&] {
    return host.json("admin", "GET", "/admin/v1/status").at("chain").at("sequence").as_int64();
  };
  const int64_t before = recorded();
  for (int i = 0; i < 3; ++i) post_admin(host, "/admin/v1/reload");
  while (recorded() < before + 6) std::this_thread::yield();  // each is asked and done
  host.signal(SIGKILL);
  REQUIRE(host.wait().signal == SIGKILL);
}

}  // namespace

TEST_CASE("the record of a start names every library and model that serves, with its digest") {
  const Sparkd host;
  const auto record = record_of(host, "start", "done");
  CHECK(record.at("object").as_string() == "generation 1");
  std::map<std::string, std::string> digests;
  for (const auto& each : record.at("digests").as_array())
    digests[text_of(each.at("name"))] = text_of(each.at("sha256"));
  for (const char* kind : {"plugins", "models"}) {
    const auto all = host.json("admin", "GET", std::string("/admin/v1/") + kind);
    for (const auto& each : all.at(kind).as_array()) {
      const std::string key = std::string(kind) + "." + text_of(each.at("name"));
      INFO(key);
      CHECK(has(text_of(record.at("detail")), key + " " + text_of(each.at("version"))));
      CHECK(digests[key] == (each.at("sha256").is_null() ? "" : text_of(each.at("sha256"))));
    }
  }
}

TEST_CASE("a deleted chain shows at the next start, which serves all the same") {
  const TemporaryFolder folder;
  const fs::path state = folder.path() / "state";
  leave_records(state);
  fs::remove_all(state / "chain");
  SECTION("by the note beside it") {
    fs::remove(state / "state.db");
  }
  SECTION("by the state file, where the note is gone, too") {
    fs::remove(state / "chain.head");
  }
  {
    const Sparkd host({}, {}, state);
    CHECK(ask(host).version == "v1.8-b0");
    INFO(degraded(host));
    CHECK(has(degraded(host), "says that the chain had come to record"));
    CHECK(has(degraded(host), "records were removed"));
    CHECK(host.prints("records were removed"));
    CHECK(has(text_of(record_of(host, "start", "degraded").at("detail")), "records were removed"));
  }
  CHECK(verify(state).exit_code == 0);
  CHECK(degraded(Sparkd({}, {}, state)) == "[]");
}

TEST_CASE(
    "a chain that was cut behind its checkpoint shows at the next start and to who verifies") {
  const TemporaryFolder folder;
  const fs::path state = folder.path() / "state";
  const fs::path segment = state / "chain/00000000000000000001.seg";
  leave_records(state);
  REQUIRE(verify(state).exit_code == 0);
  const auto all = records(state);
  const auto second = all.at(all.size() - 2);
  // Takes the last record away: it is as long as the one before, but for the clocks' digits.
  fs::resize_file(segment, fs::file_size(segment) - 60);
  const Ended verified = verify(state);
  INFO(verified.output);
  CHECK(verified.exit_code == 1);
  CHECK(has(verified.output, "chain.head notes, found the end: records were cut off"));
  const Sparkd host({}, {}, state);
  INFO(degraded(host));
  CHECK(has(degraded(host), "ends with record " + std::to_string(second.at("seq").as_int64())));
}

TEST_CASE("a key without its checkpoint shows at the next start") {
  const TemporaryFolder folder;
  const fs::path state = folder.path() / "state";
  leave_records(state);
  fs::remove(state / "chain/checkpoint.json");
  const Sparkd host({}, {}, state);
  INFO(degraded(host));
  CHECK(has(degraded(host), "expected a checkpoint.json beside the key"));
}
