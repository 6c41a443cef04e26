#include "admin/evidence_routes.h"

#include <boost/json.hpp>
#include <memory>
#include <utility>

#include "actions/actions.h"
#include "base/json_member.h"
#include "base/json_object.h"
#include "base/json_strict.h"
#include "base/json_text.h"
#include "base/printable.h"
#include "base/sha256.h"

namespace spark::admin {
namespace {

namespace json = boost::json;

constexpr std::string_view evidence_path = "/admin/v1/evidence";
constexpr size_t written_bytes_max = 32;
constexpr std::string_view expected_body =
    R"(expected {"kind": "tool.kind", "subject": "…", "record": {…}}; no subject is fine, too)";

bool is_known(std::string_view member) {
  for (const char* each : {"format", "kind", "subject", "written", "record"})
    if (member == each) return true;
  return false;
}

void answer(const http::DeferredPtr& reply, const std::string& failure,
            const store::Receipt& receipt) {
  if (failure.empty())
    return reply->send(
        200, http::ContentType::json,
        json::serialize(json::object{{"sequence", receipt.sequence}, {"hash", receipt.hash}}));
  reply->send(503, http::ContentType::json, base::json_error(failure));
}

void append(services::EvidenceLog& log, const IsPlugin& is_plugin, http::Exchange& exchange) {
  auto evidence = read_evidence(exchange.request().body);
  if (!evidence) return exchange.response().error(400, evidence.error().text);
  evidence->record.actor = actions::actor_of(exchange);
  const std::string& kind = evidence->record.action;
  const std::string tool = kind.substr(0, kind.find('.'));
  if (is_plugin(tool))
    return exchange.response().error(409, "kind '" + kind + "' is for plugin '" + tool +
                                              "' to record: begin it with the tool's name");
  const http::DeferredPtr reply = exchange.defer();
  const auto ended = [reply](const std::string& failure, const store::Receipt& receipt) {
    answer(reply, failure, receipt);
  };
  if (auto appended = log.append(std::move(*evidence), ended); !appended)
    reply->send(429, http::ContentType::json, base::json_error(appended.error().text));
}

}  // namespace

base::Result<services::Evidence> read_evidence(std::string_view body) {
  if (auto checked = base::check_strict_json(body); !checked) return checked.error();
  const base::JsonObject asked(body);
  if (asked.object() == nullptr) return base::Error(asked.why_not());
  for (const auto& member : *asked.object())
    if (!is_known(member.key())) return base::Error(std::string(expected_body));
  const auto kind = asked.text("kind");
  const auto record = base::raw_member(body, "record");
  if (!kind || !record) return base::Error(std::string(expected_body));
  const std::string subject = asked.text("subject").value_or("");
  if (auto checked = services::check_evidence(*kind, subject, *record); !checked)
    return checked.error();
  const auto written = asked.text("written");
  if (written && (written->size() > written_bytes_max || !base::is_printable(*written)))
    return base::Error("written: expected a time, such as 2026-01-31T12:00:00.000Z");
  return services::Evidence{"",
                            {"http",
                             *kind,
                             subject,
                             {{"record", base::sha256_hex(*record)}},
                             written ? "imported, written " + *written : "done",
                             std::string(*record)},
                            {}};
}

std::vector<http::Route> evidence_routes(services::EvidenceLog& log, IsPlugin is_plugin) {
  return {{"POST", std::string(evidence_path), http::Access::admin,
           [&log, is_plugin = std::move(is_plugin)](http::Exchange& exchange) {
             append(log, is_plugin, exchange);
           }}};
}

}  // namespace spark::admin
