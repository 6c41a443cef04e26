// Configurations: read or refused; every refusal names the file, and reading twice says the same.
#include <string>

#include "config/config.h"
#include "config/flow.h"
#include "fuzz/target.h"

using namespace spark;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  config::Errors errors;
  const config::Config config = config::parse(text, "f", "/etc/spark", {}, {}, errors);
  for (const auto& mistake : errors.all()) {
    SPARK_FUZZ_CHECK(!mistake.text.empty());
    SPARK_FUZZ_CHECK(mistake.place.file == "f" || errors.full());
  }
  if (!errors.empty()) {
    SPARK_FUZZ_CHECK(!errors.render().empty());
    return 0;
  }
  // A definition written as one line reads back as itself.
  for (const auto& model : config.models) {
    const std::string line = "models." + model.name + "=" + config::flow(model);
    if (line.size() > 4096) continue;
    config::Errors again;
    const config::Config same = config::parse(text, "f", "/etc/spark", {line}, {}, again);
    SPARK_FUZZ_CHECK(again.empty());
    for (const auto& other : same.models) {
      if (other.name == model.name) SPARK_FUZZ_CHECK(config::flow(other) == config::flow(model));
    }
  }
  return 0;
}
