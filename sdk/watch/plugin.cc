// A plugin that outlives its requests: it keeps a row of each quote, judges the spreads of the last
// minute each second, tells others what it found, and puts on record what it decided.
// docs/writing_a_plugin.md walks through it.
#include <spark/clock.h>
#include <spark/durable.h>
#include <spark/evidence.h>
#include <spark/facts.h>
#include <spark/flag.h>
#include <spark/http.h>
#include <spark/job.h>
#include <spark/log.h>
#include <spark/plugin.h>
#include <spark/rows.h>
#include <spark/timer.h>

#include <optional>
#include <string>

namespace {

constexpr const char* limit_schema = "quote-watch.limit/1";
constexpr double strictest_bp = 1;  // where nothing vouches for another limit

class QuoteWatch;

class Keep : public spark::Stage {
 public:
  static constexpr const char* type = "keep";
  static constexpr const char* doc = "Keeps a row of each quote, after the answer";
  static constexpr spark::Param params[] = {
      {.name = "spread_bp",
       .type = spark::ParamType::slot_f64,
       .required = true,
       .doc = "The slot of the spread in basis points"},
  };

  Keep(QuoteWatch& plugin, const spark::Config& config)
      : plugin_(plugin), spread_bp_(*this, config.string("spread_bp")) {}
  void run(spark::Frame frame) const;

 private:
  QuoteWatch& plugin_;
  const spark::Input<double> spread_bp_;
  const spark::Input<std::string_view> id_{*this, "request.id"};
  const spark::Input<int64_t> utc_ms_{*this, "request.utc_ms"};
};

class QuoteWatch : public spark::Plugin {
 public:
  static constexpr const char* summary = "Records quotes and judges their spreads";
  using Stages = spark::Types<Keep>;
  static constexpr const char* durable_schemas[] = {limit_schema};

  QuoteWatch(spark::Host host, const spark::Config&)
      : watching(host, "watching", 1, 0),
        quotes(host, {.name = "quotes", .days_max = 7, .bytes_max = 64u << 20u},
               {"at", "request_id", "spread_bp"}),
        clock_(host),
        log_(host),
        durable_(host),
        evidence_(host),
        facts_(host),
        jobs_(host),
        timers_(host) {
    const spark::Http http(host);
    http.add<&QuoteWatch::status>(*this, {.listener = "executor",
                                          .path = "/x/quote-watch/status",
                                          .doc = "Show the limit and the last minute"});
    http.add<&QuoteWatch::relax>(*this, {.listener = "executor",
                                         .method = "POST",
                                         .path = "/x/quote-watch/relax",
                                         .access = spark::Access::admin,
                                         .doc = "Double the limit"});
  }

  // A limit holds only with the record that it was put with: if a crash fell between the two, the
  // plugin begins at its safe state.
  void act() {
    const auto kept = durable_.get("limit", limit_schema);
    const bool is_vouched_for = evidence_.agrees("limit", limit_schema);
    limit_bp_ = kept && is_vouched_for ? std::stod(*kept) : strictest_bp;
    timers_.every<&QuoteWatch::look>(*this, "look", 1'000);
  }
  void rest() { waiting_.reset(); }

  const spark::Flag watching;
  const spark::Rows<spark::EventTime, spark::Key, double> quotes;

 private:
  struct Minute {
    double sum_bp = 0;
    uint64_t quotes = 0;
    double mean_bp() const { return quotes > 0 ? sum_bp / static_cast<double>(quotes) : 0; }
  };

  // One job at a time: the next one would write what measured() is reading.
  void look(uint32_t) {
    if (is_measuring_) return;
    jobs_.post<&QuoteWatch::measure, &QuoteWatch::measured>(*this, "measure");
    is_measuring_ = true;
  }

  void measure(spark::Job job) {
    const int64_t now_ms = clock_.event_ms();
    measured_ = {};
    quotes.query(now_ms - 60'000, now_ms + 1, nullptr, [&](spark::Row row) {
      if (const auto spread_bp = row.f64(2)) measured_.sum_bp += *spread_bp, ++measured_.quotes;
      return !job.is_cancelled();
    });
  }

  void measured(int32_t code, std::string_view text) {
    is_measuring_ = false;
    if (code == SPARK_E_CANCELLED) return;
    if (code != SPARK_OK) return log_.error("no spreads: " + std::string(text));
    minute_ = measured_;
    if (minute_.quotes == 0) return facts_.withdraw("spread_bp");  // no data is no number
    const double mean_bp = minute_.mean_bp();
    facts_.publish(
        {.name = "spread_bp", .unit = "bp", .value = mean_bp, .samples = minute_.quotes});
    const bool is_wide = mean_bp > limit_bp_;
    if (is_wide == was_wide_) return;
    evidence_.append({.kind = "verdict", .subject = "spread", .json = found()});
    was_wide_ = is_wide;
  }

  // The caller is answered when the record and the limit are on the disk.
  void relax(const spark::Request& request, spark::Later later) {
    if (waiting_) return later.send(spark::Reply::error(409, "another limit is being recorded"));
    request.commit();
    const std::string limit = std::to_string(2 * limit_bp_);
    const std::string json = spark::Json().add("limit_bp", 2 * limit_bp_).text();
    evidence_.append<&QuoteWatch::recorded>(
        *this, {.kind = "limit", .json = json, .values = {{"limit", limit_schema, limit}}});
    waiting_ = later;
  }
  void recorded(const spark::Recorded& how) {
    if (how.code == SPARK_OK) limit_bp_ *= 2;
    if (waiting_ && how.code == SPARK_OK) waiting_->send({200, found()});
    if (waiting_ && how.code != SPARK_OK) waiting_->send(spark::Reply::error(503, how.text));
    waiting_.reset();
  }

  spark::Reply status(const spark::Request&) { return {200, found()}; }
  std::string found() const {
    return spark::Json()
        .add("limit_bp", limit_bp_)
        .add("mean_bp", minute_.mean_bp())
        .add("quotes", minute_.quotes)
        .text();
  }

  const spark::Clock clock_;
  const spark::Log log_;
  const spark::Durable durable_;
  const spark::Evidence evidence_;
  const spark::Facts facts_;
  const spark::Jobs jobs_;
  const spark::Timers timers_;
  Minute measured_;  // the job's, until measured() is called
  // All on [control].
  bool is_measuring_ = false;
  Minute minute_;
  std::optional<spark::Later> waiting_;
  double limit_bp_ = strictest_bp;
  bool was_wide_ = false;
};

void Keep::run(spark::Frame frame) const {
  if (frame.synthetic() || plugin_.watching.get() == 0) return;
  plugin_.quotes.append(spark::EventTime{*utc_ms_.get(frame)}, spark::Key{*id_.get(frame)},
                        spread_bp_.get(frame));
}

}  // namespace

SPARK_PLUGIN(QuoteWatch, "quote-watch", "1.0.0", "Your name");
