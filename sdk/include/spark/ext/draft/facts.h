/* spark.facts/2 (draft): numbers that plugins which do not know each other tell one another.
 *
 * A fact has a name and a subject: a pipeline, a model, and the digest of that model's artefact, as
 * far as each applies. A judge of a candidate asks by its digest, so that what was found out about
 * another artefact is not taken for it. A fact may bring the counts that its value was computed
 * from, so that a judge can keep them and others can compute the value again. Facts are in memory:
 * a resting object's facts are absent, and so are those of a host that has just started. Absence is
 * an answer of its own, and so is age.
 *
 * sparkctl facts lists them. */
#ifndef SPARK_EXT_FACTS_H
#define SPARK_EXT_FACTS_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_facts. */
#define SPARK_EXT_FACTS "spark.facts/2"

/* The most bytes of a fact's basis, without the NUL: 64 KiB. */
#define SPARK_FACT_BASIS_BYTES_MAX 65536u

/* What a fact is about. Two facts of one name and different subjects stand beside each other. Texts
 * of at most 64 bytes, borrowed like those of the fact; "" where it does not apply. */
typedef struct spark_subject {
  /* The key under pipelines:. */
  const char* pipeline;
  /* The key under models:. */
  const char* model;
  /* Of the model's artefact: 64 lower-case hex digits, or "". */
  const char* sha256;
} spark_subject;

/* One fact. Borrowed for the call that it is given to, texts included. */
typedef struct spark_fact {
  /* Published: the plugin's own part, such as "psi.overall"; names joined by dots. Read: the full
   * name, which has the plugin's key under plugins: and a dot before that. */
  const char* name;
  spark_subject subject;
  /* Of `value`, such as "ms" or "ratio"; at most 16 bytes; "" if it has none. */
  const char* unit;
  /* Finite. */
  double value;
  /* How many observations it rests on; 0 where that does not apply. */
  uint64_t samples;
  /* The time that it is about, in ms since 1970-01-01 UTC: both 0, or from <= to. */
  int64_t from_utc_ms;
  int64_t to_utc_ms;
  /* When it was published, by the host's clock. Ignored by publish(). */
  int64_t at_utc_ms;
  /* What the value was computed from: one JSON object in printable UTF-8, at most 32 levels deep,
   * no member twice; of at most SPARK_FACT_BASIS_BYTES_MAX bytes. Published: NULL or "" where it
   * has none. Read: never NULL. The host does not look into it. */
  const char* basis;
} spark_fact;

/* Host memory, constant for the plugin object's life.
 *
 * `context` may be NULL, and is as it was given. `take` may call this extension; what it is given
 * is as it was when the call began, whatever is published meanwhile. A judge looks at the samples
 * and the age of a fact before it takes the value for what holds now. */
typedef struct spark_ext_facts {
  /* Publishes a fact, or replaces the one of that name and subject. Returns 0, or a code and *err:
   * SPARK_E_NOT_ACTING; SPARK_E_INVALID for a text or a number that is none; SPARK_E_FAILED beyond
   * 512 facts of all plugins. [control, jobs] */
  int32_t (*publish)(const spark_host* host, const spark_fact* fact, spark_error* err);

  /* Takes one of the plugin's own facts back, by its own part of the name; nothing happens if there
   * is none. [control, jobs] */
  void (*withdraw)(const spark_host* host, const char* name, const spark_subject* subject);

  /* Calls take(context, fact) [control, jobs] once, before it returns, with the fact of that full
   * name and subject; not at all if it is absent. Returns 0, or SPARK_E_INVALID and *err for a
   * NULL. [control, jobs] */
  int32_t (*read)(const spark_host* host, const char* full_name, const spark_subject* subject,
                  void (*take)(void* context, const spark_fact* fact), void* context,
                  spark_error* err);

  /* Calls take(context, fact) [control, jobs] for each fact whose full name begins with `prefix`,
   * in the order of names and subjects. Returns 0, or SPARK_E_INVALID and *err for a NULL.
   * [control, jobs] */
  int32_t (*list)(const spark_host* host, const char* prefix,
                  void (*take)(void* context, const spark_fact* fact), void* context,
                  spark_error* err);
} spark_ext_facts;

#ifdef __cplusplus
}
#endif

#endif
