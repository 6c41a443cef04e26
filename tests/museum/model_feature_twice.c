// The model takes one feature twice.
#define SPECIMEN_FEATURES \
  { "a", "a" }
#include "specimen.h"
