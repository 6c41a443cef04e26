// Tree to structs, one function per part of the file. Each function adds mistakes to the cursor's
// errors and returns the parts that it could read, so that later parts and the cross checks still
// find their own mistakes.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "config/config.h"
#include "config/reader.h"

namespace spark::config {

struct Folders {
  std::filesystem::path config;  // relative paths start here; absolute
  std::filesystem::path state;   // tokens lie here unless told otherwise; absolute
};

[[nodiscard]] std::vector<Listener> decode_listeners(const Cursor& cursor, const Folders& folders);
// The keys of a socket; nothing where the listener has none.
[[nodiscard]] std::optional<Socket> decode_socket(MapReader& map, const Folders& folders);
[[nodiscard]] std::vector<Plugin> decode_plugins(const Cursor& cursor, const Folders& folders);
[[nodiscard]] std::vector<Model> decode_models(const Cursor& cursor, const Folders& folders);
[[nodiscard]] std::vector<Pipeline> decode_pipelines(const Cursor& cursor);
[[nodiscard]] std::vector<Lineage> decode_lineages(const Cursor& cursor);
[[nodiscard]] std::vector<Alert> decode_alerts(const Cursor& cursor);
// Names in them that cannot be anything in this configuration.
void check_alerts(const Config& config, Errors& errors);

// RFC 3986 without characters that need decoding, and without empty, . and .. parts.
[[nodiscard]] bool is_route_path(std::string_view path);

// Nothing without `cursor`, and where it is no digest, which is reported.
[[nodiscard]] std::optional<Placed<std::string>> decode_sha256(const std::optional<Cursor>& cursor);
[[nodiscard]] Route decode_route(const Cursor& cursor);
[[nodiscard]] std::vector<InputField> decode_input(const Cursor& cursor);
[[nodiscard]] std::vector<Placed<std::string>> decode_one_of(const Cursor& cursor,
                                                             const std::vector<InputField>& input);
[[nodiscard]] std::vector<Stage> decode_stages(const Cursor& cursor);
[[nodiscard]] AnswerObject decode_answer(const Cursor& cursor);

// The whole file.
[[nodiscard]] Config decode(const Cursor& cursor, const std::filesystem::path& folder);

// Names that must exist elsewhere in the file, and things that may exist only once.
void cross_check(const Config& config, Errors& errors);
// The part of it for lineages: known names, one primary, each model in one role.
void check_lineages(const Config& config, Errors& errors);

}  // namespace spark::config
