// A verdict of a running host, recomputed by its counts and by its rows, with the host gone; and
// what each of them finds that was changed.
#include <sqlite3.h>

#include <csignal>
#include <set>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "end_to_end/promoting_host.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

struct Subject {
  Subject() {
    static const PromotingHost prepared(PromotingHost::Rows::recorded);
    prepared.copy_state(state());
    Sparkd host({}, prepared.config(), state());
    REQUIRE(host.prints("is confirmed"));
    auto client = host.client("executor");
    send_minutes(client, prepared.next_ms(), 2);
    const auto reply = promote(host);
    INFO(reply.body);
    REQUIRE(reply.status == 200);
    host.signal(SIGTERM);
    REQUIRE(host.wait().exit_code == 0);
    records = folder.path() / "records.json";
    const Ended listed = sparkctl({"evidence", "list", "--json", "--last", "10000"});
    REQUIRE(listed.exit_code == 0);
    write_file(records, listed.output);
    const json::value listing = json::parse(listed.output);
    for (const auto& each : listing.at("records").as_array()) {
      const std::string action = text_of(each.at("action"));
      if (action == "promote.decision") break;
      if (action == "promote.verdict") sequence = each.at("seq").to_number<int>();
    }
  }
  [[nodiscard]] fs::path state() const { return folder.path() / "state"; }
  [[nodiscard]] Ended sparkctl(std::vector<std::string> words) const {
    words.insert(words.begin(), {binary("sparkctl").string(), "--state-dir", state().string()});
    return run(words);
  }
  [[nodiscard]] Ended replay(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{"verdict", "replay", std::to_string(sequence)};
    words.insert(words.end(), more.begin(), more.end());
    return sparkctl(words);
  }
  // Of the log's days, in order.
  [[nodiscard]] std::vector<fs::path> days() const {
    std::set<fs::path> found;
    for (const auto& each : fs::directory_iterator(state() / "rows" / "recorder.predict"))
      if (each.path().extension() == ".db") found.insert(each.path());
    return {found.begin(), found.end()};
  }
  void change_rows(const std::string& sql) const {
    for (const fs::path& day : days()) {
      sqlite3* database = nullptr;
      REQUIRE(sqlite3_open(day.c_str(), &database) == SQLITE_OK);
      CHECK(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
      sqlite3_close(database);
    }
  }

  TemporaryFolder folder;
  fs::path records;
  int sequence = 0;
};

}  // namespace

TEST_CASE("a verdict recomputes from its rows, and without them from its counts") {
  const Subject subject;
  const Ended equal = subject.replay();
  INFO(equal.output);
  CHECK(equal.exit_code == 0);
  CHECK_THAT(equal.output, ContainsSubstring("GO: equal, recomputed from the same figures"));
  CHECK_THAT(equal.output, ContainsSubstring("Figures of pairs that their counts give: 10 of 10"));
  CHECK_THAT(equal.output, ContainsSubstring(" lost: equal\n"));
  const std::string output = subject.replay({"--json"}).output;
  const auto told = json::parse(output.substr(output.find('{')));
  CHECK(told.at("rows").at("state") == "equal");
  CHECK(told.at("rows").at("requests").to_number<int>() >= 1'380);
  CHECK(told.at("rows").at("starts").to_number<int>() >= 1);

  subject.change_rows("DELETE FROM rows WHERE received_ms < 1711980000000");
  const Ended partial = subject.replay();
  INFO(partial.output);
  CHECK(partial.exit_code == 0);
  CHECK_THAT(partial.output, ContainsSubstring("others have expired, and nothing contradicts"));
  subject.change_rows("DELETE FROM rows WHERE received_ms BETWEEN 1712001600000 AND 1712001900000");
  CHECK(subject.replay().exit_code == 1);
  fs::remove_all(subject.state() / "rows");
  const Ended without = subject.replay();
  INFO(without.output);
  CHECK(without.exit_code == 0);
  CHECK_THAT(without.output, ContainsSubstring("10 of 10"));
  CHECK_THAT(without.output, ContainsSubstring("Rows: none of the two models is there"));
}

TEST_CASE("a row that was changed after a verdict is found, and so is a figure") {
  const Subject subject;
  subject.change_rows("UPDATE rows SET candidate_elapsed_ms = 70 WHERE sequence % 100 = 0");
  const Ended differs = subject.replay();
  INFO(differs.output);
  CHECK(differs.exit_code == 1);
  CHECK_THAT(differs.output, ContainsSubstring("NOT what the counts say"));
  CHECK_THAT(differs.output, ContainsSubstring("candidate's times: cell"));
  CHECK(subject.replay({"--no-rows"}).exit_code == 0);

  // Of a file rows are looked at where they are named.
  const std::vector<std::string> from_file = {"--records", subject.records.string()};
  CHECK_THAT(subject.replay(from_file).output, ContainsSubstring("Rows: not looked at"));
  CHECK(run({binary("sparkctl").string(), "verdict", "replay", std::to_string(subject.sequence),
             from_file[0], from_file[1], "--state-dir", subject.state().string()})
            .exit_code == 1);
  std::string text = read_file(subject.records);
  const std::string name = R"(\"name\":\"shadow.p95_ms_24h\")";
  REQUIRE(text.find(name) != std::string::npos);
  for (size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
    const size_t value = text.find(R"(\"value\":)", at) + 10;
    text.replace(value, text.find(',', value) - value, "0.5");
  }
  write_file(subject.records, text);
  const Ended changed = subject.replay(from_file);
  INFO(changed.output);
  CHECK(changed.exit_code == 1);
  CHECK_THAT(changed.output, ContainsSubstring("shadow.p95_ms_24h is 0.5 on record, and "));
}
