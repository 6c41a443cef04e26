#include "change/plugin_swaps.h"

#include <utility>

#include "base/json_object.h"

namespace spark::change {
namespace {

services::SwapEnd end_of(uint32_t status) {
  switch (status) {
    case 200:
      return services::SwapEnd::done;
    case 400:
    case 404:
    case 422:
      return services::SwapEnd::invalid;
    case 409:
      return services::SwapEnd::conflict;
    default:
      return services::SwapEnd::failed;
  }
}

}  // namespace

base::Result<Change, Refusal> change_of(const services::SwapRequest& request) {
  Change change;
  change.verb = Verb::swap;
  change.plugin = request.plugin;
  change.is_way_back = request.is_way_back;
  change.actor = "plugin " + request.plugin;
  change.detail = request.reason + (request.is_way_back ? " (a way back)" : "");
  for (const auto& model : request.models) {
    if (model.expect) change.expect[model.name] = *model.expect;
    if (!model.definition) continue;
    auto read = read_model_change(model.name, base::JsonObject(*model.definition));
    if (!read) return read.error();
    change.models.push_back(std::move(*read));
  }
  if (auto refusal = too_long(change)) return *refusal;
  return change;
}

std::function<void()> PluginSwaps::request(services::SwapRequest request, Done done) {
  auto change = change_of(request);
  if (!change) {
    done(services::SwapEnd::invalid, change.error().text);
    return [] {};
  }
  const actions::OrderPtr order = changes_.accept(*change, request.epoch);
  changes_.submit(std::move(*change), order,
                  [order, &orders = orders_, done = std::move(done)](const ChangeResponse& answer) {
                    if (answer.status == 200) return done(services::SwapEnd::done, "");
                    const auto refused = orders.look(*order);
                    const bool superseded = answer.status == 409 && !order->has_begun() &&
                                            refused && refused->result == "superseded";
                    done(superseded ? services::SwapEnd::superseded : end_of(answer.status),
                         base::JsonObject(answer.json).text("error").value_or(answer.json));
                  });
  return [order] { (void)order->drop(); };
}

}  // namespace spark::change
