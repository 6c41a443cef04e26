// Removes durable values that neither the live, the previous nor the confirmed generation
// understands.
#pragma once

#include "change/parts.h"

namespace spark::change {

// For the plugins of the live generation; the values of others stay. A removal that cannot be
// recorded does not happen. After a generation was published or confirmed. [builder]
void remove_unoffered(Parts& parts, const Known& known);

}  // namespace spark::change
