// Swaps that plugins ask for, as changes in the queue that operators' changes wait in.
#pragma once

#include "actions/orders.h"
#include "change/change_queue.h"
#include "services/swaps.h"

namespace spark::change {

class PluginSwaps final : public services::Swaps {
 public:
  // Both outlive this object and its requests.
  PluginSwaps(ChangeQueue& changes, actions::Orders& orders) : changes_(changes), orders_(orders) {}

  [[nodiscard]] std::function<void()> request(services::SwapRequest request, Done done) override;

 private:
  ChangeQueue& changes_;
  actions::Orders& orders_;
};

// The change that is asked for; a refusal with 400 if a definition is none.
[[nodiscard]] base::Result<Change, Refusal> change_of(const services::SwapRequest& request);

}  // namespace spark::change
