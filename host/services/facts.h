// Facts: numbers that plugins publish and others read, by name and subject.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace spark::services {

inline constexpr uint32_t facts_max = 512;  // of all plugins

struct Subject {
  std::string pipeline;
  std::string model;
  std::string sha256;

  auto operator<=>(const Subject&) const = default;
};

struct Fact {
  std::string name;  // "<plugin>.<own>"
  Subject subject;
  std::string unit;
  double value = 0;
  uint64_t samples = 0;
  int64_t from_utc_ms = 0;
  int64_t to_utc_ms = 0;
  int64_t at_utc_ms = 0;       // when it was published …
  bool is_event_time = false;  // … by the event clock
  std::string basis = {};      // what it was computed from, a JSON object; "" if that is not told
};

// How long ago it was published, by the clock that it was published by.
[[nodiscard]] int64_t age_ms(const Fact& fact, int64_t wall_utc_ms);

// Every function may be called by every thread that may wait; none waits for anything slow.
class Facts {
 public:
  // Replaces the fact of that name and subject. `owner` stands for the plugin object. Fails if
  // there are too many.
  base::Result<void> publish(const void* owner, Fact fact);
  void withdraw(const void* owner, const std::string& name, const Subject& subject);
  // The owner rests: its facts are absent.
  void withdraw_all(const void* owner);
  // The host's own facts, in one step: those that `owner` published before and that are not among
  // `all` are absent. No limit touches them. `owner` publishes nothing else.
  void replace_all(const void* owner, std::vector<Fact> all);

  [[nodiscard]] std::optional<Fact> read(const std::string& name, const Subject& subject) const;
  // The same for who knows part of the subject: a subject that has a pipeline or a model, and no
  // digest, is that of any artefact, of which the newest fact counts.
  [[nodiscard]] std::optional<Fact> find(const std::string& name, const Subject& subject) const;
  // Those whose names begin with `prefix`, by name and subject.
  [[nodiscard]] std::vector<Fact> list(std::string_view prefix) const;

 private:
  struct Owned {
    const void* owner;
    Fact fact;
    bool is_hosts = false;
  };

  mutable std::mutex mutex_;
  std::map<std::pair<std::string, Subject>, Owned> facts_;
};

}  // namespace spark::services
