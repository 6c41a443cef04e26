#include "ctl/commands.h"

#include <vector>

#include "base/nearest.h"
#include "ctl/graph.h"
#include "ctl/views.h"
#include "spark/tool/terminal.h"

namespace spark::ctl {

using tool::Error;
using tool::Exit;
using tool::Result;
namespace json = tool::json;

namespace {

Result<json::value> fetch(const Options& options, std::string_view path) {
  Result<Admin> admin = Admin::open(options);
  if (!admin) return admin.error();
  return admin->get(path);
}

Result<int> show(const Options& options, std::string_view path,
                 std::string (*view)(const json::value&, size_t width)) {
  const Result<json::value> value = fetch(options, path);
  if (!value) return value.error();
  return print(options, *value, [&](size_t width) { return view(*value, width); });
}

size_t count_ellipses(std::string_view text) {
  constexpr std::string_view ellipsis = "…";
  size_t count = 0;
  for (size_t at = 0; (at = text.find(ellipsis, at)) != std::string_view::npos; ++at) ++count;
  return count;
}

Error unknown_pipeline(const std::string& name, const json::array& pipelines) {
  std::vector<std::string> known;
  for (const json::value& one : pipelines) known.push_back(tool::text(one, "name"));
  std::string text = "no pipeline \"" + name + "\"";
  const std::string near = base::nearest_name(name, known);
  if (!near.empty()) return Error{Exit::usage, text + "; did you mean \"" + near + "\"?"};
  for (size_t i = 0; i < known.size(); ++i) text += (i == 0 ? "; known: " : ", ") + known[i];
  return Error{Exit::usage, text};
}

}  // namespace

int print(const Options& options, const json::value& value, const View& view) {
  const size_t width = options.wide ? tool::any_width : tool::output_width();
  tool::put(stdout, options.json ? tool::pretty(value) : fitted(view, width));
  return static_cast<int>(Exit::ok);
}

std::string fitted(const View& view, size_t width) {
  std::string text = view(width);
  if (width == tool::any_width || count_ellipses(text) == count_ellipses(view(tool::any_width)))
    return text;
  return text + "\n(cut to " + std::to_string(width) + " columns; --wide shows all)\n";
}

Result<int> show_status(const Options& options) {
  return show(options, "/admin/v1/status", view_status);
}
Result<int> show_plugins(const Options& options) {
  return show(options, "/admin/v1/plugins", view_plugins);
}
Result<int> show_models(const Options& options) {
  return show(options, "/admin/v1/models", view_models);
}
Result<int> show_routes(const Options& options) {
  return show(options, "/admin/v1/routes", view_routes);
}
Result<int> show_alerts(const Options& options) {
  return show(options, "/admin/v1/alerts", view_alerts);
}
Result<int> show_facts(const Options& options) {
  return show(options, "/admin/v1/facts", view_facts);
}
Result<int> show_generations(const Options& options) {
  return show(options, "/admin/v1/generations", view_generations);
}

Result<int> show_graph(const Options& options, const std::string& pipeline, bool dot) {
  const Result<json::value> value = fetch(options, "/admin/v1/pipelines");
  if (!value) return value.error();
  const json::array& all = tool::items(*value, "pipelines");
  std::string text;
  json::array shown;
  for (const json::value& one : all) {
    if (!pipeline.empty() && tool::raw(one, "name") != pipeline) continue;
    if (!shown.empty()) text += "\n";
    text += dot ? graph_dot(one) : graph_text(one);
    shown.push_back(one);
  }
  if (shown.empty() && !pipeline.empty()) return unknown_pipeline(pipeline, all);
  return print(options, json::object{{"pipelines", std::move(shown)}},
               [&](size_t) { return text; });
}

Result<int> make_safe(const Options& options) {
  Result<Admin> admin = Admin::open(options);
  if (!admin) {
    // The safe direction needs no credential from this machine, so the host is asked even if there
    // is trouble with the credential. The host refuses if it needs one.
    const Error trouble = admin.error();
    admin = Admin::open_without_credential(options);
    if (!admin) return trouble;
    warn_of_no_credential(trouble.text, admin->address());
  }
  const Result<json::value> value = admin->post("/admin/v1/safe", "{}");
  if (!value) return value.error();
  // Which host it was: without a credential one was perhaps guessed.
  return print(options, *value, [&](size_t width) {
    return admin->address().text() + ": " + view_safe(*value, width);
  });
}

}  // namespace spark::ctl
