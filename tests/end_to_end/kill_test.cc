// A host that is killed while it is being changed: it comes back with what it had acknowledged, or
// with what it was being asked for, whole.
#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <random>
#include <thread>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

constexpr uint32_t artefacts = 4;
constexpr uint32_t kill_after_us_max = 200'000;
constexpr uint32_t kill_start_after_us_max = 150'000;

// What an operator can tell apart.
struct Running {
  std::string model;   // the candidate's version
  std::string plugin;  // the version of `stateful`
  bool operator==(const Running&) const = default;
};

Running running(const Sparkd& host) {
  return {ask(host).version, text_of(host.json("admin", "GET", "/x/stateful/count").at("version"))};
}

struct Asked {
  std::string path;
  std::string body;
  Running then;  // what runs if it is done
};

// Changes the host until it is gone.
class Operator {
 public:
  Operator(const Sparkd& host, const TemporaryFolder& folder, Running now, uint32_t seed)
      : now_(std::move(now)), folder_(folder), random_(seed) {
    thread_ = std::thread([this, client = host.client("admin", host.token())]() mutable {
      for (;;) {
        const Asked next = choose();
        asked_ = next.then;
        const auto answer = client.call("POST", next.path, next.body);
        if (!answer) return;
        asked_.reset();
        if (answer->status != 200) refusal_ = answer->body;
        if (answer->status != 200) return;
        now_ = next.then;
        ++changes_;
      }
    });
  }

  void wait() { thread_.join(); }

  // After wait().
  [[nodiscard]] const Running& acknowledged() const { return now_; }
  [[nodiscard]] const std::optional<Running>& unanswered() const { return asked_; }
  [[nodiscard]] const std::string& refusal() const { return refusal_; }
  [[nodiscard]] uint32_t changes() const { return changes_; }

 private:
  Asked choose() {
    Running then = now_;
    if (random_() % 3 == 0) {
      const bool is_second = now_.plugin == "2.0.0";
      then.plugin = is_second ? "1.0.0" : "2.0.0";
      const auto library = museum(is_second ? "stateful" : "stateful2");
      return {"/admin/v1/plugins/stateful/upgrade",
              R"({"confirm":true,"library":")" + library.string() + "\"}", then};
    }
    then.model = "m-" + std::to_string(1 + random_() % artefacts);
    return {"/admin/v1/models/candidate/swap",
            R"({"confirm":true,"artefact":")" + (folder_.path() / then.model).string() + "\"}",
            then};
  }

  Running now_;
  std::optional<Running> asked_;  // and not answered yet
  std::string refusal_;
  uint32_t changes_ = 0;
  const TemporaryFolder& folder_;
  std::minstd_rand random_;
  std::thread thread_;
};

}  // namespace

TEST_CASE("what was acknowledged before kill -9 runs after it, or what was being asked for") {
  const TemporaryFolder folder;
  for (uint32_t n = 1; n <= artefacts; ++n) make_artefact(folder.path(), n);
  const std::vector<std::string> sets = {"plugins.stateful.library=" + museum("stateful").string(),
                                         "confirm={after: 1ms, answers: 0}"};
  const auto state = folder.path() / "state";
  const std::vector<std::string> verify = {binary("sparkctl").string(), "evidence", "verify",
                                           "--state-dir", state.string()};
  std::mt19937 random(20240531);
  const uint32_t rounds = is_full_soak() ? 200 : 15;
  uint32_t changes = 0, halfway = 0, done_unsaid = 0;
  auto host = std::make_unique<Sparkd>(sets, "", state);
  Running now = running(*host);
  for (uint32_t round = 0; round < rounds; ++round) {
    INFO("round " << round);
    // Two ends before a confirmation would set the plugins' values aside, which is another test's.
    REQUIRE(host->prints("is confirmed"));
    Operator changing(*host, folder, now, random());
    std::this_thread::sleep_for(std::chrono::microseconds(random() % kill_after_us_max));
    host->signal(SIGKILL);
    REQUIRE(host->wait().signal == SIGKILL);
    changing.wait();
    CHECK(changing.refusal() == "");
    const Ended torn = run(verify);
    INFO(torn.output);
    CHECK(torn.exit_code == 0);

    // A start that is killed somewhere on its way changes nothing.
    run_and_kill(sparkd_command(sets, "", state),
                 std::chrono::microseconds(random() % kill_start_after_us_max));
    host = std::make_unique<Sparkd>(sets, "", state);
    now = running(*host);
    const bool is_asked = changing.unanswered() && now == *changing.unanswered();
    INFO(now.model << " " << now.plugin << " instead of " << changing.acknowledged().model << " "
                   << changing.acknowledged().plugin);
    REQUIRE((now == changing.acknowledged() || is_asked));
    const json::value status = host->json("admin", "GET", "/admin/v1/status");
    INFO(json::serialize(status.at("degraded")));
    CHECK(status.at("degraded").as_array().empty());
    CHECK(run(verify).exit_code == 0);
    changes += changing.changes();
    if (changing.unanswered()) ++halfway;
    if (is_asked && !(now == changing.acknowledged())) ++done_unsaid;
  }
  // Of a test that killed it between changes only, nothing would be learnt.
  CHECK(halfway > rounds / 4);
  report_figures("swap-kills", std::to_string(rounds) + " kills among " + std::to_string(changes) +
                                   " acknowledged changes, " + std::to_string(halfway) +
                                   " within a change, " + std::to_string(done_unsaid) +
                                   " of them behind its publication, and as many in a start; "
                                   "nothing acknowledged was lost");
}
