// Catch2, as the tests of plugins have it, too. Tests include this and nothing of Catch2's own.
#pragma once

#include "spark/testing/catch.h"
