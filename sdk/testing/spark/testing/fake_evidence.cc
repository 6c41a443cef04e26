#include "spark/testing/fake_evidence.h"

#include <utility>

#include "spark/error.h"
#include "spark/testing/fake_of.h"

namespace spark::testing {
namespace {

std::string value_name(const char* key, const char* schema) {
  return std::string(key) + " " + schema;
}

int32_t record(FakeHost& host, const spark_evidence_record& raw, std::string path, std::string file,
               spark_evidence_done done, void* context, spark_error* err) {
  if (!host.acts) return report(err, SPARK_E_NOT_ACTING, "the object does not act");
  if (raw.json_length > SPARK_EVIDENCE_JSON_BYTES_MAX ||
      raw.value_count > SPARK_EVIDENCE_VALUES_MAX)
    return report(err, SPARK_E_INVALID, "the document or the values are too many");
  FakeHost::Record made{raw.kind,        raw.subject,     std::string(raw.json, raw.json_length),
                        std::move(path), std::move(file), {}};
  for (uint32_t i = 0; i < raw.value_count; ++i) {
    const spark_evidence_value& each = raw.values[i];
    if (const auto why = each.bytes != nullptr ? unlisted(host, each.schema) : ""; !why.empty())
      return report(err, SPARK_E_INVALID, why);
    auto& value = made.values[value_name(each.key, each.schema)];
    if (each.bytes != nullptr) value.emplace(static_cast<const char*>(each.bytes), each.size);
  }
  host.waiting_records.push_back({std::move(made), done, context});
  return SPARK_OK;
}

int32_t append(const spark_host* host, const spark_evidence_record* raw, spark_evidence_done done,
               void* context, spark_error* err) {
  return record(fake(host), *raw, "", "", done, context, err);
}
int32_t export_file(const spark_host* host, const spark_job* job, const char* path,
                    const void* bytes, uint32_t size, const spark_evidence_record* raw,
                    spark_evidence_done done, void* context, spark_error* err) {
  if (job == nullptr) return report(err, SPARK_E_INVALID, "files are exported by jobs");
  return record(fake(host), *raw, path, std::string(static_cast<const char*>(bytes), size), done,
                context, err);
}
int32_t agrees(const spark_host* host, const char* key, const char* schema) {
  return fake(host).disagreeing.contains(value_name(key, schema)) ? 0 : 1;
}

// The plugin's own records have the part of the kind that it gave, since the fake host has no name
// for it; a test may put others' records in full.
bool is_of_kind(const std::string& kind, const std::string& asked) {
  return kind == asked || asked.ends_with("." + kind);
}
int32_t find(const spark_host* host, const spark_job* job, const spark_evidence_query* query,
             void (*take)(void* context, const spark_evidence_found* found), void* context,
             spark_error* err) {
  if (job == nullptr) return report(err, SPARK_E_INVALID, "records are found by jobs");
  const std::string subject = query->subject;
  const auto& records = fake(host).records;
  std::vector<size_t> found;
  for (size_t i = 0; i < records.size(); ++i)
    if (is_of_kind(records[i].kind, query->kind) &&
        (subject.empty() || records[i].subject == subject))
      found.push_back(i);
  const size_t skipped = found.size() > query->limit ? found.size() - query->limit : 0;
  for (size_t i = skipped; i < found.size(); ++i) {
    const FakeHost::Record& each = records[found[i]];
    const spark_evidence_found raw = {found[i] + 1,
                                      fake(host).utc_ms,
                                      "",
                                      "plugin fake",
                                      each.kind.c_str(),
                                      each.subject.c_str(),
                                      "generation 1",
                                      each.json.data(),
                                      static_cast<uint32_t>(each.json.size()),
                                      0};
    take(context, &raw);
  }
  return SPARK_OK;
}
int32_t verify(const spark_host* host, const spark_job* job, uint64_t* records, spark_error* err) {
  if (job == nullptr) return report(err, SPARK_E_INVALID, "the chain is verified by jobs");
  if (!fake(host).chain_flaw.empty()) return report(err, SPARK_E_FAILED, fake(host).chain_flaw);
  *records = fake(host).records.size();
  return SPARK_OK;
}

constexpr spark_ext_evidence evidence_functions = {append, export_file, agrees, find, verify};

}  // namespace

const void* evidence_extension(const std::string& id) {
  return id == SPARK_EXT_EVIDENCE ? &evidence_functions : nullptr;
}

void FakeHost::end_records(const std::string& failure) {
  std::vector<WaitingRecord> waiting;
  waiting.swap(waiting_records);
  for (auto& [record, done, context] : waiting) {
    spark_evidence_receipt receipt = {0, "fa4e"};
    if (failure.empty()) {
      for (const auto& [name, value] : record.values) {
        disagreeing.erase(name);
        if (value) {
          durable[name] = *value;
        } else {
          durable.erase(name);
        }
      }
      records.push_back(std::move(record));
      receipt.sequence = records.size();
    }
    spark_error err{};
    const int32_t code = failure.empty() ? SPARK_OK : report(&err, SPARK_E_FAILED, failure);
    if (done == nullptr) continue;
    done(context, code, code == SPARK_OK ? &receipt : nullptr, code == SPARK_OK ? nullptr : &err);
  }
}

}  // namespace spark::testing
