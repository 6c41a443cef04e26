// One model under watch, by its lineage and role: its minutes, which workers write, and what is
// found out about them.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>

#include "judge.h"
#include "minutes.h"
#include "spark/facts.h"
#include "spark/metrics.h"
#include "spark/per_worker.h"

namespace drift {

// What became of the snapshots that one worker saw.
struct Counts {
  spark::Cell<uint64_t> opened, replaced;  // that entered
  spark::Cell<uint64_t> duplicate, disordered, late, ahead, no_room;
  spark::Cell<uint64_t> not_ready, without_key, without_time;

  static constexpr std::array members = {
      &Counts::opened,      &Counts::replaced,    &Counts::duplicate, &Counts::disordered,
      &Counts::late,        &Counts::ahead,       &Counts::no_room,   &Counts::not_ready,
      &Counts::without_key, &Counts::without_time};
  static constexpr std::array<const char*, members.size()> names = {
      "opened", "replaced", "duplicate", "disordered",  "late",
      "ahead",  "no_room",  "not_ready", "without_key", "without_time"};

  // [the one writer]
  void add(Admitted admitted) noexcept {
    switch (admitted) {
      case Admitted::opens:
        return opened.add(1);
      case Admitted::replaces:
        return replaced.add(1);
      case Admitted::duplicate:
        return duplicate.add(1);
      case Admitted::disordered:
        return disordered.add(1);
      case Admitted::late:
        return late.add(1);
      case Admitted::ahead:
        return ahead.add(1);
    }
    no_room.add(1);
  }
};
using CountSums = std::array<uint64_t, Counts::members.size()>;

struct Track {
  // `key`: key_of() of a lineage and a role.
  Track(const std::string& key, uint32_t workers, uint32_t symbols_max)
      : name(key),
        lineage(key.substr(0, key.find('/'))),
        role(key == lineage ? candidate : key.substr(key.find('/') + 1)),
        minutes(symbols_max),
        counts(workers) {}

  // What is kept on the disk is found by it: a lineage's name for its candidate, with the role
  // behind a slash for others.
  static std::string key_of(const std::string& lineage, const std::string& role) {
    return role == candidate ? lineage : lineage + "/" + role;
  }
  static constexpr const char* candidate = "candidate";

  // Of all workers, and of the plugin objects before this one. [any]
  [[nodiscard]] CountSums sums() const {
    CountSums all{};
    const auto add = [&](const Counts& one) {
      for (size_t i = 0; i < all.size(); ++i) all[i] += (one.*Counts::members[i]).get();
    };
    counts.each(add);
    add(inherited);
    return all;
  }

  const std::string name;     // key_of() the two below
  const std::string lineage;  // "" where the configuration has none
  const std::string role;     // "candidate" where the configuration has no lineages
  Minutes minutes;
  spark::PerWorker<Counts> counts;
  Counts inherited;  // written on [builder] alone

  // The rest is guarded by Tracks::judging, which no worker takes.

  bool primary = true;  // of the lineage
  std::string model;    // its key under models:, of the newest stage
  std::optional<Judge> judge;
  std::string kept_judge;   // bytes of a predecessor's, until there is a judge
  bool is_changed = false;  // there is more to find than when it was looked last
  Findings findings;
  uint64_t seen = 0;        // that entered or were closed by the clock when it was looked last
  int64_t written_ms = -1;  // when psi_snapshot.json was written last; -1: not yet
  int64_t kept_until = 0;   // all symbols' minutes before it are on the disk; 0: not known
  std::string daily;        // the date of the daily copy that is wanted; "": none

  // The rest is used on [control] alone.

  // The open minute of a symbol when its blocks were put last, by its number.
  std::map<uint32_t, int64_t> put_until;
  std::string kept_state;                       // as it was put last
  std::map<std::string, spark::Gauge> gauges;   // that have a value, by series
  std::map<std::string, spark::Subject> facts;  // that are published, by name
};

}  // namespace drift
