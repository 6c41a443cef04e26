// What `with:` of the plugin takes.
#pragma once

#include "spark/plugin.h"

namespace canary {

struct Settings {
  static constexpr spark::Param params[] = {
      {.name = "plans",
       .type = spark::ParamType::path,
       .required = true,
       .list = true,
       .doc = "The files of plans; each is called as its file without .yaml"},
      {.name = "lineage", .type = spark::ParamType::string, .doc = "Unless the primary one"},
      {.name = "listener",
       .type = spark::ParamType::string,
       .fallback = "executor",
       .doc = "The listener of the /canary routes"},
      {.name = "independent",
       .type = spark::ParamType::boolean,
       .fallback = "false",
       .doc = "Errors of requests are known not to come in bursts: each is an observation"},
      {.name = "by_arm",
       .type = spark::ParamType::boolean,
       .fallback = "true",
       .doc = "Whether errors by arm are tested; it promises nothing for a model's own bursts"},
      {.name = "alerts",
       .type = spark::ParamType::string,
       .list = true,
       .doc = "Alerts that abort the canary when they begin to fire, and refuse a start while they "
              "do, besides all critical ones of the host and of the lineage"},
      {.name = "psi_alerts",
       .type = spark::ParamType::string,
       .list = true,
       .fallback = "[psi-notice, psi-over-limit, psi-severe, psi-for-a-day, drift-inconclusive, "
                   "canary-psi]",
       .doc = "Alerts of any severity that do neither, since PSI blocks the promotion"},
      {.name = "also_safe",
       .type = spark::ParamType::string,
       .list = true,
       .doc =
           "Flags of others, such as shadow.enabled, that an abort for latency or a crash moves"},
      {.name = "promoter",
       .type = spark::ParamType::string,
       .fallback = "promote",
       .doc = "The plugin that may exchange the two models when a live canary is completed"},
  };
};

}  // namespace canary
