#include "spark/testing/fake_swaps.h"

#include <utility>

#include "spark/error.h"
#include "spark/testing/fake_of.h"

namespace spark::testing {
namespace {

int32_t request(const spark_host* host, const spark_swap_request* raw, spark_done done,
                void* context, spark_error* err) {
  if (!fake(host).acts) return report(err, SPARK_E_NOT_ACTING, "the object does not act");
  if (fake(host).may_swap != SPARK_OK)
    return report(err, fake(host).may_swap, "the swap is refused");
  FakeHost::Swap swap;
  for (uint32_t i = 0; i < raw->model_count; ++i) {
    const spark_swap_model& model = raw->models[i];
    if (model.definition != nullptr) swap.definitions[model.model] = model.definition;
    if (model.expect != nullptr) swap.expect[model.model] = model.expect;
  }
  swap.reason = raw->reason;
  swap.is_way_back = (raw->flags & SPARK_SWAP_WAY_BACK) != 0;
  swap.reply = raw->reply;
  swap.done = done;
  swap.context = context;
  fake(host).swaps.push_back(std::move(swap));
  return SPARK_OK;
}

constexpr spark_ext_swap swap_functions = {request};

}  // namespace

const void* swaps_extension(const std::string& id) {
  return id == SPARK_EXT_SWAP ? &swap_functions : nullptr;
}

void FakeHost::end_swaps(int32_t code, const std::string& why) {
  std::vector<Swap> waiting;
  waiting.swap(swaps);
  for (const Swap& swap : waiting) {
    if (swap.done == nullptr) continue;
    spark_error err{};
    if (code != SPARK_OK) report(&err, code, why);
    swap.done(swap.context, code, code == SPARK_OK ? nullptr : &err);
  }
}

}  // namespace spark::testing
