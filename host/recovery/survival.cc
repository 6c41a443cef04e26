// Keys of the state folder:
//   generation/published, generation/confirmed   a blueprint
//   generation/publishing    the change being published; only the key's presence counts
//   generation/started       {"fingerprint", "unconfirmed_starts", "has_outlived"}
//   generation/formers       {key: {"now", "sha256", "is_undone"}}
//   generation/rejected      a fingerprint
//   chain/head               as in the file beside the chain (store/head.h)
//   quarantine/<sha256>      {"what", "reason", "since_utc_ms"}
#include "recovery/survival.h"

#include <boost/json.hpp>

namespace spark::recovery {
namespace {

namespace json = boost::json;

constexpr const char* published_key = "generation/published";
constexpr const char* publishing_key = "generation/publishing";
constexpr const char* confirmed_key = "generation/confirmed";
constexpr const char* started_key = "generation/started";
constexpr const char* rejected_key = "generation/rejected";
constexpr const char* previous_key = "generation/formers";
constexpr const char* head_key = "chain/head";
constexpr const char* quarantine_prefix = "quarantine/";

std::string started_json(const std::string& fingerprint, uint32_t unconfirmed_starts,
                         bool has_outlived = false) {
  return json::serialize(json::object{{"fingerprint", fingerprint},
                                      {"unconfirmed_starts", unconfirmed_starts},
                                      {"has_outlived", has_outlived}});
}

// `read` throws for a value that this host does not write.
template <class Read>
base::Result<void> read_value(const store::State& state, const std::string& key, const Read& read) {
  const auto text = state.get(key);
  if (!text) return text.error();
  if (!*text) return {};
  try {
    read(**text);
  } catch (const std::exception& thrown) {
    return base::Error("state.db: " + key + " is not as this host writes it: " + thrown.what());
  }
  return {};
}

blueprint::Blueprint blueprint_of(const std::string& text) {
  auto read = blueprint::blueprint_from_json(text);
  if (!read) throw std::runtime_error(read.error().text);
  return std::move(*read);
}

}  // namespace

base::Result<Recovered> Survival::read() const {
  Recovered recovered;
  blueprint::Survived& survived = recovered.survived;
  auto ok = read_value(state_, published_key,
                       [&](const auto& text) { survived.published = blueprint_of(text); });
  if (!ok) return ok.error();
  ok = read_value(state_, publishing_key, [&](const auto&) { survived.was_publishing = true; });
  if (!ok) return ok.error();
  ok = read_value(state_, confirmed_key,
                  [&](const auto& text) { survived.confirmed = blueprint_of(text); });
  if (!ok) return ok.error();
  ok = read_value(state_, started_key, [&](const auto& text) {
    const auto value = json::parse(text);
    survived.started = json::value_to<std::string>(value.at("fingerprint"));
    survived.unconfirmed_starts = value.at("unconfirmed_starts").template to_number<uint32_t>();
    const auto* outlived = value.as_object().if_contains("has_outlived");  // not of every host
    survived.has_outlived = outlived != nullptr && outlived->as_bool();
  });
  if (!ok) return ok.error();
  ok = read_value(state_, rejected_key, [&](const auto& text) { survived.rejected = text; });
  if (!ok) return ok.error();
  ok = read_value(state_, previous_key, [&](const auto& text) {
    survived.previous = blueprint::previous_from_json(text);
  });
  if (!ok) return ok.error();
  ok = read_value(state_, head_key, [&](const auto& text) {
    auto head = store::parse_head(text);
    if (!head) throw std::runtime_error(head.error().text);
    recovered.head = std::move(*head);
  });
  if (!ok) return ok.error();
  const auto items = state_.list(quarantine_prefix);
  if (!items) return items.error();
  for (const auto& item : *items) {
    ok = read_value(state_, item.key, [&](const auto& text) {
      const auto value = json::parse(text);
      survived.quarantined.push_back({item.key.substr(std::string_view(quarantine_prefix).size()),
                                      json::value_to<std::string>(value.at("what")),
                                      json::value_to<std::string>(value.at("reason")),
                                      value.at("since_utc_ms").template to_number<int64_t>()});
    });
    if (!ok) return ok.error();
  }
  return recovered;
}

base::Result<void> Survival::starting(const blueprint::Blueprint& blueprint,
                                      uint32_t unconfirmed_starts) {
  return put({{started_key, started_json(blueprint::fingerprint(blueprint), unconfirmed_starts)},
              {published_key, to_json(blueprint)},
              {publishing_key, std::nullopt}});
}

base::Result<void> Survival::publishing(const blueprint::Blueprint& blueprint,
                                        const blueprint::PreviousDefinitions& previous) {
  return put({{publishing_key, to_json(blueprint) + to_json(previous)}});
}

base::Result<void> Survival::published(const blueprint::Blueprint& blueprint,
                                       const blueprint::PreviousDefinitions& previous) {
  return put({{published_key, to_json(blueprint)},
              {previous_key, to_json(previous)},
              {started_key, started_json(blueprint::fingerprint(blueprint), 0)},
              {publishing_key, std::nullopt}});
}

base::Result<void> Survival::not_published() {
  return put({{publishing_key, std::nullopt}});
}

base::Result<void> Survival::confirmed(const blueprint::Blueprint& blueprint) {
  return put({{confirmed_key, to_json(blueprint)},
              {started_key, started_json(blueprint::fingerprint(blueprint), 0)}});
}

base::Result<void> Survival::outlived() {
  const auto recovered = read();
  if (!recovered) return recovered.error();
  const blueprint::Survived& survived = recovered->survived;
  return put({{started_key, started_json(survived.started, survived.unconfirmed_starts, true)}});
}

base::Result<void> Survival::stopped_cleanly() {
  std::string started;
  const auto read = read_value(state_, started_key, [&](const auto& text) {
    started = json::value_to<std::string>(json::parse(text).at("fingerprint"));
  });
  if (!read) return read;
  return put({{started_key, started_json(started, 0)}});
}

base::Result<void> Survival::quarantine(const std::vector<blueprint::Quarantined>& suspects,
                                        const std::string& rejected) {
  std::vector<store::State::Change> changes = {{rejected_key, rejected}};
  for (const auto& each : suspects) {
    changes.push_back(
        {quarantine_prefix + each.sha256,
         json::serialize(json::object{
             {"what", each.what}, {"reason", each.reason}, {"since_utc_ms", each.since_utc_ms}})});
  }
  return put(std::move(changes));
}

base::Result<void> Survival::put(std::vector<store::State::Change> changes) {
  const store::Head head = head_ ? head_() : store::Head{};
  if (head.sequence > 0) changes.push_back({head_key, store::head_text(head)});
  return state_.put_all(changes);
}

base::Result<uint32_t> Survival::clear_quarantine(const std::string& sha256) {
  const auto items = state_.list(quarantine_prefix);
  if (!items) return items.error();
  // The operator wants the objects to be tried: their blueprint may be started twice again.
  std::vector<store::State::Change> changes;
  for (const auto& item : *items) {
    if (sha256 == "all" || item.key == quarantine_prefix + sha256)
      changes.push_back({item.key, std::nullopt});
  }
  const auto cleared = static_cast<uint32_t>(changes.size());
  if (cleared == 0) return 0u;
  changes.push_back({started_key, started_json("", 0)});
  changes.push_back({rejected_key, std::nullopt});
  if (const auto done = put(std::move(changes)); !done) return done.error();
  return cleared;
}

}  // namespace spark::recovery
