// A change that an operator asks for: read from a request's body, and turned into the blueprint of
// the next generation. Both are pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json_object.h"
#include "blueprint/blueprint.h"
#include "blueprint/previous.h"
#include "config/config.h"

namespace spark::change {

// load: makes a model of its own definition and files again; unload: no model until it is loaded.
enum class Verb { start, swap, rollback, upgrade, reload, load, unload };

[[nodiscard]] std::string_view verb_name(Verb verb);

// A member that is not given keeps the value of the model's present definition. If `plugin` names
// another plugin than that definition, the member takes that plugin's default.
struct ModelChange {
  std::string name;
  std::optional<std::string> plugin;
  std::optional<std::string> artefact;
  std::optional<std::string> with;  // a YAML map
  std::optional<std::string> bind;  // a YAML map
  std::optional<std::string> like;  // the definition that this model has now
};

inline constexpr size_t detail_bytes_max = 4'096;  // of a body, in the record

struct Change {
  Verb verb = Verb::reload;
  std::vector<ModelChange> models;  // swap
  std::string what;                 // rollback, load, unload: a key; upgrade: the plugin's
  std::string library;              // upgrade
  bool files = false;               // reload: also files that were changed in place
  bool force = false;
  bool dry_run = false;
  // swap: the digest of the artefact that each of these models must have just before the change;
  // "": none. They need not be changed themselves.
  std::map<std::string, std::string> expect;
  std::string plugin;        // the plugin that asks for it; "": an operator
  bool is_way_back = false;  // a plugin's: to what the models were before
  std::string actor;         // "http", "user <name>", "signal", "plugin <name>"
  std::string detail;        // the request's details, for the record

  // The keys that the change names, so that two changes of one key are not made at once; "*": all.
  [[nodiscard]] std::vector<std::string> claims() const;
  // "swap models.candidate".
  [[nodiscard]] std::string title() const;
};

// A refusal with its HTTP status.
struct Refusal {
  uint32_t status = 400;
  std::string text;
};
[[noreturn]] inline void throw_exception_from_error(const Refusal& refusal,
                                                    const boost::source_location&) {
  throw std::runtime_error(refusal.text);
}

// The body of POST …/<verb>; `key` is the model or plugin of the path, "" where the path names
// none. Unknown members are refused with the nearest known name.
[[nodiscard]] base::Result<Change, Refusal> read_change(Verb verb, const std::string& key,
                                                        const base::JsonObject& body);

// The change of one model that `definition` describes, as such a body does.
[[nodiscard]] base::Result<ModelChange, Refusal> read_model_change(
    const std::string& name, const base::JsonObject& definition);

// Refuses names and paths that are longer than any real one, so that messages and records about the
// change stay short.
[[nodiscard]] std::optional<Refusal> too_long(const Change& change);

// The blueprint after the change. `running` is the live generation's configuration, overrides
// applied; `configuration` has no overrides applied; `text` is the file's content, for a reload.
struct Present {
  const blueprint::Blueprint& blueprint;
  const config::Config& running;
  const config::Config& configuration;
  const blueprint::PreviousDefinitions& previous;
  int64_t now_utc_ms = 0;
};
[[nodiscard]] base::Result<blueprint::Blueprint, Refusal> next_blueprint(
    const Change& change, const Present& present, std::optional<std::string> text);

}  // namespace spark::change
