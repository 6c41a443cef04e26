// A plugin that fails in every place where one can, linked into the test: what the glue makes of
// it.
#include "odd_plugin.h"

#include <cmath>
#include <new>
#include <stdexcept>
#include <string>

#include "spark/http.h"
#include "spark/plugin.h"

namespace {

class Odd;

// Echoes its inputs; "throw" in the text throws, a missing number fails the row.
class Echo : public spark::Stage {
 public:
  static constexpr const char* type = "echo";
  static constexpr const char* doc = "Copies its inputs to its outputs";
  static constexpr spark::Param params[] = {
      {.name = "text", .type = spark::ParamType::slot_string, .required = true, .doc = "A text"},
      {.name = "maybe", .type = spark::ParamType::slot, .doc = "Any slot"},
  };

  struct Worker {
    Worker(const Echo&, uint32_t number_) : number(number_) {
      if (number == 9) throw std::bad_alloc();
    }
    int64_t number;
    int64_t runs = 0;
  };

  explicit Echo(const spark::Config& config) : text_in_(*this, config.string("text")) {}

  void run(Worker& worker, spark::Frame frame) const {
    const auto text = text_in_.get(frame);
    if (text == "throw") throw std::runtime_error("thrown in run");
    if (!number_in_.get(frame)) return frame.fail(SPARK_E_NOT_READY, "number is missing");
    text_.set(frame, text);
    number_.set(frame, number_in_.get(frame));
    yes_.set(frame, yes_in_.get(frame));
    const double pair[] = {1.5, *number_in_.get(frame)};
    pair_.set(frame, pair);
    any_type_.set(frame, any_in_.get(frame) ? static_cast<int64_t>(any_in_.get(frame)->type) : -1);
    runs_.set(frame, worker.number * 1000 + ++worker.runs);
  }

 private:
  spark::Input<std::string_view> text_in_;
  spark::Input<double> number_in_{*this, "in.number"};
  spark::Input<bool> yes_in_{*this, "in.yes"};
  spark::Input<spark_value> any_in_{*this, "in.any", SPARK_SLOT_OPTIONAL};
  spark::Output<std::string_view> text_{*this, "text", "A text"};
  spark::Output<double> number_{*this, "number", "A number"};
  spark::Output<bool> yes_{*this, "yes", "A truth"};
  spark::Output<std::span<const double>> pair_{*this, "pair", "Two numbers"};
  spark::Output<int64_t> any_type_{*this, "any_type", "Type of in.any"};
  spark::Output<int64_t> runs_{*this, "runs", "Worker's number and runs"};
};

// Knows its plugin, has no worker memory.
class Plain : public spark::Stage {
 public:
  static constexpr const char* type = "plain";
  static constexpr const char* doc = "Does nothing";
  Plain(Odd& odd, const spark::Config&) : odd_(odd) {}
  void run(spark::Frame) const {}

 private:
  [[maybe_unused]] Odd& odd_;
};

class Refuses : public spark::Stage {
 public:
  static constexpr const char* type = "refuses";
  static constexpr const char* doc = "Throws when made";
  explicit Refuses(const spark::Config& config) { (void)config.string("undeclared"); }
  void run(spark::Frame) const {}
};

// Scores a row by its first element: 1 is NaN, 2 is infinite, 3 throws; otherwise the number of
// calls.
class Counting : public spark::Model {
 public:
  static constexpr spark::Param params[] = {
      {.name = "accepts_missing",
       .type = spark::ParamType::boolean,
       .fallback = "false",
       .doc = "x"},
  };
  struct Scratch {
    double calls = 0;
  };

  Counting(const spark::Config& config, std::string_view artefact)
      : Model({.version = "artefact:" + std::string(artefact),
               .type = "odd",
               .accepts_missing = config.boolean("accepts_missing"),
               .target = {"event", "horizon", ""},
               .features = {"a", "b"},
               .probe_rows = {7, 8},
               .probe_scores = {1}}) {}

  double predict(Scratch& scratch, std::span<const double> row) const {
    if (row[0] == 1) return std::nan("");
    if (row[0] == 2) return INFINITY;
    if (row[0] == 3) throw std::runtime_error("thrown in predict");
    return ++scratch.calls;
  }
};

class Odd : public spark::Plugin {
 public:
  static constexpr const char* summary = "Fails wherever one can";
  static constexpr spark::Param params[] = {
      {.name = "fail",
       .type = spark::ParamType::boolean,
       .fallback = "false",
       .doc = "Fail at once"},
  };
  using Stages = spark::Types<Echo, Plain, Refuses>;
  using Model = Counting;

  Odd(spark::Host host, const spark::Config& config) {
    if (config.boolean("fail")) throw std::runtime_error("thrown in create");
    const spark::Http http(host);
    http.add<&Odd::answer>(*this, {.listener = "l", .path = "/x/odd/answer", .doc = "Answers"});
    http.add<&Odd::fail>(*this, {.listener = "l", .path = "/x/odd/fail", .doc = "Fails"});
  }

  spark::Reply answer(const spark::Request& request) {
    return {202, spark::Json().add("body", request.body).add("path", request.path).text()};
  }

  spark::Reply fail(const spark::Request& request) {
    if (request.body == "invalid") throw spark::Error("bad \"body\"", SPARK_E_INVALID);
    if (request.body == "not ready") throw spark::Error("later", SPARK_E_NOT_READY);
    throw std::runtime_error("our fault");
  }
};

}  // namespace

SPARK_PLUGIN(Odd, "odd", "1.2.3", "Spark");

const spark_entry_v1& odd_entry() {
  return spark_entry;
}
