// What stays over a restart: the state, which is put with its records, and the counts, which are
// put every few seconds. Between the two a crash loses counts only.
#include <cstdlib>

#include "plan_bytes.h"
#include "plugin.h"
#include "spark/error.h"

namespace canary {

std::string Canary::bytes_of_run() const {
  spark::ByteWriter out;
  course_.write(out);
  run_.write(out);
  return out.text();
}

void Canary::read_run(const std::string& bytes) {
  spark::ByteReader in(bytes);
  Course course{Plan{}};
  course.read(in);
  Run run = Run::read(in);
  in.end();
  course_ = std::move(course);
  run_ = std::move(run);
}

void Canary::keep(uint32_t) {
  if (!pace_.is_due()) return;
  keep_counts();
  if (std::abs(clock_.event_ms() - recent_kept_ms_) >= minute_ms) keep_recent();
}

void Canary::keep_recent() {
  recent_kept_ms_ = clock_.event_ms();
  spark::ByteWriter out;
  out.bytes(recent_of_);
  recent_.write(out);
  try {
    durable_.put("recent", recent_schema, out.text());
  } catch (const spark::Error& error) {
    log_.warn(std::string("canary: recent pairs are not kept: ") + error.what());
  }
}

// Of the host's last run, or of the object that rested before this one.
void Canary::restore_recent() {
  const auto kept = durable_.get("recent", recent_schema);
  if (!kept) return;
  try {
    spark::ByteReader in(*kept);
    std::string of(in.bytes());
    History recent;
    recent.read(in);
    in.end();
    recent_of_ = std::move(of);
    recent_ = std::move(recent);
  } catch (const spark::Error& error) {
    log_.error(std::string("canary: the kept pairs are none: ") + error.what());
  }
}

// Of the run and phase that goes on, if it is that one: no more depends on it than what files say
// of the phase's latency.
void Canary::restore_times() {
  const auto kept = durable_.get("times", times_schema);
  if (!kept) return;
  try {
    spark::ByteReader in(*kept);
    times_.read(in, run_.token, course_.state().phase, times_now());
  } catch (const spark::Error& error) {
    log_.error(std::string("canary: the kept times are none: ") + error.what());
  }
}

void Canary::keep_counts() {
  if (!is_under_way(course_.state())) return;
  try {
    durable_.put("course", course_schema, bytes_of_run());
    spark::ByteWriter times;
    times_.write(times, run_.token, course_.state().phase, times_now());
    durable_.put("times", times_schema, times.text());
  } catch (const spark::Error& error) {
    log_.warn(std::string("canary: counts are not kept: ") + error.what());
  }
}

// The state is the record's; counts are taken over where they are of its run and its phase. Of that
// state no more is the same by then: a share that opened, a hold or a pause came after its record,
// or before it. A state that no record vouches for is not believed.
void Canary::restore() {
  const auto kept = durable_.get("state", state_value_schema);
  if (!kept) return;
  Event restarted{.what = Asked::restarted};
  restarted.trusted = evidence_.agrees("state", state_value_schema);
  try {
    read_run(*kept);
    if (const auto counts = durable_.get("course", course_schema)) {
      spark::ByteReader in(*counts);
      Course counted{Plan{}};
      counted.read(in);
      Run::read(in);
      in.end();
      course_.take_counts(counted);
    }
  } catch (const spark::Error& error) {
    log_.error(std::string("canary: what is on the disk is none: ") + error.what());
    restarted.trusted = false;
  }
  restore_times();
  tell(restarted);
  if (!is_under_way(course_.state())) return;
  // Both models live in the host's process. A canary under which that keeps crashing is ended, with
  // what `also_safe` names: then the candidate is not asked any more.
  if (crashes_.come_back(run_.token, clock_.event_ms())) {
    tell({.what = Asked::abort, .cause = Cause::crash});
    return;
  }
  const auto tested = pair();
  if (!tested) return;
  for (const std::string& model : {tested->production, tested->candidate}) {
    const auto live = models.live(model);
    const ModelId& was = model == tested->production ? run_.production : run_.candidate;
    if (live && (live->sha256 != was.sha256 || live->version != was.version)) {
      tell({.what = Asked::abort, .cause = Cause::pin_broken});
      return;
    }
  }
  pin_models();
}

}  // namespace canary
