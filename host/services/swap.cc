// spark.swap/1: checks what a plugin asks for, and hands it to the layer of changes.
#include "spark/ext/draft/swap.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "base/sha256.h"
#include "plugin/text.h"
#include "services/asked.h"
#include "services/extensions.h"
#include "services/kept_replies.h"
#include "services/plugin_host.h"
#include "services/swaps.h"

namespace spark::services {
namespace {

constexpr uint32_t swap_models_max = 64;
constexpr size_t definition_bytes_max = 65'536;
constexpr size_t swap_reason_bytes_max = 200;
constexpr size_t digest_bytes = 64;

base::Result<SwapRequest::Model> read_model(const Identity& identity, const spark_swap_model& raw) {
  auto name = plugin::read_name(raw.model, "a model to swap", "-.");
  if (!name) return name.error();
  SwapRequest::Model model{std::move(*name)};
  if (raw.definition != nullptr) {
    if (std::find(identity.swaps.begin(), identity.swaps.end(), model.name) == identity.swaps.end())
      return base::Error("swap of model '" + model.name + "': plugins." + identity.name +
                         ".may.swap does not name it");
    auto text = plugin::read_text(raw.definition, "the definition of model '" + model.name + "'",
                                  definition_bytes_max);
    if (!text) return text.error();
    model.definition = std::move(*text);
  }
  if (raw.expect != nullptr) {
    model.expect = std::string(raw.expect, strnlen(raw.expect, digest_bytes + 1));
    if (!model.expect->empty() && !base::is_sha256_hex(*model.expect))
      return base::Error("swap: the digest that model '" + model.name +
                         "' is expected to have is none");
  }
  return model;
}

base::Result<SwapRequest> read_request(const Identity& identity, const spark_swap_request& raw) {
  SwapRequest request{identity.name, {}, {}, (raw.flags & SPARK_SWAP_WAY_BACK) != 0};
  if ((raw.flags & ~uint32_t{SPARK_SWAP_WAY_BACK}) != 0) return base::Error("swap: unknown flags");
  if (raw.models == nullptr || raw.model_count == 0 || raw.model_count > swap_models_max)
    return base::Error("swap: expected 1 to " + std::to_string(swap_models_max) + " models");
  auto reason = plugin::read_text(raw.reason, "the reason of a swap", swap_reason_bytes_max);
  if (!reason) return reason.error();
  if (reason->empty()) return base::Error("swap: the reason is empty");
  request.reason = std::move(*reason);
  for (uint32_t i = 0; i < raw.model_count; ++i) {
    auto model = read_model(identity, raw.models[i]);
    if (!model) return model.error();
    for (const auto& other : request.models)
      if (other.name == model->name)
        return base::Error("swap: model '" + model->name + "' is given twice");
    request.models.push_back(std::move(*model));
  }
  if (std::none_of(request.models.begin(), request.models.end(),
                   [](const auto& model) { return model.definition.has_value(); }))
    return base::Error("swap: no model is given a definition");
  return request;
}

int32_t code_of(SwapEnd end) {
  switch (end) {
    case SwapEnd::done:
      return SPARK_OK;
    case SwapEnd::invalid:
      return SPARK_E_INVALID;
    case SwapEnd::conflict:
      return SPARK_E_CONFLICT;
    case SwapEnd::superseded:
      return SPARK_E_SUPERSEDED;
    case SwapEnd::failed:
      break;
  }
  return SPARK_E_FAILED;
}

// The epoch in which the swap was asked for; a kept reply's action is committed.
base::Result<uint64_t, Commit> epoch_for(PluginHost& object, uint64_t reply, bool is_way_back) {
  const uint64_t present = Asked::present().value_or(object.context().flags->epoch());
  if (reply == 0) return present;
  const RouteCallPtr call = object.replies_kept()->find(reply);
  if (call == nullptr) return Commit{Commit::Why::cancelled, "swap: the reply is kept no more"};
  if (!call->commit) return present;
  if (Commit committed = call->commit(is_way_back); committed.why != Commit::Why::done)
    return committed;
  return call->epoch.value_or(present);
}

// Takes a request back when its object rests, which the control thread may say while a job's thread
// is still asking.
class TakeBack {
 public:
  // How it is done; at once if the object rests already. [control, jobs]
  void know(std::function<void()> how) {
    {
      const std::lock_guard lock(mutex_);
      if (!is_due_) {
        how_ = std::move(how);
        return;
      }
    }
    how();
  }
  void operator()() {  // [control]
    std::function<void()> how;
    {
      const std::lock_guard lock(mutex_);
      is_due_ = true;
      how.swap(how_);
    }
    if (how) how();
  }

 private:
  std::mutex mutex_;  // guards the members below
  std::function<void()> how_;
  bool is_due_ = false;
};

int32_t request(const spark_host* host, const spark_swap_request* raw, spark_done done,
                void* context, spark_error* err) {
  PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || raw == nullptr)
    return fail(err, SPARK_E_INVALID, "swap: the host is not the one that was given, or null");
  if (const int32_t code = object->check_acting("swap", err); code != SPARK_OK) return code;
  Swaps* const swaps = object->context().swaps;
  if (swaps == nullptr) return fail(err, SPARK_E_UNSUPPORTED, "swap: this host changes nothing");
  auto read = read_request(object->identity(), *raw);
  if (!read) return fail(err, SPARK_E_INVALID, read.error().text);
  const auto epoch = epoch_for(*object, raw->reply, read->is_way_back);
  if (!epoch) return fail(err, services::code_of(epoch.error().why), epoch.error().text);
  read->epoch = *epoch;

  // An object that rests takes back what has not begun.
  const auto take_back = std::make_shared<TakeBack>();
  const auto calls = object->calls().shared_from_this();
  const uint64_t number =
      calls->open([take_back, tell = ending(done, context)](int32_t code, std::string_view text) {
        if (code == SPARK_E_CANCELLED) (*take_back)();
        if (tell) tell(code, text);
      });
  if (number == 0) return fail(err, SPARK_E_NOT_ACTING, "swap: the object is to rest");
  take_back->know(swaps->request(std::move(*read), [calls, number](SwapEnd end, std::string why) {
    calls->end(number, code_of(end), std::move(why));
  }));
  return SPARK_OK;
}

}  // namespace

const spark_ext_swap swap_extension = {request};

}  // namespace spark::services
