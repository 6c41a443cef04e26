// What an artefact is written from (docs/training.md has the files).
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <vector>

#include "fitted.h"
#include "target.h"

namespace training {

struct ArtefactPlan {
  std::string version;
  Target target;
  std::vector<std::string> features;
  Fitted model;
  bool accepts_missing = false;
  std::vector<std::vector<double>> probe_rows;  // scored by the plugin that will serve them
  boost::json::object manifest;                 // training_manifest.json; empty: not written
  boost::json::object reference;                // reference_distributions.json; empty: not written
  std::map<std::string, std::string> texts;     // further files by name, such as training_log.txt
};

}  // namespace training
