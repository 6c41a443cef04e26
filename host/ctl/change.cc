#include "ctl/change.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cctype>
#include <charconv>
#include <tuple>
#include <utility>

#include "base/names.h"
#include "base/sha256.h"
#include "ctl/paths.h"
#include "ctl/route_commands.h"

namespace spark::ctl {

namespace json = tool::json;
using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

Error usage(std::string text) {
  return Error{Exit::usage, std::move(text)};
}

Error no_name(const std::string& what, const std::string& of, const std::string& found) {
  return usage(what + ": expected the name of a " + of + ", found \"" + found + "\"");
}

void add_detail(std::string& detail, const std::string& more) {
  detail += (detail.empty() ? "" : ", ") + more;
}

// NAME=FOLDER or NAME=@OTHER, as a member of the set.
Result<void> add_to_set(const std::string& word, const HostFiles& host, json::object& models,
                        std::string& detail) {
  const size_t equals = word.find('=');
  if (equals == std::string::npos)
    return usage("swap \"" + word + "\": expected NAME=FOLDER or NAME=@OTHER");
  const std::string name = word.substr(0, equals);
  const std::string value = word.substr(equals + 1);
  if (!base::is_name(name)) return no_name("swap " + word, "model", name);
  if (models.contains(name)) return usage("swap " + word + ": " + name + " is given twice");
  if (value.starts_with('@')) {
    const std::string other = value.substr(1);
    if (!base::is_name(other)) return no_name("swap " + word, "model after @", other);
    models[name] = json::object{{"like", other}};
    add_detail(detail, name + " as " + other + " is now");
    return {};
  }
  const Result<std::string> folder = host_path("swap " + word, value, FileKind::folder, host);
  if (!folder) return folder.error();
  models[name] = json::object{{"artefact", *folder}};
  add_detail(detail, name + " from " + *folder);
  return {};
}

Result<std::string> digest_of(const std::string& text) {
  if (base::is_sha256_hex(text)) return text;
  return usage(
      "--expect: expected the 64 digits of a SHA-256 as `sparkctl models` prints it, found \"" +
      text + "\"");
}

Result<void> expect_of_set(const std::vector<std::string>& words, Change& change) {
  json::object expected;
  for (const std::string& word : words) {
    const size_t equals = std::min(word.find('='), word.size());
    const std::string name = word.substr(0, equals);
    if (!base::is_name(name)) return no_name("--expect " + word, "model before =", name);
    const Result<std::string> digest = digest_of(word.substr(std::min(equals + 1, word.size())));
    if (!digest) return digest.error();
    expected[name] = *digest;
    add_detail(change.detail, "if " + name + " is " + *digest);
  }
  if (!expected.empty()) change.body["expect"] = std::move(expected);
  return {};
}

Result<void> expect_of_one(const std::vector<std::string>& words, Change& change) {
  if (words.empty()) return {};
  if (words.size() > 1) return usage("--expect: expected one digest for one model");
  const Result<std::string> digest = digest_of(words[0]);
  if (!digest) return digest.error();
  change.body["expect"] = *digest;
  add_detail(change.detail, "if it is " + *digest);
  return {};
}

Result<Change> set_change(const SwapWords& words, const HostFiles& host) {
  for (const auto& [option, given] :
       {std::pair("--artefact", words.artefact.has_value()),
        std::pair("--plugin", words.plugin.has_value()),
        std::pair("--like", words.like.has_value()), std::pair("--with", !words.with.empty()),
        std::pair("--bind", !words.bind.empty())}) {
    if (given)
      return usage(std::string("swap: ") + option +
                   " belongs to one model; expected NAME=FOLDER or NAME=@OTHER alone");
  }
  Change change{"swap", "", "/admin/v1/swap", {}};
  json::object models;
  for (const std::string& word : words.models) {
    const Result<void> added = add_to_set(word, host, models, change.detail);
    if (!added) return added.error();
    change.title += (models.size() == 1 ? " " : ", ") + word.substr(0, word.find('='));
  }
  change.body["models"] = std::move(models);
  if (const Result<void> expected = expect_of_set(words.expect, change); !expected)
    return expected.error();
  return change;
}

Result<Change> one_change(const SwapWords& words, const HostFiles& host) {
  const std::string& name = words.models[0];
  Change change{"swap " + name, "", "/admin/v1/models/" + name + "/swap", {}};
  if (!base::is_name(name)) return no_name("swap", "model", name);
  if (words.artefact) {
    const Result<std::string> folder =
        host_path("--artefact", *words.artefact, FileKind::folder, host);
    if (!folder) return folder.error();
    change.body["artefact"] = *folder;
    add_detail(change.detail, "artefact " + *folder);
  }
  for (const auto& [key, of, value] :
       {std::tuple("plugin", "plugin", words.plugin), std::tuple("like", "model", words.like)}) {
    if (!value) continue;
    if (!base::is_name(*value)) return no_name(std::string("--") + key, of, *value);
    change.body[key] = *value;
    add_detail(change.detail, std::string(key) + " " + *value);
  }
  for (const auto& [key, given] :
       {std::pair("with", &words.with), std::pair("bind", &words.bind)}) {
    if (given->empty()) continue;
    const Result<json::object> map = body_of(*given, "", false);
    if (!map) return usage(std::string("--") + key + " " + map.error().text);
    change.body[key] = *map;
    add_detail(change.detail, std::string(key) + " " + json::serialize(*map));
  }
  if (change.body.empty()) {
    return usage(
        change.title +
        ": expected what is to change: --artefact FOLDER, --plugin NAME, --with key=value, "
        "--bind feature=slot or --like OTHER");
  }
  if (const Result<void> expected = expect_of_one(words.expect, change); !expected)
    return expected.error();
  return change;
}

}  // namespace

Result<Change> swap_change(const SwapWords& words, const HostFiles& host) {
  if (words.models.empty()) {
    // --with and --bind take every word up to the next option, a name as well.
    return usage(
        std::string("swap: expected the name of a model, or a set: NAME=FOLDER or NAME=@OTHER for "
                    "each") +
        (words.with.empty() && words.bind.empty() ? "" : "; they stand before --with and --bind"));
  }
  const bool set = words.models.size() > 1 || words.models[0].find('=') != std::string::npos;
  return set ? set_change(words, host) : one_change(words, host);
}

Result<Change> model_rollback_change(const std::string& model) {
  if (!base::is_name(model)) return no_name("rollback", "model", model);
  return Change{"rollback " + model,
                "back to its previous definition",
                "/admin/v1/models/" + model + "/rollback",
                {}};
}

Result<Change> upgrade_change(const std::string& plugin, const std::string& library,
                              const HostFiles& host) {
  if (!base::is_name(plugin)) return no_name("plugins upgrade", "plugin", plugin);
  const Result<std::string> file =
      host_path("plugins upgrade " + plugin, library, FileKind::file, host);
  if (!file) return file.error();
  return Change{"plugins upgrade " + plugin,
                "library " + *file,
                "/admin/v1/plugins/" + plugin + "/upgrade",
                {{"library", *file}}};
}

Result<Change> plugin_rollback_change(const std::string& plugin) {
  if (!base::is_name(plugin)) return no_name("plugins rollback", "plugin", plugin);
  return Change{"plugins rollback " + plugin,
                "back to its previous library",
                "/admin/v1/plugins/" + plugin + "/rollback",
                {}};
}

Result<Change> reload_change(bool files) {
  Change change{"reload", "the configuration file is read again", "/admin/v1/reload", {}};
  if (!files) return change;
  change.detail += ", and so are files that were changed in place";
  change.body["files"] = true;
  return change;
}

Result<Change> clear_change(const std::string& sha256_or_all) {
  std::string digest = sha256_or_all;
  std::transform(digest.begin(), digest.end(), digest.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool is_digest = base::is_sha256_hex(digest);
  if (!is_digest && digest != "all") {
    return usage(
        "plugins quarantine clear: expected all, or the 64 digits of a SHA-256 as "
        "`sparkctl plugins quarantine list` prints it, found \"" +
        sha256_or_all + "\"");
  }
  return Change{"plugins quarantine clear " + digest,
                is_digest ? "it may be loaded again" : "each of them may be loaded again",
                "/admin/v1/quarantine/clear",
                {{"sha256", digest}}};
}

Result<Change> flag_change(const std::string& flag, const std::string& value) {
  if (!base::is_flag_name(flag)) {
    return usage("flags set: expected a flag as `sparkctl flags` prints it, found \"" + flag +
                 "\"");
  }
  int64_t number = 0;
  const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (failed != std::errc() || end != value.data() + value.size())
    return usage("flags set: expected a whole number as value, found \"" + value + "\"");
  return Change{"flags set " + flag,
                "it moves to " + value + ", and its latch opens unless that is its safe value",
                "/admin/v1/flags/" + flag,
                {{"value", number}}};
}

std::string body_text(const Change& change, const ChangeFlags& flags) {
  json::object body{{"confirm", true}};
  for (const auto& member : change.body) body[member.key()] = member.value();
  if (flags.force) body["force"] = true;
  if (flags.dry_run) body["dry_run"] = true;
  return json::serialize(body);
}

}  // namespace spark::ctl
