#include "pack_names.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "artefact.h"
#include "number_table.h"
#include "trained_model.h"
#include "trees/document.h"

namespace models {

namespace fs = std::filesystem;
namespace trees = ml_model::trees;

namespace {

using spark::tool::Error;
using spark::tool::Exit;
using spark::tool::Result;

// What model.json may say; refused here by the place that said it.
Result<void> check_names(const std::vector<std::string>& names, const std::string& place) {
  if (names.size() > ml_model::features_max) {
    return Error{Exit::usage, place + ": " + std::to_string(names.size()) +
                                  " features, expected at most " +
                                  std::to_string(ml_model::features_max)};
  }
  std::set<std::string_view> seen;
  for (const std::string& name : names) {
    const std::string shown = place + ": the feature " + trees::shown(name);
    if (!ml_model::is_plain_name(name)) {
      return Error{Exit::usage, shown +
                                    " has a name that no artefact can have: expected 1 to 64 of "
                                    "letters, digits, '.', '_', '-'"};
    }
    if (!seen.insert(name).second) return Error{Exit::usage, shown + " is there twice"};
  }
  return {};
}

// Given names and those of the model file must be the same, in one order: rows come in it.
Result<std::vector<std::string>> agreed_names(const std::vector<std::string>& own,
                                              const std::string& from, const fs::path& file) {
  if (file.empty()) {
    if (!own.empty()) return own;
    return Error{Exit::usage, from + " has no names of features: give them with --features"};
  }
  Result<std::vector<std::string>> given = read_names(file);
  if (!given || own.empty()) return given;
  const auto [of_file, of_model] =
      std::mismatch(given->begin(), given->end(), own.begin(), own.end());
  if (of_file == given->end() && of_model == own.end()) return given;
  const auto shown = [](const auto& at, const auto& end) {
    return at == end ? std::string("nothing") : "'" + *at + "'";
  };
  return Error{Exit::usage, file.string() + ": feature " +
                                std::to_string(of_file - given->begin()) + " is " +
                                shown(of_file, given->end()) + ", in " + from + " it is " +
                                shown(of_model, own.end())};
}

}  // namespace

Result<std::vector<std::string>> names_for(const std::vector<std::string>& own,
                                           const fs::path& from, const fs::path& features) {
  Result<std::vector<std::string>> names = agreed_names(own, from.string(), features);
  if (!names) return names;
  const fs::path& place = features.empty() ? from : features;
  if (auto checked = check_names(*names, place.string()); !checked) return checked.error();
  return names;
}

}  // namespace models
