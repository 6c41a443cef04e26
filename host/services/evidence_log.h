// Evidence: what plugins and tools found and decided, as records of the chain.
//
// The writer appends the record, then puts the file and the durable values that belong to it, then
// says so. So a crash may leave a record without its values, which shows, or without its file,
// which the next start puts there; and never a value or a file without its record.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/task_queue.h"
#include "services/durable_values.h"
#include "services/token_bucket.h"
#include "store/evidence_files.h"
#include "store/evidence_folder.h"
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
  std::vector<RecordedValue> values;   // of that plugin
  std::optional<store::Draft> file{};  // that takes its place
};

class EvidenceLog {
 public:
  // How it ended: "" and the record's place; or why it was not recorded. Both: it is on record, but
  // its file or its values are not on the disk yet. [writer]
  using Ended = std::function<void(const std::string& failure, const store::Receipt& receipt)>;

  // All outlive this.
  EvidenceLog(base::TaskQueue& writer, store::Recorder& recorder, DurableValues& values)
      : writer_(writer), recorder_(recorder), values_(values) {}

  // Fails, and counts that, beyond the limits of the source. The record gets the values' digests.
  // [control, jobs, worker]
  base::Result<void> append(Evidence evidence, Ended ended);

  // The same, once the file is written; the record gets its digest, too, and the file its place
  // afterwards. The path must pass base::check_beneath(). [jobs]
  base::Result<void> append_with_file(Evidence evidence, const std::string& path,
                                      std::string_view bytes, Ended ended);
  // Waits until no record of the source waits for the disk. False if the time was up first.
  // [builder, jobs]
  bool wait(const std::string& source, uint32_t ms_max);
  // Such files are in that state folder. Finishes what a crash left there; fails, with what is
  // wrong, if the disk does not let it. Before any is written.
  base::Result<void> keep_files_in(const std::filesystem::path& state_dir);
  // Puts files back as they were recorded, from their copies, each with a record of the host; logs
  // once of each that has no copy. [jobs]
  void put_back(const std::vector<store::FileTrouble>& troubles);

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
  void write(const Evidence& evidence, const Ended& ended);  // [writer]

  base::TaskQueue& writer_;
  store::Recorder& recorder_;
  DurableValues& values_;
  std::optional<store::EvidenceFolder> files_;
  std::atomic<uint64_t> refused_{0};
  std::mutex mutex_;  // guards sources_ and lost_
  std::condition_variable left_;
  std::map<std::string, Source> sources_;
  std::set<std::string> lost_;  // what was logged of files without a copy
};

// Fails, saying why, for a kind that is not names joined by dots, and for a subject or a document
// that is none. [any]
[[nodiscard]] base::Result<void> check_evidence(std::string_view kind, std::string_view subject,
                                                std::string_view json);

}  // namespace spark::services
