// The structs of spark.evidence/1.
#include "sdk/abi_layout.h"
#include "spark/ext/draft/evidence.h"

namespace spark::test {

void layout_of_evidence(std::ostream& out) {
  STRUCT(spark_evidence_value);
  FIELD(spark_evidence_value, key);
  FIELD(spark_evidence_value, schema);
  FIELD(spark_evidence_value, bytes);
  FIELD(spark_evidence_value, size);
  FIELD(spark_evidence_value, reserved);
  STRUCT(spark_evidence_record);
  FIELD(spark_evidence_record, kind);
  FIELD(spark_evidence_record, subject);
  FIELD(spark_evidence_record, json);
  FIELD(spark_evidence_record, values);
  FIELD(spark_evidence_record, json_length);
  FIELD(spark_evidence_record, value_count);
  STRUCT(spark_evidence_receipt);
  FIELD(spark_evidence_receipt, sequence);
  FIELD(spark_evidence_receipt, hash);
  STRUCT(spark_evidence_query);
  FIELD(spark_evidence_query, kind);
  FIELD(spark_evidence_query, subject);
  FIELD(spark_evidence_query, since_utc_ms);
  FIELD(spark_evidence_query, limit);
  FIELD(spark_evidence_query, reserved);
  STRUCT(spark_evidence_found);
  FIELD(spark_evidence_found, sequence);
  FIELD(spark_evidence_found, utc_ms);
  FIELD(spark_evidence_found, hash);
  FIELD(spark_evidence_found, actor);
  FIELD(spark_evidence_found, kind);
  FIELD(spark_evidence_found, subject);
  FIELD(spark_evidence_found, result);
  FIELD(spark_evidence_found, json);
  FIELD(spark_evidence_found, json_length);
  FIELD(spark_evidence_found, reserved);
  EXTENSION(spark_ext_evidence, SPARK_EXT_EVIDENCE);
  FIELD(spark_ext_evidence, append);
  FIELD(spark_ext_evidence, export_file);
  FIELD(spark_ext_evidence, agrees);
  FIELD(spark_ext_evidence, find);
  FIELD(spark_ext_evidence, verify);
}

}  // namespace spark::test
