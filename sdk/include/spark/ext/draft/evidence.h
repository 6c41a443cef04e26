/* spark.evidence/1 (draft): what a plugin found and decided, in the host's chain.
 *
 * A record of the chain cannot be changed, removed or inserted afterwards without a trace. A
 * verdict belongs there, and so does what a decision rests on. A durable value (spark.durable/1)
 * that follows from a record is given along with it: the record reaches the disk first, then its
 * values. After a crash a value may be missing that a record names, but no value is there without
 * its record. agrees() tells; where it says no, the plugin begins at its safe state and appends
 * another record.
 *
 * Order of record, value and flag: record and value, then the flag in `done`; towards safe the flag
 * first, then the record.
 *
 * Only an object that acts appends (spark.life/1); a dry run and a trial have no effect. Who
 * appended is the host's: the actor is "plugin <name>", the result "generation <n>", and one of the
 * digests is the library's. */
#ifndef SPARK_EXT_EVIDENCE_H
#define SPARK_EXT_EVIDENCE_H

#include "done.h"
#include "job.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_evidence. */
#define SPARK_EXT_EVIDENCE "spark.evidence/1"

/* The most bytes that a document has: 64 KiB. */
#define SPARK_EVIDENCE_JSON_BYTES_MAX 65536u
/* The most values that a record brings. */
#define SPARK_EVIDENCE_VALUES_MAX 16u
/* The most bytes that an exported file has: 16 MiB. */
#define SPARK_EVIDENCE_FILE_BYTES_MAX 16777216u
/* The most records that one search gives. */
#define SPARK_EVIDENCE_FOUND_MAX 1000u

/* A durable value that is put with a record. Borrowed. */
typedef struct spark_evidence_value {
  /* As for spark.durable/1. */
  const char* key;
  const char* schema;
  /* At most 64 KiB; NULL: the value is taken away. */
  const void* bytes;
  uint32_t size;
  /* 0. */
  uint32_t reserved;
} spark_evidence_value;

/* What is to be recorded. Borrowed. */
typedef struct spark_evidence_record {
  /* The plugin's own part of the kind: names joined by dots, such as "verdict". The record's kind
   * is "<plugin>.verdict". */
  const char* kind;
  /* What it is about, such as a model's name or a digest: printable UTF-8 of at most 255 bytes. */
  const char* subject;
  /* The document: one JSON object in UTF-8, at most 32 levels deep, no member twice. Not
   * NUL-terminated; kept byte by byte. */
  const char* json;
  const spark_evidence_value* values;
  uint32_t json_length;
  uint32_t value_count;
} spark_evidence_record;

/* Where a record stands, so that others can cite it. Borrowed. */
typedef struct spark_evidence_receipt {
  uint64_t sequence;
  /* 64 lower-case hex digits. */
  const char* hash;
} spark_evidence_receipt;

/* As a spark_done, and with the place of the record. `receipt` is NULL where the record is not on
 * the disk, or may not be (SPARK_E_CANCELLED). With a receipt and SPARK_E_FAILED it is on record,
 * and its values are found by get(), but the disk refuses them: the host tries again by itself.
 * [control] */
typedef void (*spark_evidence_done)(void* context, int32_t code,
                                    const spark_evidence_receipt* receipt, const spark_error* err);

/* Which records to find. Borrowed. */
typedef struct spark_evidence_query {
  /* In full: "canary.verdict". Records of other plugins and of tools are found, too. */
  const char* kind;
  /* "": about anything. */
  const char* subject;
  /* Milliseconds since 1970; 0: from the beginning. */
  int64_t since_utc_ms;
  /* The last so many: 1 to SPARK_EVIDENCE_FOUND_MAX. */
  uint32_t limit;
  /* 0. */
  uint32_t reserved;
} spark_evidence_query;

/* A record that was found. Borrowed for the call. */
typedef struct spark_evidence_found {
  uint64_t sequence;
  int64_t utc_ms;
  /* 64 lower-case hex digits. */
  const char* hash;
  /* "plugin <name>", or "http" for a tool. */
  const char* actor;
  const char* kind;
  const char* subject;
  /* "generation <n>" for a plugin, "done" for a tool, "imported …" if it was made without a host.
   */
  const char* result;
  /* Not NUL-terminated. */
  const char* json;
  uint32_t json_length;
  /* 0. */
  uint32_t reserved;
} spark_evidence_found;

/* Host memory, constant for the plugin object's life. */
typedef struct spark_ext_evidence {
  /* Appends the record, then puts its values, then calls `done` once; a get() finds the values when
   * the record is on the disk. From the first such call for a value on, spark.durable/1 refuses to
   * change that value. Returns 0, or a code and *err: SPARK_E_NOT_ACTING; SPARK_E_INVALID for an
   * argument that is not as described; SPARK_E_FAILED beyond 10 records a second (50 at once), for
   * 64 that wait for the disk, and beyond the limits of spark.durable/1. Refusals are counted in
   * spark_evidence_refused_total. `done` may be NULL. [control, jobs] */
  int32_t (*append)(const spark_host* host, const spark_evidence_record* record,
                    spark_evidence_done done, void* context, spark_error* err);

  /* Writes a file of `size` bytes as a draft, then appends the record, with the file's SHA-256
   * among its digests, and then the file takes its place, whole: after a crash the host finishes
   * that, or there is neither. Returns when the file is at its place, or after a second, if the
   * disk is slow. `path` is relative to the plugin's own part of the evidence folder
   * (<state_dir>/evidence/<plugin>/): names joined by '/', of letters, digits, '_', '-' and '.',
   * none beginning with '.', at most 8 folders and 128 bytes. An existing file is replaced. Waits
   * for the disk. Fails as append() does, and with SPARK_E_FAILED if the file cannot be written.
   * [jobs] */
  int32_t (*export_file)(const spark_host* host, const spark_job* job, const char* path,
                         const void* bytes, uint32_t size, const spark_evidence_record* record,
                         spark_evidence_done done, void* context, spark_error* err);

  /* Whether the durable value is the one that the last record put which names it: 1; or 0 if a
   * crash fell in between, the chain has lost that record, or another one that names it waits for
   * the disk. At an exchange the host waits up to a second for the records of the object that
   * rests. A value that no record names agrees. 0, too, for names that are none.
   * [builder, control, jobs] */
  int32_t (*agrees)(const spark_host* host, const char* key, const char* schema);

  /* Calls take(context, found) [jobs] for each record that is found, oldest first, before it
   * returns. Reads the chain's files from their end, until it has found enough: seconds, for a long
   * chain. Returns 0, or a code and *err: SPARK_E_INVALID, SPARK_E_CANCELLED if the job is, or
   * SPARK_E_FAILED if the chain cannot be read. [jobs] */
  int32_t (*find)(const spark_host* host, const spark_job* job, const spark_evidence_query* query,
                  void (*take)(void* context, const spark_evidence_found* found), void* context,
                  spark_error* err);

  /* Reads the whole chain and compares all hashes, and all files of evidence with their last
   * record, as `sparkctl evidence verify` does. Returns 0 if all is whole, with the number of
   * records in *records (may be NULL); or SPARK_E_FAILED and in *err the chain's first fault, or
   * the files that are not as recorded; SPARK_E_CANCELLED if the job is. For an object that acts
   * the host then puts such files back, each with a record evidence.put_back, where it has their
   * copy: so the next verify() does not name them. A file that no record names stays. [jobs] */
  int32_t (*verify)(const spark_host* host, const spark_job* job, uint64_t* records,
                    spark_error* err);
} spark_ext_evidence;

#ifdef __cplusplus
}
#endif

#endif
