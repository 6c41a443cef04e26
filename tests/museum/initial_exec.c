// Its thread-local storage is of the initial-exec model: a process has room for few such libraries.
static __thread char specimen_storage[1024] __attribute__((tls_model("initial-exec")));
#define SPECIMEN_WRITES(frame)                  \
  frame->slots[specimen_slot].type = SPARK_F64; \
  frame->slots[specimen_slot].as.f64 = ++specimen_storage[frame->slot_count % 1024]
#include "specimen.h"
