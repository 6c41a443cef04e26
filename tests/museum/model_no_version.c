// The model has no version.
#define SPECIMEN_VERSION ""
#include "specimen.h"
