// The stage cannot run.
#define SPECIMEN_RUN NULL
#include "specimen.h"
