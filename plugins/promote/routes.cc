// The /promote routes.
#include <algorithm>

#include "plugin.h"
#include "spark/members.h"

namespace promote {
namespace {

constexpr size_t approver_bytes_max = 64;

bool is_name(std::string_view text) {
  return text.find_first_not_of(' ') != std::string_view::npos &&
         text.size() <= approver_bytes_max &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return c >= 0x20 && c != 0x7f; });
}

std::string caller_of(const spark::Request& request) {
  if (request.caller == spark::Caller::user) return "user " + std::string(request.credential);
  return request.caller == spark::Caller::credential
             ? "credential " + std::string(request.credential)
             : "loopback";
}

}  // namespace

void Promote::add_routes(spark::Http http, const std::string& listener) {
  http.add<&Promote::gates>(*this,
                            {.listener = listener.c_str(),
                             .path = "/promote/gates",
                             .doc = "Judge the six gates; lineage=NAME: of another lineage"});
  http.add<&Promote::promote>(
      *this, {.listener = listener.c_str(),
              .method = "POST",
              .path = "/promote",
              .access = spark::Access::admin,
              .doc = "Exchange production and candidate, if all gates are GO; approver=NAME"});
  http.add<&Promote::rollback>(
      *this, {.listener = listener.c_str(),
              .method = "POST",
              .path = "/promote/rollback",
              .access = spark::Access::admin,
              .doc = "Exchange them back: the model that was production before answers again"});
}

std::optional<Roles> Promote::roles_of(const spark::Request& request,
                                       const spark::Later& later) const {
  const auto asked = request.parameter("lineage");
  std::string known;
  for (Roles& each : all_roles(services_.lineages)) {
    if (asked ? each.lineage == *asked : each.primary) {
      if (!each.production.empty() && !each.candidate.empty()) return std::move(each);
      later.send(spark::Reply::error(
          409, "lineage '" + each.lineage + "' has no production or no candidate"));
      return {};
    }
    known.append(known.empty() ? "'" : ", '").append(each.lineage).append("'");
  }
  later.send(spark::Reply::error(
      404, "there is no lineage '" + std::string(asked.value_or("").substr(0, 64)) +
               "'; known: " + (known.empty() ? "none: the configuration has no lineages" : known)));
  return {};
}

void Promote::gates(const spark::Request& request, spark::Later later) {
  const auto roles = roles_of(request, later);
  if (roles) ask({Ask::What::gates, roles->lineage, later});
}

void Promote::promote(const spark::Request& request, spark::Later later) {
  if (const auto refused = spark::refusal_of_members(request, {"approver", "approver_token"}))
    return later.send(*refused);
  const auto approver = request.parameter("approver");
  if (!approver || !is_name(*approver))
    return later.send(spark::Reply::error(
        400, "approver: expected the name of who approves, 1 to 64 printable bytes, one no blank"));
  if (request.query.find("approver_token") != std::string_view::npos)
    return later.send(spark::Reply::error(
        400, "approver_token: send it in the body, since others may keep what stands in a path"));
  const auto refused =
      approvers_.refuse(*approver, request.parameter("approver_token"), caller_of(request));
  if (refused) return later.send(spark::Reply::error(refused->status, refused->text));
  const auto roles = roles_of(request, later);
  if (!roles) return;
  if (busy_) return later.send(spark::Reply::error(409, "a promotion or a way back is under way"));
  const Promotion& before = track_of(roles->lineage).promotion;
  if (before.phase == Phase::watched)
    return later.send(spark::Reply::error(
        409, "version " + before.to_version + " was promoted and is still being watched"));
  ask({Ask::What::promote, roles->lineage, later, std::string(*approver), caller_of(request)});
}

void Promote::rollback(const spark::Request& request, spark::Later later) {
  if (const auto refused = spark::refusal_of_members(request, {})) return later.send(*refused);
  const auto roles = roles_of(request, later);
  if (!roles) return;
  if (busy_) return later.send(spark::Reply::error(409, "a promotion or a way back is under way"));
  Track& track = track_of(roles->lineage);
  const std::string why_not = cannot_go_back(track);
  if (!why_not.empty()) return later.send(spark::Reply::error(409, why_not));
  go_back(track, "asked for", later, caller_of(request));
}

}  // namespace promote
