// The keys of `lineages:`.
#include "config/keys.h"

namespace spark::config {
namespace {

constexpr Key lineage_table[] = {
    {.name = "production", .shape = Shape::name, .required = true, .doc = "The model that answers"},
    {.name = "candidate", .shape = Shape::name, .doc = "The model that is compared with it"},
    {.name = "fallback",
     .shape = Shape::name,
     .doc = "The model that answers where production could not"},
    {.name = "primary",
     .shape = Shape::boolean,
     .doc = "Whether series and routes that name no lineage speak of this one; of one lineage"},
};

}  // namespace

constinit const Keys lineage_keys{
    "a map such as {production: production, candidate: candidate, primary: true}", lineage_table};

}  // namespace spark::config
