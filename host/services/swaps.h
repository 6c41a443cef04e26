// Swaps that plugins ask for: a port that the layer of changes fills.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace spark::services {

struct SwapRequest {
  struct Model {
    std::string name;
    // JSON, as the body of an operator's swap of one model; nothing: the model is not changed.
    std::optional<std::string> definition = {};
    // The digest of the artefact that it must have just before the change; "": none. Nothing: any.
    std::optional<std::string> expect = {};
  };
  std::string plugin;  // whose request it is
  std::vector<Model> models;
  std::string reason;
  bool is_way_back = false;
  uint64_t epoch = 0;  // in which it was asked for
};

enum class SwapEnd : uint8_t {
  done,
  invalid,     // the request is wrong, or what it asks for does not build
  conflict,    // something is not as expected, is pinned, or is being changed by somebody else
  superseded,  // a safe action came after it
  failed,
};

class Swaps {
 public:
  virtual ~Swaps() = default;

  using Done = std::function<void(SwapEnd, std::string why)>;
  // Calls `done` once, on any thread, perhaps before it returns. The result takes the request back,
  // unless the change has begun. [control, jobs]
  [[nodiscard]] virtual std::function<void()> request(SwapRequest request, Done done) = 0;
};

}  // namespace spark::services
