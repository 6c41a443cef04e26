// plan is compiled, and are checked against the plugin's schema then (config/settings.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/alert.h"
#include "config/answer_node.h"
#include "config/errors.h"
#include "config/event_clock.h"
#include "config/host_pages.h"
#include "config/host_parts.h"
#include "config/limits.h"
#include "config/lineage.h"
#include "config/may.h"
#include "config/node.h"
#include "config/placed.h"
#include "config/socket.h"

namespace spark::config {

enum class Access { open, safe, admin };

struct Listener {
  std::string name;
  Place place;
  std::string address;               // numeric IPv4 or IPv6
  uint16_t port = 0;                 // 0: any free port (the host says which)
  Access access = Access::open;      // default for the listener's own routes
  std::filesystem::path token_file;  // absolute; admin: set (of a socket: if given), safe: if given
  std::vector<std::string> cors;     // origins whose pages may call, as browsers write them
  bool trusts_forwarded = false;     // `forwarded: ignore`: a proxy's headers change nothing
  std::optional<Socket> socket;      // instead of address and port
};

struct Plugin {
  std::string name;  // also the library's name unless `library` says otherwise
  Place place;
  std::optional<std::filesystem::path> library;  // absolute
  std::optional<Placed<std::string>> sha256;     // that the library must have
  May may;
  Node with;
};

struct Model {
  std::string name;
  Place place;
  Placed<std::string> plugin;
  std::optional<Placed<std::filesystem::path>> artefact;  // absolute
  std::optional<Placed<std::string>> sha256;              // that the artefact must have
  Node with;
  std::vector<std::pair<std::string, Placed<std::string>>>
      bind;            // feature -> slot, where a name is offered twice
  std::string pinned;  // why operators may not swap it; "": they may
};

// ---- input shapes

enum class InputType { f64, i64, boolean, string, f64s, object };

struct InputField {
  std::string name;
  Place place;
  InputType type = InputType::f64;
  bool optional = false;
  std::vector<InputField> fields;  // object
};

struct BreakerConfig {
  double errors_ratio_max = 0.02;  // opens above this …
  uint32_t over_calls = 100;       // … over at least so many calls
  uint32_t late_in_row_max = 3;    // or after so many late answers in a row
  double half_open_ms = 30'000;    // tries again after this
};

struct Stage {
  std::string name;
  Place place;
  std::optional<Placed<std::string>> plugin;   // exactly one of plugin and predict
  Placed<std::string> type;                    // `stage:`; "" when not given
  std::optional<Placed<std::string>> predict;  // model's name
  std::optional<Placed<std::string>>
      rows;  // predict: a float[] slot that, when not null, is the row
  std::optional<Placed<std::string>> when;  // bool slot
  bool required = false;
  std::optional<double> budget_ms;
  std::optional<BreakerConfig> breaker;
  Node with;
};

// ---- pipelines

struct Route {
  std::string method;  // GET or POST
  std::string listener;
  std::string path;
  Place place;
};

struct Pipeline {
  std::string name;
  Place place;
  std::string line;  // all of it in flow style, to compare two definitions
  Route route;
  std::vector<InputField> input;
  std::vector<Placed<std::string>> one_of;  // inputs; at least one must be given
  std::vector<Stage> stages;
  std::optional<AnswerObject> answer;
  std::map<std::string, std::string> model_types;  // by what models say, as the answer says it
  std::optional<MetricsRoute> metrics;             // exactly one of answer, metrics, health
  std::optional<HealthRoute> health;
};

struct Inference {  // the Open Inference Protocol, for all models
  Placed<std::string> listener;
};
// Whether a path is the protocol's; no other route may have it on that listener.
[[nodiscard]] bool is_inference_path(std::string_view path);

struct Config {
  std::filesystem::path file;                     // as given
  std::filesystem::path folder;                   // absolute; relative paths start here
  std::string text;                               // as it was read
  std::vector<std::string> overrides;             // as they were given
  std::filesystem::path state_dir, rows_archive;  // absolute; no archive: expired rows go for good
  std::optional<uint32_t> workers;                // default: cores - 1, at least 1
  Log log;
  Confirm confirm;
  Shutdown shutdown;
  Retention retention;
  std::vector<Listener> listeners;
  std::vector<Plugin> plugins;
  std::vector<Model> models;
  std::vector<Pipeline> pipelines;
  std::vector<Lineage> lineages;       // none: no model belongs to one
  std::optional<Inference> inference;  // nothing: not served
  std::vector<Alert> alerts;
  std::optional<EventClock> clock;  // nothing: the wall clock
};

// The lineage in which `model` has a role; null if it has none in any.
[[nodiscard]] const Lineage* lineage_of(const Config& config, std::string_view model);

using Environment = std::vector<std::pair<std::string, std::string>>;  // names and values

// Reads and checks the whole file. Adds every mistake to `errors`; the result is meaningful only if
// there is none. Relative paths start from the file's folder. The tree is changed before it is
// checked (overrides.h): by ML_PORT and ML_HOST in `environment`, then by `overrides`,
// "dotted.key=value" from --set.
[[nodiscard]] Config load(const std::filesystem::path& file,
                          const std::vector<std::string>& overrides, const Environment& environment,
                          Errors& errors);

// The file's text, at most one byte beyond the limit; a mistake if the file cannot be read.
[[nodiscard]] std::optional<std::string> read_file(const std::filesystem::path& file,
                                                   Errors& errors);

// The same for text that is already in memory; relative paths start from `folder`.
[[nodiscard]] Config parse(std::string_view text, const std::string& file,
                           const std::filesystem::path& folder,
                           const std::vector<std::string>& overrides,
                           const Environment& environment, Errors& errors);

}  // namespace spark::config
