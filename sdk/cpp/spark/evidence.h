// spark/evidence.h: what a plugin found and decided, in the host's chain.
//
//   const spark::Evidence evidence_;                                    // a member of the plugin
//   evidence_.append<&Canary::recorded>(*this, {.kind = "verdict", .subject = "candidate",
//       .json = document, .values = {{"weight", "canary.weight/1", "0.05"}}});
//   void recorded(const spark::Recorded& how);      // [control]: on record, and where, or why not
//
//   void act() {
//     if (!evidence_.agrees("weight", "canary.weight/1")) …    // begin at the safe state
//   }
//
// ext/draft/evidence.h has the rules: an acting object appends; the record reaches the disk first,
// then its values; `done` comes after both. A value that is put with records is changed by records
// only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spark/ext/draft/evidence.h"
#include "spark/host.h"
#include "spark/job.h"

namespace spark {

// A durable value that is put with a record; without bytes it is taken away. Borrowed.
struct EvidenceValue {
  const char* key;
  const char* schema;
  std::optional<std::string_view> bytes;
};

// What is to be recorded: at most 64 KiB, and ten a second in the long run. The host adds the
// plugin, its library's digest and the generation. Borrowed for the call.
struct EvidenceRecord {
  const char* kind;            // the plugin's own part: "verdict"
  const char* subject = "";    // what it is about, such as a model's name
  std::string_view json = {};  // one JSON object; spark/json.h writes one
  std::vector<EvidenceValue> values = {};
};

// How an append ended. With SPARK_E_FAILED or SPARK_E_CANCELLED the record may be on the disk all
// the same; agrees() tells after a restart. Texts are borrowed for the call.
struct Recorded {
  int32_t code;           // SPARK_OK, SPARK_E_FAILED, SPARK_E_CANCELLED
  std::string_view text;  // "" or why not
  uint64_t sequence;      // of the record; 0: it is not on the disk, or may not be
  std::string_view hash;  // 64 hex digits, or ""
};

// A record that was found.
struct EvidenceFound {
  // Its number in the chain: the first record is 1.
  uint64_t sequence;
  // When it was written, by the host's wall clock.
  int64_t utc_ms;
  // Of the record and all before it: 64 lower-case hex digits.
  std::string hash;
  std::string actor;  // "plugin <name>", or "http" for a tool
  std::string kind;   // in full
  std::string subject;
  // The generation in which a plugin appended it ("generation 7"); of other records what came of
  // what they are about.
  std::string result;
  // As it was appended, byte for byte.
  std::string json;
};

// Which records to find: the last `limit` of that kind, in full, since then. "": any subject. Other
// plugins' records are found as well as one's own, and tools'.
struct EvidenceQuery {
  const char* kind;
  const char* subject = "";
  int64_t since_utc_ms = 0;
  uint32_t limit = 100;
};

// Small and copyable; valid for the plugin object's life. A member of the plugin class, usually.
class Evidence {
 public:
  // Throws if the host records no evidence. [builder]
  explicit Evidence(Host host) : evidence_(host, SPARK_EXT_EVIDENCE) {}

  // Appends the record, then puts its values. Throws the host's refusal. [control, jobs]
  void append(const EvidenceRecord& record) const { append(record, nullptr, nullptr); }
  // The same, and (owner.*done)(const Recorded&) [control] says once how it ended;
  // SPARK_E_CANCELLED before the object rests. What `done` throws is logged. `owner` is the plugin
  // object, or lives as long. [control, jobs]
  template <auto done, class Owner>
  void append(Owner& owner, const EvidenceRecord& record) const {
    append(record, tell<done, Owner>, &owner);
  }

  // Appends the record, which cites the digest of the file <state_dir>/evidence/<plugin>/`path`, of
  // at most 16 MiB, and writes that file: after a crash there are both or none. Throws the host's
  // refusal. [jobs]
  void export_file(Job job, const char* path, std::string_view bytes,
                   const EvidenceRecord& record) const {
    const std::vector<spark_evidence_value> values = raw_of(record.values);
    const spark_evidence_record raw = raw_of(record, values);
    spark_error err{};
    check(evidence_->export_file(evidence_.host, job.raw(), path, bytes.data(),
                                 static_cast<uint32_t>(bytes.size()), &raw, nullptr, nullptr, &err),
          err);
  }

  // Whether the durable value is the one that the last record put which names it. If not, begin at
  // the safe state, and append another record. [builder, control, jobs]
  [[nodiscard]] bool agrees(const char* key, const char* schema) const {
    return evidence_->agrees(evidence_.host, key, schema) != 0;
  }

  // The records, oldest first. Reads files: seconds, for a long chain. Throws the host's refusal,
  // SPARK_E_CANCELLED among them. [jobs]
  [[nodiscard]] std::vector<EvidenceFound> find(Job job, const EvidenceQuery& query) const {
    const spark_evidence_query raw = {query.kind, query.subject, query.since_utc_ms, query.limit,
                                      0};
    std::vector<EvidenceFound> found;
    spark_error err{};
    check(evidence_->find(evidence_.host, job.raw(), &raw, take, &found, &err), err);
    return found;
  }
  // Reads the whole chain and all files of evidence; returns how many records there are. Throws the
  // first fault, or which files are not as recorded. [jobs]
  [[nodiscard]] uint64_t verify(Job job) const {
    uint64_t records = 0;
    spark_error err{};
    check(evidence_->verify(evidence_.host, job.raw(), &records, &err), err);
    return records;
  }

 private:
  void append(const EvidenceRecord& record, spark_evidence_done done, void* context) const {
    const std::vector<spark_evidence_value> values = raw_of(record.values);
    const spark_evidence_record raw = raw_of(record, values);
    spark_error err{};
    check(evidence_->append(evidence_.host, &raw, done, context, &err), err);
  }
  static std::vector<spark_evidence_value> raw_of(const std::vector<EvidenceValue>& values) {
    std::vector<spark_evidence_value> raw;
    for (const EvidenceValue& each : values) {
      // An empty value has bytes, too: none, at an address.
      const std::string_view bytes = each.bytes.value_or("");
      const char* const begin = bytes.data() == nullptr ? "" : bytes.data();
      raw.push_back({each.key, each.schema, each.bytes ? begin : nullptr,
                     static_cast<uint32_t>(bytes.size()), 0});
    }
    return raw;
  }
  static spark_evidence_record raw_of(const EvidenceRecord& record,
                                      const std::vector<spark_evidence_value>& values) {
    return {record.kind,
            record.subject,
            record.json.data(),
            values.data(),
            static_cast<uint32_t>(record.json.size()),
            static_cast<uint32_t>(values.size())};
  }
  template <auto done, class Owner>
  static void tell(void* owner, int32_t code, const spark_evidence_receipt* receipt,
                   const spark_error* err) {
    const Recorded how = {
        code, err == nullptr ? std::string_view() : std::string_view(err->text, err->length),
        receipt == nullptr ? 0 : receipt->sequence,
        receipt == nullptr ? std::string_view() : std::string_view(receipt->hash)};
    (static_cast<Owner*>(owner)->*done)(how);
  }
  static void take(void* context, const spark_evidence_found* found) {
    static_cast<std::vector<EvidenceFound>*>(context)->push_back(
        {found->sequence, found->utc_ms, found->hash, found->actor, found->kind, found->subject,
         found->result, std::string(found->json, found->json_length)});
  }

  glue::Service<spark_ext_evidence> evidence_;
};

}  // namespace spark
