// The stage writes one output twice.
#define SPECIMEN_OUTPUTS \
  { &specimen_output, &specimen_output }
#include "specimen.h"
