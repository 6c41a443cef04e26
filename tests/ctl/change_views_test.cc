// What a change has done, and what the host is made of since.
#include "ctl/views.h"
#include "support/catch.h"

using namespace spark;

namespace {

tool::json::value parsed(const std::string& text) {
  return *tool::parse_json(text, "an answer");
}

constexpr const char* changed = R"({"action": "swap", "dry_run": false,
  "generation": {"from": 6, "to": 7},
  "changes": [
    {"kind": "model", "name": "candidate",
     "from": {"version": "v1.8-b0", "sha256": "0123456789abcdef0123"},
     "to": {"version": "v1.8.1", "sha256": "fedcba9876543210fedc"}},
    {"kind": "model", "name": "new", "from": null, "to": {"version": "v1"}},
    {"kind": "plugin", "name": "ml-model", "from": {"version": "1.0.0"},
     "to": {"sha256": "fedcba9876543210fedc"}, "state": "carried"},
    {"kind": "pipeline", "name": "predict"}],
  "restart_needed": ["workers", "listeners.admin"],
  "steps": [{"step": "stage", "ms": 0.84}, {"step": "model", "ms": 10}], "total_ms": 12.3})";

}  // namespace

TEST_CASE("a change shows its generation, what is another now, warnings and times") {
  CHECK(ctl::view_change(parsed(changed)) == R"(generation 6 -> 7

kind      name       from                  to                   state
model     candidate  v1.8-b0 0123456789ab  v1.8.1 fedcba987654  -
model     new        -                     v1                   -
plugin    ml-model   1.0.0                 fedcba987654         carried
pipeline  predict    -                     -                    -

warning: not in force before a restart of sparkd: workers, listeners.admin

steps: stage 0.8 ms, model 10.0 ms; 12.3 ms in all
)");
}

TEST_CASE("the first line tells a change, a dry run and no change apart") {
  const auto first = [](const std::string& answer) { return ctl::view_change(parsed(answer)); };
  const std::string changes = R"("changes": [{"kind": "pipeline", "name": "p"}])";
  CHECK(first(R"({"dry_run": true, "generation": {"from": 6, "to": 7}, )" + changes + "}")
            .starts_with("dry run: generation 6 would become 7; nothing is changed\n\nkind"));
  CHECK(first(R"({"dry_run": true, "generation": {"from": 6, "to": null}, )" + changes + "}")
            .starts_with("dry run: generation 6 would become another; nothing is changed\n\nkind"));
  CHECK(first(R"({"generation": {"from": 6, "to": 6}, "changes": []})") ==
        "generation 6 stays: nothing differs\n");
  CHECK(first(R"({"generation": {"from": 6, "to": 7}, "changes": []})") == "generation 6 -> 7\n");
}

TEST_CASE("generations show what they are made of, overrides and residents") {
  CHECK(ctl::view_generations(parsed(R"({"generations": [
    {"number": 7, "state": "live", "built": "B7", "published": "P7", "reason": "swap of it",
     "confirmed": false, "pipelines": 4,
     "models": [{"name": "candidate", "plugin": "ml-model", "version": "v1.8.1",
                 "sha256": "fedcba9876543210"}],
     "plugins": [{"name": "ml-model", "version": "1.0.0", "sha256": "0123456789abcdef"}]},
    {"number": 6, "state": "previous", "built": "B6", "published": "P6", "reason": "start",
     "confirmed": true, "pipelines": 4, "models": [], "plugins": []}],
  "overrides": [{"what": "models.candidate", "yaml": "{artefact: a}", "now": "{artefact: b}",
                 "since": "P7", "by": "swap"}],
  "residents": [{"sha256": "0123456789abcdef", "id": "spark.ml", "version": "1.0.0",
                 "in_use": true},
                {"sha256": "aaaaaaaaaaaaaaaa", "id": "spark.ml", "version": "0.9.0",
                 "in_use": false}],
  "residents_max": 64})")) ==
        R"(generation  state     confirmed  reason      built  published  plugins  models  pipelines
         7  live      no         swap of it  B7     P7               1       1          4
         6  previous  yes        start       B6     P6               0       0          4

generation  kind    name       plugin    version  sha256
         7  model   candidate  ml-model  v1.8.1   fedcba987654
         7  plugin  ml-model   -         1.0.0    0123456789ab

models.candidate differs from the configuration since P7 (swap)
  in the file  {artefact: a}
  running      {artefact: b}

residents: 2/64 libraries, which stay loaded until a restart
resident  version  in use  sha256
spark.ml  1.0.0    yes     0123456789ab
spark.ml  0.9.0    no      aaaaaaaaaaaa
)");
}

TEST_CASE("an older host's generations are counts, and show as such") {
  CHECK(ctl::view_generations(parsed(R"({"generations": [{"number": 1, "state": "live",
      "built": "B", "plugins": 5, "models": 2, "pipelines": 4}]})")) ==
        R"(generation  state  confirmed  reason  built  published  plugins  models  pipelines
         1  live   -          -       B      -                5       2          4
)");
}

TEST_CASE("the quarantine is listed with whole digests, which clearing takes") {
  const std::string digest(64, 'b');
  CHECK(ctl::view_quarantine(parsed(R"({"quarantined": [{"sha256": ")" + digest +
                                    R"(", "what": "x.so", "since": "S", "reason": "crash"}]})")) ==
        "what  since  reason  sha256\nx.so  S      crash   " + digest + "\n");
  CHECK(ctl::view_quarantine(parsed("{}")) == "Nothing is in quarantine.\n");
}

TEST_CASE("status says whose time the host goes by") {
  CHECK_THAT(ctl::view_status(parsed(R"({"clock": "event, by input.snapshot.ts"})")),
             Catch::Matchers::ContainsSubstring("clock        event, by input.snapshot.ts"));
  CHECK(ctl::view_status(parsed("{}")).find("clock") == std::string::npos);
}

TEST_CASE("status shows the generation's standing, differences, quarantine and record") {
  const auto lines = [](const std::string& members) {
    const std::string view = ctl::view_status(parsed("{" + members + "}"));
    const size_t from = view.find("generation");
    const size_t connections = view.find("connections");
    return view.substr(from, view.find("workers") - from) +
           view.substr(view.find('\n', connections) + 1);
  };
  CHECK(lines(R"("generation": 7, "generation_confirmed": true, "overrides": [], "quarantined": 0,
      "chain": {"sequence": 1234, "hash": "0123456789abcdef", "recording": true})") ==
        "generation   7, confirmed\n"
        "record       1,234, last 0123456789ab\n"
        "degraded     no\n");
  CHECK(lines(R"("generation": 7, "generation_confirmed": false, "overrides": [{}, {}],
      "quarantined": 2, "chain": {"sequence": 5, "hash": "01", "recording": false})") ==
        "generation   7, not confirmed yet\n"
        "overrides    2 definitions differ from the configuration; see sparkctl generations\n"
        "quarantined  2; see sparkctl plugins quarantine list\n"
        "record       5, last 01, NOT RECORDING\n"
        "degraded     no\n");
  CHECK(lines(R"("generation": 7, "overrides": [{}])") ==
        "generation   7\n"
        "overrides    1 definition differs from the configuration; see sparkctl generations\n"
        "degraded     no\n");
}
