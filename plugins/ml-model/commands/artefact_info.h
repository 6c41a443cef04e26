// What there is to know of an artefact, for `sparkctl models info`.
#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <string>

#include "spark/tool/result.h"

namespace models {

// Verifies the sums and loads the artefact in the plugin that serves; an error says why it does not
// verify. Members, in this order:
//
//   artefact, verifies, version, type, kind, target {event, horizon, reference}, features,
//   accepts_missing, sha256
//   files                    [{name, bytes}], and `bytes` of all
//   probes                   {rows, exact, origin}; origin only where the manifest has it
//   trees                    {count, nodes, depth_max, objective}; only of an ensemble
//   scaler                   the file's name, and
//   calibration              {slope, intercept}; each only if model.json has it
//   reference                {rows, from, until, symbols, series}; only if it is there
//   training                 training_manifest.json as it is; only if it is there
[[nodiscard]] spark::tool::Result<boost::json::object> artefact_info(
    const std::filesystem::path& artefact, const std::filesystem::path& plugin_file);

// The same for people.
[[nodiscard]] std::string info_text(const boost::json::object& info);

}  // namespace models
