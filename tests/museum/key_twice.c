// One configuration key is declared twice.
#define SPECIMEN_PARAMS \
  { &specimen_param, &specimen_param }
#include "specimen.h"
