// The model cannot predict.
#define SPECIMEN_PREDICT NULL
#include "specimen.h"
