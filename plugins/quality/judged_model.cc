#include "judged_model.h"

#include <simdjson.h>

#include <cmath>

#include "spark/error.h"

namespace quality {
namespace {

constexpr uint64_t has_frozen = 1, manifest_read = 2, probability = 4;

// FNV-1a (Fowler, Noll and Vo): the same in every version of this plugin, as kept minutes need.
uint64_t hash_of(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash == 0 ? 1 : hash;
}

double number(simdjson::dom::element frozen, const char* key) {
  double value = 0;
  if (frozen[key].get(value) != simdjson::SUCCESS || !std::isfinite(value)) {
    throw spark::Error(
        std::string("training_manifest.json: frozen.").append(key).append(": expected a number"),
        SPARK_E_INVALID);
  }
  return value;
}

}  // namespace

JudgedModel judged_model(const spark_model_info& info) {
  JudgedModel out;
  out.version = info.version;
  out.sha256 = info.sha256;
  out.event = info.target_event;
  out.horizon = info.target_horizon;
  out.reference = info.target_reference;
  out.is_probability = info.kind == SPARK_MODEL_PROBABILITY;
  const std::string told = std::string(info.type) + "\n" + out.version + "\n" + out.target();
  out.key = hash_of(out.sha256.empty() ? told : out.sha256);
  return out;
}

void write(spark::ByteWriter& out, const JudgedModel& model) {
  out.u64(model.key);
  for (const std::string* text :
       {&model.version, &model.sha256, &model.event, &model.horizon, &model.reference})
    out.bytes(*text);
  out.u64((model.frozen ? has_frozen : 0) | (model.is_manifest_read ? manifest_read : 0) |
          (model.is_probability ? probability : 0));
  const Frozen frozen = model.frozen.value_or(Frozen());
  out.f64(frozen.threshold);
  out.f64(frozen.base_rate);
}

JudgedModel read_judged_model(spark::ByteReader& in) {
  JudgedModel out;
  out.key = in.u64();
  for (std::string* text : {&out.version, &out.sha256, &out.event, &out.horizon, &out.reference})
    *text = in.bytes();
  const uint64_t flags = in.u64();
  out.is_manifest_read = (flags & manifest_read) != 0;
  out.is_probability = (flags & probability) != 0;
  Frozen frozen;
  frozen.threshold = in.f64();
  frozen.base_rate = in.f64();
  if ((flags & has_frozen) != 0) out.frozen = frozen;
  if (out.key == 0 || out.version.empty()) throw spark::Error("a model is none", SPARK_E_INVALID);
  return out;
}

std::optional<Frozen> read_frozen(std::string_view manifest) {
  simdjson::dom::parser parser;
  simdjson::dom::element root, frozen;
  if (parser.parse(manifest.data(), manifest.size()).get(root) != simdjson::SUCCESS)
    throw spark::Error("training_manifest.json: expected JSON", SPARK_E_INVALID);
  if (root["frozen"].get(frozen) != simdjson::SUCCESS) return {};
  const Frozen out{number(frozen, "threshold"), number(frozen, "base_rate")};
  if (!(out.base_rate > 0 && out.base_rate < 1)) {
    throw spark::Error("training_manifest.json: frozen.base_rate: expected a share between 0 and 1",
                       SPARK_E_INVALID);
  }
  return out;
}

}  // namespace quality
