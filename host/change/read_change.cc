// Bodies of risky verbs, from JSON.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/json_object.h"
#include "base/names.h"
#include "base/nearest.h"
#include "base/sha256.h"
#include "change/change.h"
#include "config/errors.h"

namespace spark::change {
namespace {

namespace json = boost::json;

constexpr size_t models_per_swap_max = config::models_max;

// Reads the members of one JSON object, and refuses unknown ones.
class Members {
 public:
  Members(const json::object& object, std::string where, std::optional<Refusal>& refusal)
      : object_(object), where_(std::move(where)), refusal_(refusal) {}

  bool flag(const char* name) {
    const auto* value = find(name);
    if (value == nullptr) return false;
    if (!value->is_bool()) fail(name, "true or false");
    return value->is_bool() && value->get_bool();
  }

  std::optional<std::string> text(const char* name) {
    const auto* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (value->is_string() && !value->get_string().empty()) return std::string(value->get_string());
    fail(name, "a text that is not empty");
    return std::nullopt;
  }

  // A map as YAML, of which JSON is a part.
  std::optional<std::string> map(const char* name) {
    const auto* value = object(name);
    return value == nullptr ? std::nullopt : std::optional(json::serialize(*value));
  }

  const json::object* object(const char* name) {
    const auto* value = find(name);
    if (value == nullptr) return nullptr;
    if (value->is_object()) return &value->get_object();
    fail(name, "an object");
    return nullptr;
  }

  // Names only the first unknown member: a body may hold very many.
  void refuse_others() {
    if (refusal_) return;
    for (const auto& member : object_) {
      const std::string_view name(member.key().data(), member.key().size());
      if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
      const std::string near = base::nearest_name(name, known_);
      std::string text = where_ + "unknown member " + config::in_quotes(name);
      if (!near.empty()) text += "; did you mean '" + near + "'?";
      return refuse(std::move(text));
    }
  }

  void refuse(std::string text) {
    if (!refusal_) refusal_ = Refusal{400, std::move(text)};
  }

 private:
  const json::value* find(const char* name) {
    known_.emplace_back(name);
    return object_.if_contains(name);
  }
  void fail(const char* name, const char* expected) {
    refuse(where_ + name + ": expected " + expected);
  }

  const json::object& object_;
  std::string where_;
  std::optional<Refusal>& refusal_;
  std::vector<std::string> known_;
};

// "models.candidate", for messages; shortened, since a client may send a name of any length.
std::string place_of(const ModelChange& model) {
  return blueprint::model_key(config::shortened(model.name));
}

bool is_digest(Members& members, const std::string& where, std::string_view text) {
  if (base::is_sha256_hex(text)) return true;
  members.refuse(where + ": expected a digest of 64 lower-case hex digits");
  return false;
}

// {"production": "<digest>"}
void read_expected(Members& members, Change& change) {
  const json::object* expected = members.object("expect");
  if (expected == nullptr) return;
  if (expected->size() > models_per_swap_max)
    return members.refuse("expect: expected an object from models to digests");
  for (const auto& member : *expected) {
    const std::string name(member.key());
    const std::string where = "expect." + config::shortened(name);
    if (!base::is_name(name)) return members.refuse(where + ": expected the name of a model");
    const json::value& value = member.value();
    const std::string text(value.is_string() ? std::string_view(value.get_string()) : "");
    if (!is_digest(members, where, text)) return;
    change.expect[name] = text;
  }
}

void read_model(Members& members, ModelChange& model) {
  model.plugin = members.text("plugin");
  model.artefact = members.text("artefact");
  model.like = members.text("like");
  model.with = members.map("with");
  model.bind = members.map("bind");
  members.refuse_others();
  if (model.like && (model.plugin || model.artefact || model.with || model.bind)) {
    members.refuse(place_of(model) +
                   ": 'like' is the whole definition of another model; nothing else goes with it");
  }
  if (!model.like && !model.plugin && !model.artefact && !model.with && !model.bind) {
    members.refuse(place_of(model) +
                   ": expected at least one of artefact, plugin, with, bind and like");
  }
}

void read_models(Members& members, std::optional<Refusal>& refusal, Change& change) {
  const json::object* models = members.object("models");
  if (models == nullptr || models->empty() || models->size() > models_per_swap_max) {
    members.refuse("models: expected an object from models to their new definitions");
    return;
  }
  for (const auto& member : *models) {
    if (refusal) return;
    ModelChange model;
    model.name = std::string(member.key());
    const std::string where = place_of(model);
    if (!member.value().is_object())
      return members.refuse(where + ": expected an object such as {\"artefact\": \"…\"}");
    Members inner(member.value().get_object(), where + ".", refusal);
    read_model(inner, model);
    change.models.push_back(std::move(model));
  }
}

std::optional<Refusal> longer_than(size_t bytes_max, std::string_view what, std::string_view text) {
  if (text.size() <= bytes_max) return std::nullopt;
  return Refusal{400, fmt::format("{}: expected at most {} bytes, found {}: {}", what, bytes_max,
                                  text.size(), config::in_quotes(text))};
}

}  // namespace

std::optional<Refusal> too_long(const Change& change) {
  constexpr size_t path_bytes_max = 4096;  // the kernel's
  const auto check = [](std::string_view what, const std::optional<std::string>& text,
                        size_t bytes_max) {
    return text ? longer_than(bytes_max, what, *text) : std::nullopt;
  };
  if (auto bad = check("the name", blueprint::name_in(change.what), base::name_bytes_max))
    return bad;
  if (auto bad = check("library", change.library, path_bytes_max)) return bad;
  for (const ModelChange& model : change.models) {
    if (auto bad = check("the model's name", model.name, base::name_bytes_max)) return bad;
    const std::string where = place_of(model);
    if (auto bad = check(where + ".plugin", model.plugin, base::name_bytes_max)) return bad;
    if (auto bad = check(where + ".like", model.like, base::name_bytes_max)) return bad;
    if (auto bad = check(where + ".artefact", model.artefact, path_bytes_max)) return bad;
  }
  return std::nullopt;
}

base::Result<ModelChange, Refusal> read_model_change(const std::string& name,
                                                     const base::JsonObject& definition) {
  ModelChange model;
  model.name = name;
  const std::string where = place_of(model);
  if (definition.object() == nullptr) return Refusal{400, where + ": " + definition.why_not()};
  std::optional<Refusal> refusal;
  Members members(*definition.object(), where + ".", refusal);
  read_model(members, model);
  if (refusal) return *refusal;
  return model;
}

base::Result<Change, Refusal> read_change(Verb verb, const std::string& key,
                                          const base::JsonObject& body) {
  if (body.object() == nullptr) return Refusal{400, "body: " + body.why_not()};
  std::optional<Refusal> refusal;
  Members members(*body.object(), "", refusal);
  Change change;
  change.verb = verb;
  change.what = key;
  (void)members.flag("confirm");  // was checked before
  change.force = members.flag("force");
  change.dry_run = members.flag("dry_run");
  if (verb == Verb::reload) change.files = members.flag("files");
  if (verb == Verb::swap && key.empty()) {
    read_models(members, refusal, change);
    read_expected(members, change);
  }
  if (verb == Verb::swap && !key.empty()) {
    ModelChange model;
    model.name = blueprint::name_in(key);
    if (const auto sha256 = members.text("expect"); sha256 && is_digest(members, "expect", *sha256))
      change.expect[model.name] = *sha256;
    read_model(members, model);
    change.models.push_back(std::move(model));
  }
  if (verb == Verb::upgrade) {
    change.library = members.text("library").value_or("");
    if (change.library.empty()) members.refuse("library: expected the path of a shared object");
  }
  members.refuse_others();
  if (!refusal) refusal = too_long(change);
  if (refusal) return *refusal;
  return change;
}

}  // namespace spark::change
