// What the protocol tells about server, models and statistics: whole texts, since clients read them
// by name.
#include "oip/metadata.h"

#include <array>

#include "oip/statistics.h"
#include "support/catch.h"

using namespace spark;

TEST_CASE("the server says what it is and which extensions it has") {
  std::string out;
  oip::render_server(out, "1.2.3", std::array<std::string_view, 2>{"statistics", "x"});
  CHECK(out == R"({"name":"spark","version":"1.2.3","extensions":["statistics","x"]})");
  out.clear();
  oip::render_server(out, "1.2.3", {});
  CHECK(out == R"({"name":"spark","version":"1.2.3","extensions":[]})");
}

TEST_CASE("a model says its version, its tensors and the order of its features") {
  frame::ModelInfo info;
  info.version = "v1";
  info.type = "logistic";
  info.features = {"bias", "mid_price"};
  std::string out;
  SECTION("with an artefact") {
    info.sha256 = "ab";
    oip::render_model(out, "m", info);
    CHECK(out == R"({"name":"m","versions":["v1"],"platform":"spark_logistic",)"
                 R"("inputs":[{"name":"features","datatype":"FP64","shape":[-1,2]}],)"
                 R"("outputs":[{"name":"score","datatype":"FP64","shape":[-1,1]}],)"
                 R"("parameters":{"features":"bias,mid_price","sha256":"ab"}})");
  }
  SECTION("without one") {
    oip::render_model(out, "m", info);
    CHECK(out.ends_with(R"("parameters":{"features":"bias,mid_price"}})"));
  }
}

TEST_CASE("a model's configuration has the names that clients of Triton read") {
  frame::ModelInfo info;
  info.type = "logistic";
  info.features = {"bias", "mid_price"};
  std::string out;
  const std::string common =
      R"({"name":"m","platform":"spark_logistic","backend":"spark","max_batch_size":4096,)"
      R"("input":[{"name":"features","data_type":"TYPE_FP64","dims":[2]}],)"
      R"("output":[{"name":"score","data_type":"TYPE_FP64","dims":[1]}],)"
      R"("parameters":{"features":{"string_value":"bias,mid_price"})";
  SECTION("with an artefact") {
    info.sha256 = "ab";
    oip::render_config(out, "m", info);
    CHECK(out == common + R"(,"sha256":{"string_value":"ab"}}})");
  }
  SECTION("without one") {
    oip::render_config(out, "m", info);
    CHECK(out == common + "}}");
  }
}

TEST_CASE("models are listed by name") {
  std::string out;
  oip::render_models(out, std::array<std::string_view, 2>{"a", "b\""});
  CHECK(out == R"({"models":["a","b\""]})");
  out.clear();
  oip::render_models(out, {});
  CHECK(out == R"({"models":[]})");
}

TEST_CASE("readiness is a word, or a word and a reason") {
  const struct {
    const char* model;
    const char* not_ready;
    const char* text;
  } cases[] = {
      {"", "", R"({"ready":true})"},
      {"", "why", R"({"ready":false,"error":"why"})"},
      {"m", "", R"({"name":"m","ready":true})"},
      {"m", "a \"b\"", R"({"name":"m","ready":false,"error":"a \"b\""})"},
  };
  for (const auto& c : cases) {
    std::string out;
    oip::render_ready(out, c.model, c.not_ready);
    CHECK(out == c.text);
  }
  std::string live;
  oip::render_live(live);
  CHECK(live == R"({"live":true})");
}

TEST_CASE("statistics have the shape that clients of the extension read") {
  oip::Statistics statistics;
  statistics.last_inference_ms = 1700000000000;
  statistics.inference_count = 7;
  statistics.execution_count = 3;
  statistics.success = {3, 60};
  statistics.fail = {2, 11};
  statistics.compute_input = {3, 10};
  statistics.compute_infer = {3, 20};
  statistics.compute_output = {3, 30};
  std::string out;
  oip::render_statistics(out, std::array{oip::ModelStatistics{"m", "v1", statistics}});
  CHECK(out ==
        R"({"model_stats":[{"name":"m","version":"v1","last_inference":1700000000000,)"
        R"("inference_count":7,"execution_count":3,"inference_stats":{)"
        R"("success":{"count":3,"ns":60},"fail":{"count":2,"ns":11},"queue":{"count":0,"ns":0},)"
        R"("compute_input":{"count":3,"ns":10},"compute_infer":{"count":3,"ns":20},)"
        R"("compute_output":{"count":3,"ns":30},"cache_hit":{"count":0,"ns":0},)"
        R"("cache_miss":{"count":0,"ns":0}},"batch_stats":[]}]})");
  out.clear();
  oip::render_statistics(
      out, std::array{oip::ModelStatistics{"m", "v1", {}}, oip::ModelStatistics{"n", "v2", {}}});
  CHECK(out.find(R"("batch_stats":[]},{"name":"n","version":"v2","last_inference":0)") !=
        std::string::npos);
  out.clear();
  oip::render_statistics(out, {});
  CHECK(out == R"({"model_stats":[]})");
}
