// Near(x): equal up to rounding. Catch2 2.13 also has a function named Approx, which hides the
// class; an elaborated name finds the class in both versions.
#pragma once

#include "support/catch.h"

using Near = class ::Approx;
