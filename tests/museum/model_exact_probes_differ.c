// The second probe's score is promised to the bit, and is off by one.
#define SPECIMEN_MODEL_FLAGS SPARK_MODEL_EXACT_PROBES
#define SPECIMEN_PROBE_SCORES \
  { 0.25, 0.50000000000000011 }
#include "specimen.h"
