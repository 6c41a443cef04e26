#include "spark/offline/snapshot_stage.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include "spark/testing/rig.h"
#include "spark/tool/state_folders.h"

namespace spark::offline {
namespace {

using testing::FakeHost;
using testing::PluginRig;
using testing::Settings;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

// The inputs that a request with a snapshot has, each in the slot of its number.
enum Slot : uint32_t { symbol, ts, mid, spread_bp, vol_1m, rsi_14, spread_estimated, of_outputs };
constexpr std::array<std::string_view, of_outputs> input_names = {"input.symbol",
                                                                  "input.snapshot.ts",
                                                                  "input.snapshot.mid",
                                                                  "input.snapshot.spreadBp",
                                                                  "input.snapshot.vol1m",
                                                                  "input.snapshot.rsi14",
                                                                  "input.snapshot.spreadEstimated"};

const spark_stage_type& snapshot_type(const spark_entry_v1& entry) {
  for (uint32_t i = 0; i < entry.stage_type_count; ++i) {
    const spark_stage_type* const type = entry.stage_types[i];
    if (type->name == std::string_view("snapshot")) return *type;
  }
  throw std::runtime_error("it has no stage 'snapshot'");
}

bool declares(const spark_stage_type& type, std::string_view key) {
  return std::any_of(type.params, type.params + type.param_count,
                     [key](const spark_param* param) { return param->name == key; });
}

// The caller owns it.
spark_stage* make_stage(const spark_entry_v1& entry, spark_plugin* plugin) {
  const spark_stage_type& type = snapshot_type(entry);
  Settings with(type.params, type.param_count);
  with.set("snapshot", "input.snapshot");
  if (declares(type, "key")) with.set("key", "input.symbol");
  spark_stage* made = nullptr;
  spark_error err{};
  const int32_t code = plugin->create_stage(plugin, type.name, with.raw(), &made, &err);
  if (code != SPARK_OK) throw testing::Refusal(code, err);
  return made;
}

}  // namespace

struct SnapshotStage::Parts {
  Parts(const spark_entry_v1& entry, std::span<const std::string> sets, uint32_t symbols)
      : host(1),
        plugin(host, entry,
               [&](Settings& with) {
                 with.list("sets", {sets.begin(), sets.end()});
                 if (symbols > 0) with.set("symbols", int64_t{symbols});
               }),
        stage(make_stage(entry, plugin.raw())) {
    host.utc_ms = std::numeric_limits<int64_t>::max() / 2;  // nothing recorded is of the future
    bind();
    worker = {stage->worker_create(stage.get(), 0), DestroyWorker{stage.get()}};
  }

  void bind() {
    std::vector<uint32_t> inputs, outputs;
    for (uint32_t i = 0; i < stage->input_count; ++i) {
      const std::string_view name = stage->inputs[i]->name;
      const auto found = std::find(input_names.begin(), input_names.end(), name);
      const bool is_optional = (stage->inputs[i]->flags & SPARK_SLOT_OPTIONAL) != 0;
      if (found == input_names.end() && !is_optional) {
        throw std::runtime_error("its stage 'snapshot' reads " + std::string(name) +
                                 ", which recorded snapshots do not have");
      }
      inputs.push_back(found == input_names.end()
                           ? SPARK_NO_SLOT
                           : static_cast<uint32_t>(found - input_names.begin()));
    }
    for (uint32_t i = 0; i < stage->output_count; ++i) {
      outputs.push_back(of_outputs + i);
      if ((stage->outputs[i]->flags & SPARK_SLOT_FEATURE) == 0) continue;
      names.emplace_back(stage->outputs[i]->name);
      features.push_back(of_outputs + i);
    }
    slots.resize(of_outputs + stage->output_count);
    spark_error err{};
    const int32_t code = stage->bind(stage.get(), inputs.data(), outputs.data(), &err);
    if (code != SPARK_OK) throw testing::Refusal(code, err);
  }

  void set(Slot slot, double value) {
    slots[slot] = spark_value{};
    if (std::isnan(value)) return;
    slots[slot].type = SPARK_F64;
    slots[slot].as.f64 = value;
  }
  void set(Slot slot, uint32_t type, int64_t value) {
    slots[slot] = spark_value{};
    slots[slot].type = type;
    slots[slot].as.i64 = value;
  }

  void fill(const market::Snapshot& snapshot) {
    slots[symbol] = spark_value{};
    if (!snapshot.symbol.empty()) {
      slots[symbol].type = SPARK_STRING;
      slots[symbol].length = static_cast<uint32_t>(snapshot.symbol.size());
      slots[symbol].as.str = snapshot.symbol.data();
    }
    set(ts, SPARK_I64, snapshot.ts_ms);
    set(mid, snapshot.mid);
    set(spread_bp, snapshot.spread_bp);
    set(vol_1m, snapshot.vol_1m);
    set(rsi_14, snapshot.rsi_14);
    set(spread_estimated, SPARK_BOOL, snapshot.spread_estimated ? 1 : 0);
    std::fill(slots.begin() + of_outputs, slots.end(), spark_value{});
  }

  struct DestroyStage {
    void operator()(spark_stage* made) const { made->destroy(made); }
  };
  struct DestroyWorker {
    spark_stage* stage;
    void operator()(void* worker) const { stage->worker_destroy(stage, worker); }
  };

  FakeHost host;
  PluginRig plugin;
  std::unique_ptr<spark_stage, DestroyStage> stage;
  std::unique_ptr<void, DestroyWorker> worker{nullptr, DestroyWorker{nullptr}};
  std::vector<std::string> names;
  std::vector<uint32_t> features;  // the slots of names
  std::vector<spark_value> slots;
  alignas(8) std::array<char, 4096> arena{};  // as large as the host's
};

std::filesystem::path SnapshotStage::installed_plugin() {
  return (tool::program_folder() / "../../lib/spark/plugins/features.so").lexically_normal();
}

tool::Result<SnapshotStage> SnapshotStage::open(const std::filesystem::path& plugin_file,
                                                std::span<const std::string> sets,
                                                uint32_t symbols) {
  try {
    return SnapshotStage(
        std::make_unique<Parts>(testing::load_entry(plugin_file.string()), sets, symbols));
  } catch (const std::exception& error) {
    return tool::Error{tool::Exit::usage, plugin_file.string() + ": " + error.what()};
  }
}

const std::vector<std::string>& SnapshotStage::names() const {
  return parts_->names;
}

void SnapshotStage::set_utc_ms(int64_t utc_ms) {
  parts_->host.utc_ms = utc_ms;
}

tool::Result<void> SnapshotStage::run(const market::Snapshot& snapshot, std::span<double> out,
                                      bool is_synthetic) {
  Parts& parts = *parts_;
  parts.fill(snapshot);
  spark_frame frame = {parts.slots.data(),
                       static_cast<uint32_t>(parts.slots.size()),
                       is_synthetic ? uint32_t{SPARK_FRAME_SYNTHETIC} : 0,
                       SPARK_OK,
                       0,
                       parts.arena.data(),
                       parts.arena.data() + parts.arena.size()};
  spark_frame* const frames[] = {&frame};
  spark_error err{};
  const int32_t code = parts.stage->run(parts.stage.get(), parts.worker.get(), frames, 1, &err);
  if (code != SPARK_OK || frame.code != SPARK_OK) {
    std::fill(out.begin(), out.end(), none);
    return tool::Error{tool::Exit::failed, std::string(err.text, err.length)};
  }
  for (size_t i = 0; i < parts.features.size(); ++i) {
    const spark_value& value = parts.slots[parts.features[i]];
    out[i] = value.type == SPARK_F64 ? value.as.f64 : none;
  }
  return {};
}

SnapshotStage::SnapshotStage(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SnapshotStage::SnapshotStage(SnapshotStage&&) noexcept = default;
SnapshotStage& SnapshotStage::operator=(SnapshotStage&&) noexcept = default;
SnapshotStage::~SnapshotStage() = default;

}  // namespace spark::offline
