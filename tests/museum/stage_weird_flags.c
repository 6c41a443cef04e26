// The output has a flag that only inputs have.
#define SPECIMEN_OUTPUT_FLAGS SPARK_SLOT_OPTIONAL
#include "specimen.h"
