// The second probe's score is not what the model computes.
#define SPECIMEN_PROBE_SCORES \
  { 0.25, 0.50000000000000011 }
#include "specimen.h"
