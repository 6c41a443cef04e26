#include "services/evidence_log.h"

#include <chrono>
#include <memory>
#include <utility>

#include "base/beneath.h"
#include "base/clock.h"
#include "base/json_strict.h"
#include "base/names.h"
#include "base/printable.h"
#include "base/private_folder.h"
#include "base/sha256.h"

namespace spark::services {

base::Result<void> check_evidence(std::string_view kind, std::string_view subject,
                                  std::string_view json) {
  if (!base::is_dotted_name(kind, 2))
    return base::Error("the kind must be two or more names joined by dots, such as plugin.verdict");
  if (subject.size() > evidence_text_bytes_max || !base::is_printable(subject))
    return base::Error("the subject has more than 255 bytes, or is not printable UTF-8");
  if (json.size() > evidence_json_bytes_max)
    return base::Error("the document has more than 64 KiB");
  if (auto checked = base::check_strict_json(json); !checked)
    return base::Error("the document: " + checked.error().text);
  return {};
}

base::Result<void> EvidenceLog::admit(const std::string& source) {
  const std::lock_guard lock(mutex_);
  Source& from = sources_[source];
  const bool has_room = from.waiting < evidence_waiting_max;
  if (has_room && from.bucket.take(1, now_ns ? now_ns() : base::steady_ns())) {
    ++from.waiting;
    return {};
  }
  ++refused_;
  return base::Error(has_room ? "more than 10 records a second"
                              : "64 records wait for the disk; try again later");
}

void EvidenceLog::leave(const std::string& source) {
  {
    const std::lock_guard lock(mutex_);
    --sources_[source].waiting;
  }
  left_.notify_all();
}

bool EvidenceLog::wait(const std::string& source, uint32_t ms_max) {
  std::unique_lock lock(mutex_);
  return left_.wait_for(lock, std::chrono::milliseconds(ms_max),
                        [&] { return sources_[source].waiting == 0; });
}

base::Result<void> EvidenceLog::append(Evidence evidence, Ended ended) {
  if (auto admitted = admit(evidence.source); !admitted) return admitted;
  return post(std::move(evidence), std::move(ended));
}

base::Result<void> EvidenceLog::append_with_file(Evidence evidence, const std::string& path,
                                                 std::string_view bytes, Ended ended) {
  if (auto admitted = admit(evidence.source); !admitted) return admitted;
  if (auto written = write_file(path, bytes); !written) {
    leave(evidence.source);
    return written;
  }
  evidence.record.digests.push_back({"file " + path, base::sha256_hex(bytes)});
  return post(std::move(evidence), std::move(ended));
}

// What was admitted.
base::Result<void> EvidenceLog::post(Evidence evidence, Ended ended) {
  auto posted = values_.claim(evidence.values);
  const std::string source = evidence.source;
  if (posted) {
    for (const auto& [name, value] : evidence.values)
      evidence.record.digests.push_back(digest_of(name, value));
    const auto kept = std::make_shared<const Evidence>(std::move(evidence));
    if (writer_.post([this, kept, end = std::move(ended)] { write(*kept, end); })) return {};
    values_.release(kept->values);
    posted = base::Error("the writer is busy; try again");
  }
  leave(source);
  ++refused_;
  return posted;
}

void EvidenceLog::write(const Evidence& evidence, const Ended& ended) {
  const auto sequence = recorder_.record(evidence.record);
  const store::Receipt receipt =
      sequence ? store::Receipt{*sequence, recorder_.hash()} : store::Receipt();
  const auto values_written = [ended, receipt](const std::string& failure) {
    ended(failure.empty() ? "" : "it is on record, but its values are not on the disk: " + failure,
          receipt);
  };
  if (!sequence) {
    values_.release(evidence.values);
    ended("it could not be recorded; see the host's log", receipt);
  } else if (evidence.values.empty()) {
    ended("", receipt);
  } else {
    values_.put_recorded(*sequence, evidence.values, values_written);
  }
  leave(evidence.source);
}

base::Result<void> EvidenceLog::write_file(const std::string& path, std::string_view bytes) {
  const std::lock_guard lock(files_mutex_);
  if (auto made = base::make_private_folder(files_); !made) return made;
  return base::write_beneath(files_, path, bytes);
}

}  // namespace spark::services
