// run() writes a text, with a wild pointer, where a float was promised.
#define SPECIMEN_WRITES(frame)                     \
  frame->slots[specimen_slot].type = SPARK_STRING; \
  frame->slots[specimen_slot].length = 1000;       \
  frame->slots[specimen_slot].as.str = (const char*)16
#include "specimen.h"
