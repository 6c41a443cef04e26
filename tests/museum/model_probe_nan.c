// A probe row holds NaN, but the model does not accept missing values.
#define SPECIMEN_PROBE_ROWS \
  { 0.25, 7.0, 0.5, __builtin_nan("") }
#include "specimen.h"
