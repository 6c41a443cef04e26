// Reads the entry of a library that has just been loaded; every pointer, count and text in it is a
// claim.
#include "plugin/entry.h"

#include <cmath>
#include <span>
#include <string>
#include <utility>

#include "base/names.h"
#include "plugin/text.h"
#include "spark/abi.h"

namespace spark::plugin {

namespace {

// A schema that is wrong is the plugin's fault; the text says which key.
base::Result<base::Param> read_param(const spark_param* raw, const std::string& where) {
  if (raw == nullptr) return base::Error(where + " has a null entry");
  auto name = read_name(raw->name, "the name of a key of " + where, "-");
  if (!name) return name.error();
  const std::string what = where + " key '" + *name + "'";
  auto doc = read_text(raw->doc, "the doc of " + what, doc_bytes_max);
  if (!doc) return doc.error();
  if (raw->type < SPARK_PARAM_BOOL || raw->type > SPARK_PARAM_MODEL)
    return base::Error(what + " has the unknown type " + std::to_string(raw->type));
  if ((raw->flags & ~uint32_t{SPARK_PARAM_REQUIRED | SPARK_PARAM_LIST}) != 0)
    return base::Error(what + " has unknown flags " + std::to_string(raw->flags));
  if (!std::isfinite(raw->min) || !std::isfinite(raw->max) || raw->min > raw->max)
    return base::Error(what + " has bounds that are none");
  base::Param param{std::move(*name),
                    static_cast<base::ParamType>(raw->type),
                    (raw->flags & SPARK_PARAM_REQUIRED) != 0,
                    (raw->flags & SPARK_PARAM_LIST) != 0,
                    std::nullopt,
                    raw->min,
                    raw->max,
                    std::move(*doc)};
  if (raw->fallback != nullptr) {
    auto fallback = read_text(raw->fallback, "the default of " + what, doc_bytes_max);
    if (!fallback) return fallback.error();
    param.fallback = std::move(*fallback);
  }
  return param;
}

base::Result<base::Schema> read_schema(const spark_param* const* raw, uint32_t count,
                                       const std::string& where) {
  if (count > params_max)
    return base::Error(where + " has " + std::to_string(count) + " keys, more than " +
                       std::to_string(params_max));
  if (count > 0 && raw == nullptr)
    return base::Error(where + " is null but counts " + std::to_string(count));
  base::Schema schema;
  for (const spark_param* each : std::span(raw, count)) {
    auto param = read_param(each, where);
    if (!param) return param.error();
    for (const base::Param& earlier : schema)
      if (earlier.name == param->name)
        return base::Error(where + " has the key '" + param->name + "' twice");
    schema.push_back(std::move(*param));
  }
  return schema;
}

base::Result<StageType> read_stage_type(const spark_stage_type* raw) {
  if (raw == nullptr) return base::Error("the entry has a null stage type");
  auto name = read_name(raw->name, "the name of a stage type", "-");
  if (!name) return name.error();
  auto doc = read_text(raw->doc, "the doc of stage type '" + *name + "'", doc_bytes_max);
  if (!doc) return doc.error();
  auto params =
      read_schema(raw->params, raw->param_count, "the schema of stage type '" + *name + "'");
  if (!params) return params.error();
  return StageType{std::move(*name), std::move(*doc), std::move(*params)};
}

base::Result<std::vector<StageType>> read_stage_types(const spark_entry_v1& entry) {
  if (entry.stage_type_count > stage_types_max)
    return base::Error("the entry has " + std::to_string(entry.stage_type_count) +
                       " stage types, more than " + std::to_string(stage_types_max));
  if (entry.stage_type_count > 0 && entry.stage_types == nullptr)
    return base::Error("the entry's stage types are null");
  std::vector<StageType> types;
  for (const spark_stage_type* each : std::span(entry.stage_types, entry.stage_type_count)) {
    auto type = read_stage_type(each);
    if (!type) return type.error();
    for (const StageType& earlier : types)
      if (earlier.name == type->name)
        return base::Error("the entry has the stage type '" + type->name + "' twice");
    types.push_back(std::move(*type));
  }
  return types;
}

// The entry must agree with the note: the host checked the note before the code ran.
base::Result<void> agree(const spark_entry_v1& entry, const Note& note) {
  const auto differs = [](std::string_view what, const std::string& here,
                          const std::string& there) {
    return base::Error("the entry's " + std::string(what) + " is '" + here + "', the note's is '" +
                       there + "'");
  };
  const auto id = read_text(entry.id, "the entry's id", base::identifier_bytes_max);
  if (!id) return id.error();
  if (*id != note.id) return differs("id", *id, note.id);
  const auto version = read_text(entry.version, "the entry's version", base::identifier_bytes_max);
  if (!version) return version.error();
  if (*version != note.version) return differs("version", *version, note.version);
  const auto number = [](uint32_t major, uint32_t minor) {
    return std::to_string(major) + "." + std::to_string(minor);
  };
  if (entry.abi_major != note.abi_major || entry.abi_minor != note.abi_minor)
    return differs("ABI", number(entry.abi_major, entry.abi_minor),
                   number(note.abi_major, note.abi_minor));
  return {};
}

}  // namespace

base::Result<Description> describe(const spark_entry_v1& entry, Note note) {
  const auto agreed = agree(entry, note);
  if (!agreed) return agreed.error();
  if (entry.create == nullptr) return base::Error("the entry's create is null");
  if (entry.has_models > 1) return base::Error("the entry's has_models is neither 0 nor 1");
  auto summary = read_text(entry.summary, "the entry's summary", doc_bytes_max);
  if (!summary) return summary.error();
  auto params = read_schema(entry.params, entry.param_count, "the plugin's schema");
  if (!params) return params.error();
  auto model_params =
      read_schema(entry.model_params, entry.model_param_count, "the models' schema");
  if (!model_params) return model_params.error();
  auto types = read_stage_types(entry);
  if (!types) return types.error();
  return Description{std::move(note),          std::move(*summary), std::move(*params),
                     std::move(*model_params), std::move(*types),   entry.has_models == 1};
}

}  // namespace spark::plugin
