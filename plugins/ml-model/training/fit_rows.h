// What both fits ask of their rows.
#pragma once

#include <optional>

#include "fit.h"

namespace training {

// What is wrong with the rows, with row and feature; none if nothing is. [any]
[[nodiscard]] std::optional<spark::tool::Error> fault_of(const LabelledRows& rows);

// An error of a file or an option that the caller chose. [any]
[[nodiscard]] inline spark::tool::Error unusable(std::string text) {
  return {spark::tool::Exit::usage, std::move(text)};
}

}  // namespace training
