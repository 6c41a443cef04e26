// A pipeline for people: the input, the stages in order, and the slots of the answer.
//
// Input is one element of GET /admin/v1/pipelines. Pure: JSON in, text out.
#pragma once

#include <string>

#include "spark/tool/json.h"

namespace spark::ctl {

// For reading: one block a stage, in order.
[[nodiscard]] std::string graph_text(const tool::json::value& pipeline);

// For Graphviz (`dot -Tsvg`): stages as boxes, slots as edges from the stage that writes them to
// those that read them; a `when` slot is a dashed edge.
[[nodiscard]] std::string graph_dot(const tool::json::value& pipeline);

}  // namespace spark::ctl
