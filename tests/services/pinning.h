// A plugin object that pins, for tests of pins.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host.h"

namespace spark::services {

// A plugin object that pins; it acts unless it was only built.
struct Pinning {
  explicit Pinning(TestHost& host, const char* name = "p", Life life = Life::acting)
      : object(host.object({name, "p", {}, {}})) {
    if (life == Life::acting) object->act();
  }

  int32_t pin(const char* model, const char* reason = "a trial is running") {
    const spark_pin_desc desc = {
        model, reason, lets_pass.data(), static_cast<uint32_t>(lets_pass.size()),
        0,     told,   passed,           this};
    return extension->pin(object->raw(), &desc, &number, &err);
  }
  void unpin(uint64_t which) const { extension->unpin(object->raw(), which); }
  [[nodiscard]] std::string refusal() const { return {err.text, err.length}; }

  static int32_t told(void* context) {
    auto& self = *static_cast<Pinning*>(context);
    ++self.broken;
    if (self.then) self.then();
    return self.answers;
  }
  static void passed(void* context, const char* plugin) {
    static_cast<Pinning*>(context)->passed_by.emplace_back(plugin);
  }

  std::shared_ptr<PluginHost> object;
  const spark_ext_pin* extension = ask<spark_ext_pin>(*object, SPARK_EXT_PIN);
  uint64_t number = 0;
  spark_error err{};
  int broken = 0;
  int32_t answers = SPARK_PIN_GIVEN_UP;
  std::vector<const char*> lets_pass;
  std::vector<std::string> passed_by;
  std::function<void()> then;
};

inline std::string listed(const Pins& pins) {
  std::string text;
  for (const auto& item : pins.list())
    text += item.model + " by " + item.plugin + ": " + item.reason + "\n";
  return text;
}

}  // namespace spark::services
