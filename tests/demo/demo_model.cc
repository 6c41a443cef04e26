// The candidate of the demos: a trained model from its artefact, which fails once it is told to.
//
//   POST /x/demo-model/fault?share=0.2     so many of its rows fail from now on
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "spark/http.h"
#include "spark/log.h"
#include "spark/metrics.h"
#include "spark/plugin.h"
#include "trained_model.h"

namespace demo {

class DemoModel;

class FailingModel : public ml_model::TrainedModel {
 public:
  FailingModel(DemoModel& plugin, const spark::Config& config, std::string_view artefact);
  void predict_rows(const double* rows, size_t stride, size_t count, double* scores) const;

 private:
  const DemoModel& plugin_;
};

class DemoModel : public spark::Plugin {
 public:
  static constexpr const char* summary = "A trained model that fails once it is told to";
  using Model = FailingModel;

  DemoModel(spark::Host host, const spark::Config&) : log(host), metrics(host) {
    spark::Http(host).add<&DemoModel::set_fault>(
        *this, {.listener = "admin",
                .method = "POST",
                .path = "/x/demo-model/fault",
                .access = spark::Access::safe,
                .doc = "Lets a share of all rows fail from now on; share=0 to 1"});
  }

  spark::Reply set_fault(const spark::Request& request) {
    const auto share = request.parameter("share");
    char* end = nullptr;
    const std::string text(share.value_or("none"));
    const double value = std::strtod(text.c_str(), &end);
    if (*end != '\0' || !(value >= 0 && value <= 1))
      return spark::Reply::error(400, "share: expected a number from 0 to 1");
    share_ = value;
    return {200, R"({"share":)" + text + "}"};
  }

  // Evenly: the n-th row fails if n times the share has passed a whole number.
  [[nodiscard]] bool fails() const {
    const double share = share_;
    if (share <= 0) return false;
    const auto number = static_cast<double>(rows_.fetch_add(1));
    return static_cast<uint64_t>((number + 1) * share) > static_cast<uint64_t>(number * share);
  }

  const spark::Log log;
  const spark::Metrics metrics;

 private:
  std::atomic<double> share_{0};
  mutable std::atomic<uint64_t> rows_{0};
};

FailingModel::FailingModel(DemoModel& plugin, const spark::Config& config,
                           std::string_view artefact)
    : TrainedModel(plugin, config, artefact), plugin_(plugin) {}

void FailingModel::predict_rows(const double* rows, size_t stride, size_t count,
                                double* scores) const {
  if (plugin_.fails()) throw spark::Error("told to fail");
  TrainedModel::predict_rows(rows, stride, count, scores);
}

}  // namespace demo

SPARK_PLUGIN(demo::DemoModel, "demo-model", "1.0.0", "Spark");
