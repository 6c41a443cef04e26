#include "gathering.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "gates/citing.h"
#include "gates/gates.h"
#include "gates/pair_window.h"
#include "spark/error.h"

namespace promote {
namespace {

constexpr int64_t records_age_ms_max = 8 * day_ms;
constexpr int64_t reports_age_ms_max = 36 * day_ms;
constexpr uint32_t records_max = 200;
constexpr const char* report_kind = "eval.report";
constexpr const char* canary_kind = "canary.state";

void add_term(const spark::Models& models, ModelNow& model) {
  if (model.sha256.empty()) return;
  try {
    const spark::Lease lease = models.lease(model.model);
    if (lease.model().sha256 != model.sha256) return;  // another one by now: judged next time
    std::ifstream in(lease.model().folder + "/training_manifest.json", std::ios::binary);
    if (!in) return;  // packed by hand: it names no term
    read_term(std::string(std::istreambuf_iterator<char>(in), {}), model);
  } catch (const spark::Error& error) {
    model.expiry_fault = std::string("the artefact cannot be read: ") + error.what();
  }
}

bool is_wanted(const spark::Fact& fact, const Inputs& inputs) {
  if (fact.subject.pipeline != inputs.lineage || fact.subject.model != inputs.candidate.model)
    return false;
  const auto names = fact_names();
  return std::any_of(names.begin(), names.end(),
                     [&](const char* each) { return fact.name == each; });
}

void add_facts_of(const char* prefix, const spark::Facts& facts, Inputs& inputs) {
  for (spark::Fact& fact : facts.list(prefix))
    if (is_wanted(fact, inputs)) inputs.facts.push_back(std::move(fact));
}

// Facts of one look are published one after the other: what was read in between is read again.
void add_pairs(const spark::Facts& facts, Inputs& inputs) {
  constexpr int readings_max = 5;
  const size_t others = inputs.facts.size();
  for (int i = 0; i < readings_max; ++i) {
    inputs.facts.resize(others);
    inputs.pairs = {};
    add_facts_of("shadow.", facts, inputs);
    take_pair_basis(inputs);
    if (is_of_one_look(inputs)) break;
  }
  if (const auto lost = facts.read("host.rows_dropped.24h"); lost && lost->value >= 0)
    inputs.pairs.rows_lost = static_cast<uint64_t>(lost->value);
}

void add_facts(const spark::Facts& facts, Inputs& inputs) {
  try {
    for (const char* prefix : {"drift.", "quality."}) add_facts_of(prefix, facts, inputs);
    add_pairs(facts, inputs);
  } catch (const spark::Error& error) {
    inputs.facts_failure = error.what();
  }
}

// The names under which records of that kind are looked for: a canary's begin with its entry.
std::vector<std::string> names_of(const std::string& kind, const Services& services) {
  constexpr std::string_view prefix = "canary.";
  if (!kind.starts_with(prefix)) return {kind};
  std::vector<std::string> names;
  for (const std::string& entry : services.canaries)
    names.push_back(entry + "." + kind.substr(prefix.size()));
  return names;
}

// Of each kind the candidate's newest record, and where there is none, the newest of another.
void add_records(const Services& services, Inputs& inputs, spark::Job job) {
  for (const std::string& kind : record_kinds()) {
    const bool is_report = kind == report_kind;
    const bool is_state = kind == canary_kind;  // of which only those that end a run count
    std::optional<spark::EvidenceFound> own, other;
    for (const std::string& name : names_of(kind, services)) {
      const auto found = services.evidence.find(
          job,
          {.kind = name.c_str(),
           .since_utc_ms = inputs.wall_ms - (is_report ? reports_age_ms_max : records_age_ms_max),
           .limit = records_max});
      for (const spark::EvidenceFound& each : found) {
        const Cited cited = cited_of(each);
        const bool is_own = cited.sha256 == inputs.candidate.sha256;
        auto& newest = is_own && (!is_state || cited.passed) ? own : other;
        if (!newest || newest->sequence < each.sequence) newest = each;
      }
    }
    if (!own && !other) continue;
    Cited cited = cited_of(own ? *own : *other);
    cited.kind = kind;
    inputs.records.push_back(std::move(cited));
    if (own && is_report) inputs.offline = offline_of(*own);
  }
}

void add_chain(const Services& services, Inputs& inputs, spark::Job job) {
  try {
    inputs.chain.records = services.evidence.verify(job);
  } catch (const spark::Error& error) {
    if (error.code() == SPARK_E_CANCELLED) throw;
    (error.code() == SPARK_E_FAILED ? inputs.chain.fault : inputs.chain.failure) = error.what();
  }
}

}  // namespace

std::vector<Roles> all_roles(const spark::Lineages& lineages) {
  std::vector<Roles> all;
  for (const spark::LineageModel& each : lineages.live()) {
    if (all.empty() || all.back().lineage != each.lineage)
      all.push_back({each.lineage, "", "", each.primary});
    if (each.role == "production") all.back().production = each.model;
    if (each.role == "candidate") all.back().candidate = each.model;
  }
  return all;
}

ModelNow model_now(const spark::Models& models, const std::string& name) {
  ModelNow now;
  now.model = name;
  if (const auto live = models.live(name)) {
    now.version = live->version;
    now.sha256 = live->sha256;
  }
  return now;
}

Inputs gather(const Services& services, const Roles& roles, spark::Job job) {
  Inputs inputs;
  inputs.lineage = roles.lineage;
  inputs.now_ms = services.clock.event_ms();
  inputs.wall_ms = services.clock.utc_ms();
  inputs.production = model_now(services.models, roles.production);
  inputs.candidate = model_now(services.models, roles.candidate);
  add_term(services.models, inputs.candidate);
  add_facts(services.facts, inputs);
  try {
    add_records(services, inputs, job);
  } catch (const spark::Error& error) {
    if (error.code() == SPARK_E_CANCELLED) throw;
    inputs.chain.failure = error.what();
  }
  if (inputs.chain.failure.empty()) add_chain(services, inputs, job);
  return inputs;
}

}  // namespace promote
