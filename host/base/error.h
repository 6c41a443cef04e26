// Expected failures: a code, a text for people, and Result<T> to carry either a value or an error.
//
// Untrusted input (requests, YAML, artefacts, plugins) and the environment (disk, peers) fail
// through these; our own bugs stop the process through base/assert.h. Nothing here is used on the
// request path, where failures are fixed-size (frame::Failure).
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace spark::base {

struct Error {
  std::string text;  // a sentence that names the place and the expectation

  Error() = default;  // Result::error() of a success
  explicit Error(std::string text_) : text(std::move(text_)) {}

  template <class Stream>
  friend Stream& operator<<(Stream& out, const Error& error) {
    out << error.text;
    return out;
  }
};

// Makes Result::value() throw if the result is an error. Tests and tools use this.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
  throw std::runtime_error(error.text);
}

template <class T, class E = Error>
using Result = boost::system::result<T, E>;

}  // namespace spark::base
