#include "spark/tool/listener.h"

#include <cstdlib>

namespace spark::tool {

std::string listener_variable(std::string_view name) {
  std::string out = "SPARK_LISTENER_";
  for (const char c : name) {
    const bool is_lower = c >= 'a' && c <= 'z';
    out += is_lower ? static_cast<char>(c - 'a' + 'A') : c == '-' ? '_' : c;
  }
  return out;
}

std::string listener_url(std::string_view name, std::string_view fallback) {
  const char* const url = std::getenv(listener_variable(name).c_str());
  return std::string(url == nullptr || *url == '\0' ? fallback : std::string_view(url));
}

std::string operators_url(std::string_view name, std::string_view fallback) {
  const char* const admin = std::getenv("SPARK_ADMIN");
  const bool is_socket = admin != nullptr && std::string_view(admin).starts_with("unix:");
  return listener_url(name, is_socket ? std::string_view(admin) : fallback);
}

}  // namespace spark::tool
