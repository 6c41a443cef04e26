// Catch2 2.13 (Debian 12) and 3.x behind one include. Tests include this and nothing of Catch2's
// own.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>  // brings Approx with it
#endif
