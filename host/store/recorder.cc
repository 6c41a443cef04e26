#include "store/recorder.h"

#include "base/clock.h"
#include "base/log.h"

namespace spark::store {

Recorder::Recorder(Chain& chain)
    : chain_(chain),
      sequence_(chain.sequence()),
      signed_ns_(base::steady_ns()),
      hash_(chain.hash()) {}

std::optional<uint64_t> Recorder::record(const Record& record) {
  const auto written = append ? append(record) : chain_.append(record);
  has_failed_ = !written.has_value();
  if (!written) {
    base::log::error("{} {} was not recorded: {}", record.action, record.object,
                     written.error().text);
    return std::nullopt;
  }
  sequence_ = written->sequence;
  {
    const std::lock_guard lock(mutex_);
    hash_ = written->hash;
  }
  if (checkpoint_due({signed_sequence_, signed_ns_, written->sequence, base::steady_ns()})) sign();
  return written->sequence;
}

std::string Recorder::hash() const {
  const std::lock_guard lock(mutex_);
  return hash_;
}

void Recorder::sign() {
  signed_ns_ = base::steady_ns();  // a failure counts, too: the next record must not try again
  const auto checkpoint = chain_.checkpoint();
  if (!checkpoint) return base::log::error("no checkpoint was signed: {}", checkpoint.error().text);
  signed_sequence_ = checkpoint->sequence;
}

}  // namespace spark::store
