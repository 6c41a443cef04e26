// The protocol's model repository extension: the index of loaded models, and requests to load
// another version of a model.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace spark::oip {

struct IndexRequest {
  bool ready = false;  // only models that are
};

// The members of "parameters". They change the models that serve, so an unknown parameter is
// refused and not ignored.
struct LoadRequest {
  std::optional<std::string> artefact;
  std::optional<std::string> plugin;
  std::optional<std::string> like;  // another model, whose definition is taken
  std::optional<bool> confirm;
  bool force = false;
  bool dry_run = false;
};

struct UnloadRequest {
  std::optional<bool> confirm;
  bool force = false;
  bool dry_run = false;
};

// A request's confirmation, for clients that send bodies of their own: the header and the query may
// give it, too ("": not given). A request that says both yes and no is refused.
inline constexpr std::string_view confirm_header = "X-Spark-Confirm";
[[nodiscard]] base::Result<bool> is_confirmed(std::optional<bool> parameter,
                                              std::string_view header, std::string_view query);

// An empty body counts as {}.
[[nodiscard]] base::Result<IndexRequest> parse_index(std::string_view body);
[[nodiscard]] base::Result<LoadRequest> parse_load(std::string_view body);
[[nodiscard]] base::Result<UnloadRequest> parse_unload(std::string_view body);

struct IndexEntry {
  std::string name;
  std::string version;
  std::string unavailable;  // why; "": it is ready
};

// [{"name","version","state","reason"}], of all entries or of the ready ones.
void render_index(std::string& out, std::span<const IndexEntry> entries, const IndexRequest& asked);

}  // namespace spark::oip
