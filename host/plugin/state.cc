// Calls of a plugin object's spark.handover/1.
#include "plugin/state.h"

#include <exception>
#include <utility>

#include "plugin/guard.h"
#include "plugin/layout.h"
#include "plugin/text.h"

namespace spark::plugin {

namespace {

constexpr const char* retired_id = "spark.state/1";

// The buffer that save() writes to.
struct Sink {
  std::string bytes;
  const char* mistake = nullptr;  // of the first write that was refused
};

int32_t refuse(Sink& sink, const char* why) noexcept {
  sink.mistake = why;
  return SPARK_E_FAILED;
}

int32_t write(spark_handover_sink* raw, const void* bytes, size_t size) noexcept {
  if (raw == nullptr || raw->self == nullptr) return SPARK_E_INVALID;
  Sink& sink = *static_cast<Sink*>(raw->self);
  if (sink.mistake != nullptr) return SPARK_E_FAILED;
  if (size == 0) return SPARK_OK;
  if (bytes == nullptr) return refuse(sink, "it wrote null");
  if (size > SPARK_HANDOVER_BYTES_MAX - sink.bytes.size())
    return refuse(sink, "it wrote more than 64 MiB");
  try {
    sink.bytes.append(static_cast<const char*>(bytes), size);
    return SPARK_OK;
  } catch (const std::exception&) {
    return refuse(sink, "there is no memory for it");
  }
}

template <class Call>
base::Result<void> called(const char* what, Call&& call) {
  frame::Failure failure;
  const int32_t code = guarded(failure, [&] { return call(raw(failure)); });
  if (code == frame::ok) return {};
  return base::Error(std::string(what) + " its state: " + std::string(failure.view()));
}

base::Error offers_none() {
  return base::Error("it offers no state");
}

}  // namespace

base::Result<State> State::of(spark_plugin* plugin) {
  if (plugin->extension == nullptr) return State();
  const void* found = nullptr;
  const void* retired = nullptr;
  if (!guarded_void([&] {
        found = plugin->extension(plugin, SPARK_EXT_HANDOVER);
        if (found == nullptr) retired = plugin->extension(plugin, retired_id);
      }))
    return base::Error("its extension threw when it was asked for its state");
  if (retired != nullptr)  // else what it gathered would be lost with each change, without a word
    return base::Error(std::string("it offers ").append(retired_id) +
                       ", which is retired: build it for " + SPARK_EXT_HANDOVER);
  if (found == nullptr) return State();
  State state;
  state.plugin_ = plugin;
  state.functions_ = *static_cast<const spark_ext_handover*>(found);
  auto schema = read_name(state.functions_.schema, "the schema of its state", ".-/");
  if (!schema) return schema.error();
  if (state.functions_.save == nullptr || state.functions_.load == nullptr ||
      state.functions_.merge == nullptr)
    return base::Error("it offers state but its save, load or merge is null");
  state.schema_ = std::move(*schema);
  return state;
}

base::Result<std::string> State::save() const {
  if (schema_.empty()) return offers_none();
  Sink sink;
  spark_handover_sink raw_sink = {&sink, write};
  const auto saved =
      called("saving", [&](spark_error* err) { return functions_.save(plugin_, &raw_sink, err); });
  // A refused write fails the save even if the plugin ignored the error.
  if (sink.mistake != nullptr) return base::Error("saving its state: " + std::string(sink.mistake));
  if (!saved) return saved.error();
  return {boost::system::in_place_value, std::move(sink.bytes)};
}

base::Result<void> State::load(std::string_view bytes) const {
  if (schema_.empty()) return offers_none();
  return called("loading", [&](spark_error* err) {
    return functions_.load(plugin_, bytes.data(), bytes.size(), err);
  });
}

base::Result<void> State::merge(std::string_view before, std::string_view after) const {
  if (schema_.empty()) return offers_none();
  return called("merging", [&](spark_error* err) {
    return functions_.merge(plugin_, before.data(), before.size(), after.data(), after.size(), err);
  });
}

}  // namespace spark::plugin
