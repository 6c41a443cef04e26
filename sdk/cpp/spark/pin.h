// spark/pin.h: forbids changes of a model for as long as a Pin lives.
//
//   spark::Pins pins(host);
//   spark::Pin pin = pins.pin<&Trial::model_changes>(*this, "candidate", "a trial is running");
//
// Until the Pin goes, the host refuses changes of the model and gives the reason, unless an
// operator forces the change: then model_changes() is called before the change takes effect. It may
// return false, end what depends on the model, and call pin.answer() within a second. Plugins that
// the pin lets pass swap the model all the same; a third function hears of that afterwards.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "spark/ext/draft/pin.h"
#include "spark/host.h"

namespace spark {

// Owns one pin, and takes it away on destruction. Movable; a default-constructed Pin pins nothing.
// A pin ends when its plugin object serves no longer. To keep it, save it in the plugin's state and
// pin again in load(). Made, moved and destroyed on [builder, control].
class Pin {
 public:
  // Pins nothing.
  Pin() = default;
  Pin(Pin&& other) noexcept { swap(other); }
  Pin& operator=(Pin&& other) noexcept {
    Pin(std::move(other)).swap(*this);
    return *this;
  }
  // Takes the pin away, if it is still there. The callback is not called afterwards.
  ~Pin() {
    if (number_ != 0) pins_->unpin(host_, number_);
  }

  // Says that a broken pin's holder has given up what depended on the model. [any]
  void answer() const {
    if (number_ != 0) pins_->answer(host_, number_);
  }

  // Whether the Pin was made and not yet let go; a broken Pin stays true until then.
  [[nodiscard]] explicit operator bool() const { return number_ != 0; }

 private:
  friend class Pins;
  Pin(const spark_host* host, const spark_ext_pin* pins, uint64_t number)
      : host_(host), pins_(pins), number_(number) {}

  void swap(Pin& other) noexcept {
    std::swap(host_, other.host_);
    std::swap(pins_, other.pins_);
    std::swap(number_, other.number_);
  }

  const spark_host* host_ = nullptr;
  const spark_ext_pin* pins_ = nullptr;
  uint64_t number_ = 0;
};

// Makes pins. Small and copyable; valid for the plugin object's life.
class Pins {
 public:
  // Throws if the host does not offer pins. [builder]
  explicit Pins(Host host) : pins_(host, SPARK_EXT_PIN) {}

  // `model` is a key under models:, even of a model that is not there; `reason` is a few words for
  // operators; `lets_pass` are keys under plugins:. Throws the host's refusal. `broken` is a member
  // function without arguments: `(owner.*broken)()` runs on [control] when an operator forces a
  // change, before the change takes effect; it must not throw. If it returns false, the change
  // waits for Pin::answer(), at most a second. `passed` is a member function that gets the plugin
  // (std::string) which swapped the model. `owner` must outlive the pin. [builder, control]
  template <auto broken, auto passed = nullptr, class Owner>
  [[nodiscard]] Pin pin(Owner& owner, const std::string& model, const std::string& reason,
                        const std::vector<std::string>& lets_pass = {}) const {
    std::vector<const char*> names;
    for (const std::string& plugin : lets_pass) names.push_back(plugin.c_str());
    spark_pin_desc desc{};
    desc.model = model.c_str();
    desc.reason = reason.c_str();
    desc.lets_pass = names.data();
    desc.lets_pass_count = static_cast<uint32_t>(names.size());
    desc.context = &owner;
    desc.broken = &tell_broken<broken, Owner>;
    if constexpr (!std::is_null_pointer_v<decltype(passed)>)
      desc.passed = [](void* context, const char* plugin) noexcept {
        (static_cast<Owner*>(context)->*passed)(std::string(plugin));
      };
    uint64_t number = 0;
    spark_error err{};
    check(pins_->pin(pins_.host, &desc, &number, &err), err);
    return {pins_.host, pins_.functions, number};
  }

 private:
  template <auto broken, class Owner>
  static int32_t tell_broken(void* context) noexcept {
    auto& owner = *static_cast<Owner*>(context);
    if constexpr (std::is_void_v<decltype((owner.*broken)())>) {
      (owner.*broken)();
      return SPARK_PIN_GIVEN_UP;
    } else {
      return (owner.*broken)() ? SPARK_PIN_GIVEN_UP : SPARK_PIN_LATER;
    }
  }

  glue::Service<spark_ext_pin> pins_;
};

}  // namespace spark
