#include "change/unoffered_values.h"

#include "base/log.h"
#include "blueprint/blueprint.h"
#include "services/record_notes.h"
#include "services/unoffered.h"

namespace spark::change {
namespace {

// So that the list is known when the library is loaded no more.
void note_schemas(services::DurableValues& durable, const generation::LoadedPlugin& plugin) {
  const plugin::KeptSchemas& schemas = plugin.host->kept_schemas();
  if (!schemas) return;
  const auto name = services::schemas_name(plugin.name, plugin.sha256);
  std::string text = services::schemas_text(*schemas);
  if (durable.get(name) != text) durable.put_own(name, std::move(text));
}

std::string in_words(const std::vector<std::string>& names) {
  std::string words;
  for (const auto& name : names)
    if (!services::is_hosts_own(name)) words.append(words.empty() ? "" : ", ").append(name);
  return words;
}

}  // namespace

void remove_unoffered(Parts& parts, const Known& known) {
  const auto live = parts.publisher.live().now();
  const auto before = parts.publisher.live().previous();
  for (const auto& plugin : live->plugins) {
    const std::string key = blueprint::plugin_key(plugin.name);
    std::set<std::string> kept = {plugin.sha256};
    note_schemas(parts.durable, plugin);
    if (const auto* was = before ? before->find_plugin(plugin.name) : nullptr) {
      kept.insert(was->sha256);
      note_schemas(parts.durable, *was);
    }
    // A rollback of this plugin alone may lead further back than the previous generation.
    if (const auto was = known.previous.find(key); was != known.previous.end())
      kept.insert(was->second.sha256);
    if (known.confirmed && known.confirmed->objects.contains(key))
      kept.insert(blueprint::object_of(*known.confirmed, key));
    const auto names = services::unoffered(parts.durable.of({plugin.name}), kept);
    const std::string values = in_words(names);
    if (!values.empty()) {
      base::log::info("{}: durable values that no kept version understands are removed: {}", key,
                      values);
      if (!parts.actions.record_and_wait({"host", "remove", key, {}, "done", values})) continue;
    }
    parts.durable.remove(names);
  }
}

}  // namespace spark::change
