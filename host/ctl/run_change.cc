#include "ctl/run_change.h"

#include "ctl/commands.h"
#include "ctl/paths.h"
#include "ctl/views.h"
#include "ctl/waiting.h"
#include "spark/tool/terminal.h"

namespace spark::ctl {

using tool::Error;
using tool::Exit;
using tool::Result;
namespace json = tool::json;

namespace {

// Copying, trying, loading, probing and warming up; a large artefact takes a while to copy.
constexpr uint32_t change_timeout_ms = 90'000;

Error unconfirmed(const Change& change, bool dry_runs) {
  return Error{Exit::usage, change.title + " (" + change.detail +
                                "): this is a risky action; repeat with --confirm" +
                                (dry_runs ? ", or try --dry-run first" : "")};
}

Error refused(const Change& change, const JsonResponse& reply) {
  std::string text = change.title + ": " + refusal(reply.status, reply.body);
  if (tool::find(reply.body, "generation") != nullptr)
    text += "\ngeneration " + tool::text(reply.body, "generation") + " goes on";
  return Error{Exit::failed, text};
}

// The host's response if it is a yes. If the response is lost, the change may have taken place.
Result<json::value> ask(const Options& options, Admin& admin, const Change& change,
                        const ChangeFlags& flags) {
  Result<JsonResponse> reply = [&] {
    const Waiting waiting(draw_on_terminal());
    return admin.request("POST", change.path, body_text(change, flags));
  }();
  if (!reply) {
    const bool lost = reply.error().exit == Exit::failed && !flags.dry_run;
    return Error{reply.error().exit,
                 change.title + ": " + reply.error().text +
                     (lost ? "; whether it took place: see sparkctl generations" : "")};
  }
  if (reply->is_ok()) return std::move(reply->body);
  // The host's whole response for machines, its sentence for people.
  if (options.json) tool::put(stdout, tool::pretty(reply->body));
  return refused(change, *reply);
}

// Where the host's relative paths are taken from; "" if the host does not say.
std::string config_folder(Admin& admin) {
  const Result<json::value> status = admin.get("/admin/v1/status");
  return status ? tool::raw(*status, "config_folder") : "";
}

}  // namespace

Result<int> run_change(const Options& options, const ChangeFlags& flags, const MakeChange& make) {
  Result<Admin> admin = Admin::open(options, change_timeout_ms);
  if (!admin) return admin.error();
  const Result<Change> change = make({admin->is_here(), [&] { return config_folder(*admin); }});
  if (!change) return change.error();
  if (!flags.confirm && !flags.dry_run) return unconfirmed(*change, true);
  const Result<json::value> answer = ask(options, *admin, *change, flags);
  if (!answer) return answer.error();
  return print(options, *answer, [&](size_t width) { return view_change(*answer, width); });
}

Result<int> show_quarantine(const Options& options) {
  Result<Admin> admin = Admin::open(options);
  if (!admin) return admin.error();
  const Result<json::value> value = admin->get("/admin/v1/quarantine");
  if (!value) return value.error();
  return print(options, *value, [&](size_t width) { return view_quarantine(*value, width); });
}

Result<int> show_flags(const Options& options) {
  Result<Admin> admin = Admin::open(options);
  if (!admin) return admin.error();
  const Result<json::value> value = admin->get("/admin/v1/flags");
  if (!value) return value.error();
  return print(options, *value, [&](size_t width) { return view_flags(*value, width); });
}

Result<int> run_at_once(const Options& options, bool confirm, const Result<Change>& change) {
  if (!change) return change.error();
  Result<Admin> admin = Admin::open(options);
  if (!admin) return admin.error();
  if (!confirm) return unconfirmed(*change, false);
  const Result<json::value> answer = ask(options, *admin, *change, {.confirm = true});
  if (!answer) return answer.error();
  return print(options, *answer, [&](size_t width) { return view_any(*answer, width); });
}

}  // namespace spark::ctl
