// A well-made plugin that writes down what it is called for and when, by event time: for tests of
// replays. A timer each hour posts a job, whose end publishes a fact and keeps a value; a timer
// each day writes down what it finds of both.
//
//   GET /x/chronicle/lines     {"lines":["2026-11-25T13:00 hour missed 0", …]}
//
// Built twice: chronicle (1.0.0) and chronicle2 (2.0.0).
#include <ctime>
#include <string>
#include <vector>

#include "spark/clock.h"
#include "spark/durable.h"
#include "spark/facts.h"
#include "spark/http.h"
#include "spark/job.h"
#include "spark/plugin.h"
#include "spark/timer.h"

#ifndef CHRONICLE_VERSION
#define CHRONICLE_VERSION "1.0.0"
#endif

namespace museum {

class Chronicle : public spark::Plugin {
 public:
  static constexpr const char* summary = "Writes down what it is called for";

  Chronicle(spark::Host host, const spark::Config&)
      : clock_(host), durable_(host), timers_(host), jobs_(host), facts_(host) {
    spark::Http(host).add<&Chronicle::lines>(
        *this, {.listener = "admin", .path = "/x/chronicle/lines", .doc = "What was written"});
  }

  void act() {
    timers_.every<&Chronicle::hour>(*this, "hour", 3'600'000);
    timers_.at<&Chronicle::day>(*this, "day", {});
  }
  void rest() {}

  // [control]
  void hour(uint32_t missed) {
    write("hour missed " + std::to_string(missed));
    jobs_.post<&Chronicle::work, &Chronicle::worked>(*this, "work");
  }
  void worked(int32_t code, std::string_view) {
    ++worked_;
    write("worked " + std::to_string(code));
    facts_.publish({.name = "worked", .value = static_cast<double>(worked_)});
    durable_.put("worked", "chronicle/1", std::to_string(worked_));
  }
  void day(int64_t due_utc_ms, uint32_t missed) {
    const auto fact = facts_.read("chronicle.worked");
    write("day " + std::to_string(due_utc_ms / 86'400'000) + " missed " + std::to_string(missed) +
          " fact " + (fact ? std::to_string(static_cast<int>(fact->value)) : "none") + " of " +
          (fact ? time_of(fact->at_utc_ms) : "never") + " kept " +
          durable_.get("worked", "chronicle/1").value_or("none"));
  }

  // [jobs]
  void work(spark::Job) {}

  // [control]
  spark::Reply lines(const spark::Request&) {
    std::string all;
    for (const std::string& line : lines_) all += (all.empty() ? "\"" : ",\"") + line + "\"";
    return {200, "{\"lines\":[" + all + "]}"};
  }

 private:
  static std::string time_of(int64_t utc_ms) {
    const std::time_t seconds = utc_ms / 1'000;
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[32];
    return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M", &parts));
  }
  void write(const std::string& what) { lines_.push_back(time_of(clock_.event_ms()) + " " + what); }

  spark::Clock clock_;
  spark::Durable durable_;
  spark::Timers timers_;
  spark::Jobs jobs_;
  spark::Facts facts_;
  // All on [control].
  std::vector<std::string> lines_;
  int worked_ = 0;
};

}  // namespace museum

SPARK_PLUGIN(museum::Chronicle, "chronicle", CHRONICLE_VERSION, "Museum");
