// A verdict as the document that goes on record, and back: what was judged, and what was found.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gate.h"
#include "inputs.h"
#include "spark/json.h"

namespace promote {

struct Judged {
  Inputs inputs;
  std::vector<Gate> gates;
};

// docs/gates.md lists the members. Numbers are written so that they read back exactly. [any]
[[nodiscard]] spark::Json document_of(const Judged& judged);
// Where the document is larger than a record may be, takes the counts of pairs out of the inputs;
// then the gates are to be judged again. [any]
[[nodiscard]] bool leave_out_basis(Judged& judged, size_t bytes_max);
// The members `updatedAt`, `allPass` and `rows` that clients poll. [any]
void add_rows(spark::Json& to, const Judged& judged);

// Reads document_of() again. Throws spark::Error, which names the member, for a text that is none.
// [any]
[[nodiscard]] Judged judged_of(std::string_view document);

// What a later reading of the same record must agree with: the gates as they were found, against
// the gates as they are found again from the inputs. "" if equal, else what differs. [any]
[[nodiscard]] std::string difference(const std::vector<Gate>& recorded,
                                     const std::vector<Gate>& recomputed);

}  // namespace promote
