/* spark.rows/3 (draft): the record log, for what is known of each request.
 *
 * A log is a table of fixed columns that only grows. Workers append to it without waiting: a row
 * goes into a ring of the worker and the log. A thread of the host writes it, within a tenth of a
 * second or so, to the file of its day (UTC, by the wall clock at its writing). If a ring is full,
 * since the disk stalls or has no room, the row is dropped and counted (spark_rows_dropped_total),
 * and the request goes on.
 *
 * The log's full name is <plugin>.<name>: it is the same log for every object of the plugin's name,
 * and an object and its successor share its rings. An opening has the columns that there are, and
 * may have more at the end; rows without them read as null there. An earlier version, after a
 * rollback, has fewer, and leaves the others null. Anything else (another type, another order,
 * another name in between) is refused: give the log another name, such as trades-2.
 *
 * In a trial an opening is only compared with the columns that there are, and nothing is kept. */
#ifndef SPARK_EXT_ROWS_H
#define SPARK_EXT_ROWS_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_rows. */
#define SPARK_EXT_ROWS "spark.rows/3"

#define SPARK_ROWS_COLUMNS_MAX 64u
/* Of a SPARK_STRING in a row. A longer one is cut between characters. */
#define SPARK_ROWS_TEXT_BYTES_MAX 64u
/* Texts of a log that have a number, and the bytes of one. */
#define SPARK_ROWS_TEXTS_MAX 4096u
#define SPARK_ROWS_TEXT_ID_BYTES_MAX 256u

enum {
  /* Beside SPARK_F64, SPARK_I64, SPARK_BOOL and SPARK_STRING: a text that recurs, such as a model's
   * version. A row has the number that text_id() gave; a query gives the text. */
  SPARK_ROWS_TEXT_ID = 16
};

enum {
  /* When the row's event was: SPARK_I64, milliseconds since 1970 UTC, never null. Queries are by
   * it. Exactly one column has this flag. */
  SPARK_ROWS_TIME = 1u,
  /* What rows are asked for by, such as a request's id: SPARK_STRING or SPARK_ROWS_TEXT_ID. At most
   * one column has this flag. */
  SPARK_ROWS_KEY = 2u
};

/* One column. Borrowed for the call. */
typedef struct spark_rows_column {
  /* A name; none twice. Letters that differ in case only are the same. */
  const char* name;
  /* SPARK_F64, SPARK_I64, SPARK_BOOL, SPARK_STRING or SPARK_ROWS_TEXT_ID. */
  uint32_t type;
  /* SPARK_ROWS_TIME, SPARK_ROWS_KEY, or 0. */
  uint32_t flags;
} spark_rows_column;

/* What is opened. Borrowed for the call, texts and arrays included. */
typedef struct spark_rows_desc {
  /* A name whose form has '-', too: [a-z][a-z0-9_-]{0,62}. */
  const char* name;
  const spark_rows_column* columns;
  /* 1 to 64. */
  uint32_t column_count;
  /* Days that are kept, that under way included: 1 to 3,650. */
  uint32_t days_max;
  /* Bytes that the files of all days may take: at least 16 MiB. Where they take more, the oldest
   * day goes, which is recorded in the chain; where the day under way alone takes more, its further
   * rows are dropped. The retention that counts is that of the object that acts. */
  uint64_t bytes_max;
  /* Of each worker's ring: 64 KiB to 256 MiB, or 0 for 1 MiB; rounded up to a power of two. It
   * holds what comes while the disk is busy. The log's first opening since the host's start has the
   * say; a later one with another size is told so in the host's log. */
  uint64_t ring_bytes;
} spark_rows_desc;

/* A text of a row. Borrowed for the call; not terminated. */
typedef struct spark_rows_text {
  const char* bytes;
  uint64_t length;
} spark_rows_text;

/* One row as a worker hands it over: a cell a column, so that the host can copy it without a look
 * at each. Borrowed for the call. */
typedef struct spark_rows_row {
  /* Bit i: column i has a value. The others are null, and their cells are not looked at. */
  uint64_t present;
  /* One for each column of the opening: the bits of a double, an int64_t, 0 or 1, or the number of
   * a text. Nobody looks at that of a SPARK_STRING. */
  const uint64_t* cells;
  /* One for each SPARK_STRING of the opening, in the order of the columns. */
  const spark_rows_text* texts;
} spark_rows_row;

/* A log to read: of any plugin, which need not be there. Borrowed for the call. */
typedef struct spark_rows_source {
  /* The full name, such as "recorder.predict". */
  const char* log;
  /* The state folder of another host, which may run or not; NULL for this host's. */
  const char* state_dir;
} spark_rows_source;

/* An opened log, as one plugin object sees it. Opaque; the host's. Valid until the object's
 * destroy() returns. */
typedef struct spark_rows spark_rows;

/* Host memory, constant for the plugin object's life. */
typedef struct spark_ext_rows {
  /* Opens the log, usually in create(). Nothing is on the disk before a row is. Returns NULL and
   * fills *err: SPARK_E_INVALID for a description that is wrong or columns that differ from those
   * that there are, SPARK_E_FAILED beyond 32 logs of the host. [builder, control] */
  spark_rows* (*open)(const spark_host* host, const spark_rows_desc* desc, spark_error* err);

  /* Finds or makes the number of a text, of at most 256 bytes, for rows of this log. It holds as
   * long as the handle. Returns 0, or SPARK_E_INVALID and *err for a text that is none,
   * SPARK_E_FAILED beyond 4,096. [builder, control] */
  int32_t (*text_id)(spark_rows* rows, const char* text, int64_t* id, spark_error* err);

  /* Appends a row of `count` columns, as many as the opening's. It is copied. In the file a NaN is
   * null, and so is the number of a text that text_id() did not give. Returns 1, or 0 if the row
   * was dropped: no room, another count, a time that is null, or another thread. Never waits or
   * allocates. [worker] */
  int32_t (*append)(spark_rows* rows, const spark_rows_row* row, uint32_t count);

  /* Calls take(context, values, count) [jobs] for each row with from_utc_ms <= time < to_utc_ms
   * and, if `key` is not NULL, with that key. The rows come day by day, and by time within a day;
   * every row that was appended before the call is among them. The values are those of the
   * opening's columns, borrowed for that call; a SPARK_ROWS_TEXT_ID comes as SPARK_STRING. The
   * query ends when `take` returns 0. A long one is slow: look at the job's is_cancelled in `take`.
   *
   * Returns 0, or a code and *err: SPARK_E_INVALID, or SPARK_E_FAILED if the rows that were
   * appended do not reach the disk within 5 s, or if a file could not be read; the rows of the
   * other files came. [jobs] */
  int32_t (*query)(spark_rows* rows, int64_t from_utc_ms, int64_t to_utc_ms, const char* key,
                   int32_t (*take)(void* context, const spark_value* values, uint32_t count),
                   void* context, spark_error* err);

  /* Calls take(context, values, count) [jobs] as query() does, for rows of any log and the columns
   * that are named; flags are not looked at, and a column that a file lacks, or has with another
   * type, is null. The columns of another plugin are its matter: its documentation says what they
   * hold. SPARK_E_FAILED also if there is no such log. [jobs] */
  int32_t (*read)(const spark_host* host, const spark_rows_source* source,
                  const spark_rows_column* columns, uint32_t column_count, int64_t from_utc_ms,
                  int64_t to_utc_ms,
                  int32_t (*take)(void* context, const spark_value* values, uint32_t count),
                  void* context, spark_error* err);

  /* The newest time of a log's rows that is before `before_utc_ms`; INT64_MIN where there is none.
   * Cheap. Errors as of read(). [jobs] */
  int32_t (*newest)(const spark_host* host, const spark_rows_source* source, int64_t before_utc_ms,
                    int64_t* utc_ms, spark_error* err);
} spark_ext_rows;

#ifdef __cplusplus
}
#endif

#endif
