// The second probe's score is not what the model computes, and no rounding explains it.
#define SPECIMEN_PROBE_SCORES \
  { 0.25, 0.500000000001 }
#include "specimen.h"
