// Paths of the protocol, taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spark::oip {

inline constexpr std::string_view models_path = "/v2/models/";
inline constexpr std::string_view repository_path = "/v2/repository/models/";

enum class ModelVerb { metadata, ready, config, infer, statistics };

struct ModelPath {
  std::string model;
  std::optional<std::string> version;
  ModelVerb verb = ModelVerb::metadata;
};

enum class RepositoryVerb { load, unload };

struct RepositoryAction {
  std::string model;
  RepositoryVerb verb = RepositoryVerb::load;
};

// `below` is the path behind models_path or repository_path, percent-encoded as it was sent: "m",
// "m/versions/v1/infer". Nothing if the protocol knows no such path.
[[nodiscard]] std::optional<ModelPath> parse_model_path(std::string_view below);
[[nodiscard]] std::optional<RepositoryAction> parse_repository_path(std::string_view below);

}  // namespace spark::oip
