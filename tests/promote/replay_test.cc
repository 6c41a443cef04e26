// A verdict is judged again from a chain: equal where it is, named where it is not.
#include "promote/made_pairs.h"
#include "replay_verdict.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
using promote::Replayed;

namespace {

// The chain that made_inputs() cites, with the verdict at its end.
std::vector<spark::EvidenceFound> chain(promote::Inputs inputs = made_inputs()) {
  std::vector<spark::EvidenceFound> records;
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

TEST_CASE("a figure of pairs that was changed, with a hash that fits, is found by its counts") {
  auto records = chain(made_inputs_with_basis());
  CHECK(promote::replay_verdict(records, 200)->is_proved());
  CHECK_THAT(text_of(*promote::replay_verdict(records, 200), 100),
             ContainsSubstring("Figures of pairs that their counts give: 10 of 10"));
  CHECK_THAT(text_of(*promote::replay_verdict(records, 200), 100),
             ContainsSubstring("Rows: not looked at"));
  promote::Judged judged = promote::judged_of(records.back().json);
  fact_in(judged.inputs, "shadow.error_rate_24h").value = 0.0001;
  const auto basis = std::exchange(judged.inputs.pairs.basis, {});
  judged.gates = promote::judge_all(judged.inputs);  // as if nobody could tell
  judged.inputs.pairs.basis = basis;
  records.back().json = promote::document_of(judged).text();
  const auto replay = promote::replay_verdict(records, 200);
  CHECK_FALSE(replay->is_proved());
  CHECK_THAT(text_of(*replay, 100),
             ContainsSubstring("NOT equal, by performance: GO on record, recomputed ERROR"));
  CHECK_THAT(text_of(*replay, 100), ContainsSubstring("shadow.error_rate_24h is 0.0001 on record"));
}

TEST_CASE("a record that is older than counts says so, and is proved") {
  auto records = chain();
  std::string& json = records.back().json;
  const std::string members =
      R"("pairs":{"basis":null,"fault":"","left_out":"","rows_lost":null},)";
  replace(json, members, "");
  const auto replay = promote::replay_verdict(records, 200);
  CHECK(replay->is_proved());
  CHECK_THAT(text_of(*replay, 100), ContainsSubstring("has no counts to compute them from"));
}

TEST_CASE("a row that contradicts a verdict's counts is said, and the verdict is not proved") {
  auto replay = promote::replay_verdict(chain(made_inputs_with_basis()), 200);
  const auto recount_of = [&](const std::vector<promote::PairRow>& rows, uint64_t lost) {
    promote::RowRecount recount(*replay->recorded.inputs.pairs.basis, {});
    for (const promote::PairRow& row : rows) recount.look_at(row);
    for (const promote::PairRow& row : rows) recount.add(row);
    std::set<int64_t> days;
    for (const promote::PairRow& row : rows) days.insert(row.received_ms / promote::day_ms);
    replay->rows = {recount.finish(lost, days), {}};
    return text_of(*replay, 100);
  };
  std::vector<promote::PairRow> rows = made_rows();
  CHECK_THAT(recount_of(rows, 0), ContainsSubstring("lost: equal"));
  CHECK(replay->is_proved());
  const std::string text = recount_of(rows, 7);
  CHECK_THAT(text, ContainsSubstring("7 lost: every count is within its bounds"));
  CHECK_THAT(text, ContainsSubstring("  requests "));
  CHECK(text.find(": equal\nFigures") == std::string::npos);
  CHECK(replay->is_proved());
  rows[9].candidate.score = 0.9;
  CHECK_THAT(recount_of(rows, 0), ContainsSubstring("NOT what the counts say"));
  CHECK_FALSE(replay->is_proved());
  CHECK_THAT(recount_of({}, 0), ContainsSubstring("none of the two models is there"));
  CHECK(replay->is_proved());
  replay->rows->days.differs = {"recorder.predict 2026-05-28: differs"};
  CHECK_FALSE(replay->is_proved());
}

TEST_CASE("days of rows are those that are there, and the chain's word on each counts") {
  const auto log = spark::tool::parse_json(
      R"({"days":[{"day":"2026-05-28","bytes":1}],"archived":["2026-05-27"]})", "log");
  CHECK(promote::days_of(*log) == std::set<int64_t>{20'600, 20'601});
  const auto report = spark::tool::parse_json(
      R"({"days":[{"log":"recorder.a","day":"2026-05-26","state":"differs"},)"
      R"({"log":"recorder.a","day":"2026-05-27","state":"same"},)"
      R"({"log":"recorder.b","day":"2026-05-27","state":"differs"},)"
      R"({"log":"recorder.b","day":"2026-05-27","state":"same"},)"
      R"({"log":"recorder.a","day":"2026-05-28","state":"open"}]})",
      "report");
  promote::WindowDays days;
  promote::add_verified(*report, "recorder.a", 20'600, 20'601, days);
  CHECK(days.same == 1);
  CHECK(days.differs.empty());
  CHECK(days.not_on_record == 1);
  promote::add_verified(*report, "recorder.b", 20'600, 20'601, days);
  CHECK(days.differs == std::vector<std::string>{"recorder.b 2026-05-27: differs"});
  days = {};  // the rows of a replay: their file is of another day
  promote::add_verified(*report, "recorder.b", 19'000, 19'001, days);
  CHECK(days.differs.size() == 1);
  promote::add_verified(*report, "recorder.none", 20'600, 20'601, days);
  CHECK(days.not_on_record == 1);
}

TEST_CASE("the report that gate 4 rests on is read again, figure by figure") {
  auto edited = chain();
  replace(edited[0].json, "{", R"({"measures":{"auc":0.9},)");
  CHECK(promote::replay_verdict(edited, 200)->cited[0].state == Replayed::State::differs);
}

TEST_CASE("a canary's record of another lineage is cited by its own kind, and found by it") {
  promote::Inputs inputs = made_inputs();
  auto records = chain();
  const auto cited = std::find_if(inputs.records.begin(), inputs.records.end(),
                                  [](const auto& each) { return each.kind == "canary.state"; });
  REQUIRE(cited != inputs.records.end());
  cited->recorded_kind = "canary-vol.state";
  inputs.offline.emplace().sequence = 101;
  records.back().json = promote::document_of({inputs, promote::judge_all(inputs)}).text();
  const auto state = [&] {
    const auto replay = promote::replay_verdict(records, 200);
    for (const Replayed& each : replay->cited)
      if (each.cited.kind == "canary.state") return each.state;
    return Replayed::State::missing;
  };
  CHECK(state() == Replayed::State::differs);
  std::find_if(records.begin(), records.end(), [](const auto& each) {
    return each.kind == "canary.state";
  })->kind = "canary-vol.state";
  CHECK(state() == Replayed::State::same);
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
