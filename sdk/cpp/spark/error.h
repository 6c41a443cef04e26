// spark/error.h: how glue code fails.
//
// Inside a plugin, constructors and handlers throw. At the C boundary guarded() turns the exception
// into the caller's spark_error, so no exception crosses it. An author throws spark::Error and
// needs nothing else of this file.
#pragma once

#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

#include "spark/abi.h"
#include "spark/text.h"

namespace spark {

// An expected failure. The text is a sentence that names the place and the expectation, such as
// "sets: at least one is needed"; the host puts the name of the plugin, model or stage before it,
// and cuts it at 239 bytes. The code is one of SPARK_E_*: INVALID where the configuration or the
// request is to blame, NOT_READY where later may be better, otherwise FAILED.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& text, int32_t code = SPARK_E_FAILED)
      : std::runtime_error(text), code_(code) {}

  // One of SPARK_E_*, never 0.
  [[nodiscard]] int32_t code() const noexcept { return code_; }

 private:
  int32_t code_;
};

// Fills *err (which may be null) and returns `code`. A text that is too long is cut between
// characters. [any]
inline int32_t report(spark_error* err, int32_t code, std::string_view text) noexcept {
  if (err == nullptr) return code;
  text = whole_characters(text, sizeof err->text - 1);
  err->code = code;
  err->length = static_cast<uint32_t>(text.size());
  std::memcpy(err->text, text.data(), text.size());
  err->text[text.size()] = '\0';
  return code;
}

// Calls `work()` and returns 0, or a code with *err filled if it throws: the code of a
// spark::Error, SPARK_E_EXCEPTION for every other exception. [any]
template <class Work>
int32_t guarded(spark_error* err, Work&& work) noexcept {
  try {
    work();
    return SPARK_OK;
  } catch (const Error& error) {
    return report(err, error.code(), error.what());
  } catch (const std::exception& error) {
    return report(err, SPARK_E_EXCEPTION, error.what());
  } catch (...) {
    return report(err, SPARK_E_EXCEPTION, "something was thrown that is not a std::exception");
  }
}

// For wrappers of host functions that return a code: throws the host's error unless it is 0. [any]
inline void check(int32_t code, const spark_error& err) {
  if (code != SPARK_OK) throw Error(std::string(err.text, err.length), code);
}

// The same for functions that return a pointer, which is null when they fail. [any]
template <class T>
T* checked(T* made, const spark_error& err) {
  if (made == nullptr) check(err.code != SPARK_OK ? err.code : SPARK_E_FAILED, err);
  return made;
}

}  // namespace spark
