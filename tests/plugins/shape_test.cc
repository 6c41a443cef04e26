// What every shipped library must look like from outside.
#include <cstring>
#include <set>

#include "plugins/elf_file.h"
#include "plugins/plugin_file.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;

namespace {

std::string id_of_the_plugin() {
  return GENERATE("baseline", "features", "ml-model", "promote", "recorder", "shadow");
}

}  // namespace

TEST_CASE("a plugin exports its entry and nothing else") {
  const std::string id = id_of_the_plugin();
  CAPTURE(id);
  const auto symbols = ElfFile(plugin_file(id)).exported();
  REQUIRE(symbols.size() == 1);
  CHECK(symbols[0].name == "spark_entry");
  CHECK(symbols[0].binding == STB_GLOBAL);  // and not STB_GNU_UNIQUE, which would keep it mapped
}

TEST_CASE("a plugin carries a note that agrees with its entry") {
  const std::string id = id_of_the_plugin();
  CAPTURE(id);
  const std::string bytes = ElfFile(plugin_file(id)).section(SPARK_NOTE_SECTION, SHT_NOTE);
  REQUIRE(bytes.size() == sizeof(spark_note));
  spark_note note;
  std::memcpy(&note, bytes.data(), sizeof note);
  CHECK(note.name_size == 6);
  CHECK(note.desc_size == sizeof(spark_note_desc));
  CHECK(note.type == SPARK_NOTE_TYPE);
  CHECK(std::string(note.name) == "SPARK");
  CHECK(note.desc.abi_major == SPARK_ABI_MAJOR);
  CHECK(note.desc.abi_minor == SPARK_ABI_MINOR);
  CHECK(note.desc.id == id);

  const spark_entry_v1& entry = load_entry(plugin_file(id));
  CHECK(entry.abi_major == note.desc.abi_major);
  CHECK(entry.abi_minor == note.desc.abi_minor);
  CHECK(entry.id == id);
  CHECK(entry.version == std::string(note.desc.version));
}

TEST_CASE("every key that a plugin declares is documented and named once") {
  const std::string id = id_of_the_plugin();
  const spark_entry_v1& entry = load_entry(plugin_file(id));
  const auto check = [&](const spark_param* const* params, uint32_t count) {
    std::set<std::string> names;
    for (uint32_t i = 0; i < count; ++i) {
      CAPTURE(id, params[i]->name);
      CHECK(names.insert(params[i]->name).second);
      CHECK_FALSE(std::string(params[i]->doc).empty());
      CHECK(params[i]->min <= params[i]->max);
      // A key is required, has a default, or is optional by meaning: a slot, and a predict stage or
      // a text where it is not required. The text of nothing would be no default.
      const bool slot =
          params[i]->type >= SPARK_PARAM_SLOT && params[i]->type <= SPARK_PARAM_SLOT_STRING;
      const bool is_required = (params[i]->flags & SPARK_PARAM_REQUIRED) != 0;
      const bool may_be_absent =
          params[i]->fallback != nullptr || slot ||
          ((params[i]->type == SPARK_PARAM_PREDICT || params[i]->type == SPARK_PARAM_STRING) &&
           !is_required);
      CHECK(is_required != may_be_absent);
    }
  };
  CHECK_FALSE(std::string(entry.summary).empty());
  check(entry.params, entry.param_count);
  check(entry.model_params, entry.model_param_count);
  for (uint32_t i = 0; i < entry.stage_type_count; ++i) {
    CHECK_FALSE(std::string(entry.stage_types[i]->doc).empty());
    check(entry.stage_types[i]->params, entry.stage_types[i]->param_count);
  }
}

TEST_CASE("one library serves several plugin objects that do not know each other") {
  FakeHost first, second;
  const spark_entry_v1& entry = load_entry(plugin_file("shadow"));
  PluginRig one(first, entry), two(second, entry);
  first.call("POST", "/shadow/disable");
  CHECK(first.flags.at("enabled").value == 0);
  CHECK(second.flags.at("enabled").value == 1);
}
