#include "ctl/plugin_commands.h"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "base/names.h"
#include "ctl/commands.h"
#include "ctl/views.h"

namespace spark::ctl {

using tool::Error;
using tool::Exit;
using tool::Result;
namespace json = tool::json;

namespace {

constexpr std::array<std::string_view, 4> levels = {"debug", "info", "warn", "error"};

// The values of a command line; they live as long as the command.
struct Asked {
  std::string plugin;
  std::string level;
};

std::string path_of(const std::string& plugin) {
  return "/admin/v1/plugins/" + plugin;
}

Result<void> check_plugin(const std::string& command, const std::string& plugin) {
  if (base::is_name(plugin)) return {};
  return Error{
      Exit::usage,
      command + ": expected a plugin as `sparkctl plugins` prints it, found \"" + plugin + "\""};
}

Result<void> check_level(const std::string& command, const std::string& level, bool is_plugins) {
  const bool is_known = std::find(levels.begin(), levels.end(), level) != levels.end();
  if (is_known || (is_plugins && level == "host")) return {};
  return Error{Exit::usage, command + ": expected debug, info, warn" +
                                (is_plugins ? ", error or host" : " or error") + ", found \"" +
                                level + "\""};
}

Result<int> show_plugin(const Options& options, const std::string& plugin) {
  if (const auto checked = check_plugin("plugins show", plugin); !checked) return checked.error();
  Result<Admin> admin = Admin::open(options);
  if (!admin) return admin.error();
  const Result<json::value> value = admin->get(path_of(plugin));
  if (!value) return value.error();
  return print(options, *value, [&](size_t width) { return view_plugin(*value, width); });
}

Result<int> set_level(const Options& options, const std::string& path, const std::string& level) {
  Result<Admin> admin = Admin::open(options);
  if (!admin) return admin.error();
  const Result<json::value> value =
      admin->post(path, json::serialize(json::object{{"level", level}}));
  if (!value) return value.error();
  return print(options, *value, [&](size_t) { return view_log_level(*value); });
}

}  // namespace

void declare_plugin_commands(BuiltIns& built_ins) {
  auto asked = std::make_shared<Asked>();
  CLI::App* const show = built_ins.add(
      "plugins show", "One plugin: its state, log level, stages with their times, last errors",
      "sparkctl plugins show ml-model\n"
      "         sparkctl plugins show ml-model --json | jq '.errors[0]'",
      [asked](const Options& options) { return show_plugin(options, asked->plugin); });
  show->add_option("plugin", asked->plugin, "Its name, or the id of its library");

  CLI::App* const level = built_ins.add(
      "plugins log-level",
      "From which level on a plugin's lines are printed, from now until it is set again or the "
      "host ends.\nTakes effect at once and is put on record.",
      "sparkctl plugins log-level ml-model debug\n"
      "         sparkctl plugins log-level ml-model host",
      [asked](const Options& options) -> Result<int> {
        if (const auto checked = check_plugin("plugins log-level", asked->plugin); !checked)
          return checked.error();
        if (const auto checked = check_level("plugins log-level", asked->level, true); !checked)
          return checked.error();
        return set_level(options, path_of(asked->plugin) + "/log-level", asked->level);
      });
  level->add_option("plugin", asked->plugin, "Its name, or the id of its library");
  level->add_option("level", asked->level, "debug, info, warn, error, or host: as the host's own");

  CLI::App* const own = built_ins.add(
      "log-level",
      "From which level on the host's own lines are printed, and those of plugins without a level "
      "of their own",
      "sparkctl log-level debug", [asked](const Options& options) -> Result<int> {
        if (const auto checked = check_level("log-level", asked->level, false); !checked)
          return checked.error();
        return set_level(options, "/admin/v1/log-level", asked->level);
      });
  own->add_option("level", asked->level, "debug, info, warn or error");
}

}  // namespace spark::ctl
