// An answer, compiled: fixed JSON text with holes, filled from a frame's slots in one pass.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "frame/frame.h"

namespace spark::frame {

struct Answer {
  // One alternative of a hole: a slot, or JSON text that is used as it is.
  struct Option {
    uint32_t slot = no_slot;
    std::string json;  // when slot == no_slot
  };
  struct Part {
    enum class Kind : uint8_t { text, first_of, now };
    Kind kind = Kind::text;
    std::string text;             // text
    std::vector<Option> options;  // first_of: the first whose slot is not null; none: null
  };
  // Where a part came from, for people: `graph` and the admin interface.
  struct FieldInfo {
    std::string field;  // dotted
    bool nullable = false;
    std::vector<std::string> from;
  };

  // One alternative of the first field that was written as a list.
  struct Source {
    uint32_t slot = no_slot;  // no_slot: JSON text, which is always taken
    std::string name;         // as FieldInfo::from has it
  };

  std::vector<Part> parts;
  std::vector<FieldInfo> fields;
  std::vector<Source> sources;  // empty: no field is a list
};

// The name of the alternative that `frame` takes of the answer's first list; "": none. It lives as
// long as the answer. [worker]
[[nodiscard]] std::string_view source_of(const Answer& answer, const Frame& frame);

// Appends the JSON of one value: shortest text that reads back as the same number. Numbers must be
// finite, which the pipeline guarantees for every slot.
void append_json(std::string& out, const Value& value);

// Appends the answer for `frame`; allocates only if `out` must grow. `utc_ms` fills `now`. [worker]
void render(const Answer& answer, const Frame& frame, int64_t utc_ms, std::string& out);

}  // namespace spark::frame
