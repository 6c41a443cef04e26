// run() fails with a text that fills all of err, has no NUL, claims more bytes than there are and
// is not UTF-8.
#include <string.h>

#include "spark/abi.h"
static int32_t run(spark_stage* stage, void* worker, spark_frame* const* frames, uint32_t count,
                   spark_error* err) {
  (void)stage, (void)worker, (void)frames, (void)count;
  memset(err->text, 'x', sizeof err->text);
  err->text[0] = '\n';
  err->text[1] = (char)0xff;
  err->length = 1000000;
  err->code = SPARK_OK;
  return SPARK_E_INVALID;
}
#define SPECIMEN_RUN run
#include "specimen.h"
