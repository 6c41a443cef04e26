// run() returns a code that does not exist.
#define SPECIMEN_RETURNS(err) 4711
#include "specimen.h"
