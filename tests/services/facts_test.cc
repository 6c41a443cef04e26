// Facts as plugins publish and read them: spark.facts/2.
#include "services/facts.h"

#include <limits>

#include "host.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::services;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string digest(64, 'a');

struct Rig {
  Rig() {
    host.context.facts = &facts;
    drift->act();
    judge->act();
  }

  static spark_fact fact(const char* name, double value, const char* sha256 = "") {
    return {name, {"", "candidate", sha256}, "ratio", value, 1'440, 10, 20, 0, nullptr};
  }
  int32_t publish(const PluginHost& object, const spark_fact& fact) {
    err = {};
    return ask<spark_ext_facts>(object, SPARK_EXT_FACTS)->publish(object.raw(), &fact, &err);
  }
  // "name model value;" of each.
  std::string listed(const char* prefix) {
    std::string all;
    const auto take = [](void* context, const spark_fact* fact) {
      *static_cast<std::string*>(context) += std::string(fact->name) + " " + fact->subject.model +
                                             " " + std::to_string(fact->value) + ";";
    };
    CHECK(ask<spark_ext_facts>(*judge, SPARK_EXT_FACTS)
              ->list(judge->raw(), prefix, take, &all, nullptr) == SPARK_OK);
    return all;
  }

  TestHost host;
  Facts facts;
  std::shared_ptr<PluginHost> drift = host.object({"drift", "drift", {}, {}});
  std::shared_ptr<PluginHost> judge = host.object({"judge", "judge", {}, {}});
  spark_error err{};
};

}  // namespace

TEST_CASE("a fact is named after its plugin, and found by name and subject alone") {
  Rig rig;
  REQUIRE(rig.publish(*rig.drift, Rig::fact("psi.overall", 0.04, digest.c_str())) == SPARK_OK);
  const auto found = rig.facts.read("drift.psi.overall", {"", "candidate", digest});
  REQUIRE(found);
  CHECK(found->value == 0.04);
  CHECK(found->samples == 1'440);
  CHECK(found->unit == "ratio");
  CHECK(found->from_utc_ms == 10);
  CHECK(found->to_utc_ms == 20);
  CHECK(found->at_utc_ms > 1'700'000'000'000);
  CHECK_FALSE(rig.facts.read("drift.psi.overall", {"", "candidate", std::string(64, 'b')}));
  CHECK_FALSE(rig.facts.read("drift.psi.overall", {"", "candidate", ""}));
  CHECK_FALSE(rig.facts.read("judge.psi.overall", {"", "candidate", digest}));
}

TEST_CASE("a fact brings what it was computed from to its readers, until it is told without") {
  Rig rig;
  spark_fact fact = Rig::fact("psi", 0.04);
  fact.basis = R"({"bins":[3,4]})";
  REQUIRE(rig.publish(*rig.drift, fact) == SPARK_OK);
  const auto take = [](void* context, const spark_fact* found) {
    *static_cast<std::string*>(context) += found->basis;
  };
  const spark_subject subject = {"", "candidate", ""};
  const auto* facts = ask<spark_ext_facts>(*rig.judge, SPARK_EXT_FACTS);
  std::string read, listed;
  facts->read(rig.judge->raw(), "drift.psi", &subject, take, &read, nullptr);
  facts->list(rig.judge->raw(), "drift.", take, &listed, nullptr);
  CHECK(read == R"({"bins":[3,4]})");
  CHECK(listed == read);
  fact.basis = nullptr;
  REQUIRE(rig.publish(*rig.drift, fact) == SPARK_OK);
  facts->list(rig.judge->raw(), "drift.", take, &listed, nullptr);
  CHECK(listed == read);  // nothing came to it
}

TEST_CASE("a fact of a name and subject is replaced, and listed in order with the others") {
  Rig rig;
  for (const double value : {1.0, 2.0}) rig.publish(*rig.drift, Rig::fact("b", value));
  rig.publish(*rig.drift, Rig::fact("a", 3));
  rig.publish(*rig.judge, Rig::fact("a", 4));
  CHECK(rig.listed("") ==
        "drift.a candidate 3.000000;drift.b candidate 2.000000;"
        "judge.a candidate 4.000000;");
  CHECK(rig.listed("judge.") == "judge.a candidate 4.000000;");
  CHECK(rig.listed("none").empty());
}

TEST_CASE("a plugin takes back its own facts, and all of them when it rests or goes") {
  Rig rig;
  rig.publish(*rig.drift, Rig::fact("a", 1));
  rig.publish(*rig.drift, Rig::fact("b", 1));
  rig.publish(*rig.judge, Rig::fact("a", 1));
  const spark_subject subject = {"", "candidate", ""};
  const auto* facts = ask<spark_ext_facts>(*rig.drift, SPARK_EXT_FACTS);
  facts->withdraw(rig.drift->raw(), "none", &subject);
  facts->withdraw(rig.drift->raw(), "a", &subject);
  CHECK(rig.facts.list("").size() == 2);
  rig.drift->rest();
  CHECK(rig.listed("") == "judge.a candidate 1.000000;");
  CHECK(rig.publish(*rig.drift, Rig::fact("a", 1)) == SPARK_E_NOT_ACTING);
  rig.judge->enter(plugin::Phase::closing);
  CHECK(rig.facts.list("").empty());
}

TEST_CASE("the host's own facts are replaced in one step, and take no room from plugins") {
  Rig rig;
  std::vector<Fact> own;
  for (uint32_t i = 0; i < facts_max; ++i) own.push_back({"host.n" + std::to_string(i), {}, "", 1});
  rig.facts.replace_all(&rig.host, own);
  CHECK(rig.publish(*rig.drift, Rig::fact("a", 1)) == SPARK_OK);
  rig.facts.replace_all(&rig.host, {{"host.n0", {}, "", 2}});
  CHECK(rig.facts.list("host.").size() == 1);
  CHECK(rig.facts.read("host.n0", {})->value == 2);
  CHECK(rig.facts.list("").size() == 2);
}

TEST_CASE("what is no fact is refused with what was expected") {
  Rig rig;
  const std::string long_basis = R"({"a":")" + std::string(SPARK_FACT_BASIS_BYTES_MAX, 'x') + "\"}";
  const struct {
    spark_fact fact;
    const char* why;
  } cases[] = {
      {Rig::fact("", 1), "is not names joined by dots"},
      {Rig::fact("a..b", 1), "is not names joined by dots"},
      {Rig::fact(nullptr, 1), "the fact's name is null"},
      {Rig::fact("a", std::numeric_limits<double>::quiet_NaN()), "the value is not finite"},
      {Rig::fact("a", 1, "abc"), "'drift.a': the subject's digest is not 64"},
      {{"a", {"", "", ""}, "a unit that is too long", 1, 0, 0, 0, 0, ""}, "the unit"},
      {{"a", {"", "", ""}, "", 1, 0, 2, 1, 0, ""}, "it ends before it begins"},
      {{"a", {"", "", ""}, "", 1, 0, 0, 0, 0, "[1]"}, "'drift.a': the basis: "},
      {{"a", {"", "", ""}, "", 1, 0, 0, 0, 0, R"({"a":1,"a":2})"}, "'drift.a': the basis: "},
      {{"a", {"", "", ""}, "", 1, 0, 0, 0, 0, long_basis.c_str()},
       "the basis is longer than 65536"},
  };
  for (const auto& c : cases) {
    INFO(c.why);
    CHECK(rig.publish(*rig.drift, c.fact) == SPARK_E_INVALID);
    CHECK_THAT(text_of(rig.err), ContainsSubstring(c.why));
  }
  for (uint32_t i = 0; i < facts_max; ++i)
    REQUIRE(rig.publish(*rig.drift, Rig::fact(("n" + std::to_string(i)).c_str(), 1)) == SPARK_OK);
  CHECK(rig.publish(*rig.judge, Rig::fact("one.more", 1)) == SPARK_E_FAILED);
  CHECK_THAT(text_of(rig.err), ContainsSubstring("512 facts"));
  CHECK(rig.publish(*rig.drift, Rig::fact("n0", 2)) == SPARK_OK);
}
