// spark.facts/2 over Facts.
#include <cmath>
#include <string>
#include <utility>

#include "base/event_clock.h"
#include "base/hex.h"
#include "base/json_strict.h"
#include "base/names.h"
#include "plugin/text.h"
#include "services/extensions.h"
#include "services/facts.h"
#include "services/plugin_host.h"

namespace spark::services {
namespace {

constexpr size_t subject_bytes_max = 64;
constexpr size_t unit_bytes_max = 16;
constexpr size_t sha256_digits = 64;

base::Result<Subject> read_subject(const spark_subject& raw) {
  auto pipeline = plugin::read_text(raw.pipeline, "the subject's pipeline", subject_bytes_max);
  if (!pipeline) return pipeline.error();
  auto model = plugin::read_text(raw.model, "the subject's model", subject_bytes_max);
  if (!model) return model.error();
  auto sha256 = plugin::read_text(raw.sha256, "the subject's digest", subject_bytes_max);
  if (!sha256) return sha256.error();
  if (!sha256->empty() && !base::is_hex(*sha256, sha256_digits))
    return base::Error("the subject's digest is not 64 lower-case hex digits");
  return Subject{std::move(*pipeline), std::move(*model), std::move(*sha256)};
}

// The full name of a plugin's own fact.
base::Result<std::string> full_name(const PluginHost& object, const char* name) {
  auto own = plugin::read_text(name, "the fact's name", base::dotted_name_bytes_max);
  if (!own) return own.error();
  if (!base::is_dotted_name(*own, 1))
    return base::Error("the fact's name '" + *own + "' is not names joined by dots");
  return {boost::system::in_place_value, object.identity().name + "." + *own};
}

base::Result<std::string> read_basis(const char* raw) {
  if (raw == nullptr || *raw == '\0') return {boost::system::in_place_value};
  auto basis = plugin::read_text(raw, "the basis", SPARK_FACT_BASIS_BYTES_MAX);
  if (!basis) return basis.error();
  if (const auto checked = base::check_strict_json(*basis); !checked)
    return base::Error("the basis: " + checked.error().text);
  return basis;
}

base::Result<Fact> read_fact(const PluginHost& object, const spark_fact& raw) {
  auto name = full_name(object, raw.name);
  if (!name) return name.error();
  auto subject = read_subject(raw.subject);
  if (!subject) return base::Error("fact '" + *name + "': " + subject.error().text);
  auto unit = plugin::read_text(raw.unit, "the unit", unit_bytes_max);
  if (!unit) return base::Error("fact '" + *name + "': " + unit.error().text);
  if (!std::isfinite(raw.value))
    return base::Error("fact '" + *name + "': the value is not finite");
  if (raw.from_utc_ms > raw.to_utc_ms)
    return base::Error("fact '" + *name + "': it ends before it begins");
  auto basis = read_basis(raw.basis);
  if (!basis) return base::Error("fact '" + *name + "': " + basis.error().text);
  return Fact{std::move(*name),
              std::move(*subject),
              std::move(*unit),
              raw.value,
              raw.samples,
              raw.from_utc_ms,
              raw.to_utc_ms,
              base::request_utc_ms(),
              base::event_utc_ms() != 0,
              std::move(*basis)};
}

spark_fact raw_of(const Fact& fact) {
  return {fact.name.c_str(),
          {fact.subject.pipeline.c_str(), fact.subject.model.c_str(), fact.subject.sha256.c_str()},
          fact.unit.c_str(),
          fact.value,
          fact.samples,
          fact.from_utc_ms,
          fact.to_utc_ms,
          fact.at_utc_ms,
          fact.basis.c_str()};
}

int32_t publish(const spark_host* host, const spark_fact* raw, spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || raw == nullptr)
    return fail(err, SPARK_E_INVALID, "facts: the host is not the one that was given, or no fact");
  auto fact = read_fact(*object, *raw);
  if (!fact) return fail(err, SPARK_E_INVALID, fact.error().text);
  if (const int32_t code = object->check_acting("facts", err); code != SPARK_OK) return code;
  Facts* const facts = object->context().facts;
  if (facts == nullptr) return fail(err, SPARK_E_UNSUPPORTED, "facts: this host has none");
  const auto published = facts->publish(object, std::move(*fact));
  return published ? SPARK_OK : fail(err, SPARK_E_FAILED, published.error().text);
}

void withdraw(const spark_host* host, const char* name, const spark_subject* subject) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || subject == nullptr || object->context().facts == nullptr) return;
  const auto full = full_name(*object, name);
  const auto about = read_subject(*subject);
  if (full && about) object->context().facts->withdraw(object, *full, *about);
}

int32_t read(const spark_host* host, const char* name, const spark_subject* subject,
             void (*take)(void* context, const spark_fact* fact), void* context, spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || name == nullptr || subject == nullptr || take == nullptr)
    return fail(err, SPARK_E_INVALID, "facts: name, subject and take are needed");
  const auto about = read_subject(*subject);
  if (!about) return fail(err, SPARK_E_INVALID, about.error().text);
  const Facts* const facts = object->context().facts;
  const auto found = facts == nullptr ? std::nullopt : facts->read(name, *about);
  if (!found) return SPARK_OK;
  const spark_fact raw = raw_of(*found);
  take(context, &raw);
  return SPARK_OK;
}

int32_t list(const spark_host* host, const char* prefix,
             void (*take)(void* context, const spark_fact* fact), void* context, spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || prefix == nullptr || take == nullptr)
    return fail(err, SPARK_E_INVALID, "facts: prefix and take are needed");
  if (object->context().facts == nullptr) return SPARK_OK;
  for (const Fact& fact : object->context().facts->list(prefix)) {
    const spark_fact raw = raw_of(fact);
    take(context, &raw);
  }
  return SPARK_OK;
}

}  // namespace

const spark_ext_facts facts_extension = {publish, withdraw, read, list};

}  // namespace spark::services
