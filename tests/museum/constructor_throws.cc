// The constructor of a static object throws.
#include <stdexcept>

#include "spark/abi.h"
struct Thrower {
  Thrower() { throw std::runtime_error("thrown by a static object"); }
};
static Thrower thrower;
#include "specimen.h"
