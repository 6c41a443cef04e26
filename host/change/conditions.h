// What must hold for a swap beside its own definitions: what it expects, and whether it goes back.
#pragma once

#include <optional>

#include "blueprint/blueprint.h"
#include "blueprint/previous.h"
#include "change/change.h"
#include "generation/generation.h"

namespace spark::change {

// Refuses a change one of whose expected models is made of something else in `live`, which the
// change replaces: only the builder, which makes one change at a time, exchanges it.
[[nodiscard]] std::optional<Refusal> unexpected(const Change& change,
                                                const generation::Generation& live);

// Whether each model that the change names gets a definition and an artefact that served under its
// name before, or that is noted as its previous one.
[[nodiscard]] bool leads_back(const Change& change, const generation::Generation& live,
                              const blueprint::PreviousDefinitions& previous,
                              const blueprint::Blueprint& next, const config::Config& next_config);

}  // namespace spark::change
