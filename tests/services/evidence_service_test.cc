// spark.evidence/1 distrusts its caller, and is an acting object's.
#include <atomic>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "services/durable_values.h"
#include "services/evidence_log.h"
#include "services/host.h"
#include "support/catch.h"
#include "support/manual_queue.h"
#include "support/temporary_folder.h"

using namespace spark;
using namespace spark::services;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string told;

void tell(void*, int32_t code, const spark_evidence_receipt* receipt, const spark_error* err) {
  told += "[" + std::to_string(code) + " " +
          (receipt == nullptr ? "-" : std::to_string(receipt->sequence)) + " " +
          (err == nullptr ? "" : text_of(*err)) + "]";
}

spark_job job_of(std::atomic<bool>& is_cancelled) {
  return {&is_cancelled, [](const spark_job* job) -> int32_t {
            return *static_cast<std::atomic<bool>*>(job->self) ? 1 : 0;
          }};
}

struct Rig {
  Rig() {
    told.clear();
    values.use({}, [](auto) { return base::Result<void>(); });
    REQUIRE(log.keep_files_in(folder.path()));
    host.context.control = &control;
    host.context.durable = &values;
    host.context.evidence = &log;
    host.context.origin = [](std::string_view) { return Origin{7, std::string(64, 'a')}; };
    object = host.object({"canary", "canary", {}, {}});
    object->act();
    evidence = ask<spark_ext_evidence>(*object, SPARK_EXT_EVIDENCE);
  }

  int32_t append(const spark_evidence_record& record) {
    return evidence->append(object->raw(), &record, tell, nullptr, &err);
  }
  void run_all() {
    writer.run_all();
    control.run_all();
  }
  std::vector<std::string> find(const spark_evidence_query& query) {
    std::vector<std::string> all;
    const auto take = [](void* context, const spark_evidence_found* found) {
      static_cast<std::vector<std::string>*>(context)->push_back(
          std::string(found->actor) + " " + found->subject + " " + found->result + " " +
          std::string(found->json, found->json_length));
    };
    const spark_job job = job_of(is_cancelled);
    code = evidence->find(object->raw(), &job, &query, take, &all, &err);
    return all;
  }

  test::TemporaryFolder folder;
  store::Chain chain = store::Chain::open(folder.path()).value().chain;
  store::Recorder recorder{chain};
  test::ManualQueue writer;
  test::ManualQueue control;
  DurableValues values{&writer};
  EvidenceLog log{writer, recorder, values};
  TestHost host;
  std::shared_ptr<PluginHost> object;
  const spark_ext_evidence* evidence = nullptr;
  std::atomic<bool> is_cancelled{false};
  int32_t code = 0;
  spark_error err{};
};

const spark_evidence_value weight = {"weight", "canary.weight/1", "0.05", 4, 0};

spark_evidence_record verdict(const char* json = "{}", uint32_t values = 1) {
  return {"verdict", "candidate", json, &weight, static_cast<uint32_t>(std::strlen(json)), values};
}

}  // namespace

TEST_CASE("a record says who appended it, and its end says where it stands") {
  Rig rig;
  REQUIRE(rig.append(verdict(R"({"a":1})")) == SPARK_OK);
  CHECK(told.empty());
  rig.run_all();
  CHECK(told == "[0 1 ]");
  CHECK(rig.values.get({"canary", "weight", "canary.weight/1"}) == "0.05");
  CHECK(rig.evidence->agrees(rig.object->raw(), "weight", "canary.weight/1") == 1);
  CHECK(rig.find({"canary.verdict", "", 0, 10, 0}) ==
        std::vector<std::string>{R"(plugin canary candidate generation 7 {"a":1})"});
  CHECK(rig.find({"canary.verdict", "other", 0, 10, 0}).empty());
  uint64_t records = 0;
  const spark_job job = job_of(rig.is_cancelled);
  CHECK(rig.evidence->verify(rig.object->raw(), &job, &records, &rig.err) == SPARK_OK);
  CHECK(records == 1);
}

TEST_CASE("an append that is under way when the object rests is cancelled once") {
  Rig rig;
  REQUIRE(rig.append(verdict()) == SPARK_OK);
  rig.object->end_calls();
  CHECK(told == "[9 - the plugin object rests]");
  rig.run_all();
  CHECK(told == "[9 - the plugin object rests]");
  CHECK(rig.append(verdict()) == SPARK_E_NOT_ACTING);  // it is to rest
  CHECK(rig.chain.sequence() == 1);                    // what was accepted was recorded
}

TEST_CASE("only an acting object appends") {
  Rig rig;
  rig.object->rest();
  CHECK(rig.append(verdict()) == SPARK_E_NOT_ACTING);
  const auto built = rig.host.object({"canary", "canary", {}, {}});
  const auto record = verdict();
  CHECK(rig.evidence->append(built->raw(), &record, tell, nullptr, &rig.err) == SPARK_E_NOT_ACTING);
  rig.run_all();
  CHECK(rig.chain.sequence() == 0);
}

TEST_CASE("a library with a list of schemas records no value of another one") {
  Rig rig;
  rig.object->made({}, std::set<std::string>{"canary.weight/2"});
  CHECK(rig.append(verdict()) == SPARK_E_INVALID);
  CHECK_THAT(text_of(rig.err), ContainsSubstring("does not list the schema 'canary.weight/1'"));
  CHECK(rig.append(verdict("{}", 0)) == SPARK_OK);
}

TEST_CASE("a record that is none is refused with the reason") {
  Rig rig;
  std::vector<spark_evidence_value> many(17, weight);
  const spark_evidence_value odd = {"a key", "s", "x", 1, 0};
  const spark_evidence_value large = {"key", "s", "x", 65'537, 0};
  struct Case {
    spark_evidence_record record;
    const char* why;
  };
  for (const Case& c : {
           Case{verdict("[]"), "an array"},
           {verdict(R"({"a":1,"a":2})"), "twice"},
           {{nullptr, "", "{}", nullptr, 2, 0}, "kind is null"},
           {{"a b", "", "{}", nullptr, 2, 0}, "joined by dots"},
           {{"v", nullptr, "{}", nullptr, 2, 0}, "subject is null"},
           {{"v", "", nullptr, nullptr, 2, 0}, "null"},
           {{"v", "", "{}", nullptr, 2, 1}, "null"},
           {{"v", "", "{}", many.data(), 2, 17}, "16 values"},
           {{"v", "", "{}", &odd, 2, 1}, "'a key'"},
           {{"v", "", "{}", &large, 2, 1}, "64 KiB"},
       }) {
    CHECK(rig.append(c.record) == SPARK_E_INVALID);
    CHECK_THAT(text_of(rig.err), ContainsSubstring(c.why));
  }
  CHECK(rig.evidence->append(rig.object->raw(), nullptr, tell, nullptr, &rig.err) ==
        SPARK_E_INVALID);
  CHECK(rig.evidence->agrees(rig.object->raw(), "a key", "s") == 0);
  rig.run_all();
  CHECK(told.empty());
}

TEST_CASE("a search needs a job, a full kind and a limit, and ends when the job is cancelled") {
  Rig rig;
  REQUIRE(rig.append(verdict()) == SPARK_OK);
  rig.run_all();
  for (const spark_evidence_query& query : {spark_evidence_query{"verdict", "", 0, 1, 0},
                                            {nullptr, "", 0, 1, 0},
                                            {"canary.verdict", nullptr, 0, 1, 0},
                                            {"canary.verdict", "", 0, 0, 0},
                                            {"canary.verdict", "", 0, 1'001, 0}}) {
    CHECK(rig.find(query).empty());
    CHECK(rig.code == SPARK_E_INVALID);
  }
  const spark_evidence_query all = {"canary.verdict", "", 0, 1, 0};
  CHECK(rig.evidence->find(rig.object->raw(), nullptr, &all, nullptr, nullptr, &rig.err) ==
        SPARK_E_INVALID);
  CHECK(rig.evidence->verify(rig.object->raw(), nullptr, nullptr, &rig.err) == SPARK_E_INVALID);
  rig.is_cancelled = true;
  CHECK(rig.find(all).empty());
  CHECK(rig.code == SPARK_E_CANCELLED);
  const spark_job job = job_of(rig.is_cancelled);
  CHECK(rig.evidence->verify(rig.object->raw(), &job, nullptr, &rig.err) == SPARK_E_CANCELLED);
}

TEST_CASE("an exported file stays in the plugin's own folder") {
  Rig rig;
  const spark_job job = job_of(rig.is_cancelled);
  const auto record = verdict("{}", 0);
  const auto export_to = [&](const char* path, const spark_job* by) {
    return rig.evidence->export_file(rig.object->raw(), by, path, "x", 1, &record, tell, nullptr,
                                     &rig.err);
  };
  for (const char* path : {"../drift/x", "/x", "", ".x", "a//b"})
    CHECK(export_to(path, &job) == SPARK_E_INVALID);
  CHECK(export_to("x", nullptr) == SPARK_E_INVALID);
  CHECK(rig.evidence->export_file(rig.object->raw(), &job, "x", "", 16u * 1024 * 1024 + 1, &record,
                                  tell, nullptr, &rig.err) == SPARK_E_INVALID);
  REQUIRE(export_to("week/1.json", &job) == SPARK_OK);
  rig.run_all();
  CHECK(std::filesystem::exists(rig.folder.path() / "evidence/canary/week/1.json"));
  CHECK(told == "[0 1 ]");
}

TEST_CASE("verify names files that are not as recorded, and an acting object has them put back") {
  Rig rig;
  const spark_job job = job_of(rig.is_cancelled);
  const auto record = verdict("{}", 0);
  REQUIRE(rig.evidence->export_file(rig.object->raw(), &job, "a.json", "x", 1, &record, tell,
                                    nullptr, &rig.err) == SPARK_OK);
  rig.run_all();
  const auto verify = [&] {
    rig.err = {};
    return rig.evidence->verify(rig.object->raw(), &job, nullptr, &rig.err);
  };
  CHECK(verify() == SPARK_OK);
  const auto evidence = rig.folder.path() / "evidence";
  std::ofstream(evidence / "canary/a.json") << "y";
  std::ofstream(evidence / "foreign.json") << "z";
  CHECK(verify() == SPARK_E_FAILED);
  CHECK(text_of(rig.err) ==
        "evidence/canary/a.json: not as recorded; evidence/foreign.json: no record names it");
  rig.run_all();
  CHECK(verify() == SPARK_E_FAILED);
  CHECK(text_of(rig.err) == "evidence/foreign.json: no record names it");
  std::filesystem::remove(evidence / "foreign.json");
  CHECK(verify() == SPARK_OK);
  rig.object->rest();
  std::ofstream(evidence / "canary/a.json") << "y";
  CHECK(verify() == SPARK_E_FAILED);
  rig.run_all();
  CHECK(verify() == SPARK_E_FAILED);  // what rests has no effect
}
