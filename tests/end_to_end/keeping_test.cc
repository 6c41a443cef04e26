// What a plugin keeps, does in time and does aside: durable values, timers and jobs meet restarts,
// exchanges, damage, and work that does not end.
#include <algorithm>
#include <csignal>
#include <fstream>
#include <thread>

#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

struct Folder {
  const TemporaryFolder folder;

  [[nodiscard]] std::filesystem::path bell() const { return folder.path() / "bell"; }
  [[nodiscard]] std::filesystem::path state() const { return folder.path() / "state"; }
  [[nodiscard]] std::vector<std::string> with(const std::string& more = "") const {
    return {"plugins.keeping={library: " + museum("keeping").string() +
            ", with: {bell: " + bell().string() + more + "}}"};
  }
};

uint64_t number(const Sparkd& host, std::string_view name) {
  return host.json("admin", "GET", "/x/keeping/count").at(name).to_number<uint64_t>();
}

void wait_until(const std::function<bool()>& holds) {
  while (!holds()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

}  // namespace

TEST_CASE("what the disk has said to have is found after a kill") {
  const Folder folder;
  uint64_t on_disk = 0;
  {
    Sparkd host(folder.with(), {}, folder.state());
    wait_until([&] { return number(host, "on_disk") >= 5; });
    on_disk = number(host, "on_disk");
    host.signal(SIGKILL);
    CHECK(host.wait().signal == SIGKILL);
  }
  const Sparkd host(folder.with(), {}, folder.state());
  const uint64_t count = number(host, "count");
  CHECK(count >= on_disk);
  CHECK(number(host, "ticks") < count);
}

TEST_CASE("an exchange goes on with the value, and the previous object's timer has ended") {
  const Folder folder;
  const Sparkd host(folder.with(), {}, folder.state());
  wait_until([&] { return number(host, "jobs") >= 2; });
  const uint64_t before = number(host, "count");
  const auto facts = host.json("admin", "GET", "/admin/v1/facts").at("facts").as_array();
  const auto fact = std::find_if(facts.begin(), facts.end(), [](const json::value& each) {
    return each.at("name").as_string() == "keeping.count";
  });
  REQUIRE(fact != facts.end());
  CHECK(fact->at("value").to_number<double>() >= static_cast<double>(before));
  upgrade(host, "keeping", museum("keeping2"));
  CHECK(host.json("admin", "GET", "/x/keeping/count").at("version").as_string() == "2.0.0");
  CHECK(number(host, "count") >= before);
  wait_until([&] { return number(host, "ticks") >= 5; });
  post_admin(host, "/admin/v1/plugins/keeping/rollback");
  // Counts of the object's own went on from the exchange, and not in between.
  const auto back = host.json("admin", "GET", "/x/keeping/count");
  CHECK(back.at("version").as_string() == "1.0.0");
  CHECK(back.at("count").to_number<uint64_t>() >= before + 5);
  CHECK(back.at("ticks").to_number<uint64_t>() < back.at("count").to_number<uint64_t>());
}

TEST_CASE("a job renders series as a scrape has them") {
  const Folder folder;
  const Sparkd host(folder.with(), {}, folder.state());
  wait_until([&] { return number(host, "jobs") >= 1; });
  const auto rendered = text_of(host.json("admin", "GET", "/x/keeping/count").at("rendered"));
  CHECK(
      rendered.starts_with("# HELP keeping_ticks_total Calls of the timer\n"
                           "# TYPE keeping_ticks_total counter\nkeeping_ticks_total "));
  CHECK(rendered.find("spark_") == std::string::npos);
}

TEST_CASE("a trial finds the values that the host has") {
  const Folder folder;
  const auto strict = folder.with(", must_know: true");
  const auto refused = run(sparkd_command(strict, source("configs/executor.yaml"), folder.state()));
  CHECK(refused.exit_code == 2);
  CHECK(refused.output.find("no count was kept") != std::string::npos);
  {
    const Sparkd host(folder.with(), {}, folder.state());
    wait_until([&] { return number(host, "on_disk") >= 1; });
  }
  const Sparkd host(strict, {}, folder.state());
  upgrade(host, "keeping", museum("keeping2"));  // 422 if its trial found none
  CHECK(number(host, "count") >= 1);
}

TEST_CASE("a timer before the object acts is refused by the name of the plugin") {
  const Folder folder;
  const auto ended = run(sparkd_command(folder.with(", early: true"),
                                        source("configs/executor.yaml"), folder.state()));
  CHECK(ended.exit_code == 2);
  CHECK(ended.output.find(
            "plugin 'keeping': timer: this object of the plugin has not begun to act") !=
        std::string::npos);
}

TEST_CASE(
    "a job that does not end holds a change up for five seconds, and is named until it ends") {
  const Folder folder;
  const Sparkd host(folder.with(), {}, folder.state());
  host.json("admin", "POST", "/x/keeping/hang", "{}");
  const auto answer = upgrade(host, "keeping", museum("keeping2"));
  CHECK(text_of(answer.at("warnings").at(0)) ==
        "plugins.keeping: its job 'hang' does not end; its plugin object is kept");
  const auto is_named = [&] {
    return host.text("executor", "/health").find("job 'hang' of plugin 'keeping' does not end") !=
           std::string::npos;
  };
  CHECK(is_named());
  wait_until([&] { return number(host, "ticks") >= 2; });  // the new object works meanwhile
  std::ofstream(folder.bell()) << "end";
  wait_until([&] { return !is_named(); });
  CHECK(number(host, "jobs") < number(host, "ticks"));
}

TEST_CASE("damaged values are set aside, and the host starts and says so") {
  const Folder folder;
  {
    const Sparkd host(folder.with(), {}, folder.state());
    wait_until([&] { return number(host, "on_disk") >= 1; });
  }
  std::filesystem::remove(folder.state() / "values.db-wal");
  std::ofstream(folder.state() / "values.db", std::ios::trunc)
      << "this is no database, though it has been one";
  const Sparkd host(folder.with(), {}, folder.state());
  CHECK(host.text("executor", "/health").find("values.db.damaged-") != std::string::npos);
  wait_until([&] { return number(host, "on_disk") >= 1; });
}
