#include "ctl/graph.h"

#include "support/catch.h"

using namespace spark;

namespace {

const char* const pipeline = R"({
  "name": "score", "kind": "predict",
  "route": {"method": "POST", "listener": "main", "path": "/score"},
  "input": [{"slot": "input.key", "type": "string", "optional": true},
            {"slot": "input.row.x", "type": "f64", "optional": false}],
  "stages": [
    {"name": "features", "kind": "stage", "plugin": "f", "type": "extract", "required": true,
     "inputs": ["input.row.x"], "outputs": ["features.a", "features.b"], "breaker": null,
     "runs": 10, "errors": 1, "late": 0, "skipped": 2},
    {"name": "second", "kind": "predict", "plugin": "m", "model": "challenger", "version": "v2",
     "required": false, "when": "admit.selected", "budget_ms": 60,
     "breaker": {"state": "closed", "errors_ratio_max": 0.02, "over_calls": 100,
         "half_open_ms": 30000},
     "inputs": ["admit.selected", "features.a", "features.b"], "outputs": ["second.score"]}],
  "answer": [{"field": "prediction", "nullable": false, "from": ["second.score", "features.a"]},
             {"field": "total_ms", "nullable": true, "from": ["pipeline.elapsed_ms"]}]})";

tool::json::value parsed(const char* text) {
  return *tool::parse_json(text, "a pipeline");
}

}  // namespace

TEST_CASE("a pipeline reads from input to answer") {
  CHECK(ctl::graph_text(parsed(pipeline)) ==
        R"(pipeline score (predict)  POST main /score
  ┌─ input
  │    input.key    string  optional
  │    input.row.x  f64
  │
  ├─ features: plugin f, stage extract
  │    reads   input.row.x
  │    writes  features.a, features.b
  │    rule    required
  │    so far  10 runs, 1 errors, 0 late, 2 skipped
  │
  ├─ second: predict with model challenger v2
  │    reads   features.a, features.b
  │    writes  second.score
  │    rule    may fail: its outputs are null then; only when admit.selected; budget 60 ms
  │    breaker closed; opens above 2.0 % errors over 100 calls, tries again after 30.0 s
  │
  └─ answer
       prediction          <- second.score, else features.a
       total_ms (or null)  <- pipeline.elapsed_ms
)");
}

TEST_CASE("the stages after the answer stand behind it") {
  tool::json::value value = parsed(R"({"name": "p", "kind": "predict",
    "route": {"method": "GET", "listener": "l", "path": "/"},
    "stages": [{"name": "a", "plugin": "x", "inputs": [], "outputs": ["a.x"],
                "after_answer": false},
               {"name": "b", "plugin": "x", "inputs": ["a.x", "answer.code"], "outputs": [],
                "after_answer": true}],
    "answer": [{"field": "x", "nullable": true, "from": ["a.x"]}]})");
  CHECK(ctl::graph_text(value) == R"(pipeline p (predict)  GET l /
  │
  ├─ a: plugin x
  │    reads   -
  │    writes  a.x
  │    rule    may fail: its outputs are null then
  │
  ├─ answer
  │    x (or null)  <- a.x
  │
  ╞═ after the answer: it does not wait for these
  │
  ├─ b: plugin x
  │    reads   a.x, answer.code
  │    writes  -
  │    rule    may fail: its outputs are null then
  │
  └─ the next request
)");
  const std::string dot = ctl::graph_dot(value);
  const size_t cluster = dot.find("  subgraph cluster_after {\n  label=\"after the answer\"");
  REQUIRE(cluster != std::string::npos);
  const size_t end = dot.find("\n  }\n", cluster);
  const auto node = [&](const std::string& name) { return dot.find("\"stage " + name + "\" ["); };
  CHECK(node("a") < cluster);
  CHECK(node("b") > cluster);
  CHECK(node("b") < end);
  CHECK(dot.find(R"("answer" -> "stage b" [label="answer.code"];)") != std::string::npos);
  CHECK(dot.find("\"plan\"") == std::string::npos);
}

TEST_CASE("long lists of slots are continued on the next line") {
  tool::json::value value = parsed(R"({"name": "p", "stages": [{"name": "s", "outputs": []}]})");
  tool::json::array slots;
  for (int i = 0; i < 20; ++i) slots.emplace_back("features.number_" + std::to_string(i));
  value.at("stages").at(0).as_object()["inputs"] = slots;
  const std::string text = ctl::graph_text(value);
  CHECK(text.find("features.number_19") != std::string::npos);
  for (size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
    CHECK(text.find('\n', begin) - begin <=
          104);  // 100 columns; the frame's lines are longer in bytes
  }
  CHECK(text.find("  │    writes  -\n") != std::string::npos);
}

TEST_CASE("a pipeline of which little is known is drawn all the same") {
  CHECK(ctl::graph_text(parsed("{}")) == "pipeline - (-)  - - -\n  │\n  └─ no answer fields\n");
  CHECK(ctl::graph_dot(parsed("{}")).starts_with("digraph \"-\" {\n"));
}

TEST_CASE("a drawing has an edge from who writes a slot to who reads it") {
  const std::string dot = ctl::graph_dot(parsed(pipeline));
  for (const std::string line :
       {R"("input" -> "stage features" [label="input.row.x"];)",
        R"("stage features" -> "stage second" [label="features.a\nfeatures.b"];)",
        R"("stage second" -> "answer" [label="prediction"];)",
        R"("stage features" -> "answer" [label="prediction"];)",
        R"("plan" -> "answer" [label="total_ms"];)",
        R"("plan" -> "stage second" [label="when admit.selected", style=dashed];)",
        R"("stage features" [label="features\nf extract", style=bold];)"}) {
    INFO(line);
    CHECK(dot.find("  " + line + "\n") != std::string::npos);
  }
  CHECK(dot.find("label=\"admit.selected\"") == std::string::npos);
  CHECK(dot.ends_with("}\n"));
}

TEST_CASE("names in a drawing are quoted") {
  const std::string dot = ctl::graph_dot(parsed(R"({"name": "a\"b\\c"})"));
  CHECK(dot.starts_with(R"(digraph "a\"b\\c" {)"));
}
