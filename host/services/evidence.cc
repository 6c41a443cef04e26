// spark.evidence/1 over EvidenceLog: a plugin records, with the values that follow.
#include <memory>
#include <string>
#include <utility>

#include "base/beneath.h"
#include "plugin/text.h"
#include "services/evidence_log.h"
#include "services/evidence_search.h"
#include "services/extensions.h"
#include "services/plugin_host.h"

namespace spark::services {
namespace {

constexpr size_t file_path_bytes_max = 128;
constexpr uint32_t publish_ms_max = 1'000;  // then the file follows later

using ReceiptPtr = std::shared_ptr<store::Receipt>;

// A cancelled call's receipt may be written by the writer just now, so it is left alone.
OpenCalls::Done ending_with(spark_evidence_done done, void* context, ReceiptPtr receipt) {
  return [done, context, receipt = std::move(receipt)](int32_t code, std::string_view text) {
    const bool is_known = code != SPARK_E_CANCELLED && receipt->sequence > 0;
    const spark_evidence_receipt raw =
        is_known ? spark_evidence_receipt{receipt->sequence, receipt->hash.c_str()}
                 : spark_evidence_receipt{};
    spark_error err{};
    if (code != SPARK_OK) (void)fail(&err, code, text);
    done(context, code, is_known ? &raw : nullptr, code == SPARK_OK ? nullptr : &err);
  };
}

base::Result<RecordedValue> read_value(const std::string& plugin, const spark_evidence_value& raw) {
  auto key = plugin::read_name(raw.key, "the value's key", "-.");
  if (!key) return key.error();
  auto schema = plugin::read_name(raw.schema, "the value's schema", ".-/");
  if (!schema) return schema.error();
  if (raw.size > SPARK_DURABLE_BYTES_MAX || (raw.bytes == nullptr && raw.size > 0))
    return base::Error("the value '" + *key + "' is null or has more than 64 KiB");
  RecordedValue value{{plugin, std::move(*key), std::move(*schema)}, std::nullopt};
  if (raw.bytes != nullptr) value.value.emplace(static_cast<const char*>(raw.bytes), raw.size);
  return value;
}

base::Result<Evidence> read(const PluginHost& object, const spark_evidence_record& raw) {
  const std::string& plugin = object.identity().name;
  auto kind = plugin::read_text(raw.kind, "the kind", evidence_text_bytes_max);
  if (!kind) return kind.error();
  const auto subject = plugin::read_text(raw.subject, "the subject", evidence_text_bytes_max);
  if (!subject) return subject.error();
  if (raw.json == nullptr || (raw.values == nullptr && raw.value_count > 0))
    return base::Error("the document is null, or the values are");
  if (raw.value_count > SPARK_EVIDENCE_VALUES_MAX) return base::Error("more than 16 values");
  const std::string full = std::string(plugin).append(".").append(*kind);
  const std::string_view json(raw.json, raw.json_length);
  if (auto checked = check_evidence(full, *subject, json); !checked) return checked.error();
  Evidence evidence{plugin, {"plugin " + plugin, full, *subject, {}, "", std::string(json)}, {}};
  for (uint32_t i = 0; i < raw.value_count; ++i) {
    auto value = read_value(plugin, raw.values[i]);
    if (!value) return value.error();
    if (const auto why = value->value ? object.unlisted(value->name.schema) : ""; !why.empty())
      return base::Error(why);
    evidence.values.push_back(std::move(*value));
  }
  return evidence;
}

// Calls give(evidence, ended), which hands both to the log.
template <class Give>
int32_t record(const PluginHost& object, Evidence evidence, spark_evidence_done done, void* context,
               spark_error* err, const Give& give) {
  const Origin origin = object.context().origin(object.identity().name);
  evidence.record.result = "generation " + std::to_string(origin.generation);
  if (!origin.sha256.empty())
    evidence.record.digests.push_back({"plugins." + object.identity().name, origin.sha256});
  const auto receipt = std::make_shared<store::Receipt>();
  // Without a `done`, too: event time waits until its values are there.
  const uint64_t number =
      object.calls().open(done == nullptr ? nullptr : ending_with(done, context, receipt));
  if (number == 0 && done != nullptr)
    return fail(err, SPARK_E_NOT_ACTING, "evidence: the object is to rest, so no done follows");
  const auto ended = [calls = object.calls().shared_from_this(), number, receipt](
                         const std::string& failure, const store::Receipt& place) {
    *receipt = place;
    calls->end(number, failure.empty() ? SPARK_OK : SPARK_E_FAILED, failure);
  };
  const auto appended = give(std::move(evidence), ended);
  if (appended) return SPARK_OK;
  object.calls().withdraw(number);
  return fail(err, SPARK_E_FAILED, "evidence: " + appended.error().text);
}

// The object that may append; null, and *code and *err are filled, if it may not.
const PluginHost* appending(const spark_host* host, const spark_evidence_record* raw, int32_t* code,
                            spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || raw == nullptr) {
    *code = fail(err, SPARK_E_INVALID,
                 "evidence: the host is not the one that was given, or there is no record");
    return nullptr;
  }
  *code = object->check_acting("evidence", err);
  if (*code != SPARK_OK) return nullptr;
  if (object->context().evidence != nullptr) return object;
  *code = fail(err, SPARK_E_UNSUPPORTED, "evidence: this host records nothing");
  return nullptr;
}

int32_t append(const spark_host* host, const spark_evidence_record* raw, spark_evidence_done done,
               void* context, spark_error* err) {
  int32_t code = SPARK_OK;
  const PluginHost* const object = appending(host, raw, &code, err);
  if (object == nullptr) return code;
  auto evidence = read(*object, *raw);
  if (!evidence) return fail(err, SPARK_E_INVALID, "evidence: " + evidence.error().text);
  const auto give = [object](Evidence given, EvidenceLog::Ended ended) {
    return object->context().evidence->append(std::move(given), std::move(ended));
  };
  return record(*object, std::move(*evidence), done, context, err, give);
}

int32_t export_file(const spark_host* host, const spark_job* job, const char* path,
                    const void* bytes, uint32_t size, const spark_evidence_record* raw,
                    spark_evidence_done done, void* context, spark_error* err) {
  int32_t code = SPARK_OK;
  const PluginHost* const object = appending(host, raw, &code, err);
  if (object == nullptr) return code;
  if (job == nullptr) return fail(err, SPARK_E_INVALID, "evidence: files are exported by jobs");
  if (size > SPARK_EVIDENCE_FILE_BYTES_MAX || (bytes == nullptr && size > 0))
    return fail(err, SPARK_E_INVALID, "evidence: the file is null or has more than 16 MiB");
  auto evidence = read(*object, *raw);
  if (!evidence) return fail(err, SPARK_E_INVALID, "evidence: " + evidence.error().text);
  auto own = plugin::read_text(path, "the file's path", file_path_bytes_max);
  const auto checked = own ? base::check_beneath(*own) : base::Result<void>(own.error());
  if (!checked)
    return fail(err, SPARK_E_INVALID, "evidence: the file's path: " + checked.error().text);
  const std::string place = std::string(object->identity().name).append("/").append(*own);
  const std::string_view content(static_cast<const char*>(bytes), size);
  const auto give = [&](Evidence given, EvidenceLog::Ended ended) {
    return object->context().evidence->append_with_file(std::move(given), place, content,
                                                        std::move(ended));
  };
  code = record(*object, std::move(*evidence), done, context, err, give);
  // The plugin that hears of its job's end finds the file.
  if (code == SPARK_OK)
    (void)object->context().evidence->wait(object->identity().name, publish_ms_max);
  return code;
}

int32_t agrees(const spark_host* host, const char* key, const char* schema) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr) return 0;
  const auto value = read_value(object->identity().name, {key, schema, nullptr, 0, 0});
  if (!value) return 0;
  const DurableValues* const values = object->context().durable;
  return values == nullptr || values->agrees(value->name) ? 1 : 0;
}

}  // namespace

const spark_ext_evidence evidence_extension = {append, export_file, agrees, find_evidence,
                                               verify_evidence};

}  // namespace spark::services
