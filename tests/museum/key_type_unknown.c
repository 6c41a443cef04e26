// A configuration key has a type that does not exist.
#define SPECIMEN_PARAM_TYPE 99
#include "specimen.h"
