#include "http/request.h"

#include "http/grammar.h"

namespace spark::http {

std::string_view Request::header(std::string_view name) const {
  for (const Header& header : headers) {
    if (equal_ignoring_case(header.name, name)) return header.value;
  }
  return {};
}

}  // namespace spark::http
