// A compiled pipeline: the stages that its answer needs, then its observers, with the slots of
// each. Immutable once built, but for the breakers' gates. pipeline/compile.h builds it,
// pipeline/runner.h runs it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/event_clock.h"
#include "frame/answer.h"
#include "frame/breaker.h"
#include "frame/model.h"
#include "frame/stage.h"

namespace spark::frame {

struct InputShape {
  struct Field {
    std::string name;        // the JSON key
    std::string path;        // dotted from the body's root, for messages
    Type type = Type::null;  // ignored for objects
    bool optional = false;
    uint32_t slot = no_slot;    // no_slot: an object
    std::vector<Field> fields;  // of an object
  };
  std::vector<Field> fields;
  std::vector<uint32_t> one_of;  // indexes into fields: at least one of them must be given
};

struct SlotInfo {
  std::string name;
  Type type = Type::null;
  bool guaranteed = false;   // not null in any answer
  bool stages_only = false;  // no answer and no `rows` may read it
};

// Slots that the host writes for each request. no_slot: nothing reads it, so it is not written.
struct RequestSlots {
  uint32_t id = no_slot;
  uint32_t sequence = no_slot;
  uint32_t now_ns = no_slot;
  uint32_t utc_ms = no_slot;
  uint32_t traceparent = no_slot;
};

// The same, written when the answer was rendered: observers alone read them.
struct AnswerSlots {
  uint32_t code = no_slot;
  uint32_t source = no_slot;
  uint32_t elapsed_ms = no_slot;
};

struct Breaker {
  BreakerLimits limits;
  BreakerGate gate;
};

// One stage in its place. A predict stage has a model and writes score, status, version and
// elapsed_ms; any other has a `stage`.
struct PlacedStage {
  std::string name;
  std::string plugin;  // of the stage, or of the model
  std::string type;    // the stage's type; "" for predict
  bool required = false;
  uint32_t when = no_slot;
  int64_t budget_ns = 0;             // 0: none
  std::shared_ptr<Breaker> breaker;  // also of the next plan, where nothing about it changed

  std::unique_ptr<Stage> stage;
  std::vector<uint32_t> outputs;  // slots; predict: score, status, version, elapsed_ms

  std::string model_name;
  std::shared_ptr<const Model> model;
  std::vector<uint32_t> features;  // predict: the slot of each of the model's features
  uint32_t rows = no_slot;         // predict: a float[] slot that, when not null, is the row
  uint32_t row = no_slot;          // predict: gets the row that the model is given, if read

  bool sees_errors = false;  // an observer that runs after errors, too: it reads answer.code

  std::vector<std::string> reads;  // slot names, for people
  std::vector<std::string> writes;

  [[nodiscard]] bool predicts() const { return model != nullptr; }
};

// Places of a predict stage's outputs in PlacedStage::outputs.
enum PredictOutput : uint32_t {
  out_score = 0,
  out_status = 1,
  out_version = 2,
  out_elapsed_ms = 3
};

// The slot whose values drive the event clock.
struct ClockDrive {
  base::EventClock* clock = nullptr;  // null: this plan drives none
  uint32_t slot = no_slot;            // f64 or i64
  int64_t unit_ms = 1;
};

struct Plan {
  std::string name;
  InputShape input;
  std::vector<SlotInfo> slots;
  uint32_t elapsed_slot = no_slot;       // pipeline.elapsed_ms
  uint32_t minutes_left_slot = no_slot;  // <stage>.minutes_left: until features are ready, if known
  std::vector<PlacedStage> stages;
  size_t stages_before = 0;  // that run before the answer; the others are observers
  Answer answer;
  RequestSlots request;
  AnswerSlots answered;
  bool reads_request = false;  // something reads one of `request`
  bool reads_answer = false;   // or of `answered`
  bool reads_utc = false;      // a slot or the answer holds the time of day
  ClockDrive drives;
};

}  // namespace spark::frame
