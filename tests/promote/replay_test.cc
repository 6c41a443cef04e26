// A verdict is judged again from a chain: equal where it is, named where it is not.
#include "promote/made_inputs.h"
#include "replay_verdict.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
using promote::Replayed;

namespace {

// The chain that made_inputs() cites, with the verdict at its end.
std::vector<spark::EvidenceFound> chain() {
  std::vector<spark::EvidenceFound> records;
  promote::Inputs inputs = made_inputs();
  inputs.offline.reset();
  for (promote::Cited& cited : inputs.records) {
    spark::EvidenceFound record{};
    record.sequence = cited.sequence;
    record.utc_ms = cited.at_ms;
    record.hash = cited.hash;
    record.actor = "http";
    record.kind = cited.kind;
    record.json = R"({"passed":true,"sha256":")" + cited.sha256 + "\"}";
    if (cited.kind == "eval.report") inputs.offline.emplace().sequence = 101;
    records.push_back(record);
  }
  spark::EvidenceFound verdict{};
  verdict.sequence = 200;
  verdict.kind = "promote.verdict";
  verdict.json = promote::document_of({inputs, promote::judge_all(inputs)}).text();
  records.push_back(verdict);
  return records;
}

void replace(std::string& text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a verdict whose records are there is proved") {
  const auto replay = promote::replay_verdict(chain(), 200);
  REQUIRE(replay.has_value());
  CHECK(replay->is_proved());
  CHECK(replay->cited.size() == promote::record_kinds().size());
  CHECK_THAT(text_of(*replay, 100), ContainsSubstring("Passed: 5/6, INCONCLUSIVE"));
  CHECK_THAT(text_of(*replay, 100), ContainsSubstring("6 of 6"));
}

TEST_CASE("an edited verdict, an edited record and a missing one are named") {
  auto edited = chain();
  replace(edited.back().json, R"("name":"psi","verdict":"GO")",
          R"("name":"psi","verdict":"NO_GO")");
  const auto verdict = promote::replay_verdict(edited, 200);
  CHECK_FALSE(verdict->is_proved());
  CHECK_THAT(text_of(*verdict, 100), ContainsSubstring("NOT equal, by psi: NO_GO on record"));

  edited = chain();
  replace(edited[1].json, "true", "false");
  CHECK(promote::replay_verdict(edited, 200)->cited[1].state == Replayed::State::differs);
  edited = chain();
  edited[2].hash = std::string(64, 'e');
  CHECK(promote::replay_verdict(edited, 200)->cited[2].state == Replayed::State::differs);
  edited = chain();
  edited.erase(edited.begin());
  const auto missing = promote::replay_verdict(edited, 200);
  CHECK(missing->cited[0].state == Replayed::State::missing);
  CHECK_FALSE(missing->is_proved());
}

TEST_CASE("the report that gate 4 rests on is read again, figure by figure") {
  auto edited = chain();
  replace(edited[0].json, "{", R"({"measures":{"auc":0.9},)");
  CHECK(promote::replay_verdict(edited, 200)->cited[0].state == Replayed::State::differs);
}

TEST_CASE("a record that is none, or no verdict, is refused") {
  CHECK_THAT(promote::replay_verdict(chain(), 7).error().text, ContainsSubstring("no record 7"));
  CHECK_THAT(promote::replay_verdict(chain(), 101).error().text,
             ContainsSubstring("'eval.report', and no verdict"));
}

TEST_CASE("records are read as sparkctl lists them, to the millisecond") {
  const auto list = spark::tool::parse_json(
      R"({"records":[{"seq":7,"utc":"2026-05-28T20:26:40.123Z","actor":"http","action":"a.b",)"
      R"("object":"o","result":"done","detail":"{}","hash":"ff"}]})",
      "list");
  const auto records = promote::records_of(*list);
  REQUIRE(records.size() == 1);
  CHECK(records[0].sequence == 7);
  CHECK(records[0].utc_ms == made_now_ms + 123);
  CHECK(records[0].json == "{}");
}
