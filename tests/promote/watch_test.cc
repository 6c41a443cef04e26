// The watch after a promotion, the ways back, and what a crash leaves.
#include "gates/document.h"
#include "promote/promote_subject.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a watch that sees nothing bad ends after 48 hours") {
  PromoteSubject subject;
  subject.start();
  subject.promote();
  subject.pass(2 * day_ms - 10 * minute_ms, 0);
  CHECK(subject.kept().phase == promote::Phase::watched);
  subject.pass(15 * minute_ms, 0);
  CHECK(subject.kept().phase == promote::Phase::kept);
  CHECK(subject.host.pins.empty());
  CHECK(subject.count("kept") == 1);
}

TEST_CASE("a watch without requests goes on") {
  PromoteSubject subject;
  subject.start();
  subject.promote();
  subject.host.utc_ms += 3 * day_ms;
  subject.host.fire("look");
  subject.settle();
  CHECK(subject.kept().phase == promote::Phase::watched);
}

TEST_CASE("a promoted model that errs is taken back by itself, and that is on record") {
  PromoteSubject subject;
  subject.start();
  subject.promote();
  subject.pass(30 * minute_ms, 0);
  subject.pass(5 * minute_ms, 0.06);
  REQUIRE(subject.host.swaps.size() == 1);
  const FakeHost::Swap swap = subject.host.swaps[0];
  CHECK(swap.is_way_back);
  CHECK(swap.expect.at("vol-production") == new_digest);
  CHECK_THAT(swap.reason, ContainsSubstring("errors are above 5 % for 5 min"));
  subject.serve(old_digest, new_digest);
  subject.host.end_swaps();
  subject.settle();
  CHECK(subject.kept().phase == promote::Phase::rolled_back);
  CHECK(subject.count("rollback") == 1);
  CHECK(subject.host.pins.empty());
  std::string names;
  for (const auto& record : subject.host.records) names += record.path + " ";
  CHECK_THAT(names, ContainsSubstring("rollback_log.txt"));
  CHECK_THAT(names, ContainsSubstring("rollback_metrics_"));
}

TEST_CASE("errors below every limit are noticed by their evidence") {
  PromoteSubject subject;
  subject.start();
  subject.promote();
  subject.pass(day_ms, 0.008);
  CHECK(subject.host.swaps.empty());
  int64_t hours = 0;
  while (subject.host.swaps.empty() && hours < 600) {
    subject.pass(promote::hour_ms, 0.045);
    ++hours;
  }
  REQUIRE(subject.host.swaps.size() == 1);
  CHECK_THAT(subject.host.swaps[0].reason, ContainsSubstring("errors have risen above 1 %"));
}

TEST_CASE("a promoted model that errs where the one before it does not is taken back") {
  struct {
    const char* what;
    double worse;  // of ten looks in which one of the two erred more
    bool is_taken_back;
  } const cases[] = {{"always the promoted one", 10, true},
                     {"nine of ten", 9, true},
                     {"either as often", 5, false},
                     {"the other one", 0, false}};
  for (const auto& each : cases) {
    INFO(each.what);
    PromoteSubject subject;
    subject.start();
    subject.promote();
    for (int64_t looked = 0; looked < 36 && subject.host.swaps.empty(); ++looked) {
      subject.host.utc_ms += 5 * minute_ms;
      subject.watch_facts(0.004);  // by itself no limit, and no evidence
      subject.fact("shadow.production_worse_5min", each.worse, 10, "vol-production", new_digest,
                   5 * minute_ms);
      subject.host.fire("look");
      subject.settle();
    }
    REQUIRE(subject.host.swaps.size() == (each.is_taken_back ? 1 : 0));
    if (each.is_taken_back)
      CHECK_THAT(subject.host.swaps[0].reason,
                 ContainsSubstring("errs more often than the model that was production"));
  }
}

TEST_CASE("windows of pairs that overlap count once, and what was seen of them is kept") {
  promote::Promotion promotion;
  promotion.lineage = "predict-vol";
  promotion.production = "vol-production";
  promotion.to_sha256 = new_digest;
  promote::Seen seen;
  const auto window = [](int64_t from_ms, int64_t to_ms) {
    return std::vector<spark::Fact>{{"shadow.production_worse_5min",
                                     {"predict-vol", "vol-production", new_digest},
                                     "",
                                     4,
                                     4,
                                     from_ms,
                                     to_ms,
                                     to_ms}};
  };
  const int64_t five_ms = 5 * minute_ms;
  CHECK_FALSE(promote::look(promotion, window(five_ms, 2 * five_ms), 2 * five_ms, seen));
  const double once = seen.pairs.value();
  CHECK(once > 4);
  CHECK_FALSE(
      promote::look(promotion, window(five_ms + 1, 2 * five_ms + 1), 2 * five_ms + 1, seen));
  CHECK(seen.pairs.value() == once);
  const promote::Seen kept = promote::Seen::of(seen.bytes());
  CHECK(kept.pairs.value() == once);
  CHECK(kept.pairs_until_ms == 2 * five_ms);
  CHECK_FALSE(promote::look(promotion, window(2 * five_ms, 3 * five_ms), 3 * five_ms, seen));
  CHECK(seen.pairs.value() > once);
}

TEST_CASE("a promotion can be taken back by hand, and no gate is asked") {
  PromoteSubject subject;
  subject.start();
  subject.host.call("POST", "/promote/rollback", R"({"confirm":true})");
  CHECK(subject.last_reply().status == 409);
  subject.promote();
  subject.host.facts.clear();
  subject.host.call("POST", "/promote/rollback", R"({"confirm":true})");
  REQUIRE(subject.host.swaps.size() == 1);
  CHECK(subject.host.swaps[0].is_way_back);
  subject.serve(old_digest, new_digest);
  subject.host.end_swaps();
  subject.settle();
  CHECK(subject.last_reply().status == 200);
  CHECK(subject.kept().phase == promote::Phase::rolled_back);
}

TEST_CASE("a model that an operator swaps by force ends the watch, on record") {
  PromoteSubject subject;
  subject.start();
  subject.promote();
  subject.serve(new_digest, std::string(64, 'e'));
  subject.pass(5 * minute_ms, 0.5);
  CHECK(subject.host.swaps.empty());
  CHECK(subject.kept().phase == promote::Phase::ended);
  CHECK(subject.count("watch_end") == 1);
}

TEST_CASE("a restart goes on with the watch, its evidence and its pins") {
  PromoteSubject first;
  first.start();
  first.promote();
  first.pass(day_ms, 0.002);
  PromoteSubject second(&first.host);
  second.serve(new_digest, old_digest);
  second.start();
  second.settle();
  CHECK(second.kept().phase == promote::Phase::watched);
  CHECK(second.host.pins.size() == 2);
  second.pass(5 * minute_ms, 0.06);
  CHECK(second.host.swaps.size() == 1);
}

TEST_CASE("after a crash in the middle, the models that serve say how far it had come") {
  for (const bool was_exchanged : {false, true}) {
    INFO("exchanged: " << was_exchanged);
    PromoteSubject first;
    first.start();
    first.ask_promotion();
    PromoteSubject second(&first.host);
    if (was_exchanged) second.serve(new_digest, old_digest);
    second.start();
    second.settle();
    CHECK(second.kept().phase ==
          (was_exchanged ? promote::Phase::watched : promote::Phase::failed));
    CHECK(second.count(was_exchanged ? "promotion" : "failure") == 1);
    CHECK(second.host.pins.size() == (was_exchanged ? 2 : 0));
    CHECK(second.host.swaps.empty());
  }
}

TEST_CASE("a successor of the plugin object is no start of the host") {
  PromoteSubject subject;
  subject.start();
  subject.host.routes.clear();
  spark::testing::PluginRig next(
      subject.host, spark::testing::load_entry(spark::testing::plugin_file("promote")));
  subject.plugin->rest();
  next.load(subject.plugin->save());
  next.act();
  subject.host.fire("look");
  subject.settle();
  promote::AlertHistory history;
  spark::ByteReader in(subject.host.durable.at("alerts promote.alerts/1"));
  history.read(in);
  CHECK(history.seen(subject.host.utc_ms).starts_ms.size() == 1);
  CHECK(history.seen(subject.host.utc_ms).minutes == 1'440);
}
