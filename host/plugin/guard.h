// One call into a plugin. Plugins promise not to throw. A plugin that throws all the same must not
// end the host, so every call goes through here.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <utility>

#include "frame/frame.h"
#include "plugin/text.h"

namespace spark::plugin {

// Returns call()'s code with `failure` made harmless (see sanitise()), or frame::exception.
template <class Call>
int32_t guarded(frame::Failure& failure, Call&& call) noexcept {
  failure.code = frame::ok;
  failure.length = 0;
  failure.text[0] = '\0';
  try {
    return sanitise(failure, std::forward<Call>(call)());
  } catch (const std::exception& thrown) {
    failure.set(frame::exception, thrown.what());
  } catch (...) {
    failure.set(frame::exception, "it threw something that is no std::exception");
  }
  return sanitise(failure, frame::exception);
}

// For calls that return nothing and cannot report failure. Returns whether the call ended without
// an exception.
template <class Call>
bool guarded_void(Call&& call) noexcept {
  try {
    std::forward<Call>(call)();
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace spark::plugin
