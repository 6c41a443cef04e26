// spark/error.h: how glue code fails. Inside a plugin, constructors and handlers throw; at the C
// boundary guarded() turns whatever was thrown into the caller's spark_error, so that nothing ever
// crosses.
#pragma once

#include <algorithm>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

#include "spark/abi.h"

namespace spark {

// An expected failure: a sentence that names the place and the expectation, and one of SPARK_E_*.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& text, int32_t code = SPARK_E_FAILED)
      : std::runtime_error(text), code_(code) {}

  [[nodiscard]] int32_t code() const noexcept { return code_; }

 private:
  int32_t code_;
};

// Fills *err (which may be null) and returns `code`. A text that is too long is cut between
// characters.
inline int32_t report(spark_error* err, int32_t code, std::string_view text) noexcept {
  if (err == nullptr) return code;
  size_t length = std::min(text.size(), sizeof err->text - 1);
  if (length < text.size()) {
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0u) == 0x80u) --length;
  }
  err->code = code;
  err->length = static_cast<uint32_t>(length);
  std::memcpy(err->text, text.data(), length);
  err->text[length] = '\0';
  return code;
}

// Calls `work()` and returns 0, or the code of what it threw, with *err filled.
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

// For wrappers of host functions: throws what the host said unless `code` is 0.
inline void check(int32_t code, const spark_error& err) {
  if (code != SPARK_OK) throw Error(std::string(err.text, err.length), code);
}

}  // namespace spark
