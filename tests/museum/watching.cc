// A well-made plugin whose stage observes: it writes to a file what it sees of each request, so
// that tests know when it runs. It waits while the file `gate` exists, which no real stage may do.
//
//   began
//   code=200 source=production.score id=a-1 sequence=1 trace=- row=2 elapsed=yes now=yes utc=yes
#include <unistd.h>

#include <fstream>
#include <span>
#include <string>

#include "spark/plugin.h"
#include "spark/stage.h"

namespace museum {

class Watch : public spark::Stage {
 public:
  static constexpr const char* type = "watch";
  static constexpr const char* doc = "Writes down what it sees";
  static constexpr spark::Param params[] = {
      {.name = "trace",
       .type = spark::ParamType::path,
       .required = true,
       .doc = "The file that it writes to"},
      {.name = "gate",
       .type = spark::ParamType::path,
       .required = true,
       .doc = "It waits while this file exists"},
      {.name = "row", .type = spark::ParamType::slot, .required = true, .doc = "A model's row"},
  };

  explicit Watch(const spark::Config& config)
      : trace_(config.string("trace")),
        gate_(config.string("gate")),
        row_(*this, config.string("row")) {}

  void run(spark::Frame frame) const {
    std::ofstream trace(trace_, std::ios::app);
    trace << "began" << std::endl;
    while (::access(gate_.c_str(), F_OK) == 0) ::usleep(1000);
    trace << "code=" << code_.get(frame).value_or(0)
          << " source=" << source_.get(frame).value_or("-")
          << " id=" << id_.get(frame).value_or("-")
          << " sequence=" << sequence_.get(frame).value_or(0)
          << " trace=" << traceparent_.get(frame).value_or("-") << " row=";
    if (const auto row = row_.get(frame)) {
      trace << row->size();
    } else {
      trace << '-';
    }
    trace << " elapsed=" << (elapsed_ms_.get(frame) > 0 ? "yes" : "no")
          << " now=" << (now_ns_.get(frame) > 0 ? "yes" : "no")
          << " utc=" << (utc_ms_.get(frame) > 0 ? "yes" : "no") << std::endl;
  }

 private:
  const std::string trace_;
  const std::string gate_;
  spark::Input<std::span<const double>> row_;
  spark::Input<std::string_view> id_{*this, "request.id"};
  spark::Input<int64_t> sequence_{*this, "request.sequence"};
  spark::Input<int64_t> now_ns_{*this, "request.now_ns"};
  spark::Input<int64_t> utc_ms_{*this, "request.utc_ms"};
  spark::Input<std::string_view> traceparent_{*this, "request.traceparent"};
  spark::Input<int64_t> code_{*this, "answer.code"};
  spark::Input<std::string_view> source_{*this, "answer.source"};
  spark::Input<double> elapsed_ms_{*this, "answer.elapsed_ms"};
};

class Watching : public spark::Plugin {
 public:
  static constexpr const char* summary = "Watches requests";
  using Stages = spark::Types<Watch>;

  Watching(spark::Host, const spark::Config&) {}
};

}  // namespace museum

SPARK_PLUGIN(museum::Watching, "watching", "1.0.0", "Museum");
