// What a host comes back to.
#include "recovery/survival.h"

#include <filesystem>

#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace spark;
using namespace spark::recovery;

namespace {

blueprint::Blueprint made_of(const std::string& model, const std::string& library = "11") {
  blueprint::Blueprint blueprint;
  blueprint.text = "the same";
  blueprint.objects = {{"models.candidate", model}, {"plugins.p", library}};
  return blueprint;
}

blueprint::Survived after(uint32_t starts, const blueprint::Blueprint& started,
                          std::optional<blueprint::Blueprint> confirmed) {
  blueprint::Survived survived;
  survived.started = blueprint::fingerprint(started);
  survived.unconfirmed_starts = starts;
  survived.confirmed = std::move(confirmed);
  return survived;
}

}  // namespace

TEST_CASE("a host comes back to what was confirmed after two starts without a confirmation") {
  const blueprint::Blueprint good = made_of("aa");
  const blueprint::Blueprint bad = made_of("bb");
  struct Case {
    const char* what;
    blueprint::Survived survived;
    blueprint::StartWith expected;
  };
  const Case cases[] = {
      {"nothing is known", blueprint::Survived{}, blueprint::StartWith::wanted},
      {"nothing was ever confirmed", after(9, bad, std::nullopt), blueprint::StartWith::wanted},
      {"it was not started with yet", after(0, good, good), blueprint::StartWith::wanted},
      {"once", after(1, bad, good), blueprint::StartWith::wanted},
      {"twice", after(2, bad, good), blueprint::StartWith::confirmed_after_crashes},
      {"what crashed was something else", after(2, made_of("cc"), good),
       blueprint::StartWith::wanted},
      {"what crashes is what was confirmed", after(5, bad, bad), blueprint::StartWith::wanted},
  };
  for (const Case& each : cases) {
    INFO(each.what);
    CHECK(blueprint::choose_start(each.survived, bad) == each.expected);
  }
  blueprint::Survived rejected = after(1, good, good);
  rejected.rejected = blueprint::fingerprint(bad);
  CHECK(blueprint::choose_start(rejected, bad) == blueprint::StartWith::confirmed_after_crashes);
}

blueprint::Survived outlived(blueprint::Survived survived) {
  survived.has_outlived = true;
  return survived;
}

TEST_CASE("a start that ran for long is noted, until the next one") {
  const spark::test::TemporaryFolder folder;
  auto state = *store::State::open(folder.path());
  recovery::Survival survival(state);
  const blueprint::Blueprint good = made_of("aa");
  REQUIRE(survival.starting(good, 2).has_value());
  CHECK_FALSE(survival.read()->survived.has_outlived);
  REQUIRE(survival.outlived().has_value());
  CHECK(survival.read()->survived.has_outlived);
  CHECK(survival.read()->survived.unconfirmed_starts == 2);
  REQUIRE(survival.starting(good, 3).has_value());
  CHECK_FALSE(survival.read()->survived.has_outlived);
}

TEST_CASE("values are set aside once, where nothing is left to fall back to") {
  const blueprint::Blueprint good = made_of("aa");
  const blueprint::Blueprint bad = made_of("bb");
  struct Case {
    const char* what;
    blueprint::Survived survived;
    blueprint::Blueprint chosen;
    bool expected;
  };
  for (const Case& each : {
           Case{"nothing is known", blueprint::Survived{}, good, false},
           {"once", after(1, good, good), good, false},
           {"twice, with what was confirmed", after(2, good, good), good, true},
           {"twice, and nothing was ever confirmed", after(2, bad, std::nullopt), bad, true},
           {"it was tried, in vain", after(3, good, good), good, false},
           {"another blueprint is left", after(2, bad, good), good, false},
           {"twice, but it ran for long the last time", outlived(after(2, good, good)), good,
            false},
       }) {
    INFO(each.what);
    CHECK(blueprint::sets_values_aside(each.survived, each.chosen) == each.expected);
  }
}

TEST_CASE("what is in quarantine is not started with while there is something else") {
  blueprint::Survived survived = after(0, made_of("aa"), made_of("aa"));
  survived.quarantined = {{"bb", "models.candidate", "why", 1}};
  CHECK(blueprint::choose_start(survived, made_of("bb")) ==
        blueprint::StartWith::confirmed_for_quarantine);
  CHECK(blueprint::choose_start(survived, made_of("cc")) == blueprint::StartWith::wanted);
  survived.quarantined.push_back({"11", "plugins.p", "why", 1});
  CHECK(blueprint::choose_start(survived, made_of("bb")) == blueprint::StartWith::wanted);
}

TEST_CASE("suspect is what the crashing one has and the confirmed one has not") {
  const auto found = blueprint::suspects(after(2, made_of("bb", "11"), made_of("aa", "11")),
                                         made_of("bb", "11"), 99);
  REQUIRE(found.size() == 1);
  CHECK(found[0].sha256 == "bb");
  CHECK(found[0].what == "models.candidate");
  CHECK(found[0].since_utc_ms == 99);
  CHECK(blueprint::suspects(after(2, made_of("bb"), std::nullopt), made_of("bb"), 1).empty());
}

TEST_CASE("what the state folder is told it tells again") {
  const test::TemporaryFolder folder;
  {
    auto state = store::State::open(folder.path());
    REQUIRE(state.has_value());
    Survival survival(*state);
    REQUIRE(survival.read().has_value());
    CHECK(!survival.read()->survived.published);
    REQUIRE(survival.starting(made_of("aa"), 1).has_value());
    REQUIRE(survival.published(made_of("bb"), {{"models.candidate", {"{plugin: p}", "aa"}}})
                .has_value());
    REQUIRE(survival.confirmed(made_of("aa")).has_value());
    REQUIRE(survival.starting(made_of("bb"), 2).has_value());
    REQUIRE(survival.quarantine({{"bb", "models.candidate", "why", 7}}, "print").has_value());
  }
  auto state = store::State::open(folder.path());
  REQUIRE(state.has_value());
  Survival survival(*state);
  const auto recovered = survival.read();
  REQUIRE(recovered.has_value());
  const auto& survived = recovered->survived;
  CHECK(blueprint::fingerprint(*survived.published) == blueprint::fingerprint(made_of("bb")));
  CHECK(blueprint::fingerprint(*survived.confirmed) == blueprint::fingerprint(made_of("aa")));
  CHECK(survived.started == blueprint::fingerprint(made_of("bb")));
  CHECK(survived.unconfirmed_starts == 2);
  CHECK(survived.rejected == "print");
  CHECK(survived.previous.at("models.candidate").sha256 == "aa");
  REQUIRE(survived.quarantined.size() == 1);
  CHECK(survived.quarantined[0].reason == "why");
  CHECK(survived.quarantined[0].since_utc_ms == 7);

  REQUIRE(survival.stopped_cleanly().has_value());
  CHECK(survival.read()->survived.unconfirmed_starts == 0);
  CHECK(survival.read()->survived.started == blueprint::fingerprint(made_of("bb")));
  CHECK(*survival.clear_quarantine("cc") == 0);
  CHECK(survival.read()->survived.rejected == "print");
  CHECK(*survival.clear_quarantine("all") == 1);
  CHECK(survival.read()->survived.quarantined.empty());
  CHECK(survival.read()->survived.rejected.empty());
}

TEST_CASE("what was only about to be published when the host ended is not come back to") {
  const test::TemporaryFolder folder;
  auto state = store::State::open(folder.path());
  REQUIRE(state.has_value());
  Survival survival(*state);
  REQUIRE(survival.starting(made_of("aa"), 1).has_value());
  REQUIRE(survival.publishing(made_of("bb"), {}).has_value());
  CHECK(blueprint::fingerprint(*survival.read()->survived.published) ==
        blueprint::fingerprint(made_of("aa")));
  CHECK(survival.read()->survived.was_publishing);
  REQUIRE(survival.not_published().has_value());
  CHECK_FALSE(survival.read()->survived.was_publishing);
  REQUIRE(survival.publishing(made_of("bb"), {}).has_value());
  REQUIRE(survival.published(made_of("bb"), {}).has_value());
  CHECK(blueprint::fingerprint(*survival.read()->survived.published) ==
        blueprint::fingerprint(made_of("bb")));
  CHECK_FALSE(survival.read()->survived.was_publishing);
}

TEST_CASE("where the chain has come to is kept along with whatever is written") {
  const test::TemporaryFolder folder;
  auto state = store::State::open(folder.path());
  REQUIRE(state.has_value());
  store::Head head;
  Survival survival(*state, [&] { return head; });
  REQUIRE(survival.starting(made_of("aa"), 1).has_value());
  CHECK_FALSE(survival.read()->head);  // nothing is recorded yet
  const auto kept_after = [&](uint64_t sequence, const auto& write) {
    head = {sequence, std::string(64, 'a')};
    REQUIRE(write().has_value());
    return survival.read()->head == head;
  };
  CHECK(kept_after(1, [&] { return survival.starting(made_of("aa"), 1); }));
  CHECK(kept_after(2, [&] { return survival.publishing(made_of("bb"), {}); }));
  CHECK(kept_after(3, [&] { return survival.confirmed(made_of("bb")); }));
  CHECK(kept_after(4, [&] { return survival.quarantine({}, "print"); }));
  CHECK(kept_after(5, [&] { return survival.stopped_cleanly(); }));
}

TEST_CASE("a state folder with something else in it is refused by key") {
  const test::TemporaryFolder folder;
  auto state = store::State::open(folder.path());
  REQUIRE(state.has_value());
  REQUIRE(state->put("generation/confirmed", "{}").has_value());
  const auto survived = Survival(*state).read();
  REQUIRE_FALSE(survived.has_value());
  CHECK(survived.error().text.find("generation/confirmed") != std::string::npos);
}
