// Boost.URL's functions, compiled once: Debian's headers have them, and one shared library less is
// needed.
#include <boost/url/src.hpp>
