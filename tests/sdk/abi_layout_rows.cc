// The structs of spark.rows/3, as tests/golden/abi_layout.txt has them.
#include "sdk/abi_layout.h"
#include "spark/ext/draft/rows.h"

namespace spark::test {

void layout_of_rows(std::ostream& out) {
  STRUCT(spark_rows_column);
  FIELD(spark_rows_column, name);
  FIELD(spark_rows_column, type);
  FIELD(spark_rows_column, flags);
  STRUCT(spark_rows_desc);
  FIELD(spark_rows_desc, name);
  FIELD(spark_rows_desc, columns);
  FIELD(spark_rows_desc, column_count);
  FIELD(spark_rows_desc, days_max);
  FIELD(spark_rows_desc, bytes_max);
  FIELD(spark_rows_desc, ring_bytes);
  STRUCT(spark_rows_text);
  FIELD(spark_rows_text, bytes);
  FIELD(spark_rows_text, length);
  STRUCT(spark_rows_row);
  FIELD(spark_rows_row, present);
  FIELD(spark_rows_row, cells);
  FIELD(spark_rows_row, texts);
  STRUCT(spark_rows_source);
  FIELD(spark_rows_source, log);
  FIELD(spark_rows_source, state_dir);
  EXTENSION(spark_ext_rows, SPARK_EXT_ROWS);
  FIELD(spark_ext_rows, open);
  FIELD(spark_ext_rows, text_id);
  FIELD(spark_ext_rows, append);
  FIELD(spark_ext_rows, query);
  FIELD(spark_ext_rows, read);
  FIELD(spark_ext_rows, newest);
}

}  // namespace spark::test
