#include "services/evidence_log.h"

#include <chrono>
#include <memory>
#include <utility>

#include "base/beneath.h"
#include "base/clock.h"
#include "base/json_strict.h"
#include "base/json_text.h"
#include "base/log.h"
#include "base/names.h"
#include "base/printable.h"

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
  const auto draft = files_ ? files_->draft(path, bytes)
                            : base::Result<store::Draft>(base::Error("there is no state folder"));
  if (!draft) {
    leave(evidence.source);
    return draft.error();
  }
  evidence.file = *draft;
  evidence.record.digests.push_back({std::string(store::file_digest) + path, draft->sha256});
  const auto posted = post(std::move(evidence), std::move(ended));
  if (!posted) files_->discard(*draft);
  return posted;
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
  std::string trouble;
  if (evidence.file && !sequence) files_->discard(*evidence.file);
  if (evidence.file && sequence)
    if (const auto published = files_->publish(*evidence.file); !published)
      trouble = "it is on record, but its file is not at its place: " + published.error().text;
  const auto values_written = [ended, receipt, trouble](const std::string& failure) {
    ended(failure.empty() ? trouble
                          : "it is on record, but its values are not on the disk: " + failure,
          receipt);
  };
  if (!sequence) {
    values_.release(evidence.values);
    ended("it could not be recorded; see the host's log", receipt);
  } else if (evidence.values.empty()) {
    ended(trouble, receipt);
  } else {
    values_.put_recorded(*sequence, evidence.values, values_written);
  }
  leave(evidence.source);
}

base::Result<void> EvidenceLog::keep_files_in(const std::filesystem::path& state_dir) {
  files_.emplace(state_dir);
  return files_->settle(chain_folder());
}

void EvidenceLog::put_back(const std::vector<store::FileTrouble>& troubles) {
  for (const store::FileTrouble& each : troubles) {
    if (each.sha256.empty() || !files_) continue;
    const auto copy = files_->copy_of(each.path, each.sha256);
    if (!copy) {
      const std::string plugin = each.path.substr(0, each.path.find('/'));
      const std::string lost = "evidence/" + each.text + "; no copy of it is left (" +
                               copy.error().text + "): the plugin " + plugin +
                               " writes it with its next export of that name";
      const std::lock_guard lock(mutex_);
      if (lost_.insert(lost).second) base::log::error("{}", lost);
      continue;
    }
    std::string detail = R"({"found":)";
    base::append_json_string(detail, each.text);
    Evidence again{"host", {"host", "evidence.put_back", each.path, {}, "done", detail + "}"}, {}};
    const auto ended = [path = each.path](const std::string& failure, const store::Receipt&) {
      if (!failure.empty()) base::log::error("evidence/{} was not put back: {}", path, failure);
    };
    if (auto put = append_with_file(std::move(again), each.path, *copy, ended); !put)
      base::log::warn("evidence/{} is not put back yet: {}", each.path, put.error().text);
  }
}

}  // namespace spark::services
