// run() writes nothing, though its output is never null.
#define SPECIMEN_WRITES(frame) (void)frame
#include "specimen.h"
