#include "base/start_id.h"

#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string>

#include "base/clock.h"
#include "base/hex.h"

namespace spark::base {
namespace {

std::string draw() {
  std::array<uint8_t, 8> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    const auto now = static_cast<uint64_t>(utc_ms()) << 22u | static_cast<uint64_t>(::getpid());
    std::memcpy(bytes.data(), &now, sizeof now);
  }
  return to_hex(bytes);
}

}  // namespace

std::string_view start_id() {
  static const std::string id = draw();
  return id;
}

}  // namespace spark::base
