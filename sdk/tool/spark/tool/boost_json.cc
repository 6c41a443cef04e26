// Boost.JSON's functions, compiled once, so that tools need no shared library of it.
#include <boost/json/src.hpp>
