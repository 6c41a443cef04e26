// spark/glue/done.h: a member function as a call's `done`. An author needs nothing here.
#pragma once

#include <string_view>

#include "spark/ext/draft/done.h"

namespace spark::glue {

// Calls (owner.*member)(code, text). The host catches and logs what it throws. [control]
template <auto member, class Owner>
void done(void* owner, int32_t code, const spark_error* err) {
  const std::string_view text =
      err == nullptr ? std::string_view() : std::string_view(err->text, err->length);
  (static_cast<Owner*>(owner)->*member)(code, text);
}

}  // namespace spark::glue
