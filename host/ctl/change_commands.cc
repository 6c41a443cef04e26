#include "ctl/change_commands.h"

#include <memory>

#include "ctl/change.h"
#include "ctl/run_change.h"

namespace spark::ctl {

using tool::Result;

namespace {

// The values of a command line; they live as long as the command.
struct ChangeArguments {
  ChangeFlags flags;
  SwapWords swap;
  std::string name;
  std::string file;
  bool files = false;
};

using Make = Result<Change> (*)(const ChangeArguments&, const HostFiles& host);

struct Declared {
  CLI::App* app;
  std::shared_ptr<ChangeArguments> asked;
};

// A command that builds a generation.
Declared add(BuiltIns& built_ins, const char* words, const char* doc, const char* example,
             Make make) {
  auto asked = std::make_shared<ChangeArguments>();
  CLI::App* app = built_ins.add(words, doc, example, [asked, make](const Options& options) {
    return run_change(options, asked->flags,
                      [&](const HostFiles& host) { return make(*asked, host); });
  });
  app->add_flag("--confirm", asked->flags.confirm, "Does it; without it, only says what it would");
  app->add_flag("--dry-run", asked->flags.dry_run,
                "Builds and tries it, says what would change, and changes nothing");
  app->add_flag("--force", asked->flags.force, "Also where a version is pinned");
  return {app, std::move(asked)};
}

void add_text(CLI::App* app, const char* name, std::optional<std::string>& value, const char* doc) {
  // No option of type std::optional: CLI11 would take an empty text as not given.
  app->add_option_function<std::string>(
      name, [&value](const std::string& given) { value = given; }, doc);
}

void declare_swap(BuiltIns& built_ins) {
  const auto [app, asked] = add(
      built_ins, "swap",
      "Replaces models of the running host: one, or a set as one generation.\n"
      "One: NAME and what changes of its definition; the rest stays as it is, but another plugin "
      "starts from its own defaults.\n"
      "A set: NAME=FOLDER is another artefact, NAME=@OTHER the definition that OTHER has now "
      "(an exchange is a=@b b=@a).",
      "sparkctl swap candidate --artefact models/v1.8.1 --confirm\n"
      "         sparkctl swap candidate=models/v1.8.1 fallback=@candidate --dry-run",
      [](const ChangeArguments& given, const HostFiles& host) {
        return swap_change(given.swap, host);
      });
  app->add_option("models", asked->swap.models, "NAME, or NAME=FOLDER and NAME=@OTHER");
  add_text(app, "--artefact", asked->swap.artefact,
           "Folder of the new artefact: from the working directory, else from the folder of the "
           "host's configuration (of a host elsewhere: from the latter)");
  add_text(app, "--plugin", asked->swap.plugin, "The plugin that makes it");
  add_text(app, "--like", asked->swap.like, "A model whose present definition is taken");
  app->add_option("--with", asked->swap.with,
                  "key=value …: the plugin's options for it, all of them");
  app->add_option("--bind", asked->swap.bind,
                  "feature=slot …: where its features are taken from, all of them");
  app->add_option(
      "--expect", asked->swap.expect,
      "SHA256: only if the model is made of that artefact now; of a set, NAME=SHA256 …");
}

void declare_rollback_and_reload(BuiltIns& built_ins) {
  const auto [rollback, asked] = add(
      built_ins, "rollback", "Brings back a model's previous definition",
      "sparkctl rollback candidate --confirm", [](const ChangeArguments& given, const HostFiles&) {
        return model_rollback_change(given.name);
      });
  rollback->add_option("model", asked->name, "The model's name");
  const auto [reload, reloaded] = add(
      built_ins, "reload",
      "Reads the configuration file again, as SIGHUP does; names files that were changed in "
      "place",
      "sparkctl reload --dry-run",
      [](const ChangeArguments& given, const HostFiles&) { return reload_change(given.files); });
  reload->add_flag("--files", reloaded->files,
                   "Also takes libraries and artefacts that were changed in place");
}

void declare_plugins(BuiltIns& built_ins) {
  const auto [upgrade, upgraded] =
      add(built_ins, "plugins upgrade", "Replaces a plugin's library in the running host",
          "sparkctl plugins upgrade ml-model build/release/lib/spark/plugins/ml-model.so --confirm",
          [](const ChangeArguments& given, const HostFiles& host) {
            return upgrade_change(given.name, given.file, host);
          });
  upgrade->add_option("plugin", upgraded->name, "The plugin's name in the configuration");
  upgrade->add_option("library", upgraded->file, "The new .so, found as --artefact of swap is");
  const auto [rollback, rolled] =
      add(built_ins, "plugins rollback", "Brings back a plugin's previous library",
          "sparkctl plugins rollback ml-model --confirm",
          [](const ChangeArguments& given, const HostFiles&) {
            return plugin_rollback_change(given.name);
          });
  rollback->add_option("plugin", rolled->name, "The plugin's name in the configuration");
}

void declare_quarantine(BuiltIns& built_ins) {
  built_ins.add("plugins quarantine", "Libraries and artefacts that the host loads no more",
                "sparkctl plugins quarantine list", show_quarantine);
  built_ins.add("plugins quarantine list", "What is in it, since when and why",
                "sparkctl plugins quarantine list --json", show_quarantine);
  auto asked = std::make_shared<ChangeArguments>();
  CLI::App* clear = built_ins.add(
      "plugins quarantine clear", "Lets one of them, or all, be loaded again",
      "sparkctl plugins quarantine clear all --confirm", [asked](const Options& options) {
        return run_at_once(options, asked->flags.confirm, clear_change(asked->name));
      });
  clear->add_option("sha256", asked->name, "Its digest as `list` prints it, or all");
  clear->add_flag("--confirm", asked->flags.confirm,
                  "Does it; without it, only says what it would");
}

void declare_flags(BuiltIns& built_ins) {
  built_ins.add("flags", "Flags, their safe values, and what latched them", "sparkctl flags",
                show_flags);
  auto asked = std::make_shared<ChangeArguments>();
  CLI::App* set = built_ins.add(
      "flags set", "Moves a flag, also one that was made safe: the way back from `safe`",
      "sparkctl flags set plugin.enabled 1 --confirm", [asked](const Options& options) {
        return run_at_once(options, asked->flags.confirm, flag_change(asked->name, asked->file));
      });
  set->add_option("flag", asked->name, "Its full name, as `sparkctl flags` prints it");
  set->add_option("value", asked->file, "A whole number");
  set->add_flag("--confirm", asked->flags.confirm, "Does it; without it, only says what it would");
}

}  // namespace

void declare_changes(BuiltIns& built_ins) {
  declare_swap(built_ins);
  declare_rollback_and_reload(built_ins);
  declare_plugins(built_ins);
  declare_quarantine(built_ins);
  declare_flags(built_ins);
}

}  // namespace spark::ctl
