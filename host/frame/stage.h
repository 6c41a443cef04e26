// A stage as pipelines see it. The plugin layer implements it over the C ABI and checks the values
// that the plugin's code writes. Later code does not check them again.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/error.h"
#include "frame/frame.h"

namespace spark::frame {

struct SlotSpec {
  std::string name;         // input: full name (input.mid); output: local name (match)
  Type type = Type::null;   // an input of type null takes any
  bool optional = false;    // input: bound to no_slot when the pipeline does not have it
  bool never_null = false;  // output: not null whenever run() succeeded for the frame
  bool feature = false;     // output, f64: offered by its name to the models of later stages
  std::string doc;
};

// One instance per pipeline, shared by all workers; each worker brings its own scratch.
class Stage {
 public:
  virtual ~Stage() = default;

  [[nodiscard]] virtual std::span<const SlotSpec> inputs() const = 0;
  [[nodiscard]] virtual std::span<const SlotSpec> outputs() const = 0;

  // Once, before anything below: slot indexes in the order of inputs() and outputs(). [builder]
  virtual base::Result<void> bind(std::span<const uint32_t> inputs,
                                  std::span<const uint32_t> outputs) = 0;

  // Scratch for worker number `worker`; may be null. [builder]
  virtual void* worker_create(uint32_t worker) = 0;
  virtual void worker_destroy(void* scratch) = 0;

  // Returns 0, or a code and fills `failure` if the whole stage failed; a failed row has its
  // frame's code set. Where both are 0 the outputs are as declared: of their type, finite, not null
  // where promised. A failed row's outputs are null. Never throws, blocks or allocates. [worker]
  virtual int32_t run(void* scratch, Frame* const* frames, uint32_t count,
                      Failure& failure) noexcept = 0;
};

}  // namespace spark::frame
