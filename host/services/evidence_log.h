// Evidence: what plugins and tools found and decided, as records of the chain.
//
// The writer appends the record, then puts the durable values that belong to it, then says so. So a
// crash may leave a record without its values, and never a value without its record.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/task_queue.h"
#include "services/durable_values.h"
#include "services/token_bucket.h"
#include "store/recorder.h"

namespace spark::services {

inline constexpr size_t evidence_json_bytes_max = 64 * 1024;
inline constexpr size_t evidence_text_bytes_max = 255;  // of a kind and of a subject
inline constexpr double evidence_per_second_max = 10;   // of one source, sustained …
inline constexpr double evidence_at_once_max = 50;      // … and at once
inline constexpr uint32_t evidence_waiting_max = 64;    // of one source, for the disk

struct Evidence {
  std::string source;  // whose limits count: a plugin's name; "" for tools
  store::Record record;
  std::vector<RecordedValue> values;  // of that plugin
};

class EvidenceLog {
 public:
  // How it ended: "" and the record's place; or why it was not recorded. Both: it is on record, but
  // its values are not on the disk yet. [writer]
  using Ended = std::function<void(const std::string& failure, const store::Receipt& receipt)>;

  // All outlive this.
  EvidenceLog(base::TaskQueue& writer, store::Recorder& recorder, DurableValues& values)
      : writer_(writer), recorder_(recorder), values_(values) {}

  // Fails, and counts that, beyond the limits of the source. The record gets the values' digests.
  // [control, jobs, worker]
  base::Result<void> append(Evidence evidence, Ended ended);

  // The same, once the file is written; the record gets its digest, too. The path must pass
  // base::check_beneath(). [jobs]
  base::Result<void> append_with_file(Evidence evidence, const std::string& path,
                                      std::string_view bytes, Ended ended);
  // Waits until no record of the source waits for the disk. False if the time was up first.
  // [builder]
  bool wait(const std::string& source, uint32_t ms_max);
  // The folder for such files, made on first need. Before any is written.
  void keep_files_in(std::filesystem::path folder) { files_ = std::move(folder); }

  [[nodiscard]] const std::filesystem::path& chain_folder() const {
    return recorder_.chain().folder();  // which never changes
  }
  [[nodiscard]] uint64_t refused() const { return refused_; }

  // The rate limit reads the clock through this.
  std::function<int64_t()> now_ns;

 private:
  struct Source {
    TokenBucket bucket{evidence_per_second_max, evidence_at_once_max};
    uint32_t waiting = 0;
  };

  base::Result<void> admit(const std::string& source);
  void leave(const std::string& source);
  base::Result<void> post(Evidence evidence, Ended ended);
  base::Result<void> write_file(const std::string& path, std::string_view bytes);
  void write(const Evidence& evidence, const Ended& ended);  // [writer]

  base::TaskQueue& writer_;
  store::Recorder& recorder_;
  DurableValues& values_;
  std::filesystem::path files_;
  std::mutex files_mutex_;  // held while a file is written, so that one job does at a time
  std::atomic<uint64_t> refused_{0};
  std::mutex mutex_;  // guards sources_
  std::condition_variable left_;
  std::map<std::string, Source> sources_;
};

// Fails, saying why, for a kind that is not names joined by dots, and for a subject or a document
// that is none. [any]
[[nodiscard]] base::Result<void> check_evidence(std::string_view kind, std::string_view subject,
                                                std::string_view json);

}  // namespace spark::services
