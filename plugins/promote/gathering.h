// Gathers what the gates look at, from the host's services. In a job, since records are read.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gates/inputs.h"
#include "spark/clock.h"
#include "spark/evidence.h"
#include "spark/facts.h"
#include "spark/job.h"
#include "spark/lineages.h"
#include "spark/models.h"

namespace promote {

struct Services {
  Services(spark::Host host, std::vector<std::string> canary_entries)
      : clock(host),
        evidence(host),
        facts(host),
        lineages(host),
        models(host),
        canaries(std::move(canary_entries)) {}
  spark::Clock clock;
  spark::Evidence evidence;
  spark::Facts facts;
  spark::Lineages lineages;
  spark::Models models;
  // The plugin entries that have canaries: kinds of their records begin with these.
  std::vector<std::string> canaries;
};

// The models of a lineage as they serve now.
struct Roles {
  std::string lineage;
  std::string production, candidate;  // keys under models:; "" where there is none
  bool primary = false;
};

// Of all lineages of the configuration. [control, jobs]
[[nodiscard]] std::vector<Roles> all_roles(const spark::Lineages& lineages);

// The model as it serves, without its term. [control, jobs]
[[nodiscard]] ModelNow model_now(const spark::Models& models, const std::string& name);

// Everything but what was seen of alerts. What cannot be read is said in the inputs; throws only
// SPARK_E_CANCELLED. [jobs]
[[nodiscard]] Inputs gather(const Services& services, const Roles& roles, spark::Job job);

}  // namespace promote
