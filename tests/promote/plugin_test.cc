// Gates that are asked for, promotions and their refusals.
#include <algorithm>
#include <filesystem>
#include <sstream>

#include "gates/document.h"
#include "promote/promote_subject.h"
#include "support/file_text.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("the gates are judged, told, put on record and exported") {
  PromoteSubject subject;
  subject.start();
  subject.host.fire("look");
  subject.settle();
  const auto reply = subject.gates();
  INFO(reply.json);
  REQUIRE(reply.status == 200);
  const auto found = json::parse(reply.json);
  CHECK(found.at("verdict").as_string() == "GO");
  CHECK(found.at("allPass").as_bool());
  CHECK(found.at("rows").as_array().size() == 6);
  CHECK(found.at("record").as_int64() > 0);
  CHECK(subject.count("verdict") == 1);  // the same verdict, once
  CHECK(subject.host.value("ml_gate_state{gate=\"psi\"}") == 1);
  CHECK(subject.host.value("ml_gate_state{gate=\"evidence\"}") == 1);
  REQUIRE(subject.count("export") == 1);
  CHECK_THAT(subject.host.records.back().path, ContainsSubstring("gates_"));
  CHECK(json::parse(subject.host.records.back().file).at("updatedAt").is_number());
}

TEST_CASE("a file of evidence that is not as recorded is gate 6's NO_GO by name, and replays") {
  PromoteSubject subject;
  subject.host.chain_flaw = "evidence/canary/canary_preflight.json: not as recorded";
  subject.start();
  CHECK_THAT(subject.gates().json, ContainsSubstring(subject.host.chain_flaw));
  CHECK(subject.host.value("ml_gate_state{gate=\"evidence\"}") == 0);
  const auto& verdict = *std::find_if(subject.host.records.begin(), subject.host.records.end(),
                                      [](const auto& each) { return each.kind == "verdict"; });
  const promote::Judged judged = promote::judged_of(verdict.json);
  CHECK(judged.inputs.chain.fault == subject.host.chain_flaw);
  CHECK(promote::difference(judged.gates, promote::judge_all(judged.inputs)).empty());
  subject.host.chain_flaw.clear();  // the host has put it back
  subject.gates();
  CHECK(subject.host.value("ml_gate_state{gate=\"evidence\"}") == 1);
}

TEST_CASE("what changes is on record again, and recomputes") {
  PromoteSubject subject;
  subject.start();
  subject.gates();
  subject.fact("drift.psi.overall", 0.25, 9'979, "vol-candidate", new_digest, 7 * day_ms);
  const auto found = json::parse(subject.gates().json);
  CHECK(found.at("verdict").as_string() == "NO_GO");
  CHECK(subject.host.value("ml_gate_state{gate=\"psi\"}") == 0);
  REQUIRE(subject.count("verdict") == 2);
  for (const auto& record : subject.host.records) {
    if (record.kind != "verdict") continue;
    const promote::Judged judged = promote::judged_of(record.json);
    CHECK(promote::difference(judged.gates, promote::judge_all(judged.inputs)).empty());
  }
}

TEST_CASE("gate 6 reads the runs of a lineage's own canary where its entry is named") {
  const bool is_named = GENERATE(true, false);
  PromoteSubject subject;
  for (auto& each : subject.host.records)
    if (each.kind.starts_with("canary.")) each.kind.insert(sizeof "canary" - 1, "-vol");
  subject.start([&](spark::testing::Settings& with) {
    if (is_named) with.list("canaries", {"canary", "canary-vol"});
  });
  const auto found = json::parse(subject.gates().json);
  CHECK(found.at("verdict").as_string() == (is_named ? "GO" : "INCONCLUSIVE"));
  const auto verdict = std::find_if(subject.host.records.begin(), subject.host.records.end(),
                                    [](const auto& each) { return each.kind == "verdict"; });
  REQUIRE(verdict != subject.host.records.end());
  CHECK((verdict->json.find(R"("recorded_kind":"canary-vol.state")") != std::string::npos) ==
        is_named);
}

TEST_CASE("unasked, the gates are judged as often as it is configured") {
  PromoteSubject subject;
  subject.start([](spark::testing::Settings& with) { with.set("judge_every", 3'600'000.0); });
  const auto look = [&] {
    subject.host.utc_ms += minute_ms;
    subject.host.fire("look");
    subject.settle();
  };
  look();
  CHECK(subject.count("verdict") == 1);
  subject.host.facts.clear();
  for (int i = 0; i < 10; ++i) look();
  CHECK(subject.count("verdict") == 1);
  for (int i = 0; i < 50; ++i) look();
  CHECK(subject.count("verdict") == 2);
}

TEST_CASE("a firing row about PSI leaves gate 3 as it is, and any other critical one does not") {
  for (const auto& [name, verdict] : {std::pair{"psi-severe", "GO"}, {"model-gone", "NO_GO"}}) {
    INFO(name);
    PromoteSubject subject;
    const std::string fact = "alert." + std::string(name) + "   ";
    subject.host.facts[fact] = 2;
    subject.host.fact_details[fact] = {"critical", 0, subject.host.utc_ms, subject.host.utc_ms,
                                       subject.host.utc_ms};
    subject.start();
    subject.host.fire("look");
    CHECK(json::parse(subject.gates().json).at("verdict").as_string() == verdict);
  }
}

TEST_CASE("every shipped row over the PSI is one that gate 3 leaves out") {
  const auto& entry = spark::testing::load_entry(spark::testing::plugin_file("promote"));
  std::string left_out;
  for (uint32_t i = 0; i < entry.param_count; ++i)
    if (entry.params[i]->name == std::string("psi_alerts")) left_out = entry.params[i]->fallback;
  std::istringstream text(
      read_file(std::filesystem::path(SPARK_SOURCE_DIR) / "configs/executor.yaml"));
  uint32_t rows = 0;
  std::string row;
  for (std::string line; std::getline(text, line);) {
    if (line.size() > 3 && line[2] != ' ' && line.ends_with(":"))
      row = line.substr(2, line.size() - 3);
    if (line.find("    fact: drift.psi.") != 0) continue;
    ++rows;
    INFO(row);
    CHECK_THAT(left_out, ContainsSubstring(row));
  }
  CHECK(rows >= 4);
}

TEST_CASE("a lineage that is not there is named with those that are") {
  PromoteSubject subject;
  subject.start();
  subject.host.call("GET", "/promote/gates?lineage=vol");
  CHECK(subject.last_reply().status == 404);
  CHECK_THAT(subject.last_reply().json, ContainsSubstring("'predict-vol'"));
}

TEST_CASE("a promotion exchanges both definitions at once, by the digests that were judged") {
  PromoteSubject subject;
  subject.start();
  subject.ask_promotion();
  REQUIRE(subject.host.swaps.size() == 1);
  const FakeHost::Swap& swap = subject.host.swaps[0];
  CHECK(swap.definitions.at("vol-production") == R"({"like":"vol-candidate"})");
  CHECK(swap.definitions.at("vol-candidate") == R"({"like":"vol-production"})");
  CHECK(swap.expect.at("vol-production") == old_digest);
  CHECK(swap.expect.at("vol-candidate") == new_digest);
  CHECK_FALSE(swap.is_way_back);
  CHECK(swap.reply != 0);
  CHECK(subject.count("decision") == 1);  // on record before the exchange
  CHECK(subject.kept().phase == promote::Phase::pending);
  CHECK(subject.kept().approver == "Ada");

  subject.serve(new_digest, old_digest);
  subject.host.end_swaps();
  subject.settle();
  CHECK(subject.last_reply().status == 200);
  CHECK(subject.kept().phase == promote::Phase::watched);
  CHECK(subject.kept().until_ms - subject.kept().since_ms == 2 * day_ms);
  CHECK(subject.count("promotion") == 1);
  REQUIRE(subject.host.pins.size() == 2);
  CHECK_THAT(subject.host.pins.begin()->second.reason, ContainsSubstring("is being watched"));
  std::string names;
  for (const auto& record : subject.host.records) names += record.path + " ";
  CHECK_THAT(names, ContainsSubstring("promote_decision.json"));
  for (const auto& record : subject.host.records)
    if (record.path == "promote_decision.json")
      CHECK(json::parse(record.file).at("approver").as_string() == "Ada");
  CHECK_THAT(names, ContainsSubstring("promote_log.txt"));
  CHECK_THAT(names, ContainsSubstring("promote_requests.jsonl"));
}

TEST_CASE("a promotion is refused unless all gates are GO, and that is on record") {
  PromoteSubject subject;
  subject.fact("drift.psi.overall", 0.20, 9'979, "vol-candidate", new_digest, 7 * day_ms);
  subject.start();
  subject.ask_promotion();
  CHECK(subject.host.swaps.empty());
  CHECK(subject.last_reply().status == 409);
  CHECK_THAT(subject.last_reply().json, ContainsSubstring("psi is NO_GO (0.2 is not < 0.2)"));
  CHECK(subject.count("refusal") == 1);
  CHECK(subject.count("verdict") == 1);
  CHECK(subject.count("decision") == 0);
}

TEST_CASE("a refusal cites the verdict that was recorded for it, and so does its file") {
  PromoteSubject subject;
  subject.fact("drift.psi.overall", 0.20, 9'979, "vol-candidate", new_digest, 7 * day_ms);
  subject.start();
  subject.ask_promotion();
  size_t verdict = 0;
  std::string requests;
  for (size_t i = 0; i < subject.host.records.size(); ++i) {
    const FakeHost::Record& each = subject.host.records[i];
    if (each.kind == "verdict") verdict = i + 1;
    if (each.kind == "refusal")
      CHECK(json::parse(each.json).at("verdict").to_number<size_t>() == verdict);
    if (each.path == "promote_requests.jsonl") requests = each.file;
  }
  CHECK(verdict > 0);
  CHECK_THAT(requests, ContainsSubstring("\"verdict\":" + std::to_string(verdict)));
}

TEST_CASE("without a record there is no promotion") {
  PromoteSubject subject;
  subject.start();
  subject.host.call("POST", "/promote?approver=Ada", R"({"confirm":true})");
  subject.host.run_jobs();
  subject.host.end_records("the disk is full");
  subject.settle();
  CHECK(subject.host.swaps.empty());
  CHECK(subject.last_reply().status == 503);
}

TEST_CASE("a safe action that came meanwhile supersedes a promotion") {
  PromoteSubject subject;
  subject.start();
  subject.host.commits = SPARK_E_SUPERSEDED;
  subject.ask_promotion();
  CHECK(subject.host.swaps.empty());
  CHECK(subject.last_reply().status == 409);
}

TEST_CASE("an exchange that the host refuses leaves production as it was, with its record") {
  PromoteSubject subject;
  subject.start();
  subject.ask_promotion();
  subject.host.end_swaps(SPARK_E_CONFLICT, "the candidate is another one");
  subject.settle();
  CHECK(subject.last_reply().status == 409);
  CHECK(subject.kept().phase == promote::Phase::failed);
  CHECK(subject.count("failure") == 1);
  CHECK(subject.host.pins.empty());
}
