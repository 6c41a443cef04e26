// spark/swap.h: exchanges the definitions of models, as an operator's swap does.
//
//   const spark::Swaps swaps_;                                      // a member of the plugin
//   swaps_.request<&Canary::promoted>(
//       *this, {.models = {{.model = "production", .definition = R"({"like":"candidate"})",
//                           .expect = incumbent},
//                          {.model = "candidate", .expect = promoted}},
//               .reason = "promotion"});
//   void promoted(int32_t code, std::string_view text);              // it serves, or why not
//
// ext/draft/swap.h has the rules: the plugin's entry names the models (may: {swap: […]}), and a
// safe action that comes after the request supersedes it, unless it is a way back.
//
// A plugin that must not act on what it has not seen gives `expect`: the digests that it judged, as
// Models::live() has them. If an operator swapped meanwhile, the request ends with SPARK_E_CONFLICT
// and nothing is changed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spark/ext/draft/swap.h"
#include "spark/glue/done.h"
#include "spark/host.h"

namespace spark {

// One model of a request.
struct SwapModel {
  // The key under models:.
  std::string model;
  // What changes of its definition, as a JSON object; nothing: the model is only expected.
  std::optional<std::string> definition = {};
  // The digest of the artefact that it must have when the change is made; "": none. Nothing: any.
  std::optional<std::string> expect = {};
};

struct SwapRequest {
  std::vector<SwapModel> models;
  // A few words, for the record.
  std::string reason;
  // To what the models were before: no safe action supersedes it.
  bool is_way_back = false;
  // Later::number() of a risky route's reply on whose behalf this is, so that it commits, and has
  // the epoch in which the operator asked; 0: none.
  uint64_t reply = 0;
};

// Small and copyable; valid for the plugin object's life. A member of the plugin class, usually.
//
// A swap takes seconds: the host copies new artefacts, tries the models in another process, records
// the change and publishes one generation for all of them. Two swaps of one model, an operator's or
// a plugin's, are not made at once: the later one ends with SPARK_E_CONFLICT.
class Swaps {
 public:
  // Throws if the host swaps nothing for plugins. [builder]
  explicit Swaps(Host host) : swaps_(host, SPARK_EXT_SWAP) {}

  // Asks for the change; (owner.*done)(code, text) [control] says once how it ended: SPARK_OK and
  // "", or a code and why. `owner` is the plugin object, or lives as long. Throws the host's
  // refusal. [control, jobs]
  template <auto done, class Owner>
  void request(Owner& owner, const SwapRequest& request) const {
    std::vector<spark_swap_model> models;
    for (const SwapModel& each : request.models)
      models.push_back({each.model.c_str(), each.definition ? each.definition->c_str() : nullptr,
                        each.expect ? each.expect->c_str() : nullptr});
    const spark_swap_request raw = {models.data(), static_cast<uint32_t>(models.size()),
                                    request.is_way_back ? uint32_t{SPARK_SWAP_WAY_BACK} : 0,
                                    request.reason.c_str(), request.reply};
    spark_error err{};
    check(swaps_->request(swaps_.host, &raw, glue::done<done, Owner>, &owner, &err), err);
  }

 private:
  glue::Service<spark_ext_swap> swaps_;
};

}  // namespace spark
