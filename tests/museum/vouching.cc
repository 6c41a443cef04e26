// A well-made plugin that says of each live candidate what it was told to say, for tests of who
// judges candidates: facts each minute, and records when it is asked.
//
//   plugins: {drift: {library: vouching.so, with: {facts: [coverage=1], records: [psi_snapshot]}}}
//   POST /x/<its name>/vouch    {"asked":1}: each record once, of each candidate
#include <cstdlib>
#include <string>
#include <vector>

#include "spark/clock.h"
#include "spark/evidence.h"
#include "spark/facts.h"
#include "spark/http.h"
#include "spark/json.h"
#include "spark/lineages.h"
#include "spark/plugin.h"
#include "spark/timer.h"

namespace museum {

class Vouching : public spark::Plugin {
 public:
  static constexpr const char* summary = "Says of each candidate what it was told to say";
  static constexpr spark::Param params[] = {
      {.name = "facts",
       .type = spark::ParamType::string,
       .list = true,
       .fallback = "[]",
       .doc = "Facts of a week, such as coverage=0.99"},
      {.name = "records",
       .type = spark::ParamType::string,
       .list = true,
       .fallback = "[]",
       .doc = "Kinds of records, which say that the candidate passed"},
  };

  Vouching(spark::Host host, const spark::Config& config)
      : clock_(host),
        evidence_(host),
        facts_(host),
        lineages_(host),
        timers_(host),
        told_(config.strings("facts")),
        kinds_(config.strings("records")),
        path_("/x/" + std::string(config.name()) + "/vouch") {
    spark::Http(host).add<&Vouching::vouch>(*this, {.listener = "admin",
                                                    .method = "POST",
                                                    .path = path_.c_str(),
                                                    .access = spark::Access::safe,
                                                    .doc = "Appends the records"});
  }

  void act() { timers_.every<&Vouching::tell>(*this, "tell", 60'000); }
  void rest() {}

  // [control]
  void tell(uint32_t) {
    constexpr int64_t week_ms = 7 * 86'400'000;
    const int64_t now_ms = clock_.event_ms();
    for (const spark::LineageModel& model : lineages_.live()) {
      if (model.role != "candidate") continue;
      for (const std::string& fact : told_) {
        const size_t equals = fact.find('=');
        facts_.publish({.name = fact.substr(0, equals),
                        .subject = {model.lineage, model.model, model.sha256},
                        .value = std::strtod(fact.c_str() + equals + 1, nullptr),
                        .samples = 10'000,
                        .from_utc_ms = now_ms - week_ms,
                        .to_utc_ms = now_ms});
      }
    }
  }
  spark::Reply vouch(const spark::Request&) {
    uint64_t asked = 0;
    for (const spark::LineageModel& model : lineages_.live()) {
      if (model.role != "candidate") continue;
      for (const std::string& kind : kinds_) {
        const std::string json = spark::Json()
                                     .add("at_ms", clock_.event_ms())
                                     .add("sha256", model.sha256)
                                     .add("passed", true)
                                     .text();
        evidence_.append({.kind = kind.c_str(), .subject = model.model.c_str(), .json = json});
        ++asked;
      }
    }
    return {200, spark::Json().add("asked", asked).text()};
  }

 private:
  spark::Clock clock_;
  spark::Evidence evidence_;
  spark::Facts facts_;
  spark::Lineages lineages_;
  spark::Timers timers_;
  const std::vector<std::string> told_;
  const std::vector<std::string> kinds_;
  const std::string path_;
};

}  // namespace museum

SPARK_PLUGIN(museum::Vouching, "vouching", "1.0.0", "Museum");
