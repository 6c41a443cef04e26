// Lineages as values, and as bytes: for the disk, and for the next plugin object.
#pragma once

#include <string>
#include <vector>

#include "spark/bytes.h"
#include "track.h"

namespace quality {

// A lineage as a value.
struct Kept {
  std::string lineage;
  std::vector<JudgedModel> models;
  Logged logged;
  std::vector<Stretch> symbols;
};

// Everything of all lineages. [builder]
void write_all(spark::ByteWriter& out, const std::vector<Track*>& tracks);
// Throws spark::Error for bytes that are none. [builder]
[[nodiscard]] std::vector<Kept> read_all(spark::ByteReader& in);

// The parts. Reading throws spark::Error for bytes that are none, and minutes that are not in
// order.
void write(spark::ByteWriter& out, const Stretch& stretch);
[[nodiscard]] Stretch read_stretch(spark::ByteReader& in);
// Lineages with their models, and what of them is in the log of labels; no minutes.
void write_index(spark::ByteWriter& out, const std::vector<Track*>& tracks);
[[nodiscard]] std::vector<Kept> read_index(spark::ByteReader& in);

// Of the minutes from `from` to before `until`. [any but workers]
[[nodiscard]] Stretch stretch_of(const Minutes& minutes, const Minutes::Symbol& symbol,
                                 int64_t from, int64_t until);

}  // namespace quality
