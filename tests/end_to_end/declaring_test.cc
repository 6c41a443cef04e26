// Durable values that no version of their plugin understands any more are removed, and no earlier.
#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

std::vector<std::string> settings(const std::string& library) {
  return {"plugins.declaring={library: " + museum(library).string() + "}"};
}

// What the object that acts found, of which the version is expected.
std::string found(const Sparkd& host, std::string_view version) {
  const auto answer = host.json("admin", "GET", "/x/declaring/found");
  CHECK(answer.at("version").as_string() == version);
  return text_of(answer.at("found"));
}

// Of the records of removals.
std::vector<std::string> removed(const Sparkd& host) {
  const auto listed = run({binary("sparkctl").string(), "evidence", "list", "--json", "--last",
                           "1000", "--state-dir", host.state_dir().string()});
  REQUIRE(listed.exit_code == 0);
  std::vector<std::string> all;
  const auto records = json::parse(listed.output).at("records");
  for (const auto& record : records.as_array())
    if (record.at("action").as_string() == "remove")
      all.push_back(text_of(record.at("actor")) + ": " + text_of(record.at("object")) + ": " +
                    text_of(record.at("detail")));
  return all;
}

const std::string removal = "host: plugins.declaring: declaring/note/declaring.note/1";

}  // namespace

TEST_CASE("a rollback finds its version's value, which goes when no version understands it") {
  auto with = settings("declaring");
  const TemporaryFolder folder;
  with.push_back("plugins.keeping={library: " + museum("keeping").string() +
                 ", with: {bell: " + (folder.path() / "bell").string() + "}}");
  const Sparkd host(with);
  CHECK(found(host, "1.0.0") == "nothing");
  upgrade(host, "declaring", museum("declaring2"));
  CHECK(found(host, "2.0.0") == "nothing");
  post_admin(host, "/admin/v1/plugins/declaring/rollback");
  CHECK(found(host, "1.0.0") == "1.0.0");
  upgrade(host, "declaring", museum("declaring2"));
  CHECK(found(host, "2.0.0") == "2.0.0");
  // A change of something else: the previous generation has the second version, too, but a
  // rollback of the plugin leads to the first.
  upgrade(host, "keeping", museum("keeping2"));
  CHECK(removed(host).empty());
  post_admin(
      host, "/admin/v1/plugins/declaring/upgrade", 200,
      R"({"library":")" + museum("declaring3").string() + R"(","dry_run":true,"confirm":true})");
  CHECK(removed(host).empty());
  upgrade(host, "declaring", museum("declaring3"));
  CHECK(found(host, "3.0.0") == "2.0.0");
  CHECK(removed(host) == std::vector<std::string>{removal});
  upgrade(host, "declaring", museum("declaring"));
  CHECK(found(host, "1.0.0") == "nothing");
}

TEST_CASE("the values of the confirmed version stay until another one is confirmed") {
  const TemporaryFolder folder;
  const auto confirming = [](const char* limits) {
    auto all = settings("declaring");
    all.emplace_back(std::string("confirm=").append(limits));
    return all;
  };
  {
    const Sparkd host(confirming("{after: 1ms, answers: 0}"), {}, folder.path() / "state");
    REQUIRE(host.prints("generation 1 is confirmed"));
  }
  const Sparkd host(confirming("{after: 1ms, answers: 1}"), {}, folder.path() / "state");
  CHECK(found(host, "1.0.0") == "1.0.0");
  upgrade(host, "declaring", museum("declaring2"));
  upgrade(host, "declaring", museum("declaring3"));
  CHECK(removed(host).empty());
  ask(host);
  REQUIRE(host.prints("durable values that no kept version understands are removed"));
  while (removed(host).empty()) {
  }
  CHECK(removed(host) == std::vector<std::string>{removal});
}
