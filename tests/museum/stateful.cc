// A well-made plugin that gathers something and depends on a model, for tests that exchange plugin
// objects: its stage counts rows, and its routes tell and pin.
//
//   GET  /x/stateful/count {"version":"1.0.0","rows":3,"pinned":"candidate","broken":false} POST
//   /x/stateful/pin?model=NAME    the same; forgets that an earlier pin was broken POST
//   /x/stateful/unpin             the same
//
// Built three times: stateful (1.0.0), stateful2 (2.0.0), and stateful3 (3.0.0), which does not
// understand the state of the others.
#include <atomic>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spark/http.h"
#include "spark/pin.h"
#include "spark/plugin.h"

#ifndef STATEFUL_VERSION
#define STATEFUL_VERSION "1.0.0"
#endif
#ifndef STATEFUL_SCHEMA
#define STATEFUL_SCHEMA "stateful.rows/1"
#endif

namespace museum {

class Stateful;

class Count : public spark::Stage {
 public:
  static constexpr const char* type = "count";
  static constexpr const char* doc = "Counts rows";

  struct Worker {
    Worker(const Count&, uint32_t worker_number) : number(worker_number) {}
    uint32_t number;
  };

  Count(Stateful& plugin, const spark::Config&) : plugin_(plugin) {}
  void run(Worker& worker, spark::Frame frame) const;

 private:
  Stateful& plugin_;
  spark::Output<std::string_view> version_{*this, "version", "Which version of the plugin ran"};
};

class Stateful : public spark::Plugin {
 public:
  static constexpr const char* summary = "Counts rows, and pins a model when it is told to";
  static constexpr spark::Param params[] = {
      {.name = "listener",
       .type = spark::ParamType::string,
       .fallback = "admin",
       .doc = "Of its routes"},
  };
  using Stages = spark::Types<Count>;

  Stateful(spark::Host host, const spark::Config& config) : pins_(host), rows_(host.workers() + 1) {
    const std::string listener = config.string("listener");
    const spark::Http http(host);
    http.add<&Stateful::count>(*this, {.listener = listener.c_str(),
                                       .path = "/x/stateful/count",
                                       .doc = "How many rows were counted"});
    http.add<&Stateful::pin>(*this, {.listener = listener.c_str(),
                                     .method = "POST",
                                     .path = "/x/stateful/pin",
                                     .access = spark::Access::safe,
                                     .doc = "Pins ?model=NAME"});
    http.add<&Stateful::unpin>(*this, {.listener = listener.c_str(),
                                       .method = "POST",
                                       .path = "/x/stateful/unpin",
                                       .access = spark::Access::safe,
                                       .doc = "Unpins it"});
  }

  // [worker]
  void row(uint32_t worker) noexcept { bump(rows_[worker], 1); }

  // State: the rows, the pinned model, whether its pin was broken.
  static constexpr const char* state_schema = STATEFUL_SCHEMA;

  void save(spark::ByteWriter& out) const {
    out.u64(rows());
    const std::lock_guard lock(mutex_);
    out.bytes(model_);
    out.u64(broken_ ? 1 : 0);
  }

  void load(spark::ByteReader& in) {
    const Saved saved = read(in);
    spark::Pin pin = pin_of(saved.model);
    for (auto& each : rows_) each.count = 0;
    bump(rows_.back(), saved.rows);
    hold(std::move(pin), saved);
  }

  void merge(spark::ByteReader& before, spark::ByteReader& after) {
    const Saved first = read(before);
    const Saved second = read(after);
    if (second.rows < first.rows) throw spark::Error("rows went down", SPARK_E_INVALID);
    bump(rows_.back(), second.rows - first.rows);
    if (second.model != first.model) hold(pin_of(second.model), second);
  }

  // [control]
  spark::Reply count(const spark::Request&) { return told(); }

  spark::Reply pin(const spark::Request& request) {
    const std::string model(request.parameter("model").value_or(""));
    if (model.empty()) return spark::Reply::error(400, "expected ?model=NAME");
    hold(pin_of(model), {0, model, false});
    return told();
  }

  spark::Reply unpin(const spark::Request&) {
    hold({}, {});
    return told();
  }

  void pin_broken() {
    const std::lock_guard lock(mutex_);
    model_.clear();
    broken_ = true;
  }

 private:
  struct alignas(64) Rows {
    std::atomic<uint64_t> count{0};
  };
  struct Saved {
    uint64_t rows = 0;
    std::string model;
    bool broken = false;
  };

  static void bump(Rows& rows, uint64_t by) noexcept {
    rows.count.store(rows.count.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }

  static Saved read(spark::ByteReader& in) {
    Saved saved;
    saved.rows = in.u64();
    saved.model = in.bytes();
    saved.broken = in.u64() != 0;
    in.end();
    return saved;
  }

  [[nodiscard]] uint64_t rows() const noexcept {
    uint64_t all = 0;
    for (const Rows& each : rows_) all += each.count.load(std::memory_order_relaxed);
    return all;
  }

  [[nodiscard]] spark::Pin pin_of(const std::string& model) {
    if (model.empty()) return {};
    return pins_.pin<&Stateful::pin_broken>(*this, model, "told to");
  }

  // The earlier pin is let go without the lock, which whoever breaks it may be waiting for.
  void hold(spark::Pin pin, const Saved& saved) {
    const std::lock_guard lock(mutex_);
    std::swap(pin_, pin);
    model_ = saved.model;
    broken_ = saved.broken;
  }

  spark::Reply told() {
    const std::lock_guard lock(mutex_);
    spark::Json json;
    json.add("version", STATEFUL_VERSION).add("rows", rows());
    if (model_.empty()) {
      json.add("pinned", std::nullopt);
    } else {
      json.add("pinned", model_);
    }
    return {200, json.add("broken", broken_).text()};
  }

  spark::Pins pins_;
  std::vector<Rows> rows_;  // one per worker; the last is what was inherited
  mutable std::mutex mutex_;
  std::string model_;  // that is pinned; "" if none
  bool broken_ = false;
  spark::Pin pin_;
};

void Count::run(Worker& worker, spark::Frame frame) const {
  plugin_.row(worker.number);
  version_.set(frame, STATEFUL_VERSION);
}

}  // namespace museum

SPARK_PLUGIN(museum::Stateful, "stateful", STATEFUL_VERSION, "Museum");
