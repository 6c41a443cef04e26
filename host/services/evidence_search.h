// The part of spark.evidence/1 that reads the chain, on jobs.
#pragma once

#include "spark/ext/draft/evidence.h"

namespace spark::services {

// As spark_ext_evidence has them. [jobs]
int32_t find_evidence(const spark_host* host, const spark_job* job,
                      const spark_evidence_query* query,
                      void (*take)(void* context, const spark_evidence_found* found), void* context,
                      spark_error* err);
int32_t verify_evidence(const spark_host* host, const spark_job* job, uint64_t* records,
                        spark_error* err);

}  // namespace spark::services
