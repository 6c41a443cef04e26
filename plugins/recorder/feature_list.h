// Which features a log's columns f00, f01, … hold: those of all recorded models, each once.
//
// A column cannot be called after its feature: a log's columns are the same for ever, and the next
// model takes other features. So each row says by texts what its columns hold:
// "rsi_14=pc,spread_bp=c" is rsi_14 in f00, of production and candidate, and the candidate's
// spread_bp in f01.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace recorder {

inline constexpr size_t features_max = 32;
// The list's texts, each of at most 256 bytes, as text ids are.
inline constexpr size_t list_texts = 3;
inline constexpr size_t list_text_bytes_max = 256;

// The models of a row. Their letters in the list: p, c, f.
enum class Role : uint8_t { production, candidate, fallback };
inline constexpr std::array<std::string_view, 3> role_names = {"production", "candidate",
                                                               "fallback"};

class FeatureList {
 public:
  // Adds a model's features, those that are new at the end. Returns the column of each of them, in
  // their order. Throws spark::Error where there are more features than columns. [builder]
  std::vector<uint8_t> add(Role role, std::span<const char* const> features);

  // The list as texts; names are not broken, and an unused text is "". Throws spark::Error if the
  // names do not fit. [builder]
  [[nodiscard]] std::array<std::string, list_texts> texts() const;

 private:
  struct Feature {
    std::string name;
    std::string roles;
  };
  std::vector<Feature> features_;
};

}  // namespace recorder
