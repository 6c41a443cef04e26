// What a plugin may ask of swaps and of the models that serve.
#include <atomic>
#include <thread>
#include <utility>
#include <vector>

#include "fake_models.h"
#include "host.h"
#include "services/asked.h"
#include "services/swaps.h"
#include "support/catch.h"
#include "support/manual_queue.h"

using namespace spark;
using namespace spark::services;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string digest(64, 'a');
const std::string other_digest(64, 'b');

struct Requested {
  Requested(SwapRequest asked, Swaps::Done ended)
      : request(std::move(asked)), done(std::move(ended)) {}
  SwapRequest request;
  Swaps::Done done;
  std::atomic<uint32_t> times_taken_back{0};
};

struct FakeSwaps final : Swaps {
  std::vector<std::shared_ptr<Requested>> asked;
  std::function<void()> meanwhile;  // may be empty
  std::function<void()> request(SwapRequest request, Done done) override {
    asked.push_back(std::make_shared<Requested>(std::move(request), std::move(done)));
    if (meanwhile) meanwhile();
    return [last = asked.back()] { ++last->times_taken_back; };
  }
};

struct Swapper {
  test::ManualQueue control;
  TestHost host;
  FakeSwaps swaps;
  std::shared_ptr<PluginHost> object;
  const spark_ext_swap* extension = nullptr;
  spark_swap_model model{"candidate", R"({"artefact":"/a"})", nullptr};
  spark_swap_request raw{&model, 1, 0, "promotion", 0};
  spark_error err{};
  std::vector<std::pair<int32_t, std::string>> ends;

  Swapper() {
    host.context.control = &control;
    host.context.swaps = &swaps;
    object = host.object({"p", "p", {}, {}, {"candidate", "extra"}});
    object->act();
    extension = ask<spark_ext_swap>(*object, SPARK_EXT_SWAP);
  }
  ~Swapper() { object->end_calls(); }  // as the host does: what is asked for holds the calls
  int32_t request() {
    return extension->request(
        object->raw(), &raw,
        [](void* self, int32_t code, const spark_error* why) {
          static_cast<Swapper*>(self)->ends.emplace_back(code, why ? text_of(*why) : "");
        },
        this, &err);
  }
};

}  // namespace

TEST_CASE("a swap is handed on with its models, reason and epoch, and ends once") {
  Swapper plugin;
  spark_swap_model models[] = {{"candidate", R"({"artefact":"/a"})", digest.c_str()},
                               {"production", nullptr, ""}};
  plugin.raw.models = models;
  plugin.raw.model_count = 2;
  plugin.raw.flags = SPARK_SWAP_WAY_BACK;
  const uint64_t epoch = plugin.host.flags.epoch();
  {
    const Asked::Scope asked(epoch);
    plugin.host.flags.note_safe("test", false);
    REQUIRE(plugin.request() == SPARK_OK);
  }
  REQUIRE(plugin.swaps.asked.size() == 1);
  const SwapRequest& request = plugin.swaps.asked[0]->request;
  CHECK(request.plugin == "p");
  CHECK(request.reason == "promotion");
  CHECK(request.is_way_back);
  CHECK(request.epoch == epoch);
  REQUIRE(request.models.size() == 2);
  CHECK(request.models[0].definition == R"({"artefact":"/a"})");
  CHECK(request.models[0].expect == digest);
  CHECK_FALSE(request.models[1].definition);
  CHECK(request.models[1].expect == "");

  plugin.swaps.asked[0]->done(SwapEnd::conflict, "no");
  plugin.control.run_all();
  plugin.object->end_calls();
  REQUIRE(plugin.ends.size() == 1);
  CHECK(plugin.ends[0] == std::pair<int32_t, std::string>(SPARK_E_CONFLICT, "no"));
  CHECK(plugin.swaps.asked[0]->times_taken_back == 0);
}

TEST_CASE("each end of a swap has its code") {
  const std::pair<SwapEnd, int32_t> cases[] = {{SwapEnd::done, SPARK_OK},
                                               {SwapEnd::invalid, SPARK_E_INVALID},
                                               {SwapEnd::conflict, SPARK_E_CONFLICT},
                                               {SwapEnd::superseded, SPARK_E_SUPERSEDED},
                                               {SwapEnd::failed, SPARK_E_FAILED}};
  for (const auto& [end, code] : cases) {
    Swapper plugin;
    REQUIRE(plugin.request() == SPARK_OK);
    plugin.swaps.asked[0]->done(end, "why");
    plugin.control.run_all();
    REQUIRE(plugin.ends.size() == 1);
    CHECK(plugin.ends[0].first == code);
  }
}

TEST_CASE("an object that rests takes its swap back") {
  Swapper plugin;
  REQUIRE(plugin.request() == SPARK_OK);
  plugin.object->end_calls();
  CHECK(plugin.swaps.asked[0]->times_taken_back == 1);
  REQUIRE(plugin.ends.size() == 1);
  CHECK(plugin.ends[0].first == SPARK_E_CANCELLED);
  plugin.swaps.asked[0]->done(SwapEnd::done, "");
  plugin.control.run_all();
  CHECK(plugin.ends.size() == 1);
}

TEST_CASE("a swap is taken back by an object that rests while it asks, and acts again") {
  Swapper plugin;
  plugin.swaps.meanwhile = [&plugin] {
    plugin.object->rest();
    plugin.object->end_calls();
    plugin.object->act();
  };
  REQUIRE(plugin.request() == SPARK_OK);
  REQUIRE(plugin.ends.size() == 1);
  CHECK(plugin.ends[0].first == SPARK_E_CANCELLED);
  CHECK(plugin.swaps.asked[0]->times_taken_back == 1);
}

TEST_CASE("a job's swap is taken back once, whenever its object rests") {
  for (int i = 0; i < 200; ++i) {
    Swapper plugin;
    std::atomic<bool> has_asked{false};
    plugin.swaps.meanwhile = [&] { has_asked.store(true, std::memory_order_relaxed); };
    int32_t code = SPARK_E_FAILED;
    std::thread job([&] { code = plugin.request(); });
    while (!has_asked.load(std::memory_order_relaxed)) std::this_thread::yield();
    plugin.object->end_calls();
    job.join();
    CHECK(code == SPARK_OK);
    CHECK(plugin.swaps.asked[0]->times_taken_back == 1);
    CHECK(plugin.ends.size() == 1);
  }
}

TEST_CASE("a swap that may not be asked for is refused, and has no end") {
  const struct {
    const char* says;
    std::function<void(Swapper&)> damage;
  } cases[] = {
      {"may.swap does not name it", [](Swapper& p) { p.model.model = "production"; }},
      {"is not a name", [](Swapper& p) { p.model.model = "a b"; }},
      {"no model is given a definition", [](Swapper& p) { p.model.definition = nullptr; }},
      {"is expected to have is none", [](Swapper& p) { p.model.expect = "abc"; }},
      {"1 to 64 models", [](Swapper& p) { p.raw.model_count = 0; }},
      {"1 to 64 models", [](Swapper& p) { p.raw.models = nullptr; }},
      {"the reason is empty", [](Swapper& p) { p.raw.reason = ""; }},
      {"reason of a swap is null", [](Swapper& p) { p.raw.reason = nullptr; }},
      {"unknown flags", [](Swapper& p) { p.raw.flags = 2; }},
  };
  for (const auto& each : cases) {
    INFO(each.says);
    Swapper plugin;
    each.damage(plugin);
    CHECK(plugin.request() == SPARK_E_INVALID);
    CHECK_THAT(text_of(plugin.err), ContainsSubstring(each.says));
    CHECK(plugin.swaps.asked.empty());
  }
  Swapper twice;
  const spark_swap_model models[] = {twice.model, twice.model};
  twice.raw.models = models;
  twice.raw.model_count = 2;
  CHECK(twice.request() == SPARK_E_INVALID);

  Swapper gone;
  gone.raw.reply = 7;
  CHECK(gone.request() == SPARK_E_CANCELLED);

  Swapper tried;  // as in a trial: built, never acting
  tried.object = tried.host.object({"p", "p", {}, {}, {"candidate"}});
  CHECK(tried.request() == SPARK_E_NOT_ACTING);
  CHECK(tried.swaps.asked.empty());
  CHECK(tried.ends.empty());
}

TEST_CASE("a swap for a kept reply commits its action, and has its epoch") {
  for (const bool goes_back : {false, true}) {
    for (const bool superseded : {false, true}) {
      Swapper plugin;
      std::vector<bool> commits;
      auto call = std::make_shared<RouteCall>();
      call->send = [](const RouteReply&) {};
      call->epoch = 3;
      call->commit = [&](bool back) {
        commits.push_back(back);
        return Commit{superseded ? Commit::Why::superseded : Commit::Why::done, "late"};
      };
      plugin.raw.reply = plugin.object->replies_kept()->keep(call, 0);
      if (goes_back) plugin.raw.flags = SPARK_SWAP_WAY_BACK;
      CHECK(plugin.request() == (superseded ? SPARK_E_SUPERSEDED : SPARK_OK));
      CHECK(commits == std::vector<bool>{goes_back});
      if (!superseded) CHECK(plugin.swaps.asked[0]->request.epoch == 3);
    }
  }
}

TEST_CASE("the models that serve are told of, and leased while the object acts") {
  TestHost host;
  FakeModels serving;
  host.context.models = &serving;
  const auto object = host.object({"p", "p", {}, {}});
  const auto* models = ask<spark_ext_models>(*object, SPARK_EXT_MODELS);
  serving.all["m"] = {{"{plugin: x}", "v2", digest, "/objects/a", 3, 30},
                      {"{plugin: x}", "v1", other_digest, "", 1, 10}};
  serving.all["bare"] = {{"{plugin: y}", "1", ""}};
  std::string seen;
  const spark_take_model take = [](void* context, const spark_live_model* model) {
    auto& text = *static_cast<std::string*>(context);
    text += std::string(model->version) + " " + model->folder + " " +
            std::to_string(model->generation) + " ";
  };
  spark_error err{};
  CHECK(models->live(object->raw(), "m", take, &seen, &err) == SPARK_OK);
  CHECK(seen == "v2 /objects/a 3 ");
  CHECK(models->live(object->raw(), "other", take, &seen, &err) == SPARK_OK);
  CHECK(models->history(object->raw(), "m", take, &seen, &err) == SPARK_OK);
  CHECK(seen == "v2 /objects/a 3 v2 /objects/a 3 v1  1 ");
  CHECK(models->live(object->raw(), nullptr, take, &seen, &err) == SPARK_E_INVALID);
  CHECK(models->history(object->raw(), "m", nullptr, &seen, &err) == SPARK_E_INVALID);

  uint64_t number = 0;
  const auto lease = [&](const char* name) {
    return models->lease(object->raw(), name, take, &seen, &number, &err);
  };
  CHECK(lease("m") == SPARK_E_NOT_ACTING);
  object->act();
  CHECK(lease("other") == SPARK_E_INVALID);
  CHECK(lease("bare") == SPARK_E_INVALID);
  REQUIRE(lease("m") == SPARK_OK);
  CHECK(serving.leases().objects() == std::set<std::string>{digest});
  models->release(object->raw(), number + 1);
  CHECK_FALSE(serving.leases().objects().empty());
  models->release(object->raw(), number);
  CHECK(serving.leases().objects().empty());
  for (size_t i = 0; i < leases_max; ++i) REQUIRE(lease("m") == SPARK_OK);
  CHECK(lease("m") == SPARK_E_FAILED);
  object->rest();
  CHECK(serving.leases().objects().empty());
}
