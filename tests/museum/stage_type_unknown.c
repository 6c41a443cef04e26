// The output has a type that does not exist.
#define SPECIMEN_OUTPUT_TYPE 77
#include "specimen.h"
