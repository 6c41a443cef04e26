// A worker that is stuck in a plugin while that is exchanged.
#include <fstream>
#include <thread>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "end_to_end/raw.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

std::string post(const std::string& path, const std::string& body, const std::string& token) {
  return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// Waits as long as it takes.
std::string whole_answer(const Raw& connection) {
  std::string answer;
  while (connection.take(answer)) {
    const size_t head = answer.find("\r\n\r\n");
    if (head != std::string::npos && answer.ends_with('}')) return answer.substr(head + 4);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return "";
}

constexpr uint32_t looks_max = 30'000;  // a millisecond apart, at least

// A connection whose worker answers while another is late: it is not the stuck worker's.
const Raw& one_that_answers(const std::vector<Raw>& all, const std::string& token) {
  std::vector<std::string> answers(all.size(), "}");
  for (uint32_t looks = 0; looks < looks_max; ++looks) {
    for (size_t i = 0; i < all.size(); ++i) {
      if (answers[i].find(R"("spinning":1)") != std::string::npos) return all[i];
      if (answers[i].ends_with('}')) {
        answers[i].clear();
        all[i].send(post("/x/faulty/fault?kind=late", "", token));
      }
      REQUIRE(all[i].take(answers[i]));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  FAIL("no worker is late while another answers");
  return all.front();
}

}  // namespace

TEST_CASE("an object that a worker is stuck in rests, and is neither merged nor released") {
  const TemporaryFolder folder;
  const auto library = folder.path() / "stateful.so";
  std::filesystem::copy(museum("stateful"), library);
  std::ofstream(library, std::ios::app) << "another file";
  const Sparkd host({"plugins.stateful.library=" + museum("stateful").string(),
                     "plugins.faulty={library: " + museum("faulty").string() + "}",
                     "models.faulty={plugin: faulty, with: {features: [rsi_14], spin_ms: 60000}}",
                     "workers=2"});
  const std::string token = host.token();
  host.json("admin", "POST", "/x/faulty/fault?kind=late");
  std::vector<Raw> admins;
  for (int i = 0; i < 8; ++i) admins.emplace_back(host.port("admin"));
  const Raw stuck(host.port("ml-engine"));
  stuck.send(post("/v2/models/faulty/infer",
                  R"({"inputs":[{"name":"features","datatype":"FP64","shape":[1,1],"data":[1]}]})",
                  token));
  const Raw& free = one_that_answers(admins, token);
  free.send(post("/admin/v1/plugins/stateful/upgrade",
                 R"({"confirm":true,"library":")" + library.string() + "\"}", token));
  const auto answer = json::parse(whole_answer(free));
  CHECK(text_of(answer.at("warnings").at(0)).find("a worker is stuck in a plugin") !=
        std::string::npos);
  CHECK(text_of(change_of(answer, "plugin", "stateful")->at("state"))
            .starts_with("carried, but for what comes after: a worker is stuck"));
  free.send("GET /admin/v1/status HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token +
            "\r\n\r\n");
  CHECK(whole_answer(free).find("a worker is stuck") != std::string::npos);
  free.send(post("/admin/v1/plugins/stateful/rollback", R"({"confirm":true})", token));
  const std::string refused = whole_answer(free);
  CHECK(refused.find("plugin 'stateful' would act again in an object that is in use") !=
        std::string::npos);
  free.send(post("/x/faulty/fault?kind=none", "", token));
  CHECK_FALSE(whole_answer(stuck).empty());  // it comes back …
  for (int i = 0; i < 1000; ++i) {
    if (host.text("executor", "/health").find("stuck") == std::string::npos) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  // … and is no worry any more.
  CHECK(host.text("executor", "/health").find("stuck") == std::string::npos);
  post_admin(host, "/admin/v1/plugins/stateful/rollback");
}
