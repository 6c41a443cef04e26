// A stage that runs after the answer, in the running host.
#include <csignal>
#include <fstream>
#include <thread>

#include "end_to_end/changes.h"
#include "support/catch.h"
#include "support/file_text.h"
#include "support/shipped.h"

using namespace spark::test;

namespace {

const std::string snapshot =
    R"({"snapshot":{"ts":1,"mid":45000,"spreadBp":2,"vol1m":1000000,"rsi14":55}})";

// A host whose pipeline has the observer, and the file that it writes to.
struct Watched {
  Watched() {
    hold();  // so that the first request is held
    host = std::make_unique<Sparkd>(std::vector<std::string>{
        "plugins.watching={library: " + museum("watching").string() + "}",
        "pipelines.predict-with-shadow.stages.watch={plugin: watching, with: {trace: " +
            trace.string() + ", gate: " + gate.string() + ", row: candidate.row}}"});
  }

  void hold() const { std::ofstream(gate) << "held"; }
  void release() const { std::filesystem::remove(gate); }
  [[nodiscard]] std::string text() const {
    return std::filesystem::exists(trace) ? read_file(trace) : "";
  }
  void await(const std::string& what) const {
    while (text().find(what) == std::string::npos)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  [[nodiscard]] spark::tool::Client client(std::vector<spark::tool::Header> headers = {}) const {
    spark::tool::ClientOptions options;
    options.headers = std::move(headers);
    return spark::tool::Client({"127.0.0.1", host->port("executor")}, options);
  }

  const TemporaryFolder folder;
  const std::filesystem::path trace = folder.path() / "trace";
  const std::filesystem::path gate = folder.path() / "gate";
  std::unique_ptr<Sparkd> host;
};

}  // namespace

TEST_CASE("an answer does not wait for its observer, and the observer sees the whole request") {
  const Watched watched;
  const std::string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  auto client = watched.client({{"X-Request-Id", "a-1"}, {"traceparent", parent}});
  const auto answer = client.call("POST", "/predict-with-shadow", snapshot).value();
  CHECK(answer.status == 200);
  watched.await("began");
  CHECK(watched.text() == "began\n");  // the client has its answer already
  watched.release();
  await_counts(client);
  CHECK_THAT(watched.text(), Catch::Matchers::ContainsSubstring(
                                 "code=200 source=production.score id=a-1 sequence="));
  CHECK_THAT(watched.text(), Catch::Matchers::ContainsSubstring(
                                 " trace=" + parent + " row=6 elapsed=yes now=yes utc=yes\n"));
}

TEST_CASE(
    "an observer that reads the code runs for errors, too, and ids that are none are replaced") {
  const Watched watched;
  watched.release();
  auto client = watched.client({{"X-Request-Id", "two words"}, {"traceparent", "nonsense"}});
  CHECK(client.call("POST", "/predict-with-shadow", "{}").value().status == 400);
  await_counts(client);
  const std::string text = watched.text();
  CHECK_THAT(text, Catch::Matchers::ContainsSubstring("code=400 source=- id="));
  CHECK_THAT(text, Catch::Matchers::ContainsSubstring(" trace=- row=- elapsed=yes"));
  const size_t id = text.find("id=") + 3;
  const size_t sequence = text.find("sequence=") + 9;
  CHECK(text.substr(id + 16, 1) == "-");
  CHECK(text.substr(id + 17, text.find(' ', id) - id - 17) ==
        text.substr(sequence, text.find(' ', sequence) - sequence));
}

TEST_CASE("a host that is stopped runs the observers of the answers that it gave") {
  const Watched watched;
  auto client = watched.client();
  CHECK(client.call("POST", "/predict-with-shadow", snapshot).value().status == 200);
  watched.await("began");
  watched.host->signal(SIGTERM);
  watched.release();
  CHECK(watched.host->wait().exit_code == 0);
  CHECK_THAT(watched.text(), Catch::Matchers::ContainsSubstring("code=200"));
}

TEST_CASE("the admin interface says which stages run after the answer") {
  const Sparkd host;
  const auto view = host.json("admin", "GET", "/admin/v1/pipelines");
  for (const auto& pipeline : view.at("pipelines").as_array()) {
    if (pipeline.at("name").as_string() != "predict-with-shadow") continue;
    std::string after;
    for (const auto& stage : pipeline.at("stages").as_array())
      if (stage.at("after_answer").as_bool())
        after += std::string(stage.at("name").as_string()) + ' ';
    CHECK(after == shipped_observers);
    return;
  }
  FAIL("the pipeline is not there");
}
