#include "services/evidence_search.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "base/names.h"
#include "plugin/text.h"
#include "services/evidence_log.h"
#include "services/extensions.h"
#include "services/plugin_host.h"
#include "store/evidence_files.h"
#include "store/search.h"
#include "store/verify.h"

namespace spark::services {
namespace {

constexpr size_t troubles_told_max = 3;

// The log that the object may read; null, and *err and *code are filled, if it may not.
EvidenceLog* readable(const spark_host* host, const spark_job* job, int32_t* code,
                      spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || job == nullptr) {
    *code = fail(err, SPARK_E_INVALID,
                 "evidence: the host is not the one that was given, or there is no job");
    return nullptr;
  }
  EvidenceLog* const log = object->context().evidence;
  if (log == nullptr)
    *code = fail(err, SPARK_E_UNSUPPORTED, "evidence: this host has no chain to read");
  return log;
}

// Names the first few, as the bytes of an error allow.
std::string text_of(const std::vector<store::FileTrouble>& troubles) {
  std::string text;
  for (size_t i = 0; i < std::min(troubles.size(), troubles_told_max); ++i)
    text += (i == 0 ? "evidence/" : "; evidence/") + troubles[i].path +
            (troubles[i].sha256.empty() ? ": no record names it" : ": not as recorded");
  if (troubles.size() > troubles_told_max)
    text += "; and " + std::to_string(troubles.size() - troubles_told_max) + " other files";
  return text;
}

bool has_ended(const spark_job* job) {
  return job->is_cancelled(job) != 0;
}

int32_t cancelled(spark_error* err) {
  return fail(err, SPARK_E_CANCELLED, "evidence: the job was cancelled");
}

base::Result<store::Search> read(const spark_evidence_query& query) {
  auto kind = plugin::read_text(query.kind, "the kind", evidence_text_bytes_max);
  if (!kind) return kind.error();
  if (!base::is_dotted_name(*kind, 2))
    return base::Error("the kind must be in full, such as plugin.verdict");
  auto subject = plugin::read_text(query.subject, "the subject", evidence_text_bytes_max);
  if (!subject) return subject.error();
  if (query.limit < 1 || query.limit > SPARK_EVIDENCE_FOUND_MAX)
    return base::Error("the limit must be 1 to 1000");
  const auto wants = [kind = std::move(*kind), subject = std::move(*subject)](const auto& entry) {
    return entry.record.action == kind && (subject.empty() || entry.record.object == subject);
  };
  return store::Search{wants, query.since_utc_ms, query.limit, {}};
}

}  // namespace

int32_t find_evidence(const spark_host* host, const spark_job* job,
                      const spark_evidence_query* query,
                      void (*take)(void* context, const spark_evidence_found* found), void* context,
                      spark_error* err) {
  int32_t code = SPARK_OK;
  const EvidenceLog* const log = readable(host, job, &code, err);
  if (log == nullptr) return code;
  if (query == nullptr || take == nullptr)
    return fail(err, SPARK_E_INVALID, "evidence: no query, or nothing takes what is found");
  auto search = read(*query);
  if (!search) return fail(err, SPARK_E_INVALID, "evidence: " + search.error().text);
  search->is_stopped = [job] { return has_ended(job); };
  const auto found = store::find_last(log->chain_folder(), *search);
  if (!found) return fail(err, SPARK_E_FAILED, "evidence: " + found.error().text());
  if (has_ended(job)) return cancelled(err);
  for (const store::Entry& entry : *found) {
    const std::string hash = base::to_hex(entry.hash);
    const store::Record& record = entry.record;
    const spark_evidence_found raw = {entry.sequence,
                                      entry.utc_ms,
                                      hash.c_str(),
                                      record.actor.c_str(),
                                      record.action.c_str(),
                                      record.object.c_str(),
                                      record.result.c_str(),
                                      record.detail.data(),
                                      static_cast<uint32_t>(record.detail.size()),
                                      0};
    take(context, &raw);
  }
  return SPARK_OK;
}

int32_t verify_evidence(const spark_host* host, const spark_job* job, uint64_t* records,
                        spark_error* err) {
  int32_t code = SPARK_OK;
  EvidenceLog* const log = readable(host, job, &code, err);
  if (log == nullptr) return code;
  const auto is_stopped = [job] { return has_ended(job); };
  const auto report = store::verify({log->chain_folder(), {}, {}, {}, is_stopped});
  if (has_ended(job)) return cancelled(err);
  if (!report.is_whole()) return fail(err, SPARK_E_FAILED, report.flaws.front().text());
  const auto files = store::compare_files(log->chain_folder().parent_path(), is_stopped);
  if (has_ended(job)) return cancelled(err);
  if (!files) return fail(err, SPARK_E_FAILED, files.error().text());
  if (!files->troubles.empty()) {
    if (PluginHost::of(host)->life() == Life::acting) log->put_back(files->troubles);
    return fail(err, SPARK_E_FAILED, text_of(files->troubles));
  }
  if (records != nullptr) *records = report.records;
  return SPARK_OK;
}

}  // namespace spark::services
