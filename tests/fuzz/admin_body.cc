// Bodies of changes on the admin interface: a change whose names and paths have a length that can
// be, or a refusal that is short UTF-8. Its size chooses the verb, so that the
// bytes are a body from the first one on.
#include <iterator>
#include <string>

#include "actions/orders.h"
#include "base/json_object.h"
#include "base/names.h"
#include "base/text.h"
#include "base/utf8.h"
#include "change/change.h"
#include "fuzz/target.h"

using namespace spark;

namespace {

struct Asked {
  change::Verb verb;
  const char* key;
};

constexpr Asked all_asked[] = {
    {change::Verb::swap, "models.candidate"},
    {change::Verb::swap, ""},
    {change::Verb::rollback, "models.candidate"},
    {change::Verb::upgrade, "plugins.shadow"},
    {change::Verb::reload, ""},
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Asked& asked = all_asked[size % std::size(all_asked)];
  const base::JsonObject body({reinterpret_cast<const char*>(data), size});
  (void)actions::is_confirmed(body);
  if (const auto text = body.text("sha256")) SPARK_FUZZ_CHECK(base::is_utf8(*text));
  const auto change = change::read_change(asked.verb, asked.key, body);
  if (!change) {
    SPARK_FUZZ_CHECK(!change.error().text.empty());
    SPARK_FUZZ_CHECK(change.error().text.size() <= base::error_bytes_max);
    SPARK_FUZZ_CHECK(base::is_utf8(change.error().text));
    return 0;
  }
  for (const auto& model : change->models)
    SPARK_FUZZ_CHECK(model.name.size() <= base::name_bytes_max);
  SPARK_FUZZ_CHECK(!change->title().empty());
  return 0;
}
