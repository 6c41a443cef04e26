// spark/pin.h: forbids changes of a model for as long as a Pin lives.
//
//   spark::Pins pins(host);
//   spark::Pin pin = pins.pin<&Trial::model_changes>(*this, "candidate", "a trial is running");
//
// Until then an operator who would change the model is refused with the reason, unless he forces
// the change: then model_changes() is called before it takes effect.
#pragma once

#include <string>
#include <utility>

#include "spark/ext/draft/pin.h"
#include "spark/host.h"

namespace spark {

// Owns one pin, and takes it away when it goes. Movable; a default-constructed one pins nothing. A
// pin of an object that serves no longer is gone with it: what is to last goes into the plugin's
// state, and load() pins again. Made, moved and destroyed on [builder, control].
class Pin {
 public:
  // Pins nothing.
  Pin() = default;
  Pin(Pin&& other) noexcept { swap(other); }
  Pin& operator=(Pin&& other) noexcept {
    Pin(std::move(other)).swap(*this);
    return *this;
  }
  // Takes the pin away, if it is there still. Afterwards nobody is told any more.
  ~Pin() {
    if (number_ != 0) pins_->unpin(host_, number_);
  }

  // Whether it was made and not yet let go; one that was broken stays so until then.
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
  // Throws if the host does not offer it. [builder]
  explicit Pins(Host host) : pins_(host, SPARK_EXT_PIN) {}

  // `model` is a key under models:, whether it is there or not; `reason` is a few words for
  // operators. Throws what the host refuses. `broken` is a member function without arguments:
  // `(owner.*broken)()` runs on [control] when an operator forces a change, before that takes
  // effect; it must not throw. `owner` must outlive the pin. [builder, control]
  template <auto broken, class Owner>
  [[nodiscard]] Pin pin(Owner& owner, const std::string& model, const std::string& reason) const {
    const auto call = [](void* context) noexcept { (static_cast<Owner*>(context)->*broken)(); };
    uint64_t number = 0;
    spark_error err{};
    check(pins_->pin(pins_.host, model.c_str(), reason.c_str(), call, &owner, &number, &err), err);
    return {pins_.host, pins_.functions, number};
  }

 private:
  glue::Service<spark_ext_pin> pins_;
};

}  // namespace spark
