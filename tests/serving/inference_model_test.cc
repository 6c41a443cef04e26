// What a model is given to serve inference, and what is counted.
#include "generation/inference_model.h"

#include <thread>

#include "serving/inference_rig.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::generation;
using namespace spark::serving;
using namespace spark::serving::test;

TEST_CASE("statistics count rows, calls and failures, over all workers") {
  Rig rig;
  CHECK(rig.statistics().at("last_inference").as_int64() == 0);
  REQUIRE(rig.infer("[1,2,3,4]", 2).code_ == 200);
  std::thread([&rig] {
    base::this_worker = 2;
    REQUIRE(rig.infer("[1,2,3,4,5,6]", 3).code_ == 200);
  }).join();
  REQUIRE(rig.infer("[-2,2]", 1).code_ == 500);
  REQUIRE(rig.infer("[1]", 1).code_ == 400);
  REQUIRE(rig.ask("GET", "/v2/models/first").code_ == 200);  // nothing is counted for it
  const auto statistics = rig.statistics();
  CHECK(statistics.at("inference_count").as_int64() == 5);
  CHECK(statistics.at("execution_count").as_int64() == 2);
  CHECK(statistics.at("last_inference").as_int64() > 1'600'000'000'000);
  const auto& spent = statistics.at("inference_stats").as_object();
  CHECK(spent.at("success").at("count").as_int64() == 2);
  CHECK(spent.at("fail").at("count").as_int64() == 2);
  int64_t parts = 0;
  for (const char* part : {"compute_input", "compute_infer", "compute_output"}) {
    CHECK(spent.at(part).at("count").as_int64() == 2);
    CHECK(spent.at(part).at("ns").as_int64() > 0);
    parts += spent.at(part).at("ns").as_int64();
  }
  CHECK(spent.at("success").at("ns").as_int64() == parts);
  CHECK(spent.at("fail").at("ns").as_int64() > 0);
  CHECK(boost::json::parse(rig.ask("GET", "/v2/models/second/stats").body_)
            .at_pointer("/model_stats/0/inference_count")
            .as_int64() == 0);
}

TEST_CASE("each worker has scratch of its own, which goes with the model's last user") {
  Rig rig;
  CHECK(rig.first->scratches_made_ == workers);
  REQUIRE(rig.infer("[1,2]", 1).code_ == 200);
  CHECK(rig.first->used_ == &rig.first->scratches_[1]);
  base::this_worker = 2;
  REQUIRE(rig.infer("[1,2]", 1).code_ == 200);
  CHECK(rig.first->used_ == &rig.first->scratches_[2]);
  rig.models.clear();
  CHECK(rig.first->destroyed_.size() == workers);
}

TEST_CASE("a change of one model leaves the counts of the others") {
  Rig rig;
  REQUIRE(rig.infer("[1,2]", 1).code_ == 200);
  REQUIRE(rig.infer("[1,2]", 1, "second/infer").code_ == 200);
  const auto changed = std::make_shared<SumModel>("v3");
  const auto next =
      make_inference_models({{"first", rig.first}, {"second", changed}}, rig.models, workers);
  CHECK(next[0] == rig.models[0]);
  CHECK(next[0]->statistics().inference_count == 1);
  CHECK(next[1]->info().version == "v3");
  CHECK(next[1]->statistics().inference_count == 0);
  // The same object under another name is another model to those who ask.
  const auto renamed = make_inference_models({{"third", rig.first}}, rig.models, workers);
  CHECK(renamed[0]->name() == "third");
  CHECK(renamed[0]->statistics().inference_count == 0);
}
