// The entry has no summary.
#define SPECIMEN_SUMMARY NULL
#include "specimen.h"
