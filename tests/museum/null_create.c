// The entry cannot create a plugin object.
#define SPECIMEN_CREATE NULL
#include "specimen.h"
