// The model has no features.
#define SPECIMEN_DIMENSION 0
#include "specimen.h"
