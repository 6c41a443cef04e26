// A plugin that behaves until it is told not to: its model and its stage throw, fail, answer NaN or
// take long, as their configuration says, or as a route says while the host serves. End-to-end
// tests use it as a candidate.
//
//   POST /x/faulty/fault?kind=none|throw|error|nan|late|not_ready     none: as configured
//
// Its answer says how many threads are late now; they come back when another fault is set.
#include <atomic>
#include <chrono>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>

#include "spark/flag.h"
#include "spark/http.h"
#include "spark/plugin.h"

namespace museum {

enum Fault : int64_t {
  none = 0,
  throws = 1,
  error = 2,
  nan = 3,
  late = 4,
  not_ready = 5,
  unknown = -1
};

Fault fault_of(std::string_view name) {
  constexpr std::string_view names[] = {"none", "throw", "error", "nan", "late", "not_ready"};
  for (size_t i = 0; i < std::size(names); ++i) {
    if (names[i] == name) return static_cast<Fault>(i);
  }
  return unknown;
}

Fault configured_fault(const spark::Config& config) {
  const std::string name = config.string("fault");
  const Fault fault = fault_of(name);
  if (fault == unknown) {
    throw spark::Error("fault: '" + name + "' is none of none, throw, error, nan, late, not_ready",
                       SPARK_E_INVALID);
  }
  return fault;
}

constexpr spark::Param fault_param = {.name = "fault",
                                      .type = spark::ParamType::string,
                                      .fallback = "none",
                                      .doc = "none, throw, error, nan, late or not_ready"};
constexpr spark::Param spin_param = {.name = "spin_ms",
                                     .type = spark::ParamType::f64,
                                     .fallback = "100",
                                     .max = 60'000,
                                     .doc = "How long a late answer takes, in ms"};

std::atomic<uint32_t> spinning{0};  // threads

// What goes wrong, and when.
class Trouble {
 public:
  Trouble(const spark::Config& config, spark::Flag flag)
      : configured_(configured_fault(config)), spin_ms_(config.f64("spin_ms")), flag_(flag) {}

  // `well`, or NaN, or late, or not at all.
  [[nodiscard]] double answer(double well) const {
    switch (fault()) {
      case throws:
        throw 42;  // not even a std::exception
      case error:
        throw spark::Error("told to fail");
      case nan:
        return std::numeric_limits<double>::quiet_NaN();
      case late:
        spin();
        return well;
      case not_ready:
        throw spark::Error("told to wait", SPARK_E_NOT_READY);
      default:
        return well;
    }
  }

 private:
  [[nodiscard]] Fault fault() const {
    const int64_t told = flag_.get();
    return told == none ? configured_ : static_cast<Fault>(told);
  }

  // Busy, since a model that computes for too long is what this stands for.
  void spin() const {
    using std::chrono::steady_clock;
    const std::chrono::duration<double, std::milli> spin(spin_ms_);
    const auto begin = steady_clock::now();
    ++spinning;
    while (fault() == late && steady_clock::now() - begin < spin) {
    }
    --spinning;
  }

  Fault configured_;
  double spin_ms_;
  spark::Flag flag_;
};

class Faulty;

class FaultyModel : public spark::Model {
 public:
  static constexpr spark::Param params[] = {
      fault_param,
      spin_param,
      {.name = "features",
       .type = spark::ParamType::string,
       .required = true,
       .list = true,
       .doc = "Names of features"},
      {.name = "version",
       .type = spark::ParamType::string,
       .fallback = "faulty-1",
       .doc = "Version"},
      {.name = "score",
       .type = spark::ParamType::ratio,
       .fallback = "50%",
       .doc = "The score of every row"},
      {.name = "event", .type = spark::ParamType::string, .fallback = "up-move", .doc = "Target"},
      {.name = "horizon", .type = spark::ParamType::string, .fallback = "1min", .doc = "Target"},
      {.name = "reference", .type = spark::ParamType::string, .fallback = "mid", .doc = "Target"},
  };

  FaultyModel(Faulty& plugin, const spark::Config& config, std::string_view artefact);
  [[nodiscard]] double predict(std::span<const double>) const { return trouble_.answer(score_); }

 private:
  Trouble trouble_;
  double score_;
};

class FaultyStage : public spark::Stage {
 public:
  static constexpr const char* type = "faulty";
  static constexpr const char* doc = "Writes 1.0, or does not";
  static constexpr spark::Param params[] = {fault_param, spin_param};

  FaultyStage(Faulty& plugin, const spark::Config& config);
  void run(spark::Frame frame) const { value_.set(frame, trouble_.answer(1.0)); }

 private:
  Trouble trouble_;
  spark::Output<double> value_{*this, "value", "1.0"};
};

class Faulty : public spark::Plugin {
 public:
  static constexpr const char* summary = "Behaves until it is told not to";
  static constexpr spark::Param params[] = {
      {.name = "listener",
       .type = spark::ParamType::string,
       .fallback = "admin",
       .doc = "Of its route"},
  };
  using Stages = spark::Types<FaultyStage>;
  using Model = FaultyModel;

  Faulty(spark::Host host, const spark::Config& config) : flag(host, "fault", none, none) {
    const std::string listener = config.string("listener");
    spark::Http(host).add<&Faulty::set_fault>(
        *this, {.listener = listener.c_str(),
                .method = "POST",
                .path = "/x/faulty/fault",
                .access = spark::Access::safe,
                .doc = "Sets the fault: ?kind=none|throw|error|nan|late|not_ready"});
  }

  spark::Reply set_fault(const spark::Request& request) {
    constexpr std::string_view key = "kind=";
    const Fault fault =
        request.query.starts_with(key) ? fault_of(request.query.substr(key.size())) : unknown;
    if (fault == unknown)
      return spark::Reply::error(400, "kind: expected none, throw, error, nan, late or not_ready");
    flag.set(fault);
    return {200, R"({"fault":)" + std::to_string(fault) + R"(,"spinning":)" +
                     std::to_string(spinning) + "}"};
  }

  const spark::Flag flag;
};

FaultyModel::FaultyModel(Faulty& plugin, const spark::Config& config, std::string_view)
    : Model(
          {.version = config.string("version"),
           .type = "faulty",
           .target = {config.string("event"), config.string("horizon"), config.string("reference")},
           .features = config.strings("features")}),
      trouble_(config, plugin.flag),
      score_(config.f64("score")) {}

FaultyStage::FaultyStage(Faulty& plugin, const spark::Config& config)
    : trouble_(config, plugin.flag) {}

}  // namespace museum

SPARK_PLUGIN(museum::Faulty, "faulty", "1.0.0", "Museum");
