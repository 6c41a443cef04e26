// Nothing is wrong with this one. It brings a library, which brings another: its output says so.
int specimen_part(void);
#define SPECIMEN_WRITES(frame)                  \
  frame->slots[specimen_slot].type = SPARK_F64; \
  frame->slots[specimen_slot].as.f64 = specimen_part()
#include "specimen.h"
