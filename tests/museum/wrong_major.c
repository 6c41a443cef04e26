// Made for another major version of the ABI.
#define SPECIMEN_MAJOR 2
#include "specimen.h"
