// spark/handover.h: the state that a plugin object hands to its successor: totals and windows,
// which would otherwise begin at zero with each upgrade, reload and rollback. ext/draft/handover.h
// says when. The state does not outlive the host.
//
// A plugin class opts in by declaring
//
//   static constexpr const char* state_schema = "shadow.tallies/1";
//   void save(spark::ByteWriter& out) const;
//   void load(spark::ByteReader& in);
//   void merge(spark::ByteReader& before, spark::ByteReader& after);
//
//   state_schema  names form and meaning of the bytes: another name whenever one of them changes.
//                 A successor with another name starts fresh, and the host says so.
//   save          writes everything, while workers and routes use the object. [builder]
//   load          replaces everything that was gathered; no worker uses the object. [builder]
//   merge         adds what the predecessor gathered between two saves, of which `before` is the
//                 one that was loaded; workers and routes use the object already. [builder]
//
// All three throw to refuse, and then leave the object as it was: read and check everything first,
// end() included, then take it over. Another version may have written the bytes: trust none.
//
//   void load(spark::ByteReader& in) {
//     const uint64_t rows = in.u64();
//     in.end();
//     rows_ = rows;  // nothing throws from here on
//   }
#pragma once

#include "spark/bytes.h"
#include "spark/ext/draft/handover.h"
