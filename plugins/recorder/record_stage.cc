#include "record_stage.h"

#include <cmath>

namespace recorder {
namespace {

// What is on record of a model: "v1.8-b0@<sha256>", or its version alone without an artefact.
std::string identity_of(const spark_model_info& info) {
  std::string text(info.version);
  if (*info.sha256 != '\0') text.append("@").append(info.sha256);
  return text;
}

// The trace's 32 digits in a traceparent, which the host has checked: "00-<trace id>-…".
std::optional<std::string_view> trace_of(const std::optional<std::string_view>& traceparent) {
  constexpr size_t begins = 3;
  constexpr size_t digits = 32;
  if (!traceparent || traceparent->size() < begins + digits) return std::nullopt;
  return traceparent->substr(begins, digits);
}

}  // namespace

RecordStage::Asked::Asked(spark::Stage& stage, const spark::Predict& predict)
    : score(stage, predict.slot("score")),
      status(stage, predict.slot("status")),
      elapsed_ms(stage, predict.slot("elapsed_ms")),
      row(stage, predict.slot("row")) {}

RecordStage::RecordStage(RequestLogs& logs, const spark::Config& config)
    : logs_(logs),
      log_(logs.log(config.string("log"))),
      ts_(*this, config.string("snapshot") + ".ts", SPARK_SLOT_OPTIONAL),
      mid_(*this, config.string("snapshot") + ".mid"),
      spread_bp_(*this, config.string("snapshot") + ".spreadBp"),
      vol_1m_(*this, config.string("snapshot") + ".vol1m"),
      rsi_14_(*this, config.string("snapshot") + ".rsi14"),
      spread_estimated_(*this, config.string("snapshot") + ".spreadEstimated",
                        SPARK_SLOT_OPTIONAL) {
  if (config.has("symbol")) symbol_.emplace(*this, config.string("symbol"));
  FeatureList list;
  for (size_t role = 0; role < role_names.size(); ++role)
    ask(std::string(role_names[role]), static_cast<Role>(role), config, list);
  if (!asked_[0] && !asked_[1] && !asked_[2]) {
    throw spark::Error("expected a predict stage as production, candidate or fallback",
                       SPARK_E_INVALID);
  }
  const auto texts = list.texts();
  for (size_t i = 0; i < list_texts; ++i) set_text(first_list + i, texts[i]);
  prepared_[advances] = spark::glue::RowCell<bool>::raw(config.boolean("advances"));
}

void RecordStage::ask(const std::string& role_key, Role role, const spark::Config& config,
                      FeatureList& list) {
  if (!config.has(role_key)) return;
  const spark::Predict predict = config.predict(role_key);
  const spark_model_info& info = logs_.models.find(predict.model);
  Asked& asked = asked_[static_cast<size_t>(role)].emplace(*this, predict);
  asked.columns = list.add(role, {info.features, info.dimension});
  set_text(first_answer + 4 * static_cast<size_t>(role) + 3, identity_of(info));
}

void RecordStage::set_text(size_t column, const std::string& text) {
  if (const auto id = log_.text_id(text)) prepared_[column] = whole_value(id->number);
}

void RecordStage::read_input(spark::Frame frame, RequestRow& row) const {
  if (symbol_) row[symbol] = symbol_->raw(frame);
  row[ts] = ts_.raw(frame);
  row[at] = whole_value(ts_.get(frame).value_or(utc_ms_.get(frame).value_or(0)));
  row[request_id] = spark::glue::RowCell<spark::Key>::raw({request_id_.get(frame).value_or("")});
  row[sequence] = sequence_.raw(frame);
  row[received_ms] = whole_value(logs_.clock.event_ms());
  row[mid] = mid_.raw(frame);
  row[spread_bp] = spread_bp_.raw(frame);
  row[vol_1m] = vol_1m_.raw(frame);
  row[rsi_14] = rsi_14_.raw(frame);
  row[spread_estimated] = spread_estimated_.raw(frame);
  row[code] = code_.raw(frame);
  row[source] = source_.raw(frame);
  if (const auto trace = trace_of(traceparent_.get(frame)))
    row[trace_id] = spark::glue::RowCell<std::string_view>::raw(*trace);
}

// Probes are not recorded: whatever reads the log (drift, canaries, training) has real requests
// alone, and cannot forget to leave probes out.
void RecordStage::run(spark::Frame frame) const {
  if (frame.synthetic()) return;
  RequestRow row = prepared_;
  read_input(frame, row);
  uint64_t bits = 0;
  for (size_t role = 0; role < asked_.size(); ++role) {
    if (!asked_[role]) continue;
    const Asked& asked = *asked_[role];
    spark_value* const said = &row[first_answer + 4 * role];
    said[0] = asked.score.raw(frame);
    said[1] = asked.status.raw(frame);
    said[2] = asked.elapsed_ms.raw(frame);
    const auto seen = asked.row.get(frame);
    if (!seen || seen->size() != asked.columns.size()) continue;
    for (size_t i = 0; i < seen->size(); ++i) {
      const double value = (*seen)[i];
      const uint8_t column = asked.columns[i];
      row[first_feature + column] = number_value(value);
      bits |= uint64_t{1} << column;
      if (value == 0 && std::signbit(value)) bits |= uint64_t{1} << (32U + column);
    }
  }
  row[feature_bits] = whole_value(static_cast<int64_t>(bits));
  log_.append(row);
}

}  // namespace recorder
