#include "oip/path.h"

#include <array>
#include <boost/url/pct_string_view.hpp>
#include <utility>

namespace spark::oip {
namespace {

constexpr size_t segments_max = 4;  // m/versions/v/infer

struct Segments {
  std::array<std::string, segments_max> text;
  size_t count = 0;
};

std::optional<std::string> decode(std::string_view segment) {
  if (segment.find('%') == std::string_view::npos)
    return std::string(segment);  // as nearly all are
  const auto encoded = boost::urls::make_pct_string_view(segment);
  if (!encoded) return std::nullopt;
  return encoded->decode();
}

// None may be empty, so "m/" is not "m".
std::optional<Segments> split(std::string_view path) {
  Segments segments;
  while (true) {
    const size_t slash = path.find('/');
    const auto text = decode(path.substr(0, slash));
    if (!text || text->empty() || segments.count == segments_max) return std::nullopt;
    segments.text[segments.count++] = *text;
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

std::optional<ModelVerb> verb_of(std::string_view word) {
  if (word == "ready") return ModelVerb::ready;
  if (word == "config") return ModelVerb::config;
  if (word == "infer") return ModelVerb::infer;
  if (word == "stats") return ModelVerb::statistics;
  return std::nullopt;
}

}  // namespace

std::optional<ModelPath> parse_model_path(std::string_view below) {
  auto segments = split(below);
  if (!segments) return std::nullopt;
  auto& text = segments->text;
  ModelPath path;
  path.model = std::move(text[0]);
  size_t next = 1;
  if (segments->count > 2) {
    if (text[1] != "versions") return std::nullopt;
    path.version = std::move(text[2]);
    next = 3;
  }
  if (next == segments->count) return path;
  const auto verb = verb_of(text[next]);
  if (!verb) return std::nullopt;
  path.verb = *verb;
  return path;
}

std::optional<RepositoryAction> parse_repository_path(std::string_view below) {
  auto segments = split(below);
  if (!segments || segments->count != 2) return std::nullopt;
  const bool load = segments->text[1] == "load";
  if (!load && segments->text[1] != "unload") return std::nullopt;
  return RepositoryAction{std::move(segments->text[0]),
                          load ? RepositoryVerb::load : RepositoryVerb::unload};
}

}  // namespace spark::oip
