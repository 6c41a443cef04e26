// The model has more features than the host takes.
#define SPECIMEN_DIMENSION 1025
#include "specimen.h"
