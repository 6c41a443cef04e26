// The plugin's settings, as the configuration writes them under `with:`.
#pragma once

#include "spark/params.h"

namespace promote {

inline constexpr spark::Param settings[] = {
    {.name = "listener",
     .type = spark::ParamType::string,
     .fallback = "executor",
     .doc = "The listener of the /promote routes"},
    {.name = "watch",
     .type = spark::ParamType::duration,
     .fallback = "48h",
     .min = 60'000,
     .max = 2'592'000'000,
     .doc = "How long a promoted model is watched, and taken back by itself"},
    {.name = "judge_every",
     .type = spark::ParamType::duration,
     .fallback = "1min",
     .min = 60'000,
     .max = 86'400'000,
     .doc = "How often the gates are judged without being asked; each time the chain is read"},
    {.name = "psi_alerts",
     .type = spark::ParamType::string,
     .list = true,
     .fallback = "[psi-notice, psi-over-limit, psi-severe, psi-for-a-day, drift-inconclusive, "
                 "canary-psi]",
     .doc = "Rows of alerts that gate 3 leaves out, since gate 1 judges PSI"},
    {.name = "prometheus",
     .type = spark::ParamType::string,
     .doc = "The Prometheus that gate 3 asks, such as http://127.0.0.1:9090; unless given, the "
            "host's own history of alerts"},
    {.name = "prometheus_up",
     .type = spark::ParamType::string,
     .fallback = "up{job=\"executor\"}",
     .doc = "Which of its scrapes say that it watched this host"},
    {.name = "prometheus_psi_alerts",
     .type = spark::ParamType::string,
     .list = true,
     .fallback = "[MLPSIWarning, MLPSICritical, ML_PSI_Warning, ML_PSI_Critical, "
                 "MLDriftInconclusive, MLCanaryPSICritical]",
     .doc = "Its alerts that gate 3 leaves out, since gate 1 judges PSI"},
    {.name = "canaries",
     .type = spark::ParamType::string,
     .list = true,
     .fallback = "[canary]",
     .doc = "The plugin entries whose canaries gate 6 looks at: one for each lineage"},
    {.name = "approvers",
     .type = spark::ParamType::string,
     .list = true,
     .fallback = "[]",
     .doc = "Who may approve a promotion, as NAME or NAME=sha256:DIGEST of a token of the "
            "approver's own; anybody unless given"},
};

}  // namespace promote
