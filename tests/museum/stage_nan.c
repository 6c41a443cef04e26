// run() writes NaN.
#define SPECIMEN_WRITES(frame)                  \
  frame->slots[specimen_slot].type = SPARK_F64; \
  frame->slots[specimen_slot].as.f64 = __builtin_nan("")
#include "specimen.h"
