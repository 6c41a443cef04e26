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
    : log_(logs.log(config.string("log"))),
      ts_(*this, config.string("snapshot") + ".ts", SPARK_SLOT_OPTIONAL),
      mid_(*this, config.string("snapshot") + ".mid"),
      spread_bp_(*this, config.string("snapshot") + ".spreadBp"),
      vol_1m_(*this, config.string("snapshot") + ".vol1m"),
      rsi_14_(*this, config.string("snapshot") + ".rsi14"),
      spread_estimated_(*this, config.string("snapshot") + ".spreadEstimated",
                        SPARK_SLOT_OPTIONAL) {
  if (config.has("symbol")) symbol_.emplace(*this, config.string("symbol"));
  FeatureList list;
  for (const Role role : {Role::production, Role::candidate, Role::fallback})
    ask(logs.models, role, config, list);
  if (!asked_[0] && !asked_[1] && !asked_[2]) {
    throw spark::Error("expected a predict stage as production, candidate or fallback",
                       SPARK_E_INVALID);
  }
  const auto texts = list.texts();
  for (size_t i = 0; i < list_texts; ++i) set_text(first_list + i, texts[i]);
  prepared_.set<advances>(config.boolean("advances"));
  prepared_.fix();
}

void RecordStage::ask(const spark::Models& models, Role role, const spark::Config& config,
                      FeatureList& list) {
  const auto number = static_cast<size_t>(role);
  const std::string key(role_names[number]);
  if (!config.has(key)) return;
  const spark::Predict predict = config.predict(key);
  const spark_model_info& info = models.find(predict.model);
  Asked& asked = asked_[number].emplace(*this, predict);
  asked.columns = list.add(role, {info.features, info.dimension});
  set_text(first_answer + 4 * number + 3, identity_of(info));
}

void RecordStage::set_text(size_t column, const std::string& text) {
  if (const auto id = log_.text_id(text)) prepared_.set_at(column, *id);
}

void RecordStage::set_input(spark::Frame frame, RequestLog::Row& row) const {
  const int64_t utc_ms = utc_ms_.get(frame).value_or(0);
  const auto event_ms = ts_.get(frame);
  if (symbol_) row.set<symbol>(symbol_->get(frame));
  row.set<ts>(event_ms);
  row.set<at>(spark::EventTime{event_ms.value_or(utc_ms)});
  row.set<request_id>(spark::Key{request_id_.get(frame).value_or("")});
  row.set<sequence>(sequence_.get(frame));
  row.set<received_ms>(utc_ms);
  row.set<mid>(mid_.get(frame));
  row.set<spread_bp>(spread_bp_.get(frame));
  row.set<vol_1m>(vol_1m_.get(frame));
  row.set<rsi_14>(rsi_14_.get(frame));
  row.set<spread_estimated>(spread_estimated_.get(frame));
  row.set<code>(code_.get(frame));
  row.set<source>(source_.get(frame));
  row.set<trace_id>(trace_of(traceparent_.get(frame)));
}

template <Role role>
void RecordStage::set_answer(spark::Frame frame, RequestLog::Row& row, uint64_t& bits) const {
  constexpr size_t first = first_answer + 4 * static_cast<size_t>(role);
  const std::optional<Asked>& asked = asked_[static_cast<size_t>(role)];
  if (!asked) return;
  row.set<first>(asked->score.get(frame));
  row.set<first + 1>(asked->status.get(frame));
  row.set<first + 2>(asked->elapsed_ms.get(frame));
  const auto seen = asked->row.get(frame);
  if (!seen || seen->size() != asked->columns.size()) return;
  for (size_t i = 0; i < seen->size(); ++i) {
    const double value = (*seen)[i];
    const uint8_t column = asked->columns[i];
    row.set_at(first_feature + column, value);
    bits |= uint64_t{1} << column;
    if (value == 0 && std::signbit(value)) bits |= uint64_t{1} << (32U + column);
  }
}

// Probes are not recorded: whatever reads the log (drift, canaries, training) has real requests
// alone, and cannot forget to leave probes out.
void RecordStage::run(Worker& worker, spark::Frame frame) const {
  if (frame.synthetic()) return;
  RequestLog::Row& row = worker.row;
  row.begin();
  set_input(frame, row);
  uint64_t bits = 0;
  set_answer<Role::production>(frame, row, bits);
  set_answer<Role::candidate>(frame, row, bits);
  set_answer<Role::fallback>(frame, row, bits);
  row.set<feature_bits>(static_cast<int64_t>(bits));
  log_.append(row);
}

}  // namespace recorder
