// The error of a tool's parts: a sentence for people and an exit code.
#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace spark::tool {

// The exit codes of sparkctl and of every tool that it runs.
enum class Exit : int {
  ok = 0,
  failed = 1,       // the host said no, or the operation failed
  usage = 2,        // the command line, or a file that it names, is wrong
  unreachable = 3,  // no connection to the host
};

// The exit code comes first: a Result<std::string> must not be made of a text in two ways.
struct Error {
  Exit exit = Exit::failed;
  std::string text;
};

// Lets Result::value() throw where a caller has not looked first.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
  throw std::runtime_error(error.text);
}

template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace spark::tool
