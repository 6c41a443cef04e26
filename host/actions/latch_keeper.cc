// Latches from and to their file.
#include "actions/latch_keeper.h"

#include <fmt/format.h>

#include <utility>

#include "base/clock.h"
#include "base/log.h"

namespace spark::actions {
namespace {

// The name in the file for every flag that the next start declares.
constexpr std::string_view every_flag = "*";
constexpr uint32_t write_retry_ms = 1'000;

services::SafeMovePtr move_of(const store::LatchSlot& slot) {
  auto move = std::make_shared<services::SafeMove>();
  move->action = slot.by;
  move->utc_ms = slot.utc_ms;
  move->keyless = slot.keyless;
  move->sequence = slot.sequence;
  return move;
}

store::LatchSlot slot_of(std::string_view flag, const services::SafeMove& move) {
  return {std::string(flag), move.action, move.utc_ms, move.keyless, move.sequence};
}

}  // namespace

base::Result<void> latch_every_flag(const std::filesystem::path& state_dir,
                                    const std::string& action) {
  auto opened = store::LatchFile::open(state_dir);
  if (!opened) return opened.error();
  auto latches = opened->latches;
  latches.push_back({std::string(every_flag), action, base::utc_ms(), false, 0});
  if (auto written = opened->file.write(latches); !written) return written;
  return opened->file.sync();
}

void LatchKeeper::open(const std::filesystem::path& state_dir) {
  auto opened = store::LatchFile::open(state_dir);
  if (!opened) return report(opened.error().text);
  file_ = std::make_unique<store::LatchFile>(std::move(opened->file));
  std::vector<services::Latch> latches;
  services::SafeMovePtr all;
  for (const auto& slot : opened->latches) {
    if (slot.flag == every_flag) {
      all = move_of(slot);
    } else {
      latches.push_back({slot.flag, move_of(slot)});
    }
  }
  if (opened->damaged > 0) {
    all = std::make_shared<services::SafeMove>();
    all->action = "a damaged file of latches";
    all->utc_ms = base::utc_ms();
    const std::lock_guard lock(mutex_);
    damage_ = fmt::format(
        "{} of the latches in {} could not be read, so every flag started at its safe value",
        opened->damaged, (state_dir / "latches").string());
    base::log::warn("{}", damage_);
  }
  flags_.restore(latches, std::move(all));
}

void LatchKeeper::keep() {
  if (is_posted_.exchange(true)) return;  // the task that is waiting writes these latches too
  if (!own_.post([this] { write(); })) is_posted_ = false;
}

void LatchKeeper::when_kept(std::function<void()> then) {
  // A change of the latches may not have reached keep() yet, though it has had its effect.
  const auto write_first = [this, then] {
    if (written_version_ < flags_.latch_version()) write();
    then();
  };
  if (!own_.post(write_first)) then();
}

void LatchKeeper::write() {
  is_posted_ = false;
  if (file_ == nullptr) return;
  const uint64_t version = flags_.latch_version();  // what follows may be newer
  std::vector<store::LatchSlot> slots;
  for (const auto& latch : flags_.latches()) slots.push_back(slot_of(latch.flag, *latch.move));
  if (const auto all = flags_.all_latched_by()) slots.push_back(slot_of(every_flag, *all));
  const auto written = file_->write(slots);
  report(written ? "" : written.error().text);
  if (!written) {
    (void)own_.post_after(write_retry_ms, [this] { keep(); });
    return;
  }
  written_version_ = version;
  if (is_sync_posted_.exchange(true)) return;
  const bool posted = writer_.post([this] {
    is_sync_posted_ = false;
    if (const auto synced = file_->sync(); !synced) report(synced.error().text);
  });
  if (!posted) is_sync_posted_ = false;
}

void LatchKeeper::report(const std::string& why) {
  const std::lock_guard lock(mutex_);
  if (!why.empty() && failure_.empty())
    base::log::error("latches are not kept over a restart: {}", why);
  failure_ = why;
}

std::vector<std::string> LatchKeeper::degraded() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  if (!failure_.empty()) all.push_back("latches are not kept over a restart: " + failure_);
  if (!damage_.empty()) all.push_back(damage_);
  return all;
}

}  // namespace spark::actions
