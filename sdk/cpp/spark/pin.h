// spark/pin.h: forbids changes of a model for as long as this lives.
//
//   spark::Pin pin = pins.pin<&Trial::model_changes>(*this, "candidate", "a trial is running");
#pragma once

#include <string>
#include <utility>

#include "spark/ext/draft/pin.h"
#include "spark/host.h"

namespace spark {

// Movable; a default-constructed one pins nothing. [builder-thread, control-thread]
class Pin {
 public:
  Pin() = default;
  Pin(Pin&& other) noexcept { swap(other); }
  Pin& operator=(Pin&& other) noexcept {
    Pin(std::move(other)).swap(*this);
    return *this;
  }
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

class Pins {
 public:
  explicit Pins(Host host) : host_(host.raw()), pins_(host.require<spark_ext_pin>(SPARK_EXT_PIN)) {}

  // Throws what the host refuses. `(owner.*broken)()` runs on the control thread when an operator
  // forces a change, before it takes effect; it must not throw. `owner` must outlive the pin.
  // [builder-thread, control-thread]
  template <auto broken, class Owner>
  [[nodiscard]] Pin pin(Owner& owner, const std::string& model, const std::string& reason) const {
    const auto call = [](void* context) noexcept { (static_cast<Owner*>(context)->*broken)(); };
    uint64_t number = 0;
    spark_error err{};
    check(pins_->pin(host_, model.c_str(), reason.c_str(), call, &owner, &number, &err), err);
    return {host_, pins_, number};
  }

 private:
  const spark_host* host_;
  const spark_ext_pin* pins_;
};

}  // namespace spark
