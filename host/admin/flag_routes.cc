#include "admin/flag_routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "base/json_object.h"
#include "base/names.h"
#include "base/nearest.h"

namespace spark::admin {
namespace {

namespace json = boost::json;

constexpr std::string_view flags_path = "/admin/v1/flags/";
constexpr std::string_view expected = R"(expected {"value": a whole number, "confirm": true})";

json::value latch_json(const services::SafeMovePtr& move) {
  if (move == nullptr) return nullptr;
  const uint64_t sequence = move->sequence;
  return {{"by", move->action},
          {"at", base::iso8601_utc(move->utc_ms)},
          {"sequence", sequence == 0 ? json::value() : json::value(sequence)}};
}

std::optional<int64_t> value_in(const base::JsonObject& body) {
  if (body.object() == nullptr) return std::nullopt;
  for (const auto& member : *body.object())
    if (member.key() != "value" && member.key() != "confirm") return std::nullopt;
  return body.whole("value");
}

std::string state_json(const std::string& name, int64_t value, bool latched) {
  return json::serialize(json::object{{"name", name}, {"value", value}, {"latched", latched}});
}

std::string unknown(const services::Flags& flags, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& flag : flags.list()) names.push_back(flag.name);
  const std::string near = base::nearest_name(name.substr(0, base::flag_name_bytes_max), names);
  return "no such flag" + (near.empty() ? std::string("; see GET /admin/v1/flags")
                                        : "; did you mean '" + near + "'?");
}

void move_flag(actions::ActionRooms& rooms, http::Exchange& exchange) {
  const http::Request& request = exchange.request();
  const std::string name(request.path.substr(flags_path.size()));
  const base::JsonObject body(request.body);
  const auto value = value_in(body);
  if (!value) return exchange.response().error(400, expected);
  services::Flags& flags = rooms.orders.flags();
  spark_flag* const flag = flags.find(name);
  const std::string action = std::string(request.path);
  if (flag != nullptr && flags.is_safe_value(flag, *value)) {
    const auto effect = rooms.safe.make_safe(flag, action, !exchange.peer().has_key,
                                             actions::recorded_actor(exchange.peer()));
    return actions::answer_safe(rooms, exchange, effect, state_json(name, *value, true));
  }
  if (!actions::is_confirmed(body)) return exchange.response().error(400, actions::ask_to_confirm);
  if (flag == nullptr) {
    // The flag's plugin is gone; only the latch is left.
    const auto latches = flags.latches();
    const bool is_latched = std::any_of(latches.begin(), latches.end(),
                                        [&](const auto& latch) { return latch.flag == name; });
    if (!is_latched) return exchange.response().error(404, unknown(flags, name));
  }
  actions::serve_risky(
      rooms, exchange,
      {action, std::string(request.body),
       [&flags, flag, name,
        value = *value](const actions::Order& order) -> std::optional<actions::RiskyAction::Done> {
         const uint64_t epoch = order.epoch().value_or(0);
         if (flag == nullptr) {
           if (!flags.open_undeclared(name, epoch)) return std::nullopt;
         } else {
           const services::Flags::Permit permit{flag, epoch};
           if (flags.set(flag, value, &permit) != services::Flags::Set::done) return std::nullopt;
         }
         return actions::RiskyAction::Done{200, state_json(name, value, false)};
       }});
}

}  // namespace

std::string flags_view(const services::Flags& flags) {
  json::array all;
  std::vector<std::string> declared;
  for (const auto& flag : flags.list()) {
    declared.push_back(flag.name);
    all.push_back({{"name", flag.name},
                   {"value", flag.value},
                   {"initial", flag.initial},
                   {"safe", flag.safe},
                   {"latched", latch_json(flag.latched_by)}});
  }
  for (const auto& latch : flags.latches()) {
    if (std::find(declared.begin(), declared.end(), latch.flag) != declared.end()) continue;
    all.push_back({{"name", latch.flag},
                   {"value", nullptr},
                   {"initial", nullptr},
                   {"safe", nullptr},
                   {"latched", latch_json(latch.move)}});
  }
  return json::serialize(json::object{{"flags", std::move(all)}});
}

std::vector<std::string> latched_flags(const services::Flags& flags) {
  std::vector<std::string> all;
  for (const auto& flag : flags.list()) {
    if (flag.latched_by == nullptr) continue;
    all.push_back(fmt::format("flag {} is latched at its safe value {} by {} since {}", flag.name,
                              flag.safe, flag.latched_by->action,
                              base::iso8601_utc(flag.latched_by->utc_ms)));
  }
  return all;
}

std::vector<http::Route> flag_routes(actions::ActionRooms& rooms) {
  return {{"POST", std::string(flags_path) + "*", http::Access::admin,
           [&rooms](http::Exchange& exchange) { move_flag(rooms, exchange); }}};
}

}  // namespace spark::admin
