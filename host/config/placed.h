// A value and where it was written.
#pragma once

#include "config/errors.h"

namespace spark::config {

template <class T>
struct Placed {
  T value{};
  Place place;
};

}  // namespace spark::config
