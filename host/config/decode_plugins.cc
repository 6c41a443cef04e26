// plugins and models, whose `with:` blocks stay trees until a schema is known.
#include "base/names.h"
#include "base/sha256.h"
#include "config/decode.h"
#include "config/keys.h"

namespace spark::config {
namespace {

// `with:` stays a tree: only the plugin's schema knows its keys.
Node decode_with(const std::optional<Cursor>& cursor, const Place& fallback) {
  if (cursor && cursor->node().kind == Kind::map) return cursor->node();
  if (cursor) cursor->fail_expected("a map ({} for none)");
  Node none;
  none.place = fallback;
  return none;
}

// The texts of a list that pass `check`.
std::vector<Placed<std::string>> decode_list(const std::optional<Cursor>& cursor,
                                             bool (*check)(std::string_view),
                                             const std::string& item) {
  std::vector<Placed<std::string>> texts;
  if (!cursor) return texts;
  const size_t count = cursor->node().items.size();
  if (cursor->node().kind != Kind::list || count == 0 || count > grants_max) {
    cursor->fail_expected("a list of 1 to " + std::to_string(grants_max) + " texts, each " + item);
    return texts;
  }
  for (size_t i = 0; i < count; ++i) {
    const Cursor each = cursor->item(i);
    if (each.node().kind == Kind::scalar && check(each.node().text)) {
      texts.push_back(each.placed(each.node().text));
    } else {
      each.fail_expected(item);
    }
  }
  return texts;
}

std::vector<std::string> values(const std::vector<Placed<std::string>>& texts) {
  std::vector<std::string> all;
  for (const auto& each : texts) all.push_back(each.value);
  return all;
}

May decode_may(const Cursor& cursor) {
  May may;
  MapReader map(cursor, may_keys);
  may.metrics = values(decode_list(map.find("metrics"), base::is_metric_prefix,
                                   std::string(base::metric_prefix_rule)));
  may.routes = values(decode_list(map.find("routes"), is_route_path, "a path such as /mine"));
  may.swap = decode_list(map.find("swap"), base::is_name, "the name of a model");
  map.refuse_others();
  return may;
}

// A plugin's facts and values bear its name, and the host's own bear these.
bool is_hosts_own(std::string_view name) {
  return name == "host" || name == "alert";
}

Plugin decode_plugin(const Entry& entry, const Folders& folders) {
  Plugin plugin;
  plugin.name = entry.name;
  plugin.place = entry.place;
  if (is_hosts_own(entry.name)) {
    entry.value.errors().add(entry.place, entry.value.path(),
                             "the host's own facts begin with " + in_quotes(entry.name) +
                                 "; give the plugin another name");
  }
  MapReader map(entry.value, plugin_keys);
  if (const Retired* retired = retired_plugin(entry.name)) {
    entry.value.errors().add(
        entry.place, entry.value.path(),
        "the plugin " + in_quotes(entry.name) + " is retired; " + std::string(retired->instead));
  }
  const auto library = map.find("library");
  const bool is_shipped = !library || base::is_name(library->node().text);
  if (library && is_shipped) plugin.library = library->node().text;
  if (library && !is_shipped) plugin.library = library->path_from(folders.config);
  plugin.sha256 = decode_sha256(map.find("sha256"));
  if (const auto may = map.find("may")) plugin.may = decode_may(*may);
  // Without `library:`, or by a name there, the host finds it among those that ship with it.
  plugin.may.anything = is_shipped;
  plugin.with = decode_with(map.find("with"), entry.place);
  map.refuse_others();
  return plugin;
}

void decode_bind(const Cursor& cursor, Model& model) {
  if (cursor.node().kind != Kind::map) {
    cursor.fail_expected("a map from features to slots");
    return;
  }
  if (cursor.node().entries.size() > bindings_max) {
    cursor.fail("expected at most " + std::to_string(bindings_max) + " features");
    return;
  }
  for (const auto& [key, value] : cursor.node().entries) {
    const Cursor slot = cursor.child(key.text, value);
    if (!base::is_field_name(key.text)) {
      cursor.errors().add(
          key.place, cursor.path(),
          "expected " + std::string(base::field_name_rule) + ", found " + in_quotes(key.text));
    }
    if (auto name = slot.slot()) model.bind.emplace_back(key.text, slot.placed(std::move(*name)));
  }
}

Model decode_model(const Entry& entry, const Folders& folders) {
  Model model;
  model.name = entry.name;
  model.place = entry.place;
  MapReader map(entry.value, model_keys);
  if (const auto plugin = map.require("plugin")) {
    model.plugin = plugin->placed(plugin->name().value_or(""));
  }
  if (const auto artefact = map.find("artefact")) {
    if (auto path = artefact->path_from(folders.config)) {
      model.artefact = artefact->placed(std::move(*path));
    }
  }
  if (const auto sha256 = map.find("sha256")) {
    model.sha256 = decode_sha256(sha256);
    if (!map.find("artefact")) sha256->fail("only a model with an artefact has a digest");
  }
  model.with = decode_with(map.find("with"), entry.place);
  if (const auto bind = map.find("bind")) decode_bind(*bind, model);
  if (const auto pinned = map.find("pinned")) {
    model.pinned = pinned->text("why the model may not be swapped").value_or("");
  }
  map.refuse_others();
  return model;
}

}  // namespace

std::optional<Placed<std::string>> decode_sha256(const std::optional<Cursor>& cursor) {
  if (!cursor) return std::nullopt;
  if (cursor->node().kind == Kind::scalar && base::is_sha256_hex(cursor->node().text))
    return cursor->placed(cursor->node().text);
  cursor->fail_expected("a digest of 64 lower-case hex digits");
  return std::nullopt;
}

std::vector<Plugin> decode_plugins(const Cursor& cursor, const Folders& folders) {
  std::vector<Plugin> plugins;
  read_named(cursor, "plugin", plugins_max,
             [&](const Entry& entry) { plugins.push_back(decode_plugin(entry, folders)); });
  return plugins;
}

std::vector<Model> decode_models(const Cursor& cursor, const Folders& folders) {
  std::vector<Model> models;
  read_named(cursor, "model", models_max,
             [&](const Entry& entry) { models.push_back(decode_model(entry, folders)); });
  return models;
}

}  // namespace spark::config
