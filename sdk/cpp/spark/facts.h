// spark/facts.h: numbers that plugins which do not know each other tell one another.
//
//   const spark::Facts facts_;                                        // a member of the plugin
//   facts_.publish({.name = "psi.overall", .subject = {.model = "candidate", .sha256 = digest},
//                   .value = psi, .samples = minutes, .from_utc_ms = from, .to_utc_ms = to});
//   const auto psi = facts_.read("drift.psi.overall", {.model = "candidate", .sha256 = digest});
//   if (!psi || now - psi->at_utc_ms > 600'000) …                      // absent, or too old
//
// ext/draft/facts.h has the rules: an acting object publishes, and its facts go when it rests.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spark/ext/draft/facts.h"
#include "spark/host.h"

namespace spark {

// What a fact is about, as far as each applies.
struct Subject {
  std::string pipeline = {};  // the key under pipelines:
  std::string model = {};     // the key under models:
  std::string sha256 = {};    // of the model's artefact: 64 lower-case hex digits
};

// One number about one subject. Names are the plugin's own part when published, and full
// ("drift.psi.overall") when read. A judge looks at `samples`, and at the age by `at_utc_ms`,
// before it takes the value for what holds now.
struct Fact {
  std::string name;
  Subject subject = {};
  std::string unit = {};    // "ms", "ratio"; "" if it has none
  double value = 0;         // finite
  uint64_t samples = 0;     // that it rests on; 0 where that does not apply
  int64_t from_utc_ms = 0;  // the time that it is about; both 0 if none
  int64_t to_utc_ms = 0;
  int64_t at_utc_ms = 0;   // when it was published; the host's
  std::string basis = {};  // what it was computed from, a JSON object; "" if that is not told
};

// Small and copyable; valid for the plugin object's life. A member of the plugin class, usually.
class Facts {
 public:
  // Throws if the host has no facts. [builder]
  explicit Facts(Host host) : facts_(host, SPARK_EXT_FACTS) {}

  // Publishes, or replaces the fact of that name and subject. Throws the host's refusal.
  // [control, jobs]
  void publish(const Fact& fact) const {
    const spark_fact raw = {fact.name.c_str(), raw_of(fact.subject), fact.unit.c_str(), fact.value,
                            fact.samples,      fact.from_utc_ms,     fact.to_utc_ms,    0,
                            fact.basis.c_str()};
    spark_error err{};
    check(facts_->publish(facts_.host, &raw, &err), err);
  }
  // Takes an own fact back, if there is one. [control, jobs]
  void withdraw(const std::string& name, const Subject& subject = {}) const {
    const spark_subject raw = raw_of(subject);
    facts_->withdraw(facts_.host, name.c_str(), &raw);
  }

  // The fact of that full name and subject; nothing if it is absent. Throws for a subject that is
  // none. [control, jobs]
  [[nodiscard]] std::optional<Fact> read(const std::string& full_name,
                                         const Subject& subject = {}) const {
    std::vector<Fact> found;
    const spark_subject raw = raw_of(subject);
    spark_error err{};
    check(facts_->read(facts_.host, full_name.c_str(), &raw, take, &found, &err), err);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
  }
  // Those whose full names begin with `prefix`, by name and subject. [control, jobs]
  [[nodiscard]] std::vector<Fact> list(const std::string& prefix) const {
    std::vector<Fact> found;
    spark_error err{};
    check(facts_->list(facts_.host, prefix.c_str(), take, &found, &err), err);
    return found;
  }

 private:
  static spark_subject raw_of(const Subject& subject) {
    return {subject.pipeline.c_str(), subject.model.c_str(), subject.sha256.c_str()};
  }
  static void take(void* context, const spark_fact* fact) {
    static_cast<std::vector<Fact>*>(context)->push_back(
        {fact->name,
         {fact->subject.pipeline, fact->subject.model, fact->subject.sha256},
         fact->unit,
         fact->value,
         fact->samples,
         fact->from_utc_ms,
         fact->to_utc_ms,
         fact->at_utc_ms,
         fact->basis});
  }

  glue::Service<spark_ext_facts> facts_;
};

}  // namespace spark
