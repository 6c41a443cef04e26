// The beginning of a running host's chain goes into an archive: the host goes on, starts again on
// what is left, and its gates and its tools take the chain for whole.
#include <csignal>
#include <random>

#include "end_to_end/changes.h"
#include "store/chain.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr int recorded = 12;

// A state folder with records of before, one to a segment.
class Place {
 public:
  Place() {
    auto opened = spark::store::Chain::open(state(), {"boot", 1}).value();
    for (int i = 1; i <= recorded; ++i)
      opened.chain.append({"admin", "note", "before " + std::to_string(i), {}, "done", ""}).value();
    opened.chain.checkpoint().value();
  }
  [[nodiscard]] fs::path path(const char* name) const { return folder_.path() / name; }
  [[nodiscard]] fs::path state() const { return path("state"); }
  [[nodiscard]] std::string archive() const { return path("archive").string(); }
  [[nodiscard]] std::vector<std::string> command(std::vector<std::string> words) const {
    words.insert(words.begin(), {binary("sparkctl").string(), "--state-dir", state().string()});
    return words;
  }
  [[nodiscard]] std::vector<std::string> archiving(std::vector<std::string> more) const {
    more.insert(more.begin(), {"evidence", "archive-chain", "--archive", archive()});
    return command(std::move(more));
  }
  [[nodiscard]] Ended verified(bool with_archive = false) const {
    std::vector<std::string> words = {"evidence", "verify"};
    if (with_archive) words.insert(words.end(), {"--archive", archive()});
    return run(command(std::move(words)));
  }
  [[nodiscard]] size_t segments() const {
    size_t count = 0;
    for (const auto& each : fs::directory_iterator(state() / "chain"))
      count += each.path().extension() == ".seg" ? 1 : 0;
    return count;
  }

 private:
  TemporaryFolder folder_;
};

void check_whole(const Place& place, const std::string& says) {
  for (const bool with_archive : {false, true}) {
    const Ended verified = place.verified(with_archive);
    INFO(verified.output);
    CHECK(verified.exit_code == 0);
    CHECK_THAT(verified.output, ContainsSubstring(says));
  }
}

// What gate 6 says of the chain, judged now.
json::value chain_check(const Sparkd& host) {
  const auto judged = host.json("executor", "GET", "/promote/gates");
  for (const auto& gate : judged.at("gates").as_array())
    if (gate.at("name").as_string() == "evidence")
      for (const auto& check : gate.at("checks").as_array())
        if (check.at("name").as_string() == "chain") return check;
  FAIL("gate 6 has no check of the chain");
  return {};
}

std::string degraded(const Sparkd& host) {
  return json::serialize(host.json("admin", "GET", "/admin/v1/status").at("degraded"));
}

}  // namespace

TEST_CASE("a running host's oldest records go into an archive, and it goes on") {
  const Place place;
  {
    const Sparkd host({}, {}, place.state());
    const Ended young = run(place.archiving({"--dry-run"}));
    INFO(young.output);
    CHECK(young.exit_code == 0);
    CHECK_THAT(young.output, ContainsSubstring("nothing to archive: record 1 is of 20"));
    CHECK_FALSE(fs::exists(place.archive()));

    const size_t before = place.segments();
    const Ended archived = run(place.archiving({"--days", "0", "--until", "9"}));
    INFO(archived.output);
    CHECK(archived.exit_code == 0);
    CHECK_THAT(archived.output, ContainsSubstring("records 1 to 9 in 9 segments: written"));
    CHECK(place.segments() == before - 9);
    check_whole(place, "records 1 to 9, signed 20");

    // The host reads its chain for the gates, and writes on.
    CHECK(chain_check(host).at("verdict").as_string() == "GO");
    CHECK(chain_check(host).at("value").to_number<int>() > recorded);
    post_admin(host, "/admin/v1/reload");
    check_whole(place, "records 1 to 9, signed 20");
    CHECK(degraded(host) == "[]");
  }
  const Sparkd host({}, {}, place.state());
  CHECK(degraded(host) == "[]");
  const Ended again = run(place.archiving({"--days", "0"}));
  INFO(again.output);
  CHECK(again.exit_code == 0);
  CHECK_THAT(again.output, ContainsSubstring("records 10 to "));
  check_whole(place, "records 1 to 1");  // at least up to those of the test

  const Ended listed = run(place.command(
      {"evidence", "list", "--archive", place.archive(), "--until", "3", "--last", "2", "--json"}));
  const json::value records = json::parse(listed.output);
  REQUIRE(records.at("records").as_array().size() == 2);
  CHECK(records.at("records").at(0).at("object").as_string() == "before 2");
}

TEST_CASE("nothing is removed by the word of another host, or of none") {
  const Place place;
  const size_t before = place.segments();
  const Ended none = run(place.archiving({"--days", "0"}));
  INFO(none.output);
  CHECK(none.exit_code == 3);
  const Sparkd host({}, {}, place.state());
  const Sparkd other;
  const Ended by_other =
      run(place.archiving({"--days", "0", "--admin", other.url("admin"), "--token-file",
                           (other.state_dir() / "admin.token").string()}));
  INFO(by_other.output);
  CHECK(by_other.exit_code == 1);
  CHECK_THAT(by_other.output, ContainsSubstring("another chain"));
  CHECK(place.segments() >= before);
  CHECK_THAT(place.verified().output, ContainsSubstring("The chain is whole."));
}

TEST_CASE(
    "a run that is killed beside its host leaves a chain that verifies, and can be repeated") {
  std::mt19937 random(97);
  for (int round = 0; round < 12; ++round) {
    const Place place;
    const Sparkd host({}, {}, place.state());
    const auto after = std::chrono::microseconds(5'000 + random() % 90'000);
    (void)run_and_kill(place.archiving({"--days", "0"}), after);
    const Ended verified = place.verified();
    INFO("round " << round << "\n" << verified.output);
    CHECK(verified.exit_code == 0);
    const Ended again = run(place.archiving({"--days", "0"}));
    INFO(again.output);
    CHECK(again.exit_code == 0);
    CHECK(place.segments() <= 3);
    check_whole(place, "records 1 to 1");
  }
}

TEST_CASE("five years are kept where the configuration says so") {
  const Place place;
  const Sparkd host({"rows_archive=" + place.archive(), "retention={profile: five-years}"}, {},
                    place.state());
  const auto status = host.json("admin", "GET", "/admin/v1/status").at("retention");
  CHECK(status.at("profile").as_string() == "five-years");
  CHECK(status.at("chain_days").to_number<int>() == 1'827);
  CHECK_THAT(run(place.command({"status"})).output, ContainsSubstring("five-years"));
  for (const char* const command : {"archive-chain", "archive"}) {
    const Ended sooner = run(place.command(
        {"evidence", command, "--archive", place.archive(), "--days", "365", "--dry-run"}));
    INFO(sooner.output);
    CHECK(sooner.exit_code == 2);
    CHECK_THAT(sooner.output, ContainsSubstring("five-years keeps "));
  }
  CHECK(run(place.archiving({"--days", "1827"})).exit_code == 0);
  CHECK(place.segments() >= recorded);
}
