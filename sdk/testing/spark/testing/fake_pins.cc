#include "spark/testing/fake_pins.h"

#include <stdexcept>

#include "spark/testing/fake_of.h"

namespace spark::testing {
namespace {

int32_t pin(const spark_host* host, const spark_pin_desc* desc, uint64_t* number, spark_error*) {
  auto& pins = fake(host).pins;
  *number = ++fake(host).last_pin;
  FakeHost::Pin made{desc->model, desc->reason, {}, desc->broken, desc->passed, desc->context};
  for (uint32_t i = 0; i < desc->lets_pass_count; ++i)
    made.lets_pass.emplace_back(desc->lets_pass[i]);
  pins.emplace(*number, std::move(made));
  return SPARK_OK;
}

void unpin(const spark_host* host, uint64_t number) {
  fake(host).pins.erase(number);
}

void answer(const spark_host* host, uint64_t number) {
  fake(host).pin_answers.push_back(number);
}

constexpr spark_ext_pin pin_functions = {pin, unpin, answer};

}  // namespace

const void* pins_extension(const std::string& id) {
  return id == SPARK_EXT_PIN ? &pin_functions : nullptr;
}

int32_t FakeHost::break_pin(uint64_t number) {
  const Pin pin = pins.at(number);  // a copy: the call may take it away
  pins.erase(number);
  return pin.broken == nullptr ? int32_t{SPARK_PIN_GIVEN_UP} : pin.broken(pin.context);
}

void FakeHost::pass_pin(uint64_t number, const std::string& plugin) {
  const Pin pin = pins.at(number);
  if (pin.passed != nullptr) pin.passed(pin.context, plugin.c_str());
}

}  // namespace spark::testing
