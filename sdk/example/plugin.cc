// A plugin with a bit of everything: a stage, a model, settings, a switch, metrics, routes, state,
// totals that outlive the host.
// docs/writing_a_plugin.md walks through it.
#include <spark/durable.h>
#include <spark/flag.h>
#include <spark/http.h>
#include <spark/log.h>
#include <spark/metrics.h>
#include <spark/plugin.h>
#include <spark/timer.h>

#include <atomic>
#include <limits>
#include <sstream>
#include <string>

#include "linear.h"

namespace wide_spread {
namespace {

class WideSpread;

class Spread : public spark::Stage {
 public:
  static constexpr const char* type = "spread";
  static constexpr const char* doc = "Computes the spread of a quote, and whether it is wide";
  static constexpr spark::Param params[] = {
      {.name = "bid",
       .type = spark::ParamType::slot_f64,
       .required = true,
       .doc = "The slot of the best bid"},
      {.name = "ask",
       .type = spark::ParamType::slot_f64,
       .required = true,
       .doc = "The slot of the best ask"},
      {.name = "wide_bp",
       .type = spark::ParamType::f64,
       .fallback = "10",
       .min = 0,
       .max = 10'000,
       .doc = "A spread above this many basis points is wide"},
  };

  Spread(WideSpread& plugin, const spark::Config& config)
      : plugin_(plugin),
        wide_bp_(config.f64("wide_bp")),
        bid_(*this, config.string("bid")),
        ask_(*this, config.string("ask")) {}

  // All workers call it at once: it reads members and changes none.
  void run(spark::Frame frame) const;

 private:
  WideSpread& plugin_;
  const double wide_bp_;
  const spark::Input<double> bid_;
  const spark::Input<double> ask_;
  const spark::Output<double> spread_bp_{*this, "spread_bp", "The spread in basis points",
                                         SPARK_SLOT_FEATURE};
  const spark::Output<bool> wide_{*this, "wide", "Whether the spread is wide"};
};

class WideSpread : public spark::Plugin {
 public:
  static constexpr const char* summary = "Example: watches the spread of quotes";
  static constexpr spark::Param params[] = {
      {.name = "listener",
       .type = spark::ParamType::string,
       .fallback = "executor",
       .doc = "The listener of its routes"},
  };
  using Stages = spark::Types<Spread>;
  using Model = Linear;

  WideSpread(spark::Host host, const spark::Config& config)
      : enabled(host, "enabled", 1, 0),
        log_(host),
        durable_(host),
        timers_(host),
        wide_total_(spark::Metrics(host).counter(
            {.name = "wide_spread_wide_total", .help = "Quotes whose spread was wide"})) {
    spark::Metrics(host).computed<&WideSpread::share>(
        *this, {.name = "wide_spread_share", .help = "Wide ones among all quotes, as a ratio"});
    add_routes(spark::Http(host), config.string("listener"));
  }

  // By every worker. [worker]
  void count(bool wide) {
    quotes_.fetch_add(1, std::memory_order_relaxed);
    if (!wide) return;
    wide_.fetch_add(1, std::memory_order_relaxed);
    wide_total_.add();
  }

  // It serves from here on. What another object hands over is newer than what was kept. [control]
  void act() {
    if (quotes_.load() == 0) take_kept();
    timers_.every<&WideSpread::keep>(*this, "keep", 10'000);
  }
  void rest() { keep(0); }

  // What goes on when another version of this library, or other settings, take its place. [builder]
  static constexpr const char* state_schema = "wide-spread.totals/1";
  void save(spark::ByteWriter& out) const {
    out.u64(quotes_.load());
    out.u64(wide_.load());
  }
  void load(spark::ByteReader& in) {
    const Totals totals = read(in);
    quotes_ = totals.quotes;
    wide_ = totals.wide;
  }
  void merge(spark::ByteReader& before, spark::ByteReader& after) {
    const Totals earlier = read(before);
    const Totals later = read(after);
    quotes_ += later.quotes - earlier.quotes;
    wide_ += later.wide - earlier.wide;
  }

  // On as long as nobody disables it; an emergency stop does, too.
  const spark::Flag enabled;

 private:
  struct Totals {
    uint64_t quotes;
    uint64_t wide;
  };
  // Another version may have written it: checked before anything is taken over.
  static Totals read(spark::ByteReader& in) {
    const Totals totals = {in.u64(), in.u64()};
    in.end();
    if (totals.wide > totals.quotes) throw spark::Error("more wide quotes than quotes");
    return totals;
  }

  // Every 10 s: a host that is killed loses what came since. [control]
  void keep(uint32_t) {
    durable_.put("totals", kept_schema,
                 std::to_string(quotes_.load()) + " " + std::to_string(wide_.load()));
  }
  void take_kept() {
    const auto text = durable_.get("totals", kept_schema);
    if (!text) return;
    Totals kept{};
    std::istringstream in(*text);
    if (in >> kept.quotes >> kept.wide && kept.wide <= kept.quotes) {
      quotes_ += kept.quotes;
      wide_ += kept.wide;
    } else {
      log_.warn("what was kept of the totals is not understood; they begin at 0");
    }
  }

  void add_routes(spark::Http http, const std::string& listener) {
    http.add<&WideSpread::totals>(*this, {.listener = listener.c_str(),
                                          .path = "/x/wide-spread/totals",
                                          .doc = "Show how many quotes were wide"});
    http.add<&WideSpread::disable>(*this, {.listener = listener.c_str(),
                                           .method = "POST",
                                           .path = "/x/wide-spread/disable",
                                           .access = spark::Access::safe,
                                           .flag = enabled.raw(),
                                           .flag_value = 0,
                                           .doc = "Stop watching, at once"});
    http.add<&WideSpread::enable>(*this, {.listener = listener.c_str(),
                                          .method = "POST",
                                          .path = "/x/wide-spread/enable",
                                          .access = spark::Access::admin,
                                          .flag = enabled.raw(),
                                          .doc = "Watch again"});
  }

  // Routes. [control]
  spark::Reply totals(const spark::Request&) {
    return {200, spark::Json()
                     .add("enabled", enabled.get() != 0)
                     .add("quotes", quotes_.load())
                     .add("wide", wide_.load())
                     .text()};
  }
  // The host has moved the flag already.
  spark::Reply disable(const spark::Request& request) { return totals(request); }
  spark::Reply enable(const spark::Request& request) {
    enabled.set(1);
    log_.info("watching again");
    return totals(request);
  }

  // NaN before the first quote: the series is absent. [jobs]
  double share() const {
    const uint64_t quotes = quotes_.load();
    if (quotes == 0) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(wide_.load()) / static_cast<double>(quotes);
  }

  static constexpr const char* kept_schema = "wide-spread.totals/1";

  const spark::Log log_;
  const spark::Durable durable_;
  const spark::Timers timers_;
  const spark::Counter wide_total_;
  std::atomic<uint64_t> quotes_{0};
  std::atomic<uint64_t> wide_{0};
};

void Spread::run(spark::Frame frame) const {
  if (plugin_.enabled.get() == 0) return;  // its outputs stay null
  const auto bid = bid_.get(frame);
  const auto ask = ask_.get(frame);
  if (!bid || !ask) return frame.fail(SPARK_E_NOT_READY, "bid or ask is missing");
  if (*bid <= 0 || *ask < *bid) return frame.fail(SPARK_E_INVALID, "ask must be above bid");
  const double spread_bp = (*ask - *bid) / ((*ask + *bid) / 2) * 1e4;
  const bool wide = spread_bp > wide_bp_;
  spread_bp_.set(frame, spread_bp);
  wide_.set(frame, wide);
  if (!frame.synthetic()) plugin_.count(wide);
}

}  // namespace
}  // namespace wide_spread

SPARK_PLUGIN(wide_spread::WideSpread, "wide-spread", "1.0.0", "Your name");
