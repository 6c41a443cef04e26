// run() gives a row a code that does not exist.
#define SPECIMEN_WRITES(frame) frame->code = -5
#include "specimen.h"
